// The reader that the page in one file brings reads what `xz` writes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { unlzma } from '../../../web/app/tools/unlzma.mjs';

/** xorshift: the same bytes each time. */
function chance(length, values) {
  let state = 2463534242;
  return Buffer.from(
    Array.from({ length }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % values;
    }),
  );
}
const texts = {
  'a byte': Buffer.from('x'),
  'one byte, often': Buffer.alloc(100_000, 7),
  'random bytes': chance(50_000, 256),
  'random bytes of few kinds': chance(200_000, 3),
  'a program': readFileSync(process.execPath).subarray(0, 1_500_000),
  'matches that are far apart': Buffer.concat([chance(3000, 256), Buffer.alloc(400_000), chance(3000, 256)]),
};
const settings = ['preset=9e', 'preset=9e,lc=4,pb=0', 'preset=1,lc=0,lp=2,pb=2', 'preset=6,lc=1,lp=3,pb=4'];

for (const [name, bytes] of Object.entries(texts)) {
  test(`${name} come back`, () => {
    for (const setting of settings) {
      const packed = execFileSync('xz', ['--format=lzma', `--lzma1=${setting}`, '--stdout'], {
        input: bytes,
        maxBuffer: 1 << 26,
      });
      assert.equal(Buffer.compare(Buffer.from(unlzma(packed, bytes.length)), bytes), 0, setting);
    }
  });
}

test('damage ends in an error or other bytes, never in a page that hangs', () => {
  const packed = execFileSync('xz', ['--format=lzma', '--stdout'], { input: texts['a program'], maxBuffer: 1 << 26 });
  for (const at of [20, 1000, 100_000]) {
    const wrong = Uint8Array.from(packed);
    wrong[at] ^= 64;
    try {
      assert.notEqual(Buffer.compare(Buffer.from(unlzma(wrong, 1_500_000)), texts['a program']), 0);
    } catch (problem) {
      if (problem.code === 'ERR_ASSERTION') throw problem;
    }
  }
});
