// Every kind of asset that there is, with amount, unit, rate, total and where the rate is from.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

const begin = '2026-03-02T12:00:00Z';
const { node, pod, volume, balancer, egress } = objects(begin, 120);
const app = { cores: [1, 0.5], gib: [2, 1] };
const disk = {
  'kube_node_status_capacity{node="n1",resource="ephemeral_storage",unit="byte"}': [[0, 120, 100 * 2 ** 30]],
};
const world = {
  begin,
  minutes: 120,
  series: {
    ...node('n1', {
      ...{ cores: 4, gib: 16, gpus: { nvidia_com_gpu: 1 } },
      labels: { 'topology.kubernetes.io/region': 'eu-central-1', 'topology.kubernetes.io/zone': 'eu-central-1a' },
    }),
    // What pods may take: 3.92 of 4 cores, 14 of 16 GiB.
    'kube_node_status_allocatable{node="n1",resource="cpu",unit="core"}': [[0, 120, 3.92]],
    'kube_node_status_allocatable{node="n1",resource="memory",unit="byte"}': [[0, 120, 14 * 2 ** 30]],
    ...disk,
    ...node('fargate-ip-10-0-0-7', { cores: 2, gib: 15 }),
    ...pod('shop/web', { node: 'n1', app, claims: ['data'] }),
    ...pod('shop/batch', { node: 'fargate-ip-10-0-0-7', app: { cores: [1, 0.5], gib: [1.75, 1] } }),
    ...volume('pv-mounted', { gib: 100, claim: 'shop/data' }),
    ...volume('pv-unmounted', { gib: 50, claim: 'shop/spare' }),
    ...volume('pv-released', { gib: 10, claim: 'shop/old', bound: [0, 30] }),
    ...balancer('shop/front', {}),
    ...egress('shop/web', { zone: 1, region: 2, internet: 3 }),
  },
};
const prices = (more = {}) => ({
  format: 'prorata.prices/1',
  currency: 'USD',
  units: {
    ...{ cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', storage: 'GiB-hour' },
    ...{ loadBalancer: 'hour', network: 'GiB', line: 'hour' },
  },
  defaults: {
    ...{ cpu: '0.04', memory: '0.005', gpu: '1', disk: '0.0001', volume: '0.0002', loadBalancer: '0.025' },
    network: { zone: '0.01', region: '0.02', internet: '0.09' },
  },
  management: { perHour: '0.1' },
  lines: [{ name: 'operators', perHour: '7' }],
  disks: [{ name: 'scratch', node: 'n1', gib: '200', price: '0.0003' }],
  ...more,
});

let listedWith = [];
async function ask(verb, given, ...options) {
  const recording = await tinyRecording(world);
  const file = files.file('prices.json');
  writeFileSync(file, JSON.stringify(given));
  listedWith = ['--metrics', recording, '--prices', file, ...options];
  const { code, stdout, stderr } = await prorata([verb, ...listedWith, '--format', 'json']);
  return { code, stderr, answer: stdout === '' ? null : JSON.parse(stdout) };
}
const near = (got, want, what) => assert.ok(Math.abs(got - want) < 1e-6, `${what}: ${got}, by hand ${want}`);

describe('assets', () => {
  it('are listed with amount, unit, rate, total and the source of the rate, each kind of them', async () => {
    const { code, answer, stderr } = await ask('assets', prices());
    assert.equal(code, 0, stderr);
    const found = new Map(
      answer.assets.map((asset) => [`${asset.kind} ${asset.name} ${asset.of ?? ''}`.trim(), asset]),
    );
    // Two hours. n1: 4 x 0.04 + 16 x 0.005 + 1 + 100 x 0.0001 an hour; Fargate bills 1 core and 2 GiB.
    const wanted = {
      'node n1': [1, 'node-hour', 1.25, 2.5],
      'node fargate-ip-10-0-0-7': [1, 'node-hour', 0.04 + 2 * 0.005, 2 * (0.04 + 2 * 0.005)],
      'volume pv-mounted shop/data': [100, 'GiB-hour', 0.0002, 0.04],
      'volume pv-unmounted shop/spare': [50, 'GiB-hour', 0.0002, 0.02],
      'volume pv-released shop/old': [10, 'GiB-hour', 0.0002, 0.004],
      'loadBalancer front shop/front': [1, 'hour', 0.025, 0.05],
      'network network zone': [1, 'GiB', 0.01, 0.01],
      'network network region': [2, 'GiB', 0.02, 0.04],
      'network network internet': [3, 'GiB', 0.09, 0.27],
      'line cluster management': [1, 'hour', 0.1, 0.2],
      'line operators': [1, 'hour', 7, 14],
      'disk scratch n1': [200, 'GiB-hour', 0.0003, 0.12],
    };
    assert.deepEqual([...found.keys()].sort(), Object.keys(wanted).sort());
    let sum = 0;
    for (const [what, [amount, unit, rate, total]] of Object.entries(wanted)) {
      const asset = found.get(what);
      near(asset.amount, amount, what);
      assert.equal(asset.unit, unit, what);
      near(asset.rate, rate, what);
      near(asset.totalCost, total, what);
      assert.match(asset.priceSource, /prices\.json/, what);
      assert.ok(Date.parse(asset.end) > Date.parse(asset.start), what);
      sum += total;
    }
    near(answer.totalCost, sum, 'total');
    near(found.get('node n1').diskCost, 2 * 0.01, 'disk of n1');
    near(found.get('node n1').gpuCost, 2, 'GPU of n1');
  });

  it('that are nodes say where they are, how long they lived, and what of them pods may take', async () => {
    const { answer } = await ask('assets', prices());
    const n1 = answer.assets.find(({ name }) => name === 'n1');
    assert.deepEqual([n1.region, n1.zone, n1.hours], ['eu-central-1', 'eu-central-1a', 2]);
    assert.deepEqual([n1.cpuAllocatable, n1.ramGiBAllocatable], [3.92, 14]);
    assert.deepEqual([n1.cpuOverhead, n1.ramOverhead], [0.02, 0.125]);
    // 0.08 cores and 2 GiB for two hours.
    near(n1.reservedCost, 2 * (0.08 * 0.04 + 2 * 0.005), 'reserved');
    assert.equal('cpuOverhead' in answer.assets.find(({ kind }) => kind === 'volume'), false);
  });

  it('that pods mount or stand behind say whether any does, and what they cost while none does', async () => {
    const { answer } = await ask('assets', prices());
    const found = Object.fromEntries(answer.assets.map((asset) => [asset.name, asset]));
    const told = (name) => [found[name].state, found[name].unmountedCost];
    assert.deepEqual(told('pv-mounted'), ['mounted', 0]);
    assert.deepEqual(told('pv-unmounted'), ['unmounted', 0.02]);
    // Its claim goes after the first of two hours.
    assert.deepEqual(told('pv-released'), ['released', 0.004]);
    assert.deepEqual(told('front'), [undefined, 0]);
    assert.equal('unmountedCost' in found.n1, false);
    const { stdout } = await prorata(['assets', ...listedWith]);
    assert.match(stdout, /pv-released .*shop\/old \(released\)/);
  });

  it('are explained by name: each resource and hour, and together what the asset costs', async () => {
    const { answer } = await ask('assets', prices());
    const total = new Map();
    for (const { name, totalCost } of answer.assets) total.set(name, (total.get(name) ?? 0) + totalCost);
    for (const [name, cost] of total) {
      const { code, stdout, stderr } = await prorata([
        ...['explain', ...listedWith, '--of', `asset=${name}`, '--format', 'json'],
      ]);
      assert.equal(code, 0, `${name}: ${stderr}`);
      const derivation = JSON.parse(stdout);
      near(derivation.totalCost, cost, name);
      let sum = 0;
      for (const term of derivation.terms) {
        assert.equal(term.kind, 'asset');
        // Rates are in billionths of the currency.
        for (const { amount, rate, cost: hour } of term.hours) {
          near(hour, (amount * rate) / 1e9, `${name}, ${term.what}`);
          sum += hour;
        }
      }
      near(sum, cost, name);
    }
    const { stdout } = await prorata(['explain', ...listedWith, '--of', 'asset:"tiny/n1"']);
    assert.match(stdout, /^asset:"tiny\/n1" costs 2\.5 /);
    assert.match(stdout, /node n1, gpu: 2\n {4}2\.0000 GPU-hour x 1 USD\/GPU-hour = 2, price from/);
    const costOf = async (name) =>
      JSON.parse((await prorata(['explain', ...listedWith, '--of', `asset=${name}`, '--format', 'json'])).stdout)
        .totalCost;
    near(await costOf('network/internet'), 0.27, 'a class of traffic');
    near(await costOf('tiny/shop/front'), 0.05, 'a balancer with its namespace');
    near(await costOf('n1/scratch'), 0.12, 'a disk with its node');
    const refused = async (...of) => (await prorata(['explain', ...listedWith, ...of])).stderr;
    assert.match(await refused('--of', 'asset=n9'), /nothing with a cost meets asset:"n9"[^]*`prorata assets`/);
    assert.match(await refused('--of', 'asset=n1', '--of', 'pod=web'), /an asset is explained alone/);
    assert.match(await refused('--of', 'asset:"a","b"'), /names no single asset[^]*write asset=NAME/);
    assert.match(await refused('--of', 'asset='), /names no single asset/);
  });

  it('have rates as somebody wrote them, in JSON and CSV', async () => {
    const given = prices({ lines: [{ name: 'odd', perMonth: '14.6' }], units: { ...prices().units, line: 'month' } });
    const { answer } = await ask('assets', given);
    assert.equal(answer.assets.find(({ name }) => name === 'odd').rate, 0.02);
    const { stdout } = await prorata(['assets', ...listedWith, '--format', 'csv']);
    const [head, ...lines] = stdout.trimEnd().split('\r\n');
    const rate = head.split(',').indexOf('rate');
    assert.equal(lines.find((line) => line.startsWith('line,tiny,odd')).split(',')[rate], '0.02');
    const zone = head.split(',').indexOf('zone');
    assert.deepEqual(lines[1].split(',').slice(zone), ['eu-central-1a', '2', '3.92', '14', '0.02', '0.125', '', '0']);
  });

  it('are assets of OpenCost, too, and add up to the same', async () => {
    const { answer } = await ask('assets', prices());
    const { stdout } = await prorata(['assets', ...listedWith, '--format', 'opencost']);
    const { data } = JSON.parse(stdout);
    const all = Object.values(data);
    near(
      all.reduce((sum, { totalCost }) => sum + totalCost, 0),
      answer.totalCost,
      'total',
    );
    const n1 = all.find(({ type, properties }) => type === 'Node' && properties.name === 'n1');
    assert.equal(n1.labels['topology.kubernetes.io/zone'], 'eu-central-1a');
    assert.deepEqual([n1.overhead.CpuOverheadFraction, n1.overhead.RamOverheadFraction], [0.02, 0.125]);
    const scratch_ = all.find(({ type, properties }) => type === 'Disk' && properties.name === 'scratch');
    assert.equal(scratch_.bytes, 200 * 2 ** 30);
  });

  it('that are disks and people are overhead, which is shared pro rata where that is asked', async () => {
    const { answer } = await ask('allocate', prices());
    const overhead = answer.rows.find(({ name }) => name === '__overhead__');
    near(overhead.totalCost, 14 + 0.2 + 0.12, 'overhead');
    assert.equal(answer.remainder, 0);
    const { answer: shared } = await ask('allocate', prices(), '--share', 'overhead');
    assert.equal(shared.remainder, 0);
    near(shared.rows.find(({ name }) => name === 'shop').sharedCost, 14.32, 'shared');
  });

  it('that are disks of a node that is not there are not counted, and said', async () => {
    const elsewhere = { name: 'scratch', node: 'gone', gib: '200', price: '0.0003' };
    const { code, answer } = await ask('assets', prices({ disks: [elsewhere] }));
    assert.equal(code, 1);
    assert.ok(answer.assets.every(({ kind }) => kind !== 'disk'));
    const { severity, objects: named } = answer.diagnostics.find(({ id }) => id === 'disk-without-node');
    assert.equal(severity, 'error');
    assert.deepEqual(named, ['scratch of gone']);
  });

  it('that are lines may be of a node, such as for its billed network', async () => {
    const line = (node) => ({ name: 'bandwidth', node, perHour: '0.02' });
    const { answer } = await ask('assets', prices({ lines: [line('n1')] }));
    const [found] = answer.assets.filter(({ name }) => name === 'bandwidth');
    assert.deepEqual([found.kind, found.of, found.unit, found.rate], ['line', 'n1', 'hour', 0.02]);
    near(found.totalCost, 0.04);
    const { answer: stray } = await ask('assets', prices({ lines: [line('gone')] }));
    const { objects: named } = stray.diagnostics.find(({ id }) => id === 'disk-without-node');
    assert.deepEqual(named, ['bandwidth of gone']);
  });

  for (const [what, entry, said] of [
    ['size', { name: 'a', node: 'n1', price: '1' }, /disks\[0\].*"gib" is missing/],
    ['node', { name: 'a', gib: '1', price: '1' }, /disks\[0\].*"node" is missing/],
    ['price', { name: 'a', node: 'n1', gib: '1' }, /disks\[0\].*"price" is missing/],
    ['sense', { name: 'a', node: 'n1', gib: '-1', price: '1' }, /disks\[0\]\.gib: expected/],
  ]) {
    it(`that are disks without a ${what} are refused`, async () => {
      const { code, stderr } = await ask('assets', prices({ disks: [entry] }));
      assert.equal(code, 2);
      assert.match(stderr, said);
    });
  }
});
