// What load balancers process, which a query of the user's own tells, and its price per GiB.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import { objects, text } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

const begin = '2026-03-02T12:00:00Z';
const { node, pod, balancer } = objects(begin, 240);
const app = { cores: [1, 0.5], gib: [2, 1] };
const processed = (service, ...steps) => ({ [text('lb_bytes_per_second', { namespace: 'shop', service })]: steps });
const world = {
  ...node('n1', { cores: 4, gib: 16 }),
  ...pod('shop/web', { node: 'n1', app }),
  ...pod('shop/late', { node: 'n1', app, life: [120, 240] }),
  ...pod('other/alone', { node: 'n1', app }),
  ...balancer('shop/front', {}),
  // 2 MB/s in the first two hours, then 1 MB/s.
  ...processed('front', [-5, 120, 2e6], [120, 240, 1e6]),
};
const prices = (loadBalancers, more = {}) => ({
  format: 'prorata.prices/1',
  currency: 'USD',
  units: { cpu: 'core-hour', memory: 'GiB-hour', loadBalancer: 'hour' },
  defaults: { cpu: '0.04', memory: '0.005', loadBalancer: '0.025' },
  ...(loadBalancers ? { loadBalancers } : {}),
  ...more,
});
const perGib = [{ service: 'front', price: '0.025', perGib: '0.008' }];
const asked = ['--weight', 'balancer-bytes=lb_bytes_per_second'];

async function recorded(series, options = asked) {
  return ['--metrics', await tinyRecording({ begin, minutes: 240, offset: 30, series }, { options })];
}
async function ask(verb, recording, given, ...options) {
  const file = files.file('prices.json');
  writeFileSync(file, JSON.stringify(given));
  const format = options.includes('--format') ? [] : ['--format', 'json'];
  const ran = await prorata([verb, ...recording, '--prices', file, ...format, ...options]);
  assert.ok(ran.code === 0 || ran.code === 1, ran.stderr);
  return options.includes('--format') ? ran.stdout : JSON.parse(ran.stdout);
}
const near = (got, want, what = '') => assert.ok(Math.abs(got - want) < 1e-6, `${what}: ${got}, by hand ${want}`);
const gib = (bytes) => bytes / 2 ** 30;
/** Bytes of the first two hours and of the last two. */
const early = 2 * 3600 * 2e6;
const late = 2 * 3600 * 1e6;
const rowsOf = ({ rows }) => Object.fromEntries(rows.map((row) => [row.name, row]));
const noticesOf = ({ diagnostics }) => new Map(diagnostics.map((each) => [each.id, each]));

describe('bytes that a load balancer processes', () => {
  it('cost their price per GiB on top of the hours, by the pods behind it while they run', async () => {
    const answer = await ask('allocate', await recorded(world), prices(perGib), '--aggregate', 'pod');
    const rows = rowsOf(answer);
    // Alone for two hours, then by halves: hours and bytes alike.
    near(rows.web.loadBalancerCost, 3 * 0.025 + gib(early + late / 2) * 0.008, 'web');
    near(rows.late.loadBalancerCost, 1 * 0.025 + gib(late / 2) * 0.008, 'late');
    assert.equal(rows.alone.loadBalancerCost, 0);
    near(answer.totals.loadBalancerCost, 4 * 0.025 + gib(early + late) * 0.008, 'all');
    assert.equal(answer.remainder, 0);
    for (const id of ['balancer-bytes-unknown', 'balancer-bytes-not-used', 'unpriced-charge', 'prices-not-used']) {
      assert.equal(noticesOf(answer).has(id), false, id);
    }
  });

  it('may be all that an entry prices', async () => {
    const answer = await ask('allocate', await recorded(world), prices([{ service: 'front', perGib: '0.008' }]));
    near(answer.totals.loadBalancerCost, 0.1 + gib(early + late) * 0.008);
    assert.equal(noticesOf(answer).has('price-without-effect'), false);
  });

  it('are the same money in any steps and in a part of the window', async () => {
    const recording = await recorded(world);
    const hourly = await ask('allocate', recording, prices(perGib), '--step', '1h');
    const whole = await ask('allocate', recording, prices(perGib));
    assert.equal(hourly.totals.loadBalancerCost, whole.totals.loadBalancerCost);
    const part = ['--window', '2026-03-02T13:30:00Z,2026-03-02T14:30:00Z'];
    const half = await ask('allocate', recording, prices(perGib), ...part);
    near(half.totals.loadBalancerCost, 0.025 + gib(1800 * 2e6 + 1800 * 1e6) * 0.008);
  });

  it('are an asset beside the hours, and a derivation multiplies them', async () => {
    const recording = await recorded(world);
    const { assets } = await ask('assets', recording, prices(perGib));
    const [hours, bytes] = assets.filter(({ kind }) => kind === 'loadBalancer');
    assert.deepEqual([hours.unit, hours.amount, hours.rate, hours.totalCost], ['hour', 1, 0.025, 0.1]);
    assert.deepEqual([bytes.name, bytes.of, bytes.unit, bytes.rate], ['front', 'shop/front', 'GiB', 0.008]);
    near(bytes.amount, gib(early + late), 'GiB');
    near(bytes.totalCost, gib(early + late) * 0.008, 'bytes');
    const derivation = await ask('explain', recording, prices(perGib), '--of', 'asset=front');
    const term = derivation.terms.find(({ unit }) => unit === 'GiB');
    assert.equal(term.what, 'load balancer front, processed');
    near(term.totalCost, bytes.totalCost, 'derived');
    for (const { amount, rate, cost } of term.hours) near(cost, (amount * rate) / 1e9, 'an hour');
    // What the user asks is not told again.
    const { promql, samples } = derivation.queries.find(({ query }) => query === 'weights');
    assert.deepEqual([promql, samples], [undefined, 4]);
    const web = await ask('explain', recording, prices(perGib), '--of', 'pod=web');
    near(web.totalCost, 4 * (0.04 + 2 * 0.005) + 3 * 0.025 + gib(early + late / 2) * 0.008, 'web');
  });

  it('are in every format', async () => {
    const recording = await recorded(world);
    const want = 0.1 + gib(early + late) * 0.008;
    const opencost = JSON.parse(await ask('allocate', recording, prices(perGib), '--format', 'opencost'));
    const [set] = opencost.data;
    const sum = Object.values(set).reduce((all, row) => all + row.loadBalancerCost, 0);
    near(sum, want, 'OpenCost');
    const focus = await ask('allocate', recording, prices(perGib), '--format', 'focus');
    const lines = focus.split('\r\n').filter((line) => line.includes('"shop/front, share'));
    // Behind the description stand frequency, end, begin, quantity, unit, two contracted columns and the cost.
    const told = lines.map((line) => line.slice(line.indexOf('Usage-Based')).split(','));
    const costs = told.map((cells) => Number(cells[7]));
    near(
      costs.reduce((all, cost) => all + cost, 0),
      want,
      'FOCUS',
    );
    assert.deepEqual(new Set(told.map((cells) => cells[4])), new Set(['Hours', 'GiB']));
    // Other tools know one asset.
    const exposed = await ask('assets', recording, prices(perGib), '--format', 'prometheus');
    const lines_ = exposed.split('\n').filter((line) => line.startsWith('kubecost_load_balancer_cost{'));
    assert.equal(lines_.length, 1);
    near(Number(lines_[0].split(' ').at(-1)), want / 4, 'exposition');
    const listed = JSON.parse(await ask('assets', recording, prices(perGib), '--format', 'opencost'));
    const balancers = Object.values(listed.data).filter(({ type }) => type === 'LoadBalancer');
    assert.equal(balancers.length, 1);
    near(balancers[0].totalCost, want, 'OpenCost');
  });

  it('are billed by use, and so in no idle ratio; its hours are', async () => {
    const recording = await recorded(world);
    // 4 cores and 16 GiB for 4 hours; three containers of 1 core and 2 GiB, one of them for 2 hours.
    const nodes = 4 * (4 * 0.04 + 16 * 0.005);
    const idle = nodes - (4 + 4 + 2) * (0.04 + 2 * 0.005);
    for (const options of [
      [],
      ['--step', '1h'],
      ['--aggregate', 'pod', '--filter', 'pod:"web"'],
      ['--idle', 'share', '--share', 'namespace:"other" by even'],
    ]) {
      const answer = await ask('allocate', recording, prices(perGib), ...options);
      assert.ok(answer.totals.loadBalancerCost > 0.14 || options[0] === '--aggregate', 'bytes cost something');
      near(answer.allocationCost, nodes + 4 * 0.025, `time, ${options}`);
      near(answer.idleRatio, idle / (nodes + 0.1), `ratio, ${options}`);
    }
    const steps = (await ask('allocate', recording, prices(perGib), '--step', '1h', '--format', 'ndjson')).split('\n');
    assert.ok(steps.length > 4);
  });

  it('are another SKU than its hours', async () => {
    const csv = await ask('allocate', await recorded(world), prices(perGib), '--format', 'focus');
    const skus = csv.match(/(?<=,)aws\/balancer[a-z/]*(?=,)/g) ?? [];
    assert.deepEqual([...new Set(skus)].sort(), ['aws/balancer', 'aws/balancer/processed']);
    const [head] = csv.split('\r\n');
    assert.ok(head.includes('SkuId'));
    for (const line of csv.split('\r\n').filter((each) => each.includes('aws/balancer'))) {
      assert.equal(line.includes(',GiB,'), line.includes('aws/balancer/processed'), line);
    }
  });

  it('are nobody’s where no pod is behind it', async () => {
    const lonely = { ...world, ...balancer('empty/door', {}) };
    const series = {
      ...lonely,
      [text('lb_bytes_per_second', { namespace: 'empty', service: 'door' })]: [[-5, 240, 1e6]],
    };
    const given = prices([{ perGib: '0.008', price: '0.025' }]);
    const { assets } = await ask('assets', await recorded(series), given);
    const [, bytes] = assets.filter(({ name }) => name === 'door');
    near(bytes.unmountedCost, gib(4 * 3600 * 1e6) * 0.008);
    const { rows } = await ask('allocate', await recorded(series), given);
    near(rows.find(({ name }) => name === 'empty').loadBalancerCost, 0.1 + bytes.totalCost);
  });
});

describe('what is missing or wrong about them', () => {
  const quiet = Object.fromEntries(Object.entries(world).filter(([name]) => !name.startsWith('lb_bytes')));

  it('hours without a sample are not guessed', async () => {
    for (const [steps, hours] of [
      [[[-5, 60, 1e6]], 1],
      [[[181, 240, 1e6]], 1],
      [
        [
          [-5, 60, 1e6],
          [181, 240, 1e6],
        ],
        2,
      ],
    ]) {
      const answer = await ask(
        'allocate',
        await recorded({ ...quiet, ...processed('front', ...steps) }),
        prices(perGib),
      );
      near(answer.totals.loadBalancerCost, 0.1 + gib(hours * 3600 * 1e6) * 0.008);
    }
  });

  it('an exporter that comes back under another name goes on where it was', async () => {
    const told = (instance) => text('lb_bytes_per_second', { namespace: 'shop', service: 'front', instance });
    const series = { ...quiet, [told('a')]: [[-5, 120, 1e6]], [told('b')]: [[121, 240, 1e6]] };
    const answer = await ask('allocate', await recorded(series), prices(perGib));
    near(answer.totals.loadBalancerCost, 0.1 + gib(4 * 3600 * 1e6) * 0.008);
  });

  it('an entry that only its bytes are priced by has an effect', async () => {
    const entries = [
      { service: 'front', price: '0.025' },
      { namespace: 'shop', price: '0.5', perGib: '0.008' },
    ];
    const answer = await ask('allocate', await recorded(world), prices(entries));
    near(answer.totals.loadBalancerCost, 0.1 + gib(early + late) * 0.008);
    assert.equal(noticesOf(answer).has('price-without-effect'), false);
  });

  it('a price of more addresses is nothing without one of the first', async () => {
    const file = files.file('addresses.json');
    writeFileSync(file, JSON.stringify(prices([{ perAddress: '0.01', perGib: '0.008' }])));
    const { code, stderr } = await prorata(['allocate', ...(await recorded(world)), '--prices', file]);
    assert.equal(code, 2);
    assert.match(stderr, /has no price/);
  });

  it('a price without a query is said, and only hours cost', async () => {
    const answer = await ask('allocate', await recorded(world, []), prices(perGib));
    near(answer.totals.loadBalancerCost, 0.1);
    const notice = noticesOf(answer).get('balancer-bytes-unknown');
    assert.deepEqual(notice.objects, ['front']);
    assert.match(notice.fix, /--weight balancer-bytes=PROMQL/);
  });

  it('bytes without a price are said, and cost nothing', async () => {
    const answer = await ask('allocate', await recorded(world), prices());
    near(answer.totals.loadBalancerCost, 0.1);
    assert.deepEqual(noticesOf(answer).get('unpriced-charge').objects, ['front: bytes processed']);
  });

  it('bytes that are free are no question', async () => {
    const answer = await ask('allocate', await recorded(world), prices([{ price: '0.025', perGib: 'free' }]));
    near(answer.totals.loadBalancerCost, 0.1);
    assert.equal(noticesOf(answer).has('unpriced-charge'), false);
  });

  it('series of no balancer and impossible values are said', async () => {
    const series = {
      ...world,
      ...processed('gone', [-5, 240, 1e6]),
      ...processed('front', [-5, 120, 2e6], [120, 240, -1]),
    };
    const answer = await ask('allocate', await recorded(series), prices(perGib));
    assert.deepEqual(noticesOf(answer).get('balancer-bytes-not-used').objects, ['shop/front', 'shop/gone']);
  });

  it('bytes of a balancer without an address, and more than any network carries, are said', async () => {
    const series = {
      ...world,
      ...balancer('shop/waits', { ip: '' }),
      ...processed('waits', [-5, 240, 1e6]),
      ...processed('front', [-5, 120, 2e6], [120, 240, 1e15]),
    };
    const answer = await ask('allocate', await recorded(series), prices(perGib));
    assert.deepEqual(noticesOf(answer).get('balancer-bytes-not-used').objects, ['shop/front', 'shop/waits']);
    near(answer.totals.loadBalancerCost, 0.1 + gib(early) * 0.008);
  });

  it('a price that is no number is refused', async () => {
    const file = files.file('bad.json');
    writeFileSync(file, JSON.stringify(prices([{ price: '0.025', perGib: 'much' }])));
    const { code, stderr } = await prorata(['allocate', ...(await recorded(world)), '--prices', file]);
    assert.equal(code, 2);
    assert.match(stderr, /perGib/);
  });
});
