// Prices of nodes that change inside an hour: whoever runs before pays the one, whoever runs after it the other. Each
// figure is worked out by hand, and what must stay the same stays so to the last unit.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { objects, text } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

const begin = '2026-03-02T12:00:00Z';
const minutes = 120;
const { node, pod, volume } = objects(begin, minutes);
const book = {
  format: 'prorata.prices/1',
  currency: 'USD',
  units: { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', node: 'hour' },
  defaults: { cpu: '1', memory: '0.5', gpu: '4' },
};
const near = (got, want, what = '') => assert.ok(Math.abs(got - want) < 1e-8, `${what} ${got}, by hand ${want}`);
const at = (minute) => new Date(Date.parse(begin) + minute * 60000).toISOString().replace('.000', '');

const labelsOf = (name) => ({ node: name, instance: name, provider_id: `aws:///eu-central-1a/i-${name}` });
/** What reads so from a minute on, the first of them since before the window. */
const since = (...changes) =>
  changes.map(([from, value], i) => [i === 0 ? -60 : from, changes[i + 1]?.[0] ?? minutes, value]);
const priced = (name, resource, ...changes) => ({
  [text(`node_${resource}_hourly_cost`, labelsOf(name))]: since(...changes),
});

/** Scraped at second 30, so that no price is seen before it changes. */
const recorded = (series, { window = [0, minutes], resolution = '5m', scrapes = {} } = {}) =>
  tinyRecording(
    { begin, minutes, offset: 30, series, ...scrapes },
    { window: `${at(window[0])},${at(window[1])}`, resolution },
  );

async function textOf(verb, recording, options, prices = book) {
  const file = files.file('prices.json');
  writeFileSync(file, JSON.stringify(prices));
  const { code, stdout, stderr } = await prorata([verb, '--metrics', recording, '--prices', file, ...options]);
  assert.equal(code, 0, stderr);
  return stdout;
}
const ask = async (verb, recording, options = [], prices = book) =>
  JSON.parse(await textOf(verb, recording, ['--format', 'json', ...options], prices));
const rowsOf = ({ rows }) => Object.fromEntries(rows.map((row) => [row.name, row]));
const byPod = async (recording, ...options) =>
  rowsOf(await ask('allocate', recording, ['--aggregate', 'pod', ...options]));
const assetsOf = async (recording, prices = book) =>
  Object.fromEntries((await ask('assets', recording, [], prices)).assets.map((asset) => [asset.name, asset]));

const app = { cores: [1, 0.5], gib: [1, 0.5] };
/** Pod a runs before half past, pod b after it, pod c all the time. */
const shop = {
  ...node('n1', { cores: 4, gib: 16, price: { ram: 0.01 } }),
  ...pod('shop/a', { node: 'n1', life: [0, 30], app }),
  ...pod('shop/b', { node: 'n1', life: [30, 60], app }),
  ...pod('shop/c', { node: 'n1', app }),
};
/** A machine and pods beside it, of which no price changes. */
const beside = {
  ...node('n2', { cores: 4, gib: 16, price: { cpu: 0.0333333333, ram: 0.0077777777 } }),
  ...pod('shop/d', { node: 'n2', life: [0, 37], app: { cores: [0.7, 0.913], gib: [1, 1.7] } }),
  ...pod('shop/e', { node: 'n2', app: { cores: [0.3, 0.7], gib: [1, 0.5] } }),
};
const doubled = priced('n1', 'cpu', [0, 0.04], [30, 0.08]);

describe('a price that changes within a step of two hours', () => {
  it('is the mean of its hours, for the node, its pods and what has a price of its own', async () => {
    const recording = await recorded(
      {
        ...shop,
        ...priced('n1', 'cpu', [0, 0.04], [60, 0.08]),
        ...volume('pv-1', { gib: 100, claim: 'shop/data', price: 0.0001 }),
        [text('pv_hourly_cost', { persistentvolume: 'pv-1', volumename: 'pv-1' })]: since([0, 0.0001], [60, 0.0003]),
      },
      { resolution: '2h' },
    );
    const { n1, 'pv-1': disk } = await assetsOf(recording);
    // The last hour's price alone would be 0.64 and 0.06.
    near(n1.cpuCost, 4 * (0.04 + 0.08), 'the node');
    near(disk.totalCost, 100 * (0.0001 + 0.0003), 'the volume');
    const rows = await byPod(recording);
    near(rows.c.cpuCost, 2 * 0.06, 'a pod of both hours');
    near(rows.a.cpuCost, 0.5 * 0.06, 'a pod of half an hour pays the mean');
  });
});

describe('a price that doubles at half past', () => {
  let recording;
  before(async () => void (recording = await recorded({ ...shop, ...beside, ...doubled })));

  it('is paid by whoever runs then, and the rest is idle', async () => {
    const rows = await byPod(recording);
    near(rows.a.cpuCost, 0.5 * 0.04, 'a');
    near(rows.b.cpuCost, 0.5 * 0.08, 'b');
    near(rows.c.cpuCost, 0.5 * 0.04 + 1.5 * 0.08, 'c');
    near(rows.a.ramCost, 0.5 * 0.01, 'memory of a');
    const { n1 } = await assetsOf(recording);
    near(n1.cpuCost, 4 * (0.5 * 0.04 + 1.5 * 0.08), 'the node');
    // Two cores of four are idle in the first hour, three in the second.
    near(n1.idleCost, 2 * 0.5 * 0.04 + 2 * 0.5 * 0.08 + 3 * 0.08 + (14 + 15) * 0.01, 'idle');
  });

  it('is told by a derivation piece by piece, and pieces make the cost', async () => {
    const { terms } = await ask('explain', recording, ['--of', 'pod=c']);
    const cpu = terms.find(({ what }) => what === 'cpu');
    assert.deepEqual(
      cpu.hours.map(({ start, end, amount, rate, cost }) => [start, end, amount, Math.round(amount * rate), cost]),
      [
        [at(0), at(30), 1800e6, 20000000, 0.02],
        [at(30), at(60), 1800e6, 40000000, 0.04],
        [at(60), at(120), 3600e6, 80000000, 0.08],
      ],
    );
    assert.deepEqual(
      cpu.rates.map(({ start, listed }) => [start, listed]),
      [
        [at(0), 0.04],
        [at(30), 0.08],
      ],
    );
    assert.ok(cpu.queries.includes('prices_fine'), cpu.queries.join(' '));
    const hour = await ask('explain', recording, ['--of', 'pod=c', '--at', at(40)]);
    assert.equal(hour.terms.find(({ what }) => what === 'cpu').totalCost, 0.06);
  });

  it('is noticed from when on it changed', async () => {
    const { diagnostics } = await ask('allocate', recording);
    const changed = diagnostics.find(({ id }) => id === 'price-changed');
    assert.deepEqual(changed.objects, [`n1: 0.04 to 0.08 per core-hour from ${at(30)}`]);
    near(changed.difference, 4 * 1.5 * 0.04);
  });

  it('has one total whatever the output step is', async () => {
    const totals = new Set();
    for (const step of ['window', '1h', '1d', '2h']) {
      // Hours of these zones begin at 0, 15 and 30 minutes of UTC's.
      for (const zone of ['UTC', 'Asia/Kathmandu', 'Asia/Kolkata']) {
        const asked = ['--aggregate', 'pod', '--step', step, '--tz', zone];
        const { rows, assetCost, remainder } = await ask('allocate', recording, asked);
        assert.equal(remainder, 0);
        totals.add(JSON.stringify([assetCost, rows.map(({ stepCost: _parts, ...row }) => row)]));
      }
    }
    assert.equal(totals.size, 1);
  });

  it('leaves other nodes as they are, to the last unit', async () => {
    const other = await recorded({ ...shop, ...beside, ...priced('n1', 'cpu', [0, 0.04]) });
    for (const zone of ['UTC', 'Asia/Kathmandu', 'Asia/Kolkata']) {
      const question = ['--step', '1h', '--tz', zone];
      const [one, another] = [await byPod(recording, ...question), await byPod(other, ...question)];
      for (const name of ['d', 'e']) {
        assert.ok(one[name].totalCost > 0);
        // Its share of all costs is another one, since others pay more.
        const [{ share: _share, ...mine }, { share: _other, ...same }] = [one[name], another[name]];
        assert.deepEqual(mine, same, `${name}, ${zone}`);
      }
      assert.notDeepEqual(one.c, another.c);
    }
    assert.deepEqual((await assetsOf(recording)).n2, (await assetsOf(other)).n2);
  });

  it('has what a price file says in its place, as if the exporter said nothing', async () => {
    const own = { ...book, nodes: [{ name: 'n1', price: '0.6' }] };
    const { n1 } = await assetsOf(recording, own);
    // 4 x 1 and 16 x 0.5 of 12 parts.
    near(n1.cpuCost, 2 * 0.2);
    near(n1.ramCost, 2 * 0.4);
    near(n1.totalCost, 1.2);
  });
});

describe('what is fetched in parts', () => {
  const series = { ...shop, ...beside, ...doubled };
  const counted = (out) => out.replace(/"diagnostics":\[.*?\],"digits":/s, '"digits":');
  const partial = async (recording, name, ...options) => {
    const file = files.file(`${name}.json`);
    const asked = ['--partial', '--aggregate', 'node,namespace,pod', '--step', '1h', ...options];
    writeFileSync(file, await textOf('allocate', recording, asked));
    return file;
  };
  const merged = async (parts) => {
    const { code, stdout, stderr } = await prorata(['merge', ...parts, '--partial']);
    assert.equal(code, 0, stderr);
    return counted(stdout);
  };

  it('adds up to the whole: hours, parts of the changed one, and shards of nodes', async () => {
    const recording = await recorded(series);
    const whole = counted(readFileSync(await partial(recording, 'whole'), 'utf8'));
    const hours = [];
    for (const [i, window] of [
      [0, 60],
      [60, 120],
    ].entries()) {
      hours.push(await partial(await recorded(series, { window }), `hour ${i}`));
    }
    assert.equal(await merged(hours), whole, 'hours');
    const most = (out) => out.replaceAll(/"usageMax":\[[^\]]*\]/g, '');
    const shards = [];
    for (const shard of ['1/2', '2/2']) {
      shards.push(await partial(recording, `shard ${shard.replace('/', ' of ')}`, '--shard', shard));
    }
    assert.equal(most(await merged(shards)), most(whole), 'shards');
  });
});

describe('a price that changes', () => {
  const cases = [
    [
      'between grid points, from the one before',
      [
        [0, 0.04],
        [32, 0.08],
      ],
      '5m',
      [0, 120],
      [
        [30, 0.04],
        [90, 0.08],
      ],
    ],
    [
      'between grid points of a finer grid',
      [
        [0, 0.04],
        [32, 0.08],
      ],
      '1m',
      [0, 120],
      [
        [32, 0.04],
        [88, 0.08],
      ],
    ],
    [
      'at the hour',
      [
        [0, 0.04],
        [60, 0.08],
      ],
      '5m',
      [0, 120],
      [
        [60, 0.04],
        [60, 0.08],
      ],
    ],
    [
      'twice in an hour',
      [
        [0, 0.04],
        [20, 0.08],
        [40, 0.02],
      ],
      '5m',
      [0, 120],
      [
        [20, 0.04],
        [20, 0.08],
        [80, 0.02],
      ],
    ],
    [
      'and comes back',
      [
        [0, 0.04],
        [20, 0.08],
        [40, 0.04],
      ],
      '5m',
      [0, 120],
      [
        [20, 0.04],
        [20, 0.08],
        [80, 0.04],
      ],
    ],
    [
      'in the last hour',
      [
        [0, 0.04],
        [90, 0.08],
      ],
      '5m',
      [0, 120],
      [
        [90, 0.04],
        [30, 0.08],
      ],
    ],
    [
      'in each hour',
      [
        [0, 0.04],
        [15, 0.08],
        [75, 0.02],
      ],
      '5m',
      [0, 120],
      [
        [15, 0.04],
        [60, 0.08],
        [45, 0.02],
      ],
    ],
    [
      'in a window that begins and ends in its hour',
      [
        [0, 0.04],
        [30, 0.08],
      ],
      '5m',
      [10, 50],
      [
        [20, 0.04],
        [20, 0.08],
      ],
    ],
    [
      'before the window begins',
      [
        [0, 0.04],
        [30, 0.08],
      ],
      '5m',
      [35, 100],
      [[65, 0.08]],
    ],
    [
      'as the window begins',
      [
        [0, 0.04],
        [30, 0.08],
      ],
      '5m',
      [30, 100],
      [[70, 0.08]],
    ],
    [
      'in a window that ends between grid points',
      [
        [0, 0.04],
        [30, 0.08],
      ],
      '5m',
      [0, 33],
      [
        [30, 0.04],
        [3, 0.08],
      ],
    ],
    [
      'at steps of hours, which have means',
      [
        [0, 0.04],
        [30, 0.08],
      ],
      '1h',
      [0, 120],
      [
        [60, 0.06],
        [60, 0.08],
      ],
    ],
  ];
  for (const [name, changes, resolution, window, want] of cases) {
    it(name, async () => {
      const series = { ...shop, ...priced('n1', 'cpu', ...changes) };
      const recording = await recorded(series, { window, resolution });
      const byHand = want.reduce((sum, [length, price]) => sum + (length / 60) * price, 0);
      near((await assetsOf(recording)).n1.cpuCost, 4 * byHand, 'four cores');
      near((await byPod(recording)).c.cpuCost, byHand, 'one core');
      const { terms } = await ask('explain', recording, ['--of', 'pod=c']);
      const cpu = terms.find(({ what }) => what === 'cpu');
      const rates = cpu.rates.map(({ listed }) => listed);
      assert.deepEqual(
        rates,
        want.map(([, price]) => price),
      );
    });
  }

  it('of memory, where more is used than asked for: the mean would be another sum', async () => {
    const GiB = 2 ** 30;
    const uses = (one, other) => ({ cores: [0.1, 0.1], gib: [1, since([0, one * GiB], [30, other * GiB])] });
    const recording = await recorded({
      ...node('n1', { cores: 4, gib: 16, price: { cpu: 0.04 } }),
      ...pod('shop/early', { node: 'n1', app: uses(3, 0.5) }),
      ...pod('shop/late', { node: 'n1', app: uses(0.5, 3) }),
      ...priced('n1', 'ram', [0, 0.01], [30, 0.03]),
    });
    const rows = await byPod(recording);
    near(rows.early.ramCost, 0.5 * 3 * 0.01 + 1.5 * 1 * 0.03, 'early');
    near(rows.late.ramCost, 0.5 * 1 * 0.01 + 1.5 * 3 * 0.03, 'late');
  });

  it('of a whole node', async () => {
    const whole = text('node_total_hourly_cost', { node: 'n1', instance: 'n1' });
    const recording = await recorded({
      ...shop,
      ...node('n1', { cores: 4, gib: 16 }),
      [text('node_ram_hourly_cost', labelsOf('n1'))]: [],
      [whole]: since([0, 0.6], [30, 1.2]),
    });
    const rows = await byPod(recording);
    // A twentieth and a tenth of the default rates.
    near(rows.a.cpuCost, 0.5 * 0.05, 'a');
    near(rows.b.cpuCost, 0.5 * 0.1, 'b');
    near((await assetsOf(recording)).n1.totalCost, 0.5 * 0.6 + 1.5 * 1.2);
  });

  it('after a nought, which is none', async () => {
    const rows = await byPod(await recorded({ ...shop, ...priced('n1', 'cpu', [0, 0.04], [20, 0], [30, 0.08]) }));
    near(rows.a.cpuCost, (20 * 0.04 + 10 * 0.08) / 60, 'what comes holds in place of the nought');
    near(rows.b.cpuCost, 0.5 * 0.08);
  });
});

describe('a recording that has only means', () => {
  const without = async (name, change) => {
    const [manifest, ...answers] = readFileSync(await recorded({ ...shop, ...doubled }), 'utf8')
      .trimEnd()
      .split('\n');
    const fine = answers.filter((line) => line.startsWith('{"query": "prices_fine"'));
    assert.ok(fine.length > 0, 'prices were asked again');
    const file = files.file(`${name}.prorata.ndjson`);
    const promise = JSON.parse(manifest);
    delete promise.answers;
    const kept = answers.flatMap((line) => (fine.includes(line) ? change(line) : [line]));
    writeFileSync(file, [JSON.stringify(promise), ...kept, ''].join('\n'));
    return file;
  };
  const pays = async (file) => {
    const rows = await byPod(file);
    return [rows.a.cpuCost, rows.b.cpuCost];
  };

  it('is charged by them, as before there were others', async () => {
    const [a, b] = await pays(await without('old', () => []));
    near(a, 0.5 * 0.06);
    near(b, 0.5 * 0.06);
  });

  it('is charged by them where an hour was answered in part', async () => {
    const half = (keep) => (line) => {
      const answer = JSON.parse(line);
      for (const series of answer.body.data.result) series.values = series.values.filter(([time]) => keep(time));
      return [JSON.stringify(answer)];
    };
    const border = Date.parse(at(20)) / 1000;
    for (const keep of [(time) => time <= border, (time) => time > border]) {
      const [a, b] = await pays(await without('half', half(keep)));
      near(a, 0.5 * 0.06);
      near(b, 0.5 * 0.06);
    }
    const [a, b] = await pays(
      await without(
        'all',
        half(() => true),
      ),
    );
    near(a, 0.5 * 0.04);
    near(b, 0.5 * 0.08);
  });
});
