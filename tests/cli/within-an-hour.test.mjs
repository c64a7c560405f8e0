// Prices and sizes that change at half past the hour, and exporters that tell only what a whole node costs: each figure
// is worked out by hand.
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
const GiB = 2 ** 30;
const { node, pod, volume, balancer } = objects(begin, minutes);
const app = { cores: [1, 0.5], gib: [1, 0.5] };
const units = { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', node: 'hour', storage: 'GiB-hour' };
const book = {
  format: 'prorata.prices/1',
  currency: 'USD',
  units: { ...units, loadBalancer: 'hour' },
  defaults: { cpu: '1', memory: '0.5', gpu: '4', volume: '0.01', loadBalancer: '0.1' },
};
const near = (got, want, what = '') => assert.ok(Math.abs(got - want) < 1e-6, `${what} ${got}, by hand ${want}`);

async function ask(verb, series, prices, ...options) {
  // Scraped at second 30, so that thirty samples of an hour lie on either side of half past.
  const recording = await tinyRecording({ begin, minutes, offset: 30, series });
  const priced = files.file('prices.json');
  writeFileSync(priced, JSON.stringify(prices));
  const given = ['--metrics', recording, '--format', 'json', '--prices', priced, ...options];
  const { code, stdout, stderr } = await prorata([verb, ...given]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}
const assetsOf = ({ assets }) => Object.fromEntries(assets.map((asset) => [asset.name, asset]));
/** 30 minutes the one, then the other. */
const changing = (one, other) => [
  [-5, 30, one],
  [30, minutes, other],
];

describe('what changes at half past', () => {
  it('counts from then on: cores, memory and disk of a node', async () => {
    const capacity = (resource, unit) => text('kube_node_status_capacity', { node: 'n1', resource, unit });
    const series = {
      ...node('n1', { cores: 4, gib: 16 }),
      ...pod('shop/web', { node: 'n1', app }),
      [capacity('cpu', 'core')]: changing(4, 8),
      [capacity('memory', 'byte')]: changing(16 * GiB, 4 * GiB),
    };
    const { n1 } = assetsOf(await ask('assets', series, book));
    // 0.5 x 4 + 1.5 x 8 core-hours, 0.5 x 16 + 1.5 x 4 GiB-hours.
    near(n1.cpuCost, 14, 'cores');
    near(n1.ramCost, 7, 'memory');
    near(n1.rate, 21 / 2, 'an hour, on average');
    const { rows } = await ask('allocate', series, book, '--aggregate', 'namespace');
    near(rows.find(({ name }) => name === '__idle__').totalCost, 21 - 2 - 1, 'idle');
  });

  it('counts from then on: the size of a volume', async () => {
    const series = {
      ...node('n1', { cores: 4, gib: 16 }),
      ...pod('shop/web', { node: 'n1', app, claims: ['data'] }),
      ...volume('pv-1', { gib: 100, claim: 'shop/data' }),
      [text('kube_persistentvolume_capacity_bytes', { persistentvolume: 'pv-1' })]: changing(100 * GiB, 300 * GiB),
    };
    // 0.5 x 100 + 1.5 x 300 GiB-hours: 250 GiB on average.
    const grown = assetsOf(await ask('assets', series, book))['pv-1'];
    near(grown.totalCost, 5);
    near(grown.amount, 250, 'GiB');
    near(grown.amount * grown.hours * grown.rate, 5, 'amount x hours x rate');
  });

  it('makes short lives dearer by the hour, where a provider bills whole hours', async () => {
    const series = {
      ...node('n1', { cores: 4, gib: 16 }),
      ...node('short', { cores: 4, gib: 16, life: [30, 60], created: 30 }),
      ...pod('shop/web', { node: 'n1', app }),
    };
    const { n1, short } = assetsOf(await ask('assets', series, { ...book, billing: { roundTo: 'hour' } }));
    near(n1.rate, 12);
    near(short.totalCost, 12);
    near(short.rate * short.hours, 12, 'rate x hours');
  });

  it('is the mean of its hour: prices of cores, volumes, balancers and fees', async () => {
    const of = { node: 'n1', instance: 'n1', provider_id: 'aws:///eu-central-1a/i-n1' };
    const series = {
      ...node('n1', { cores: 4, gib: 16, price: { ram: 0.5 } }),
      [text('node_cpu_hourly_cost', of)]: changing(0.04, 0.06),
      ...pod('shop/web', { node: 'n1', app, claims: ['data'] }),
      ...volume('pv-1', { gib: 100, claim: 'shop/data' }),
      [text('pv_hourly_cost', { persistentvolume: 'pv-1', volumename: 'pv-1' })]: changing(0.001, 0.003),
      ...balancer('shop/front', {}),
      [text('kubecost_load_balancer_cost', { namespace: 'shop', service_name: 'front' })]: changing(0.02, 0.04),
      [text('kubecost_cluster_management_cost', { provisioner_name: 'EKS' })]: changing(0.1, 0.6),
    };
    const found = assetsOf(await ask('assets', series, book));
    near(found.n1.cpuCost, 4 * (0.05 + 0.06), 'cores');
    near(found['pv-1'].totalCost, 100 * (0.002 + 0.003), 'volume');
    near(found.front.totalCost, 0.03 + 0.04, 'balancer');
    near(found.EKS.totalCost, 0.35 + 0.6, 'fee');
  });

  it('is the price that comes, where it was nought: an exporter that did not know it yet', async () => {
    const of = { node: 'n1', instance: 'n1', provider_id: 'aws:///eu-central-1a/i-n1' };
    const world = (of_n1, whole) => ({
      ...node('n1', { cores: 4, gib: 16 }),
      [text('node_cpu_hourly_cost', of)]: of_n1,
      [text('node_ram_hourly_cost', of)]: of_n1,
      ...node('n2', { cores: 4, gib: 16 }),
      [text('node_total_hourly_cost', { node: 'n2', instance: 'n2' })]: whole,
      ...pod('shop/web', { node: 'n1', app, claims: ['data'] }),
      ...volume('pv-1', { gib: 100, claim: 'shop/data' }),
      [text('pv_hourly_cost', { persistentvolume: 'pv-1', volumename: 'pv-1' })]: of_n1,
      ...balancer('shop/front', {}),
      [text('kubecost_load_balancer_cost', { namespace: 'shop', service_name: 'front' })]: of_n1,
      [text('kubecost_cluster_management_cost', { provisioner_name: 'EKS' })]: of_n1,
    });
    // Before half past it is nought, or it is so within the first hour for a moment.
    for (const steps of [
      changing(0, 0.04),
      [
        [-5, 20, 0.04],
        [20, 22, 0],
        [22, minutes, 0.04],
      ],
    ]) {
      const whole = steps.map(([from, to, price]) => [from, to, price * 10]);
      const answer = await ask('assets', world(steps, whole), book);
      const found = assetsOf(answer);
      near(found.n1.totalCost, 2 * (4 + 16) * 0.04, 'cores and memory');
      near(found.n2.totalCost, 2 * 0.4, 'a whole node');
      near(found['pv-1'].totalCost, 2 * 100 * 0.04, 'volume');
      near(found.front.totalCost, 2 * 0.04, 'balancer');
      near(found.EKS.totalCost, 2 * 0.04, 'fee');
      assert.ok(answer.diagnostics.every(({ id }) => id !== 'price-changed'));
    }
  });
});

describe('an exporter that tells only what a whole node costs', () => {
  const whole = (name, steps) => ({ [text('node_total_hourly_cost', { node: name, instance: name })]: steps });
  const series = {
    ...node('n1', { cores: 4, gib: 16 }),
    ...node('gpu', { cores: 8, gib: 32, gpus: { nvidia_com_gpu: 2 } }),
    ...node('both', { cores: 2, gib: 4, price: { cpu: 0.5, ram: 0.25 } }),
    ...pod('shop/web', { node: 'n1', app }),
    ...pod('ml/train', { node: 'gpu', app: { ...app, gpus: { nvidia_com_gpu: 1 } } }),
    ...pod('shop/other', { node: 'both', app }),
    ...whole('n1', [[-5, minutes, 0.6]]),
    ...whole('gpu', [
      [-5, 60, 16],
      [60, minutes, 32],
    ]),
    ...whole('both', [[-5, minutes, 99]]),
  };

  it('has it split in the ratio of the default rates', async () => {
    const found = assetsOf(await ask('assets', series, book));
    // 4 x 1 + 16 x 0.5 = 12: a twentieth of the default rates.
    near(found.n1.cpuCost, 2 * 0.2);
    near(found.n1.ramCost, 2 * 0.4);
    // 8 + 16 + 2 x 4 = 32: half of the default rates, then all of them.
    near(found.gpu.cpuCost, 8 * 1.5);
    near(found.gpu.gpuCost, 8 * 1.5);
    near(found.gpu.totalCost, 48);
    assert.match(found.n1.priceSource, /^exported metrics of the whole node$/);
    assert.match(found.gpu.priceSource, /^exported metrics of the whole node, split by ratio$/);
    // Prices of cores and memory stand before it.
    near(found.both.totalCost, 2 * (2 * 0.5 + 4 * 0.25));
    assert.equal(found.both.priceSource, 'exported metrics');
  });

  it('has entries of the price file before it, and list prices behind it', async () => {
    const types = { instances: [{ instanceType: 'm5.xlarge', price: '7' }], nodes: [{ name: 'gpu', price: '3' }] };
    const typed = {
      ...series,
      ...node('n1', { cores: 4, gib: 16, labels: { 'node.kubernetes.io/instance-type': 'm5.xlarge' } }),
    };
    const found = assetsOf(await ask('assets', typed, { ...book, ...types }));
    near(found.n1.totalCost, 1.2);
    near(found.gpu.totalCost, 6);
  });

  it('tells in a derivation what was split and who said it', async () => {
    const derived = await ask('explain', series, book, '--of', 'pod=train');
    const gpu = derived.terms.find(({ what }) => what === 'gpu');
    assert.ok(gpu.queries.includes('price_node'), JSON.stringify(gpu.queries));
    assert.equal(gpu.priceSource, 'exported metrics of the whole node, split by ratio');
    // 2 x 4 of 32 parts, over two GPUs.
    assert.deepEqual(
      gpu.rates.map(({ of, listed, split, rate }) => [of, listed, split.weight / split.weights, split.part, rate]),
      [
        ['node', 16, 0.25, 4, 2],
        ['node', 32, 0.25, 8, 4],
      ],
    );
    near(gpu.totalCost, 2 + 4);
  });

  it('says that it changed, and what that comes to', async () => {
    const { diagnostics } = await ask('allocate', series, book);
    const changed = diagnostics.find(({ id }) => id === 'price-changed');
    assert.match(changed.objects.join(), /gpu: 16 to 32 per hour from 2026-03-02T13:00:00Z/);
    near(changed.difference, 16);
  });

  it('has the next source of a price where it is nought', async () => {
    const nought = { ...series, ...whole('n1', [[-5, minutes, 0]]) };
    near(assetsOf(await ask('assets', nought, book)).n1.totalCost, 2 * 12);
    const { diagnostics } = await ask('allocate', nought, book);
    assert.deepEqual(diagnostics.find(({ id }) => id === 'exported-price-zero').objects, ['n1']);
  });

  it('tells of a price that is far from what nodes cost', async () => {
    const { diagnostics } = await ask('allocate', { ...series, ...whole('n1', [[-5, minutes, 4000]]) }, book);
    const odd = diagnostics.find(({ id }) => id === 'price-unit-suspicious');
    assert.ok(odd.objects.includes('n1: price of the whole node'), JSON.stringify(odd));
  });
});
