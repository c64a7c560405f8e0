// Fees and lines: whose they are, who bears them when they are shared, and what whole periods of them cost.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { labelled, objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

const nano = (decimal) => {
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(decimal)) ?? [];
  return BigInt(`${sign}${whole}${part.padEnd(9, '0')}`);
};
const priceFile = (name, more) => {
  const prices = {
    ...{ format: 'prorata.prices/1', currency: 'USD', units: { cpu: 'core-hour', memory: 'GiB-hour' } },
    ...{ defaults: { cpu: '1', memory: '1' }, ...more },
  };
  writeFileSync(files.file(name), JSON.stringify(prices));
  return files.file(name);
};
async function allocate(recording, prices, ...options) {
  const args = ['allocate', '--metrics', recording, '--prices', prices, '--idle', 'hide', '--format', 'json'];
  const { code, stdout, stderr } = await prorata([...args, ...options]);
  assert.equal(code, 0, stderr);
  const answer = JSON.parse(stdout);
  const rows = Object.fromEntries(answer.rows.map((row) => [row.name, row]));
  return { answer, rows };
}

/** Two hours. west: a 3 cores, b 1 core. east: a 2 cores, c 2 cores. north: a node that runs nothing. */
describe('--share overhead of several clusters', () => {
  const begin = '2026-03-02T12:00:00Z';
  const { node, pod } = objects(begin, 120);
  const running = (path, cores) => pod(path, { node: 'n1', app: { cores: [cores, 0] } });
  const machine = node('n1', { cores: 8, gib: 0 });
  const lines = [
    { name: 'support', cluster: 'west', perHour: '4' },
    { name: 'support', cluster: 'east', perHour: '10' },
    { name: 'support', cluster: 'north', perHour: '7' },
  ];
  let recording;
  before(async () => {
    recording = await tinyRecording({
      begin,
      series: {
        ...labelled({ ...machine, ...running('a/x', 3), ...running('b/y', 1) }, { cluster: 'west' }),
        ...labelled({ ...machine, ...running('a/x', 2), ...running('c/z', 2) }, { cluster: 'east' }),
        ...labelled(machine, { cluster: 'north' }),
      },
    });
  });
  const keys = ['--aggregate', 'cluster,namespace'];

  it("is borne by each cluster's own, and stays where nobody runs", async () => {
    const prices = priceFile('three.json', { lines });
    const { answer, rows } = await allocate(recording, prices, ...keys, '--share', 'overhead');
    const costs = Object.fromEntries(
      Object.entries(rows).map(([name, row]) => [name, [row.sharedCost, row.totalCost]]),
    );
    assert.deepEqual(costs, {
      'west/a': [6, 12], // 8 x 3/4, and 3 x 2 of its own
      'west/b': [2, 4],
      'east/a': [10, 14], // 20 x 2/4
      'east/c': [10, 14],
      __overhead__: [0, 14],
    });
    const [notice] = answer.diagnostics.filter(({ id }) => id === 'share-without-receivers');
    assert.deepEqual(notice.objects, ['overhead of north']);
    const plain = await allocate(recording, prices, ...keys);
    assert.equal(plain.answer.totals.totalCost, answer.totals.totalCost);
    assert.equal(nano(answer.totals.totalCost), 58n * 10n ** 9n); // 6 + 2 + 4 + 4, 42 of lines
  });

  it('is the same in every step, evenly by the namespaces of the cluster, and by a filter not changed', async () => {
    const prices = priceFile('three.json', { lines });
    const share = ['--share', 'overhead by even'];
    const { answer, rows } = await allocate(recording, prices, ...keys, ...share, '--step', '1h');
    assert.equal(rows['west/a'].sharedCost, 4);
    assert.equal(rows['west/b'].sharedCost, 4);
    assert.equal(rows['east/a'].sharedCost, 10);
    assert.equal(nano(answer.totals.totalCost), 58n * 10n ** 9n);
    const kept = await allocate(recording, prices, ...keys, ...share, '--filter', 'cluster:"east"');
    assert.equal(kept.rows['east/c'].sharedCost, 10);
  });

  it('of no cluster is borne by all', async () => {
    const prices = priceFile('one.json', { lines: [{ name: 'people', perHour: '8' }, ...lines] });
    const { answer, rows } = await allocate(recording, prices, ...keys, '--share', 'overhead');
    // 16 more: 2 for each core of eight.
    assert.equal(rows['west/a'].sharedCost, 12);
    assert.equal(rows['west/b'].sharedCost, 4);
    assert.equal(rows['east/a'].sharedCost, 14);
    assert.equal(rows['east/c'].sharedCost, 14);
    assert.equal(rows.__overhead__.totalCost, 14);
    assert.equal(nano(answer.totals.totalCost), 74n * 10n ** 9n);
  });

  it('is explained with the cluster that it comes from', async () => {
    const prices = priceFile('three.json', { lines });
    const explain = async (of) => {
      const args = ['explain', '--metrics', recording, '--prices', prices, '--share', 'overhead', '--format', 'json'];
      const { code, stdout, stderr } = await prorata([...args, '--of', of]);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout);
    };
    const shared = (await explain('namespace=b')).terms.find(({ what }) => what === 'shared cost');
    assert.deepEqual(
      shared.received.map(({ from, pool, cost }) => [from, pool, cost]),
      [['overhead of west', 8, 2]],
    );
    const overhead = (await explain('namespace=__overhead__')).terms;
    assert.deepEqual(
      overhead.map(({ cluster, totalCost, given }) => [cluster, totalCost, given ?? 0]),
      [
        ['north', 14, 0],
        ['west', 0, 8],
        ['east', 0, 20],
      ],
    );
  });
});

/** A week of one core. */
describe('money over time', () => {
  const begin = '2026-03-02T00:00:00Z';
  const hours = 168;
  const { node, pod } = objects(begin, hours * 60);
  let recording;
  before(async () => {
    recording = await tinyRecording({
      begin,
      scrape: 300,
      series: { ...node('n1', { cores: 1, gib: 0 }), ...pod('a/x', { node: 'n1', app: { cores: [1, 0] } }) },
    });
  });
  const shared = async (rule, ...options) =>
    (await allocate(recording, priceFile('plain.json', {}), '--share', rule, ...options)).rows.a.sharedCost;

  it('is exact for whole periods', async () => {
    assert.equal(await shared('1/day'), 7);
    assert.equal(await shared('500/week'), 500);
    assert.equal(await shared('730/month'), 168);
    assert.equal(await shared('0.1/hour'), 16.8);
  });

  it('adds up over parts and steps', async () => {
    const rule = '100/month';
    const [half, rest] = ['00:00Z,2026-03-05T12:00Z', '12:00Z,2026-03-09T00:00Z'];
    const whole = nano(await shared(rule));
    assert.ok(whole === 23013698630n || whole === 23013698631n, `${whole}`); // 100 x 168 / 730 = 23.0136986301…
    const parts = await Promise.all([
      shared(rule, '--window', `2026-03-02T${half}`),
      shared(rule, '--window', `2026-03-05T${rest}`),
    ]);
    assert.equal(nano(parts[0]) + nano(parts[1]), whole);
    assert.equal(nano(await shared(rule, '--step', '1h')), whole);
    assert.equal(nano(await shared(rule, '--step', '1d', '--tz', 'Asia/Kathmandu')), whole);
  });

  it('is as exact in lines and management of a price file, with its derivation', async () => {
    const prices = priceFile('lines.json', {
      lines: [{ name: 'support', perMonth: '100' }],
      management: { perHour: '0.1' },
    });
    const { rows } = await allocate(recording, prices);
    const whole = nano(rows.__overhead__.totalCost) - 16800000000n;
    assert.ok(whole === 23013698630n || whole === 23013698631n, `${whole}`);
    const args = ['explain', '--metrics', recording, '--prices', prices, '--of', 'namespace=__overhead__'];
    const { code, stdout, stderr } = await prorata([...args, '--format', 'json']);
    assert.equal(code, 0, stderr);
    const { terms } = JSON.parse(stdout);
    const support = terms.find(({ what }) => what === 'support');
    assert.equal(nano(support.totalCost), whole);
    assert.equal(support.hours.length, hours);
    assert.equal(
      support.hours.reduce((sum, { cost }) => sum + nano(cost), 0n),
      whole,
    );
  });
});
