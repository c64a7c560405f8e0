// Money that notices touch, and things that were silent: each world is small enough to be added up by hand.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import { labelled, objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

const begin = '2026-03-02T12:00:00Z';
const minutes = 240;
const hours = 4;
const GiB = 2 ** 30;
const { node, pod, volume, balancer } = objects(begin, minutes);
const app = { cores: [1, 0.5], gib: [2, 1] };
/** Of the default rates. */
const core = 0.031611;
const gib = 0.004237;
const near = (got, want, within = 1e-6) => assert.ok(Math.abs(got - want) < within, `${got}, by hand ${want}`);

async function ask(series, ...options) {
  const recording = await tinyRecording({ begin, minutes, series });
  const { stdout, stderr } = await prorata(['allocate', '--metrics', recording, '--format', 'json', ...options]);
  assert.notEqual(stdout, '', stderr);
  const answer = JSON.parse(stdout);
  return { ...answer, said: new Map(answer.diagnostics.map((each) => [each.id, each])) };
}

describe('money that notices touch', () => {
  it('is that of a volume and a balancer whose exported prices are odd', async () => {
    const { said } = await ask({
      ...node('n1', { cores: 4, gib: 16 }),
      ...pod('shop/web', { node: 'n1', app }),
      ...volume('pv-1', { gib: 10, claim: 'shop/data', price: 1 }),
      ...balancer('shop/front', { price: 100 }),
    });
    assert.equal(said.get('price-unit-suspicious').count, 2);
    near(said.get('price-unit-suspicious').cost, hours * (10 * 1 + 100));
  });

  it('is that of all that has a price from the future', async () => {
    const prices = files.file('future.json');
    const units = { cpu: 'core-hour', memory: 'GiB-hour', storage: 'GiB-hour' };
    const defaults = { cpu: '0.03', memory: '0.004', volume: '0.0001' };
    const file = { format: 'prorata.prices/1', currency: 'USD', units, asOf: '2999-01-01', defaults };
    writeFileSync(prices, JSON.stringify(file));
    const world = {
      ...{ ...node('n1', { cores: 4, gib: 16 }), ...pod('shop/web', { node: 'n1', app }) },
      ...volume('pv-1', { gib: 100, claim: 'shop/data' }),
    };
    const { said } = await ask(world, '--prices', prices);
    near(said.get('prices-from-the-future').cost, hours * (4 * 0.03 + 16 * 0.004 + 100 * 0.0001));
  });

  it('is that of all pods where what they use is not measured', async () => {
    const { said } = await ask({
      ...node('n1', { cores: 4, gib: 16 }),
      ...pod('shop/web', { node: 'n1', app: { cores: [1, null], gib: [2, 1] } }),
    });
    near(said.get('missing-cpu-usage').cost, hours * (core + 2 * gib));
    assert.deepEqual(said.get('missing-cpu-usage').objects, ['shop/web']);
    assert.equal(said.get('missing-cpu-usage').count, 1);
  });

  it('is that of the nodes and volumes whose labels and mounts are missing', async () => {
    const { said } = await ask({
      ...node('n1', { cores: 4, gib: 16 }),
      ...pod('shop/web', { node: 'n1', app }),
      ...volume('pv-1', { gib: 10, claim: 'shop/data', price: 0.001 }),
    });
    near(said.get('node-labels-not-exported').cost, hours * (4 * core + 16 * gib));
    near(said.get('missing-mounts').cost, hours * 10 * 0.001);
  });

  it('is that of what ran while nothing was scraped, and of nothing else', async () => {
    const gap = (value) => [
      [0, 100, value],
      [140, minutes, value],
    ];
    const { said } = await ask({
      ...node('n1', { cores: 4, gib: 16 }),
      ...pod('shop/web', { node: 'n1', app: { cores: [1, null], gib: [2, gap(GiB)] } }),
      ...pod('shop/early', { node: 'n1', life: [0, 60], finished: true, app: { cores: [1, null], gib: [2, 1] } }),
    });
    near(said.get('scrape-gap').cost, hours * (core + 2 * gib));
  });

  it('is that of pods, else of nodes or volumes, that name no cluster', async () => {
    const machine = labelled(node('n1', { cores: 4, gib: 16 }), { cluster: 'named' });
    const named = { ...machine, ...labelled(pod('shop/own', { node: 'n1', app }), { cluster: 'named' }) };
    const pods = await ask({ ...named, ...pod('shop/web', { node: 'n1', app }) });
    assert.deepEqual(pods.said.get('cluster-label-partial').objects, ['named']);
    near(pods.said.get('cluster-label-partial').cost, hours * (core + 2 * gib));
    const volumes = await ask({ ...named, ...volume('pv-1', { gib: 10, claim: 'shop/data', price: 0.001 }) });
    near(volumes.said.get('cluster-label-partial').cost, hours * 10 * 0.001);
    const nodes = await ask({ ...named, ...node('n2', { cores: 1, gib: 1 }) });
    near(nodes.said.get('cluster-label-partial').cost, hours * (core + gib));
    const all = await ask(named);
    assert.equal(all.said.get('cluster-label-partial'), undefined);
  });
});

describe('what a provider or a vendor names in its own way', () => {
  it('is told where it may be a card', async () => {
    const { said } = await ask({
      ...node('n1', {
        cores: 4,
        gib: 16,
        gpus: { nvidia_com_GA102GL_A10: 2, amd_com_cpx_nps4: 8, example_com_nic: 1 },
      }),
      ...pod('ml/train', { node: 'n1', app: { ...app, gpus: { nvidia_com_GA102GL_A10: 1 } } }),
    });
    const { objects: found, fix } = said.get('gpu-resource-unknown');
    assert.deepEqual(found, ['amd_com_cpx_nps4', 'nvidia_com_GA102GL_A10']);
    assert.match(fix, /gpuResources/);
  });

  it('is no impossible layout where MIG devices are shared', async () => {
    const labels = { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB', 'nvidia.com/gpu.count': '1' };
    const world = (more) => ({
      ...node('n1', { cores: 8, gib: 64, gpus: { nvidia_com_mig_1g_10gb_shared: 14 }, labels: { ...labels, ...more } }),
      ...pod('ml/train', { node: 'n1', app: { ...app, gpus: { nvidia_com_mig_1g_10gb_shared: 1 } } }),
    });
    for (const [more, notice] of [
      [{ 'nvidia.com/mig-1g.10gb.replicas': '2' }, undefined],
      [{}, 'warning'],
    ]) {
      const { said, rows } = await ask(world(more), '--aggregate', 'pod');
      assert.equal(said.get('mig-layout-impossible'), undefined);
      assert.equal(said.get('gpu-resource-unknown'), undefined);
      assert.equal(said.get('gpu-share-unknown')?.severity, notice);
      // Half of a seventh, whether two share a device or fourteen a card.
      near(rows.find(({ name }) => name === 'train').gpuHours, hours / 14, 1e-5);
    }
  });

  it('is told where it is larger than what Fargate sells', async () => {
    const of = (cores, memory) => ({ cores: [cores, null], gib: [memory, null] });
    const { said, rows } = await ask(
      {
        ...node('fargate-a', { cores: 16, gib: 120, labels: { 'eks.amazonaws.com/compute-type': 'fargate' } }),
        ...pod('shop/large', { node: 'fargate-a', app: of(20, 16) }),
        ...pod('shop/largest', { node: 'fargate-a', app: of(16, 100) }),
      },
      '--aggregate',
      'pod',
    );
    const { objects: found, cost, count } = said.get('pod-beyond-fargate');
    assert.deepEqual([found, count], [['shop/large'], 1]);
    near(cost, rows.find(({ name }) => name === 'large').totalCost);
    near(rows.find(({ name }) => name === 'large').ramByteHours / GiB, hours * 16.25);
  });
});

describe('a price that is no percentage', () => {
  it('is told as it was written', async () => {
    const prices = files.file('half.json');
    const file = { format: 'prorata.prices/1', currency: 'USD', units: {}, discounts: { cpu: 'abc%' } };
    writeFileSync(prices, JSON.stringify(file));
    const recording = await tinyRecording({ begin, minutes, series: node('n1', { cores: 4, gib: 16 }) });
    const { code, stderr } = await prorata(['allocate', '--metrics', recording, '--prices', prices]);
    assert.equal(code, 2);
    assert.match(stderr, /discounts[.]cpu: expected a percentage such as 30%, got 'abc%'/);
  });
});
