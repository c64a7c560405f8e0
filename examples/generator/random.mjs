// Seeded randomness and stable identifiers. Everything the generator emits must be byte-stable, so nothing
// here (or anywhere else in the generator) may ask the clock or Math.random.

import { createHash } from 'node:crypto';

/** @param {string} text @returns {string} 64 hex digits that depend on `text` alone */
export function hashHex(text) {
  return createHash('sha256').update(text).digest('hex');
}

/** @param {string} text @returns {number} an unsigned 32-bit integer that depends on `text` alone */
export function hashInt(text) {
  return Number.parseInt(hashHex(text).slice(0, 8), 16);
}

/** @param {string} text @returns {string} a version-4-looking UUID that depends on `text` alone */
export function uuid(text) {
  const hex = hashHex(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

// Kubernetes leaves out vowels and look-alikes, so that random names spell no words.
const KUBERNETES_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** @param {string} text @param {number} length @returns {string} a suffix as Kubernetes gives to generated names */
export function kubernetesSuffix(text, length) {
  const hex = hashHex(text);
  let suffix = '';
  for (let i = 0; i < length; i += 1) {
    suffix += KUBERNETES_ALPHABET[Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16) % KUBERNETES_ALPHABET.length];
  }
  return suffix;
}

/**
 * @typedef {object} Random
 * @property {() => number} next uniform in [0, 1)
 * @property {(low: number, high: number) => number} integer uniform in [low, high], both included
 * @property {<T>(items: readonly T[]) => T} pick one of the items
 */

/**
 * Mulberry32: 32 bits of state are plenty for load shapes, and it only needs integer operations,
 * so every JavaScript engine yields the same sequence.
 * @param {string} seed
 * @returns {Random}
 */
export function randomFrom(seed) {
  let state = hashInt(seed);
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (low, high) => low + Math.floor(next() * (high - low + 1));
  return { next, integer, pick: (items) => items[integer(0, items.length - 1)] };
}
