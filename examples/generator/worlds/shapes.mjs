// Load over time: believable, seeded, and made of additions and multiplications only, so that every platform
// computes the same bits.

import { randomFrom } from '../random.mjs';
import { steps } from '../steps.mjs';
import { DAY, HOUR } from '../world.mjs';

/** @typedef {import('../steps.mjs').Steps} Steps */
/** @typedef {(time: number) => number} Profile demand in 0 … 1 at an epoch second */

/** Usage is constant between multiples of this many seconds. */
export const GRID = 600;

// One value per hour of the day (UTC), read with linear interpolation.
const SHOPPERS = [
  0.3, 0.24, 0.2, 0.18, 0.2, 0.28, 0.4, 0.55, 0.66, 0.72, 0.76, 0.82, 0.84, 0.8, 0.78, 0.8, 0.84, 0.9, 0.97, 1, 0.95,
  0.8, 0.6, 0.42,
];
const OFFICE = [
  0.05, 0.05, 0.05, 0.05, 0.05, 0.08, 0.2, 0.55, 0.85, 1, 0.95, 0.7, 0.75, 0.95, 1, 0.9, 0.7, 0.4, 0.2, 0.12, 0.08,
  0.05, 0.05, 0.05,
];
const NIGHT = [
  0.7, 1, 1, 1, 0.9, 0.5, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.3, 0.4, 0.5,
];

/** 1970-01-01 was a Thursday. @param {number} time @returns {boolean} */
export function isWeekend(time) {
  return [5, 6].includes((Math.floor(time / DAY) + 3) % 7);
}

/** @param {readonly number[]} hours @param {number} weekend factor on Saturday and Sunday @returns {Profile} */
function daily(hours, weekend) {
  return (time) => {
    const hour = (time % DAY) / HOUR;
    const index = Math.floor(hour);
    const next = hours[(index + 1) % 24];
    const value = hours[index] + (next - hours[index]) * (hour - index);
    return isWeekend(time) ? value * weekend : value;
  };
}

/** @type {Readonly<Record<'shoppers' | 'office' | 'night' | 'flat', Profile>>} */
export const PROFILES = {
  shoppers: daily(SHOPPERS, 1.15),
  office: daily(OFFICE, 0.15),
  night: daily(NIGHT, 1),
  flat: () => 1,
};

/**
 * Tabulates a function on the grid. Values become whole multiples of `unit`.
 * @param {{from: number, to: number}} life epoch seconds
 * @param {string} seed
 * @param {number} unit
 * @param {(time: number, noise: number) => number} f noise is uniform in [0.9, 1.1)
 * @returns {Steps}
 */
export function tabulate({ from, to }, seed, unit, f) {
  const random = randomFrom(seed);
  const at = [];
  const value = [];
  for (let time = Math.floor(from / GRID) * GRID; time < to; time += GRID) {
    at.push(time);
    value.push(Math.max(0, Math.round(f(time, 0.9 + 0.2 * random.next()) / unit) * unit));
  }
  return steps(at, value);
}
