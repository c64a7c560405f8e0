// Bytes as characters and back: what the page in one file holds its parts in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, digits, textOf } from '../../../web/app/tools/dense.mjs';

const bytes = (length, at) => Uint8Array.from({ length }, (_, index) => at(index));
const cases = {
  'no bytes': bytes(0, () => 0),
  'a byte': bytes(1, () => 255),
  zeros: bytes(1000, () => 0),
  'the largest number of every group': bytes(3200, () => 255),
  'all bytes': bytes(2560, (index) => index),
  'a length that is no multiple of anything': bytes(7919, (index) => (index * 31 + (index >> 3)) % 251),
};

for (const [name, input] of Object.entries(cases)) {
  test(`${name} come back`, () => {
    const text = textOf(input);
    const back = bytesOf(text, digits);
    assert.deepEqual(back.slice(0, input.length), input);
    assert.ok(back.slice(input.length).every((byte) => byte === 0));
    assert.ok(text.length <= Math.ceil((input.length * 8) / 255) * 16);
  });
}

test('16 digits hold 255 bits, and no fewer would', () => {
  assert.ok(BigInt(digits.base) ** 16n >= 1n << 255n);
  assert.ok(BigInt(digits.base - 1) ** 16n < 1n << 255n);
});

test('pages keep each character: no halves of others, none that is not one, no signs of markup', () => {
  const text = textOf(bytes(200_000, (index) => (index * 2654435761) >>> 24));
  assert.ok(text.isWellFormed());
  assert.doesNotMatch(text, /[\0-\u00a9\ufdd0-\uffff]/);
});
