// Money that was wrong without a word: what exporters say of times, prices and volumes contradicts what is there. By hand.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import { labelled, objects, text } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

const begin = '2026-03-02T12:00:00Z';
const minutes = 120;
const hours = minutes / 60;
const GiB = 2 ** 30;
const { node, pod, volume, epoch } = objects(begin, minutes);
const always = (value) => [[-5, minutes, value]];
const app = { cores: [2, 0.5], gib: [4, 1] };
const defaults = { cpu: '0.03', memory: '0.004', volume: '0.5', disk: '0.01' };
const book = (more = {}) => ({
  format: 'prorata.prices/1',
  currency: 'USD',
  units: { cpu: 'core-hour', memory: 'GiB-hour', storage: 'GiB-hour' },
  defaults,
  ...more,
});
const near = (got, want, what = '') => assert.ok(Math.abs(got - want) < 1e-6, `${what} ${got}, by hand ${want}`);

async function ask(verb, series, prices, ...options) {
  const recording = await tinyRecording({ begin, minutes, offset: 30, series });
  writeFileSync(files.file('prices.json'), JSON.stringify(prices));
  const given = ['--metrics', recording, '--prices', files.file('prices.json'), '--format', 'json', ...options];
  const { code, stdout, stderr } = await prorata([verb, ...given]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}
const told = ({ diagnostics }, id) => diagnostics.find((each) => each.id === id);

describe('a pod whose start lies after it was last seen', () => {
  for (const [name, start] of [
    ['in the future', epoch(9000)],
    ['in milliseconds', epoch(0) * 1000],
  ]) {
    it(`is charged from when it was seen: ${name}`, async () => {
      const started = text('kube_pod_start_time', { namespace: 'shop', pod: 'web', uid: 'uid-web' });
      const series = { ...node('n1', { cores: 4, gib: 16 }), ...pod('shop/web', { node: 'n1', app }) };
      const answer = await ask('allocate', { ...series, [started]: always(start) }, book(), '--aggregate', 'pod');
      near(answer.rows.find((row) => row.name === 'web').totalCost, hours * (2 * 0.03 + 4 * 0.004));
      assert.deepEqual(told(answer, 'pod-start-later').objects, ['shop/web']);
    });
  }

  it('is not one that waited to start', async () => {
    const started = text('kube_pod_start_time', { namespace: 'shop', pod: 'web', uid: 'uid-web' });
    const series = { ...node('n1', { cores: 4, gib: 16 }), ...pod('shop/web', { node: 'n1', app }) };
    const answer = await ask('allocate', { ...series, [started]: always(epoch(60)) }, book(), '--aggregate', 'pod');
    near(answer.rows.find((row) => row.name === 'web').totalCost, 2 * 0.03 + 4 * 0.004);
    assert.equal(told(answer, 'pod-start-later'), undefined);
  });
});

describe('exported prices', () => {
  const bare = { ...node('n1', { cores: 4, gib: 16 }), ...pod('shop/web', { node: 'n1', app }) };
  const price = (resource, value, labels) => ({ [text(`node_${resource}_hourly_cost`, labels)]: always(value) });
  const both = (cpu, ram, labels) => ({ ...price('cpu', cpu, labels), ...price('ram', ram, labels) });

  it('of a node that is not there are not used, and said', async () => {
    const answer = await ask('assets', { ...bare, ...both(0.5, 0.05, { node: 'other', instance: 'other' }) }, book());
    near(answer.assets.find(({ name }) => name === 'n1').totalCost, hours * (4 * 0.03 + 16 * 0.004));
    assert.match(told(answer, 'price-without-node').objects.join(), /\/other$/);
  });

  it('of two exporters are the larger ones, and said', async () => {
    const of = (job) => ({ node: 'n1', instance: 'n1', job });
    const series = { ...bare, ...both(0.03, 0.004, of('opencost')), ...both(0.09, 0.012, of('kubecost')) };
    const answer = await ask('assets', series, book());
    near(answer.assets.find(({ name }) => name === 'n1').totalCost, hours * (4 * 0.09 + 16 * 0.012));
    assert.deepEqual(told(answer, 'duplicate-exporters').objects.toSorted(), ['job kubecost', 'job opencost']);
  });

  it('of one exporter beside the inventory are no second one', async () => {
    const series = {
      ...bare,
      ...both(0.03, 0.004, { node: 'n1', instance: 'n1', provider_id: 'aws:///eu-central-1a/i-n1' }),
    };
    assert.equal(told(await ask('assets', series, book()), 'duplicate-exporters'), undefined);
  });
});

describe('a volume that is a path of a node', () => {
  const claimed = volume('fast', { gib: 100, claim: 'shop/fast', storageClass: 'local' });
  const info = { persistentvolume: 'fast', storageclass: 'local' };
  const path = (kind) => ({ [text('kube_persistentvolume_info', { ...info, [kind]: '/mnt/fast' })]: always(1) });
  const series = {
    ...node('n1', { cores: 4, gib: 16 }),
    [text('kube_node_status_capacity', { node: 'n1', resource: 'ephemeral_storage', unit: 'byte' })]: always(200 * GiB),
    ...pod('shop/web', { node: 'n1', app, claims: ['fast'] }),
    ...claimed,
  };
  const costs = async (more, prices = book()) =>
    Object.fromEntries((await ask('assets', { ...series, ...more }, prices)).assets.map((each) => [each.name, each]));

  for (const kind of ['local_path', 'host_path']) {
    it(`costs what its node's disk does, once: ${kind}`, async () => {
      const { n1, fast } = await costs(path(kind));
      assert.equal(fast.totalCost, 0);
      assert.equal(fast.priceSource, 'the disk of its node');
      near(n1.totalCost, hours * (4 * 0.03 + 16 * 0.004 + 200 * 0.01));
    });
  }

  it('has a price of its own where an entry gives it one', async () => {
    const own = book({ volumes: [{ storageClass: 'local', price: '0.02' }] });
    near((await costs(path('local_path'), own)).fast.totalCost, hours * 100 * 0.02);
  });

  it('is another one than a disk of the cluster', async () => {
    near((await costs({})).fast.totalCost, hours * 100 * 0.5);
  });
});

describe('claims that nothing tells the pods of', () => {
  it('are borne by their namespaces, and said', async () => {
    const series = {
      ...node('n1', { cores: 4, gib: 16 }),
      ...pod('shop/web', { node: 'n1', app }),
      ...volume('data', { gib: 10, claim: 'shop/data' }),
    };
    const answer = await ask('allocate', series, book(), '--aggregate', 'namespace,pod');
    assert.ok(told(answer, 'missing-mounts'));
    near(answer.rows.find(({ name }) => name === 'shop/__unmounted__').pvCost, hours * 10 * 0.5);
  });
});

// What is labelled otherwise than the nodes is not theirs.
describe('prices under the name of another cluster', () => {
  it('are of none of its nodes', async () => {
    const series = {
      ...labelled({ ...node('n1', { cores: 4, gib: 16 }), ...pod('shop/web', { node: 'n1', app }) }, { cluster: 'a' }),
      [text('node_cpu_hourly_cost', { node: 'n1', instance: 'n1', cluster: 'b' })]: always(0.5),
    };
    const answer = await ask('assets', series, book());
    near(answer.assets.find(({ name }) => name === 'n1').totalCost, hours * (4 * 0.03 + 16 * 0.004));
    assert.deepEqual(told(answer, 'price-without-node').objects, ['b/n1']);
  });
});
