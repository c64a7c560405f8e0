// Where a rate comes from: whoever starts at the list price and does what a derivation says gets the rate, and with it
// the cost. Nothing here is computed as the engine does it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'node:test';

import { objects, text } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));
const prices = fileURLToPath(new URL('../../examples/prices.yaml', import.meta.url));
const files = scratch();
after(files.remove);

const minutes = 240;
const { node, pod, volume, balancer } = objects('2026-03-02T12:00:00Z', minutes);
const app = { cores: [1, 0.5], gib: [2, 1] };
const typed = (type, more = {}) => ({ 'node.kubernetes.io/instance-type': type, ...more });
const series = {
  ...node('listed', { cores: 4, gib: 16, labels: typed('m5.xlarge') }),
  ...node('spot', { cores: 4, gib: 16, labels: typed('m5.xlarge', { 'karpenter.sh/capacity-type': 'spot' }) }),
  ...node('short', { cores: 4, gib: 16, life: [60, 90], labels: typed('c5.xlarge'), created: 60 }),
  ...node('told', { cores: 4, gib: 16, price: { cpu: 0.03, ram: 0.004 } }),
  [text('node_cpu_hourly_cost', { node: 'changing', instance: 'changing' })]: [
    [0, 120, 0.03],
    [120, minutes, 0.05],
  ],
  ...node('changing', { cores: 4, gib: 16 }),
  ...node('cards', { cores: 8, gib: 64, gpus: { nvidia_com_gpu: 2 }, labels: typed('p3') }),
  ...node('plain', { cores: 4, gib: 16 }),
  ...pod('shop/a', { node: 'listed', app }),
  ...pod('shop/b', { node: 'spot', app }),
  ...pod('shop/c', { node: 'short', life: [60, 90], app }),
  ...pod('shop/d', { node: 'told', app, claims: ['data'] }),
  ...pod('shop/e', { node: 'changing', app }),
  ...pod('shop/f', { node: 'cards', app: { ...app, gpus: { nvidia_com_gpu: 1 } } }),
  ...pod('shop/g', { node: 'plain', app }),
  ...volume('pv-1', { gib: 100, claim: 'shop/data', storageClass: 'gp3' }),
  ...balancer('shop/front', {}),
};
const book = {
  format: 'prorata.prices/1',
  currency: 'EUR',
  exchangeRates: { CNY: '0.13', USD: '0.9' },
  exportedCurrency: 'USD',
  units: {
    ...{ cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', node: 'hour', storage: 'GiB-hour' },
    ...{ loadBalancer: 'hour', network: 'GiB', line: 'hour' },
  },
  defaults: { cpu: '0.03', memory: '0.004', gpu: '1', disk: '0.0001', volume: '0.0001', loadBalancer: '0.025' },
  instances: [
    { instanceType: 'm5.xlarge', price: '2', currency: 'CNY' },
    { instanceType: 'c5.xlarge', price: '0.2', minimumSeconds: '3600', roundTo: 'hour' },
    { instanceType: 'p3', price: '3' },
  ],
  volumes: [{ storageClass: 'gp3', price: '0.0002', currency: 'USD' }],
  discounts: { cpu: '30%', memory: '20%' },
  spotDiscount: '60%',
  commitments: [{ instanceType: 'p3', perHour: '1.5', covered: '50%' }],
};
const variants = {
  'lists, discounts, a commitment and currencies': book,
  'a bill': { ...book, bill: { amount: '20' } },
  'shares of every price': {
    ...book,
    nodeSplit: { method: 'shares', cpu: '0.6', memory: '0.3', gpu: '0.1' },
  },
  'GPUs that get the rest': { ...book, nodeSplit: { method: 'residual' } },
  'GPUs on top of their node': {
    ...book,
    gpus: [
      { label: 'node.kubernetes.io/instance-type', value: 'p3', price: '7', priceScope: 'gpu-attach', currency: 'CNY' },
    ],
  },
};

async function explain(recording, ...options) {
  const { code, stdout, stderr } = await prorata(['explain', '--metrics', recording, ...options, '--format', 'json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}
const near = (got, want, what) =>
  assert.ok(Math.abs(got - want) <= 1e-9 * Math.max(Math.abs(want), 1e-3), `${what}: ${got}, by hand ${want}`);

/** What one unit costs an hour, from the list price on. */
function byHand(rate, what) {
  const { listed, exchangeRate = 1, billFactor = 1, spotPart = 1, discount = 0, capacity, split, commitment } = rate;
  const partOf = ({ whole, weight, weights, part }) => {
    // To the last decimal of money.
    assert.ok(Math.abs(part - (whole * weight) / weights) < 1.001e-9, `${what}, a part: ${part}`);
    return part / capacity;
  };
  let price = listed * exchangeRate * billFactor;
  if (split) {
    assert.ok(Math.abs(split.whole - price * spotPart) < 0.501e-9, `${what}, the whole: ${split.whole}`);
    price = partOf(split);
  }
  price *= 1 - discount;
  if (commitment) {
    assert.ok(Math.abs(commitment.whole - rate.committed * billFactor) < 0.501e-9, `${what}, the commitment`);
    price = price * (1 - rate.covered) + rate.covered * partOf(commitment);
  }
  if (rate.pooled) price = partOf(rate.pooled);
  return price * (rate.whatIf ?? 1) * (rate.billedLives ?? 1);
}

/** Every hour of every term by the rate that held then; gives how many. */
function check({ terms }) {
  let hours = 0;
  for (const term of terms) {
    const what = `${term.pod} ${term.node} ${term.what}`;
    if (term.hours.length === 0) continue;
    assert.equal(term.rates[0].start, term.hours[0].start, what);
    for (const rate of term.rates) {
      near(byHand(rate, what), rate.rate, what);
      assert.match(
        rate.text,
        /^(?:[\d.e-]+ [A-Z]{3}(?: an hour for the node|\/[A-Za-z-]+).* = )?[\d.e-]+ [A-Z]{3}\/[A-Za-z-]+$/,
      );
    }
    for (const hour of term.hours) {
      const rate = term.rates.filter(({ start }) => start <= hour.start).at(-1);
      near((hour.rate * term.amountUnits) / 1e9, rate.rate, `${what} ${hour.start}`);
      hours += 1;
    }
  }
  return hours;
}

describe('the rates of a derivation', () => {
  const given = {};
  before(async () => {
    given.recording = await tinyRecording({ begin: '2026-03-02T12:00:00Z', minutes, series });
    for (const [name, content] of Object.entries(variants)) {
      given[name] = files.file(`${Object.keys(given).length}.json`);
      writeFileSync(given[name], JSON.stringify(content));
    }
  });
  const of = (key, value, name) => explain(given.recording, '--of', `${key}=${value}`, '--prices', given[name]);

  for (const name of Object.keys(variants)) {
    it(`are what list prices come to by hand: ${name}`, async () => {
      assert.ok(check(await of('namespace', 'shop', name)) > 40);
      assert.ok(check(await of('namespace', '__idle__', name)) > 40);
    });
  }
  it('are what list prices come to by hand: the bundled cluster', async () => {
    for (const options of [[], ['--prices', prices], ['--prices', 'builtin']]) {
      for (const what of ['namespace=search', 'namespace=web-frontend', 'namespace=__idle__']) {
        assert.ok(check(await explain(demo, '--of', what, ...options)) > 500, what);
      }
    }
  });

  it('begin at the price as it is written', async () => {
    const name = 'lists, discounts, a commitment and currencies';
    const { terms } = await of('namespace', 'shop', name);
    const first = (node, what) => terms.find((term) => term.node === node && term.what === what).rates[0];
    const { listed, of: whose, currency, exchangeRate, discount, capacity, split } = first('listed', 'cpu');
    assert.deepEqual([listed, whose, currency, exchangeRate, discount, capacity], [2, 'node', 'CNY', 0.13, 0.3, 4]);
    // 4 cores at 0.03 and 16 GiB at 0.004: 120 to 64.
    assert.equal(split.part, Math.round(((2 * 0.13 * 120) / 184) * 1e9) / 1e9);
    assert.equal(first('spot', 'cpu').spotPart, 0.4);
    // Half an hour and the quarter of a minute before its first sample, billed as a whole hour.
    near(first('short', 'cpu').billedLives, 60 / 30.25, 'billed');
    const told = first('told', 'cpu');
    assert.deepEqual([told.listed, told.of, told.currency, told.exchangeRate], [0.03, 'core', 'USD', 0.9]);
    const cards = first('cards', 'gpu');
    assert.deepEqual([cards.listed, cards.committed, cards.covered], [3, 1.5, 0.5]);
    assert.deepEqual(
      terms.find(({ node, what }) => node === 'changing' && what === 'cpu').rates.map((rate) => rate.listed),
      // Its hour's mean is of 61 samples, the last of which is the new price: that hour was asked again.
      [0.03, 0.05],
    );
    const disk = terms.find(({ what }) => what === 'volume pv-1');
    assert.deepEqual([disk.rates[0].listed, disk.rates[0].currency, disk.rates[0].exchangeRate], [0.0002, 'USD', 0.9]);
    assert.match(disk.priceSource, /1[.]json:1$/);
    const calibrated = await of('namespace', 'shop', 'a bill');
    assert.ok(calibrated.terms[0].rates[0].billFactor > 1);
  });

  it('are said in text, with the queries that were asked and what came', async () => {
    const name = 'lists, discounts, a commitment and currencies';
    const { queries } = await of('namespace', 'shop', name);
    const cpu = queries.find(({ query }) => query === 'cpu_usage');
    assert.match(cpu.promql, /container_cpu_usage_seconds_total/);
    assert.ok(cpu.samples > 100);
    assert.ok(!queries.some(({ query }) => query === 'gpu_util' && query.samples > 0));
    const { stdout } = await prorata([
      ...['explain', '--metrics', given.recording, '--of', 'pod=a', '--prices', given[name]],
    ]);
    assert.match(
      stdout,
      /\n {4}rate: 2 CNY an hour for the node x 0\.13 \(exchange rate\) = 0\.26, of which weight \d+ of \d+ = 0\.169565217, over 4 core, less 30 % = 0\.0296739\d* EUR\/core-hour\n/,
    );
    assert.match(stdout, /\nAsked, with the samples that came:\n/);
    assert.ok(stdout.includes(`\n  cpu_usage, ${cpu.samples}: ${cpu.promql}\n`));
    // What is told is what was recorded as asked.
    const recorded = readFileSync(given.recording, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"query":'))
      .map((line) => JSON.parse(line).params.query);
    assert.ok(recorded.length > 20);
    for (const { query, promql, samples } of queries) {
      if (samples > 0) assert.ok(recorded.includes(promql), `${query}: ${promql}`);
    }
  });

  it('show prices per month and per GB as they are written, and what they are an hour', async () => {
    const file = files.file('monthly.json');
    const monthly = {
      ...{ format: 'prorata.prices/1', currency: 'EUR', exchangeRates: { USD: '0.9' } },
      units: { cpu: 'core-month', memory: 'GB-month', node: 'hour', storage: 'GB-month', loadBalancer: 'month' },
      nodes: [
        { name: 'listed', perMonth: '73' },
        { name: 'spot', cpu: '14.6', memory: '1.46' },
      ],
      volumes: [{ storageClass: 'gp3', price: '0.073', currency: 'USD' }],
      loadBalancers: [{ service: 'front', perMonth: '7.3' }],
      lines: [{ name: 'support', perMonth: '730', currency: 'USD' }],
      management: { perMonth: '36.5' },
    };
    monthly.units.line = 'month';
    writeFileSync(file, JSON.stringify(monthly));
    const { terms } = await explain(given.recording, '--of', 'namespace=shop', '--prices', file);
    const rates = (node, what) => terms.find((term) => term.node === node && term.what === what).rates[0];
    const gib = 2 ** 30 / 1e9;
    const node = rates('listed', 'cpu');
    assert.deepEqual([node.listed, node.written, node.writtenUnit, node.writtenHours], [0.1, 73, 'month', 730]);
    assert.match(node.text, /^73 EUR a month for the node over 730 hours = 0\.1, of which weight/);
    const core = rates('spot', 'cpu');
    assert.deepEqual([core.written, core.writtenUnit, core.writtenHours, core.rate], [14.6, 'core-month', 730, 0.02]);
    assert.equal(core.text, '14.6 EUR/core-month over 730 hours = 0.02 EUR/core-hour');
    const memory = rates('spot', 'ram');
    assert.deepEqual([memory.written, memory.writtenUnit, memory.writtenHours], [1.46, 'GB-month', 730]);
    near(memory.rate, (1.46 / 730) * gib, 'a GiB is more than a GB');
    near(memory.written / memory.writtenHours / memory.writtenGib, memory.listed, 'listed');
    const volumeTerm = terms.find(({ what }) => what === 'volume pv-1').rates[0];
    assert.deepEqual([volumeTerm.written, volumeTerm.writtenUnit, volumeTerm.exchangeRate], [0.073, 'GB-month', 0.9]);
    near(volumeTerm.rate, 0.0001 * gib * 0.9, 'in euros per GiB and hour');
    const front = terms.find(({ what }) => what.startsWith('load balancer')).rates[0];
    assert.equal(front.text, '7.3 EUR/month over 730 hours = 0.01 EUR/hour');
    const overhead = await explain(given.recording, '--of', 'namespace=__overhead__', '--prices', file);
    const line = (what) => overhead.terms.find((term) => term.what === what).rates[0].text;
    assert.equal(line('support'), '730 USD/month over 730 hours x 0.9 (exchange rate) = 0.9 EUR/hour');
    assert.equal(line('cluster management'), '36.5 EUR/month over 730 hours = 0.05 EUR/hour');
  });

  it('show default rates of the built-in list before they are converted', async () => {
    const file = files.file('extends.json');
    const extended = {
      ...{ format: 'prorata.prices/1', currency: 'EUR', exchangeRates: { USD: '0.5', CNY: '0.07' }, units: {} },
      extends: 'builtin',
    };
    writeFileSync(file, JSON.stringify(extended));
    const { terms } = await explain(given.recording, '--of', 'namespace=shop', '--prices', file);
    const { listed, currency, exchangeRate, rate, text } = terms.find(
      (term) => term.node === 'plain' && term.what === 'cpu',
    ).rates[0];
    assert.deepEqual([currency, exchangeRate], ['USD', 0.5]);
    near(rate, listed * 0.5, 'converted');
    assert.ok(text.startsWith(`${listed} USD/core-hour x 0.5 (exchange rate) = `), text);
    // Where the file has rates of its own there is nothing to convert.
    extended.defaults = { cpu: '0.03', memory: '0.004' };
    extended.units = { cpu: 'core-hour', memory: 'GiB-hour' };
    writeFileSync(file, JSON.stringify(extended));
    const own = await explain(given.recording, '--of', 'namespace=shop', '--prices', file);
    const mine = own.terms.find((term) => term.node === 'plain' && term.what === 'cpu').rates[0];
    assert.deepEqual([mine.currency, mine.exchangeRate, mine.rate], ['EUR', undefined, 0.03]);
  });
});
