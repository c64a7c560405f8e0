// Numbers that users of OpenCost know, and those of its specification, from hand-made data through a real Prometheus.
// Each case says what prorata must answer, with the arithmetic, and what OpenCost answers where that differs.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import { answered } from '../conformance/answered.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

/** Amounts are known to a whole unit and money to a billionth; the expectations are written with seven digits. */
const kClose = 1e-6;

/** One question of a case; fails where the CLI does. */
async function ask(recording, { verb = 'allocate', aggregate, options = [], fails = 0 }, prices) {
  const question = [...(aggregate === undefined ? [] : ['--aggregate', aggregate]), ...options];
  const priced = prices === null ? [] : ['--prices', prices];
  const { code, stdout, stderr } = await prorata([
    verb,
    '--metrics',
    recording,
    ...question,
    ...priced,
    '--format',
    'json',
  ]);
  assert.equal(code, fails, stderr);
  return fails === 0 ? JSON.parse(stdout) : null;
}

function check(found, wanted, what) {
  assert.notEqual(found, undefined, `${what} is missing`);
  for (const [field, value] of Object.entries(wanted)) {
    const close = Math.abs(found[field] - value) <= kClose * Math.max(1, Math.abs(value));
    assert.ok(close, `${what}, ${field}: ${found[field]}, by hand ${value}`);
  }
}

/** The part of an answer that an expectation speaks of. */
function partOf(answer, { row, node }) {
  if (row !== undefined) return answer.rows.find(({ name }) => name === row);
  if (node !== undefined) return answer.assets.find((asset) => asset.kind === 'node' && asset.name === node);
  return answer.totals ?? answer;
}

describe('conformance', () => {
  for (const { name, world, asked, prices, expect } of answered) {
    it(name, async () => {
      const recording = await tinyRecording(world, asked);
      const priceFile = prices === undefined ? null : files.file('prices.json');
      if (priceFile !== null) writeFileSync(priceFile, JSON.stringify(prices));
      for (const expectation of expect) {
        const answer = await ask(recording, expectation, priceFile);
        if (answer === null) continue;
        if (answer.remainder !== undefined && !answer.filtered)
          assert.equal(answer.remainder, 0, 'rows do not add up to the assets');
        const { is, notice } = expectation;
        if (is !== undefined) check(partOf(answer, expectation), is, expectation.row ?? expectation.node ?? 'total');
        if (notice !== undefined) assert.ok(JSON.stringify(answer).includes(`"${notice}"`), `${notice} is missing`);
      }
    });
  }
});
