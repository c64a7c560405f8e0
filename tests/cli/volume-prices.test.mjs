// Volumes that cost more than their size: a least size, sizes that they are sold in, IOPS that were bought. Worked out
// by hand.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import { objects, text } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

const begin = '2026-03-02T12:00:00Z';
const minutes = 120;
const hours = minutes / 60;
const { node, pod, volume } = objects(begin, minutes);
const app = { cores: [1, 0.5], gib: [1, 0.5] };
const series = {
  ...node('n1', { cores: 4, gib: 16, labels: { 'topology.kubernetes.io/region': 'eu-central-1' } }),
  ...pod('shop/web', { node: 'n1', app, claims: ['fast'] }),
  ...volume('fast', { gib: 100, claim: 'shop/fast', storageClass: 'gp3-fast' }),
  ...volume('cold', { gib: 50, claim: 'shop/cold', storageClass: 'st1' }),
  ...volume('large', { gib: 500, claim: 'shop/large', storageClass: 'st1' }),
  ...volume('p10', { gib: 100, claim: 'shop/p10', storageClass: 'team-premium' }),
  ...volume('p10-full', { gib: 128, claim: 'shop/p10-full', storageClass: 'team-premium' }),
  ...volume('p20', { gib: 129, claim: 'shop/p20', storageClass: 'team-premium' }),
  ...volume('beyond', { gib: 600, claim: 'shop/beyond', storageClass: 'team-premium' }),
  ...volume('grows', { gib: 20, claim: 'shop/grows', storageClass: 'st1' }),
  // Below the least size in the first hour, above it in the second.
  [text('kube_persistentvolume_capacity_bytes', { persistentvolume: 'grows' })]: [
    [-5, 60, 20 * 2 ** 30],
    [61, minutes, 250 * 2 ** 30],
  ],
};
const book = (volumes, more = {}) => ({
  format: 'prorata.prices/1',
  currency: 'USD',
  units: { cpu: 'core-hour', memory: 'GiB-hour', storage: 'GiB-month' },
  defaults: { cpu: '0.1', memory: '0.01', volume: '0.5' },
  ...more,
  volumes,
});
const volumes = [
  { storageClass: 'gp3-fast', price: '0.08', perMonth: '15' },
  { storageClass: 'st1', price: '0.045', minGib: '125' },
  { storageClassWords: 'premium', upToGib: '128', perMonth: '19.71' },
  { storageClassWords: 'premium', upToGib: '512', perHour: '0.1003' },
];
const near = (got, want, what = '') => assert.ok(Math.abs(got - want) < 1e-6, `${what} ${got}, by hand ${want}`);

async function ask(verb, prices, ...options) {
  return askOf(series, verb, prices, ...options);
}
async function askOf(world, verb, prices, ...options) {
  const recording = await tinyRecording({ begin, minutes, offset: 30, series: world });
  const file = files.file('prices.json');
  writeFileSync(file, JSON.stringify(prices));
  const { code, stdout, stderr } = await prorata([
    verb,
    '--metrics',
    recording,
    '--prices',
    file,
    '--format',
    'json',
    ...options,
  ]);
  if (code !== 0) return stderr;
  return JSON.parse(stdout);
}
const costs = async (prices) => {
  const { assets, totals, totalCost } = await ask('assets', prices);
  assert.ok(totals !== null && totalCost !== 0);
  return Object.fromEntries(assets.map((asset) => [asset.name, asset]));
};

describe('a volume', () => {
  it('costs what was bought beside its size', async () => {
    near((await costs(book(volumes))).fast.totalCost, ((100 * 0.08 + 15) / 730) * hours);
  });

  it('has a least size that is billed', async () => {
    const found = await costs(book(volumes));
    near(found.cold.totalCost, ((125 * 0.045) / 730) * hours, 'below');
    near(found.large.totalCost, ((500 * 0.045) / 730) * hours, 'above');
    near(found.grows.totalCost, ((125 + 250) * 0.045) / 730, 'growing');
  });

  it('costs what the next size does that it is sold in', async () => {
    const found = await costs(book(volumes));
    near(found.p10.totalCost, (19.71 / 730) * hours);
    near(found['p10-full'].totalCost, (19.71 / 730) * hours);
    near(found.p20.totalCost, 0.1003 * hours);
    // No entry is for so much.
    near(found.beyond.totalCost, ((600 * 0.5) / 730) * hours);
    assert.match(found.p10.priceSource, /prices\.json:\d+, by the volume$/);
  });

  it('is borne by who mounts it, and a derivation comes to its cost', async () => {
    const { rows, remainder } = await ask('allocate', book(volumes), '--aggregate', 'pod');
    const web = rows.find(({ name }) => name === 'web');
    near(web.pvCost, ((100 * 0.08 + 15) / 730) * hours);
    assert.equal(remainder, 0);
    const { terms, totalCost } = await ask('explain', book(volumes), '--of', 'asset=grows');
    near(totalCost, ((125 + 250) * 0.045) / 730);
    // The rate of a GiB changes with the size: it is 125/20 of the price, then the price.
    const [first, second] = terms[0].rates.map(({ rate }) => rate);
    near(first, (0.045 / 730) * (125 / 20));
    near(second, 0.045 / 730);
  });

  it('may be of a list of a provider', async () => {
    const listed = [{ storageClassWords: 'st1', price: '0.045', minGib: '125' }];
    near(
      (await costs(book([], { providers: [{ provider: 'aws', volumes: listed }] }))).cold.totalCost,
      ((125 * 0.045) / 730) * hours,
    );
    // As the built-in list has it.
    near(
      (await costs({ ...book([]), extends: 'builtin', defaults: { cpu: '0.1', memory: '0.1' } })).cold.totalCost,
      ((125 * 0.045) / 730) * hours,
    );
  });

  it('of Azure is billed as the tier that holds it, where the built-in list knows the tier', async () => {
    const disk = (name, gib, storageClass, driver = 'disk.csi.azure.com') =>
      volume(name, { gib, claim: `shop/${name}`, storageClass, driver });
    const world = {
      ...node('n1', { cores: 4, gib: 16, providerId: 'azure:///subscriptions/s/n1' }),
      ...pod('shop/web', { node: 'n1', app }),
      ...disk('p10', 65, 'managed-csi-premium'),
      ...disk('p15', 129, 'managed-csi-premium'),
      ...disk('p20', 257, 'managed-premium'),
      ...disk('p30', 1024, 'managed-csi-premium'),
      ...disk('p40', 1025, 'managed-csi-premium'),
      ...disk('v2', 200, 'premiumv2-disk'),
      ...disk('e10', 100, 'managed-csi'),
      ...disk('e30', 600, 'default'),
      ...disk('s30', 1000, 'standard-hdd'),
    };
    const { assets } = await askOf(world, 'assets', {
      ...book([]),
      extends: 'builtin',
      defaults: { cpu: '1', memory: '1' },
    });
    const monthly = { p10: 19.71, p15: 129 * 0.154, p20: 73.22, p30: 135.17, p40: 1025 * 0.132 };
    Object.assign(monthly, { v2: 200 * 0.081, e10: 9.6, e30: 76.8, s30: 40.96 });
    for (const [name, dollars] of Object.entries(monthly)) {
      const { totalCost, priceSource } = assets.find((asset) => asset.name === name);
      near(totalCost, (dollars / 730) * hours, name);
      assert.match(priceSource, /indicative/);
    }
  });

  it('has the price of its region, where a list has one', async () => {
    const list = (price, more) => ({ provider: 'aws', volumes: [{ storageClass: 'st1', price }], ...more });
    const cold = async (...providers) => (await costs(book([], { providers }))).cold.totalCost;
    const [here, elsewhere] = [{ region: 'eu-central-1' }, { region: 'us-east-1' }];
    const hourly = (price) => ((50 * price) / 730) * hours;
    near(await cold(list('0.045', elsewhere), list('0.054', here), list('0.06')), hourly(0.054), 'here');
    near(await cold(list('0.045', elsewhere), list('0.06')), hourly(0.06), 'anywhere');
    // The default rate of volumes, where no list is for the region.
    near(await cold(list('0.045', elsewhere)), hourly(0.5), 'nowhere');
  });

  it('says what an entry lacks, and what is twice there', async () => {
    const message = async (entry, ...others) => (await ask('assets', book([entry, ...others]))).split('\n')[0];
    assert.match(await message({ storageClass: 'st1', minGib: '125' }), /volumes\[0\]: "price" is missing, expected /);
    assert.match(await message({ storageClass: 'st1', perHour: '1', perMonth: '2' }), /volumes\[0\]: has two prices$/);
    assert.match(await message({ price: '1', upToGib: '-3' }), /volumes\[0\]\.upToGib: expected a number above zero/);
    const twice = { storageClass: 'st1', upToGib: '32', perMonth: '2' };
    assert.match(await message(twice, twice), /volumes\[1\]: has the same conditions as /);
    const other = { ...twice, upToGib: '64' };
    assert.equal(typeof (await ask('assets', book([twice, other]))), 'object');
  });
});
