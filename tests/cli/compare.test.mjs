// Two methods side by side: both columns are the answers of those methods, and the difference is exact.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';

import { prorata } from './support.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));

/** Whole billionths of a decimal text. */
function nano(text) {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  return BigInt(sign + whole + fraction.padEnd(9, '0'));
}

/** Money stays the text that it was written as. */
async function answer(...options) {
  const { code, stdout, stderr } = await prorata(['allocate', '--metrics', demo, ...options, '--format', 'json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout.replaceAll(/"(\w*[cC]ost)":(-?[\d.]+)/g, '"$1":"$2"'));
}

describe('--compare', () => {
  it('shows what each method alone says, and the exact difference', async () => {
    const [both, interval, request] = await Promise.all([
      answer('--compare', 'request'),
      answer(),
      answer('--method', 'request'),
    ]);
    assert.equal(both.format, 'prorata.compare/1');
    assert.deepEqual(
      both.rows.map(({ name }) => name),
      interval.rows.map(({ name }) => name),
    );
    for (const row of [...both.rows, { ...both.totals, name: null }]) {
      const of = ({ rows, totals }) => (row.name === null ? totals : rows.find(({ name }) => name === row.name));
      for (const column of ['cpuCost', 'ramCost', 'gpuCost', 'diskCost', 'totalCost']) {
        assert.equal(row.first[column], of(interval)[column], `${row.name} ${column}`);
        assert.equal(row.second[column], of(request)[column], `${row.name} ${column}`);
        assert.equal(nano(row.difference[column]), nano(row.second[column]) - nano(row.first[column]));
      }
    }
    // The nodes cost the same however their hours are charged.
    assert.equal(nano(both.totals.difference.totalCost), 0n);
    assert.ok(both.rows.some(({ difference }) => nano(difference.totalCost) !== 0n));
    assert.ok(
      nano(both.rows.find(({ kind }) => kind === 'idle').difference.totalCost) > 0n,
      'requests leave more idle',
    );
  });

  it('keeps rows that one method lacks apart by their kind and keys', async () => {
    const { rows } = await answer('--aggregate', 'pod', '--compare', 'usage');
    assert.equal(new Set(rows.map(({ kind, key }) => kind + JSON.stringify(key))).size, rows.length);
  });

  it('is a table and CSV as well', async () => {
    const table = await prorata(['allocate', '--metrics', demo, '--compare', 'average']);
    assert.match(table.stdout, /^namespace +interval USD +average USD +Difference +Change +CPU +Memory +GPU\n/);
    assert.match(table.stdout, /\nTotal .* 0\.00 +0\.0% /);
    const csv = await prorata(['allocate', '--metrics', demo, '--compare', 'average', '--format', 'csv']);
    assert.match(csv.stdout, /^kind,namespace,currency,firstMethod,secondMethod,first\.cpuCost,.*,change\r\n/);
  });

  it('refuses what it cannot show', async () => {
    for (const [options, message] of [
      [['--compare', 'guess'], /guess/],
      [['--compare', 'usage', '--partial'], /--compare.*--partial|--partial.*--compare/],
      [['--compare', 'usage', '--step', '1d'], /--compare.*--step|--step.*--compare/],
    ]) {
      const { code, stderr } = await prorata(['allocate', '--metrics', demo, ...options]);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});
