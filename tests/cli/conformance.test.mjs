// Numbers that users of OpenCost know, and those of its specification, from hand-made data through a real Prometheus.
// Each case says what prorata must answer, with the arithmetic, and what OpenCost answers where that differs.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { answered } from '../conformance/answered.mjs';
import { untaken } from '../conformance/numbers.mjs';
import { now, windows } from '../conformance/windows.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch, serverOf } from './support.mjs';

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

function check(found, wanted, what, within) {
  assert.notEqual(found, undefined, `${what} is missing`);
  for (const [field, value] of Object.entries(wanted)) {
    const close = Math.abs(found[field] - value) <= (within ?? kClose * Math.max(1, Math.abs(value)));
    assert.ok(close, `${what}, ${field}: ${found[field]}, by hand ${value}`);
  }
}

/** The part of an answer that an expectation speaks of. */
function partOf(answer, { row, node, asset }) {
  if (row !== undefined) return answer.rows.find(({ name }) => name === row);
  if (node !== undefined) return answer.assets.find((asset) => asset.kind === 'node' && asset.name === node);
  if (asset !== undefined) return answer.assets.find(({ name }) => name === asset);
  return answer.totals ?? answer;
}

describe('conformance', () => {
  it('asks every number of finops.json', () => assert.deepEqual(untaken(), []));

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
        const { is, notice, within } = expectation;
        const what = expectation.row ?? expectation.node ?? expectation.asset ?? 'total';
        if (is !== undefined) check(partOf(answer, expectation), is, what, within);
        if (notice !== undefined) assert.ok(JSON.stringify(answer).includes(`"${notice}"`), `${notice} is missing`);
      }
    });
  }
});

describe('where OpenCost has another number', () => {
  const model = readFileSync(new URL('../../docs/model.md', import.meta.url), 'utf8');
  const table = model.slice(model.indexOf('<a id="differences">'));
  for (const { name, differs, opencost } of answered.filter((each) => each.opencost ?? each.differs)) {
    it(`the model says why: ${name}`, () => {
      assert.ok(opencost !== undefined && differs !== undefined, 'a case has both or none');
      assert.ok(table.includes(`\n| ${differs} |`), `no row "${differs}" in docs/model.md`);
    });
  }
});

describe('words for windows', () => {
  const nothing = JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } });
  let server;
  before(async () => {
    server = await serverOf((_, response) => response.setHeader('Content-Type', 'application/json').end(nothing));
  });
  after(() => server.stop());

  /** Milliseconds of a duration as PromQL writes it. */
  const length = (text) => {
    const unit = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };
    return [...text.matchAll(/(\d+)([dhms])/g)].reduce((all, [, count, of]) => all + count * unit[of], 0);
  };

  const asked = async (...args) => {
    const { code, stdout } = await prorata(['plan', '--metrics', server.url, '--now', now, ...args]);
    if (code !== 0) return { code };
    const [, at, range] = /\npods #0 .*\n +(\S+)\n.*\[(\w+)\]/.exec(stdout);
    return { code, window: [Date.parse(at) - length(range), Date.parse(at)] };
  };
  for (const [word, mine, opencost] of windows) {
    it(`${word}: ${mine ?? 'no such word'}; OpenCost has ${opencost}`, async () => {
      for (const dialect of ['prorata', 'ack']) {
        const { code, window } = await asked('--window', word, '--dialect', dialect);
        assert.equal(code, mine === null ? 2 : 0);
        if (mine !== null) assert.deepEqual(window, mine.map(Date.parse));
      }
      // What is still to come is cut.
      const { window } = await asked('--window', word, '--dialect', 'opencost');
      assert.deepEqual(window, [Date.parse(opencost[0]), Math.min(Date.parse(opencost[1]), Date.parse(now))]);
    });
  }
});
