// What everything costs, in 1,000 clusters of chance with everything that can cost and everything that can be said of
// prices and sharing: whoever bears it, in whatever rows and steps, it is the same to the last unit.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { exportLines, kBegin, kConfig, kMinutes, randomCluster, withProcessed } from '../support/random_clusters.mjs';
import { kKeys, kSteps, randomPrices, randomQuestion } from '../support/random_prices.mjs';
import { prorata, scratch } from './support.mjs';

const kClusters = 1000;
const end = new Date(Date.parse(kBegin) + kMinutes * 60000).toISOString();
const window = ['--window', `${kBegin},${end}`, '--resolution', '10m'];

/** Billionths, from the digits that were printed. */
function nano(text) {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(text) ?? assert.fail(`${text}: no money`);
  return BigInt(sign + whole + fraction.padEnd(9, '0'));
}
const costsOf = (text, field) =>
  [...text.matchAll(new RegExp(`"${field}":([-\\d.]+)`, 'g'))].map(([, cost]) => nano(cost));
const sum = (list) => list.reduce((total, each) => total + each, 0n);
const oneOf = (text, field) => costsOf(text, field)[0];
/** Rows alone: what stands before and behind them has totals of its own. */
const rowsOf = (text) => text.slice(text.indexOf('"rows":['), text.lastIndexOf('"totals":'));

const kColumns = [
  ...['cpuCost', 'ramCost', 'gpuCost', 'diskCost', 'pvCost', 'networkCost', 'loadBalancerCost', 'overheadCost'],
  'sharedCost',
];

/** Rows, columns, steps and assets of two questions about one cluster. */
async function check(seed, folder, seen) {
  const { series, nodes, drew, cluster } = randomCluster(seed);
  const prices = randomPrices(seed, nodes, cluster);
  const question = randomQuestion(seed);
  const [metrics, config] = [path.join(folder, `${seed}.jsonl`), path.join(folder, `${seed}.json`)];
  writeFileSync(metrics, exportLines(series));
  writeFileSync(config, JSON.stringify({ ...kConfig, prices: prices.file }));

  // A name in front of a source stands for the label of its cluster.
  const metricsOf = cluster === undefined ? `c=${metrics}` : metrics;
  const run = async (...options) => {
    const { code, out, err } = await prorata(...options, '--config', config);
    assert.equal(code, 0, `cluster ${seed}: prorata ${options.join(' ')}: ${err}`);
    return out;
  };
  let source = ['--metrics', metricsOf, ...window];
  if (drew.has('bytes of balancers')) {
    const recording = path.join(folder, `${seed}.ndjson`);
    await run('record', ...source, '-o', recording);
    writeFileSync(recording, withProcessed(readFileSync(recording, 'utf8'), series));
    source = ['--metrics', recording];
  }
  const ask = (...options) => run(...options, ...source, '--format', 'json');
  const keys = ['--aggregate', kKeys[seed % kKeys.length], ...kSteps[Math.floor(seed / 6) % kSteps.length]];
  const [plain, shared, assets] = [
    await ask('allocate', '--aggregate', 'cluster', ...question.method),
    await ask('allocate', ...keys, ...question.method, ...question.options),
    await ask('assets'),
  ];
  const told = `cluster ${seed}, ${keys.join(' ')} ${question.options.join(' ')}`;
  const total = sum(costsOf(assets.slice(assets.indexOf('"assets":')), 'totalCost'));
  assert.equal(oneOf(assets, 'totalCost'), total, `${told}: assets`);
  for (const answer of [plain, shared]) {
    const rows = rowsOf(answer);
    const asked = oneOf(answer, 'assetCost');
    assert.equal(sum(costsOf(rows, 'totalCost')), asked, `${told}: rows`);
    assert.equal(sum(kColumns.flatMap((column) => costsOf(rows, column))), asked, `${told}: columns`);
    assert.equal(oneOf(answer, 'remainder'), 0n, `${told}: remainder`);
    const steps = [...rows.matchAll(/"stepCost":\[([^\]]*)\]/g)].flatMap(([, list]) => list.split(',').map(nano));
    assert.equal(sum(steps), asked, `${told}: steps`);
  }
  assert.equal(oneOf(plain, 'assetCost'), total, `${told}: what assets cost is what rows cost`);
  // An amount that somebody shares is no asset.
  const amounts = question.drew.has('--share 0.7/hour by gpu');
  if (!amounts) assert.equal(oneOf(shared, 'assetCost'), total, `${told}: sharing makes and loses nothing`);
  else assert.ok(oneOf(shared, 'assetCost') >= total, told);
  // A file of one more format for some: what was bought, split anew where it is moved.
  if (seed % 5 === 0) {
    const focus = await run(
      'allocate',
      ...keys,
      ...question.method,
      ...question.options,
      ...source,
      '--format',
      'focus',
    );
    checkFocus(focus, oneOf(shared, 'assetCost'), told);
  }
  for (const feature of [...drew, ...prices.drew, ...question.drew]) seen.set(feature, (seen.get(feature) ?? 0) + 1);
  for (const column of kColumns) {
    if (costsOf(rowsOf(plain), column).some((cost) => cost !== 0n)) seen.set(column, (seen.get(column) ?? 0) + 1);
  }
  if (prices.drew.has('a bill')) checkBill(total, told, assets, prices.drew.has('yen') ? 1000n : 1n);
}

/** Money and ratios of FOCUS: all of it, and of each thing exactly 1. */
function checkFocus(text, total, told) {
  const [head, ...rows] = text
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, field]) => field));
  const at = (row, name) => row[head.indexOf(name)].replaceAll('""', '"');
  assert.equal(sum(rows.map((row) => nano(at(row, 'EffectiveCost')))), total, `${told}: focus`);
  const things = new Map();
  for (const row of rows.filter((each) => at(each, 'AllocatedMethodId') !== '')) {
    const names = ['ResourceId', 'SkuPriceId', 'ChargePeriodStart', 'ChargePeriodEnd', 'SubAccountId', 'ServiceName'];
    const key = names.map((name) => at(row, name)).join(' ');
    const ids = things.get(key) ?? new Map();
    const id = at(row, 'AllocatedResourceId');
    assert.ok(!ids.has(id), `${told}: ${key} has ${id} twice`);
    ids.set(
      id,
      sum(
        [...row.join().matchAll(/AllocatedRatio"":(-?\d+)(?:\.(\d+))?/g)].map(([, whole, part = '']) =>
          BigInt(whole.replace(/\d+/, (digits) => digits + part.padEnd(10, '0'))),
        ),
      ),
    );
    things.set(key, ids);
  }
  for (const [key, ids] of things) assert.equal(sum([...ids.values()]), 10n ** 10n, `${told}: ${key}`);
}

/** Each rate is scaled and each cell rounded, so a bill is met to a unit a cell: a billionth, of yen a millionth. */
function checkBill(total, told, assets, unit) {
  const off = total - 12345000000n;
  assert.ok(
    off < 100000n * unit && off > -100000n * unit,
    `${told}: the bill of 12.345 became ${total}; ${assets.slice(-2000)}`,
  );
}

test('money is conserved in 1,000 clusters of chance, each with prices and a question of its own', async (t) => {
  const folder = scratch(t);
  const seen = new Map();
  let next = 0;
  const work = async () => {
    while (next < kClusters) await check(next++, folder, seen);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  // Every feature took part, or the test would say nothing of it.
  for (const [feature, times] of seen) assert.ok(times > 50, `${feature}: in ${times} clusters only`);
  t.diagnostic(`${seen.size} features, the rarest in ${Math.min(...seen.values())} clusters`);
});
