// What is odd about prices, and what that comes to in money.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

const begin = '2026-03-02T12:00:00Z';
const { node, pod, volume, balancer, egress } = objects(begin, 240);
const units = { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', node: 'hour', storage: 'GiB-hour' };
const file = (more) => ({ format: 'prorata.prices/1', currency: 'USD', units, ...more });
const app = { cores: [1, 0.5], gib: [2, 1] };
const machine = node('n1', { cores: 4, gib: 16 });

/** Answer and notices of a world of four hours, by id. */
async function ask(series, prices, { code = 0, offset = 30 } = {}) {
  const recording = await tinyRecording({ begin, minutes: 240, offset, series });
  const priced = files.file('prices.json');
  if (prices !== undefined) writeFileSync(priced, JSON.stringify(prices));
  const more = prices === undefined ? [] : ['--prices', priced];
  const ran = await prorata(['allocate', '--metrics', recording, '--format', 'json', ...more]);
  assert.equal(ran.code, code, ran.stderr);
  const answer = JSON.parse(ran.stdout);
  return { answer, notices: new Map(answer.diagnostics.map((each) => [each.id, each])), more, recording };
}
const near = (got, want) => assert.ok(Math.abs(got - want) < 1e-6, `${got}, by hand ${want}`);

describe('what has no price', () => {
  it('is estimated, and is in no total', async () => {
    const series = { ...machine, ...pod('shop/web', { node: 'n1', app }) };
    const { answer, notices, more, recording } = await ask(series, file({ defaults: { cpu: '0.05' } }));
    near(answer.assetCost, 4 * 0.05 * 4);
    const { estimate, objects: examples } = notices.get('unpriced');
    // 16 GiB for 4 hours at 0.004237.
    near(estimate, 16 * 4 * 0.004237);
    assert.deepEqual(examples, ['n1']);
    const { stdout } = await prorata(['check', '--metrics', recording, ...more]);
    assert.match(stdout, /about 0\.27 USD, in no total/);
  });

  it('is estimated by the rates of spot nodes where it is one, and in the currency of the prices', async () => {
    const spot = node('n1', { cores: 4, gib: 16, labels: { 'karpenter.sh/capacity-type': 'spot' } });
    const prices = file({ currency: 'EUR', exchangeRates: { USD: '0.5' }, defaults: { memory: '0.01' } });
    const { notices } = await ask({ ...spot, ...pod('shop/web', { node: 'n1', app }) }, prices);
    near(notices.get('unpriced').estimate, 4 * 4 * 0.006655 * 0.5);
  });

  it('is estimated for a node of unknown capacity by what is charged', async () => {
    const { notices } = await ask(pod('shop/web', { node: 'n1', app }), file({ defaults: { memory: '0.01' } }));
    near(notices.get('unpriced').estimate, 1 * 4 * 0.031611);
  });

  it('is estimated for volumes, balancers and traffic', async () => {
    const series = {
      ...{ ...machine, ...pod('shop/web', { node: 'n1', app }) },
      ...volume('pv-1', { gib: 100, claim: 'shop/data' }),
      ...balancer('shop/front', {}),
      ...egress('shop/web', { zone: 1, region: 2, internet: 3 }),
    };
    const { answer, notices } = await ask(series, file({ defaults: { cpu: '0.05', memory: '0.01' } }), { offset: 0 });
    const { estimate, count } = notices.get('unpriced-charge');
    // 100 GiB and a balancer for 4 hours; 1 and 2 GiB at 0.01, 3 at 0.12.
    near(estimate, (100 * 0.04 * 4) / 730 + 4 * 0.025 + 3 * 0.01 + 3 * 0.12);
    assert.equal(count, 5);
    near(answer.assetCost, 4 * 4 * 0.05 + 16 * 4 * 0.01);
  });
});

describe('a price that changes', () => {
  const changed = (text, ...steps) => ({ [text]: steps });

  it('says when, from what to what, and what the difference is', async () => {
    const series = {
      ...{ ...machine, ...pod('shop/web', { node: 'n1', app }) },
      ...changed('node_cpu_hourly_cost{node="n1"}', [-5, 120, 0.04], [120, 240, 0.05]),
      ...changed('node_ram_hourly_cost{node="n1"}', [-5, 240, 0.005]),
    };
    const { answer, notices, more, recording } = await ask(series);
    const { difference, cost, objects: examples, start, severity } = notices.get('price-changed');
    // Two hours at 0.04, and two at 0.05 for each of 4 cores.
    near(difference, 4 * 2 * 0.01);
    near(answer.assetCost, 4 * 4 * 0.04 + difference + 16 * 4 * 0.005);
    near(cost, answer.assetCost);
    assert.equal(severity, 'info');
    assert.deepEqual(examples, ['n1: 0.04 to 0.05 per core-hour from 2026-03-02T14:00:00Z']);
    assert.equal(start, '2026-03-02T14:00:00Z');
    const { stdout } = await prorata(['check', '--metrics', recording, ...more]);
    assert.match(stdout, /makes a difference of 0\.08 USD/);
    // The list of assets has the average, so that its hours times its price are its cost.
    const listed = await prorata(['assets', '--metrics', recording, ...more, '--format', 'json']);
    const [node] = JSON.parse(listed.stdout).assets;
    near(node.rate, 4 * 0.045 + 16 * 0.005);
    near(node.hourlyPrice * node.hours, node.totalCost);
  });

  it('also of a volume, a balancer, traffic and a fee; one that came back shows how far it was', async () => {
    const series = {
      ...{ ...machine, ...pod('shop/web', { node: 'n1', app }) },
      ...volume('pv-1', { gib: 100, claim: 'shop/data' }),
      ...changed('pv_hourly_cost{persistentvolume="pv-1"}', [-5, 60, 0.001], [60, 240, 0.003]),
      ...balancer('shop/front', {}),
      ...changed(
        'kubecost_load_balancer_cost{namespace="shop",service_name="front"}',
        [-5, 60, 1],
        [60, 120, 3],
        [120, 240, 1],
      ),
      ...egress('shop/web', { internet: 8 }),
      ...changed('kubecost_network_zone_egress_cost', [-5, 240, 0.1]),
      ...changed('kubecost_network_region_egress_cost', [-5, 240, 0.1]),
      ...changed('kubecost_network_internet_egress_cost', [-5, 120, 0.1], [120, 240, 0.2]),
      ...changed('kubecost_cluster_management_cost{provisioner_name="EKS"}', [-5, 180, 0.1], [180, 240, 0.6]),
    };
    const { notices, recording, more } = await ask(series);
    const listed = await prorata(['assets', '--metrics', recording, ...more, '--format', 'json']);
    for (const { amount, unit, rate, hours, totalCost } of JSON.parse(listed.stdout).assets) {
      near(amount * rate * (unit === 'GiB' ? 1 : hours), totalCost);
    }
    const { difference, count, objects: examples } = notices.get('price-changed');
    // 100 GiB x 3 h x 0.002; 1 h x 2; 4 GiB x 0.1; 1 h x 0.5.
    near(difference, 0.6 + 2 + 0.4 + 0.5);
    assert.equal(count, 4);
    assert.deepEqual(examples, [
      'EKS: 0.1 to 0.6 per hour from 2026-03-02T15:00:00Z',
      'front: 1 to 3 per hour from 2026-03-02T13:00:00Z',
      'pv-1: 0.001 to 0.003 per GiB-hour from 2026-03-02T13:00:00Z',
      'tiny: traffic, internet: 0.1 to 0.2 per GiB from 2026-03-02T14:00:00Z',
    ]);
  });

  it('is nothing where a price file stands before it', async () => {
    const series = {
      ...{ ...machine, ...pod('shop/web', { node: 'n1', app }) },
      ...changed('node_cpu_hourly_cost{node="n1"}', [-5, 120, 0.04], [120, 240, 0.05]),
    };
    const { notices } = await ask(series, file({ nodes: [{ price: '1' }] }));
    assert.equal(notices.has('price-changed'), false);
  });
});

describe('what contradicts itself', () => {
  const labels = { 'node.kubernetes.io/instance-type': 'm5.xlarge', team: 'blue' };
  const series = { ...node('n1', { cores: 4, gib: 16, labels }), ...pod('shop/web', { node: 'n1', app }) };
  const byType = { instanceType: 'm5.xlarge', price: '0.2' };
  const byLabel = { label: 'team', value: 'blue', price: '0.3' };

  it('are two entries for a node, of which the first is used', async () => {
    const { answer, notices } = await ask(series, file({ nodes: [byType, byLabel] }));
    const { difference, cost, objects: examples, severity } = notices.get('price-contradicted');
    near(answer.assetCost, 0.2 * 4);
    near(cost, answer.assetCost);
    near(difference, (0.2 - 0.3) * 4);
    assert.equal(severity, 'warning');
    assert.match(examples.join(), /^n1: \S*prices\.json:1, not \S*prices\.json:1$/);
  });

  it('is compared in money where one has prices of parts', async () => {
    const parts = { label: 'team', value: 'blue', cpu: '0.04' };
    const { notices } = await ask(series, file({ defaults: { memory: '0.01' }, nodes: [byType, parts] }));
    near(notices.get('price-contradicted').difference, (0.2 - (4 * 0.04 + 16 * 0.01)) * 4);
  });

  it('is no entry that is more general, none of one machine, and none of the same price', async () => {
    for (const nodes of [
      [byType, { price: '9' }],
      [{ ...byType, region: undefined, spot: 'false' }, byType],
      [{ name: 'n1', price: '1' }, byType, byLabel].slice(0, 2),
      [byType, { ...byLabel, price: '0.2' }],
    ]) {
      const { notices } = await ask(series, file({ nodes }));
      assert.equal(notices.has('price-contradicted'), false, JSON.stringify(nodes));
    }
  });
});

describe('entries of every list', () => {
  const labels = { 'nvidia.com/gpu.product': 'Tesla-T4', team: 'blue' };
  const series = {
    ...node('n1', { cores: 4, gib: 16, gpus: { nvidia_com_gpu: 2 }, labels }),
    ...pod('shop/web', { node: 'n1', app }),
    ...volume('pv-1', { gib: 100, claim: 'shop/data', storageClass: 'fast', driver: 'ebs.csi.aws.com' }),
    ...balancer('shop/front', {}),
  };
  const perMonth = { ...units, storage: 'GiB-month', loadBalancer: 'hour' };
  const world = (more) => file({ units: perMonth, defaults: { cpu: '0.05', memory: '0.01', gpu: '1' }, ...more });

  it('of GPUs, volumes and balancers are compared, too', async () => {
    const { notices } = await ask(
      series,
      world({
        gpus: [
          { model: 't4', price: '0.5' },
          { label: 'team', value: 'blue', price: '0.8' },
        ],
        volumes: [
          { storageClass: 'fast', price: '0.73' },
          { driver: 'ebs.csi.aws.com', price: '1.46' },
        ],
        loadBalancers: [{ namespace: 'shop', price: '1' }, { price: '2' }],
      }),
    );
    const { difference, objects: examples, count } = notices.get('price-contradicted');
    // Two GPUs for 4 h at 0.3 less, 100 GiB for 4 h at 0.001 less. The second balancer is more general.
    near(difference, -(2 * 4 * 0.3) - 100 * 4 * 0.001);
    assert.equal(count, 2);
    assert.deepEqual(
      examples.map((example) => example.split(':')[0]),
      ['n1', 'pv-1'],
    );
  });

  it('that are never used are said, but not one that holds for all others', async () => {
    const { notices } = await ask(
      series,
      world({
        nodes: [{ name: 'n2', price: '1' }, { label: 'team', value: 'blue', price: '2' }, { price: '3' }],
        gpus: [
          { model: 't4', price: '0.5' },
          { model: 'tesla t4', price: '0.5' },
          { model: 'a100', price: '3' },
        ],
        volumes: [
          { storageClass: 'fast', price: '0.73' },
          { storageClass: 'slow', price: '0.1' },
        ],
        loadBalancers: [{ service: 'front', price: '1' }],
      }),
    );
    const { severity, objects: examples, count } = notices.get('price-without-effect');
    assert.equal(severity, 'info');
    assert.equal(count, 4);
    // The file stands on one line, so three of the four have the same text.
    assert.deepEqual(
      examples.map((example) => example.split(': ').at(-1)),
      ['entries before it come first', 'nothing meets its conditions'],
    );
  });

  it('of commitments that cover no node are said', async () => {
    const commitments = [
      { provider: 'aws', perHour: '0.1', covered: '60%' },
      { providerId: 'i-n1', perHour: '0.05', covered: '60%' },
      { instanceType: 'm5.huge', perHour: '0.05', covered: '60%' },
      { instanceType: 'm5.vast', perHour: '0.05', covered: '2' },
    ];
    const { answer, notices } = await ask(series, world({ commitments }));
    const { count, objects: examples } = notices.get('price-without-effect');
    assert.equal(count, 2);
    assert.match(examples.join(), /: no node is covered by it$/);
    // Two machines for four hours; that one is said as what was paid for and not used.
    assert.match(notices.get('commitment-unused').objects.join(), /: 8 node-hours$/);
    const alone = await ask(series, world({ commitments: commitments.slice(0, 1) }));
    assert.equal(alone.answer.assetCost, answer.assetCost);
    // The machine of the second is covered by the first: 0.1 in place of 0.05 for four hours.
    assert.equal(notices.get('price-contradicted').count, 1);
    assert.ok(Math.abs(notices.get('price-contradicted').difference - 0.05 * 4) < 1e-9);
    assert.equal(alone.notices.get('price-contradicted'), undefined);
  });

  it('exported prices of another unit are said for volumes, balancers, traffic and fees', async () => {
    const { notices } = await ask({
      ...series,
      ...egress('shop/web', { internet: 8 }),
      'pv_hourly_cost{persistentvolume="pv-1"}': [[-5, 240, 0.08]],
      'kubecost_load_balancer_cost{namespace="shop",service_name="front"}': [[-5, 240, 73]],
      kubecost_network_internet_egress_cost: [[-5, 240, 9]],
      kubecost_network_zone_egress_cost: [[-5, 240, 0]],
      kubecost_network_region_egress_cost: [[-5, 240, 0.01]],
      'kubecost_cluster_management_cost{provisioner_name="EKS"}': [[-5, 240, 73]],
    });
    const { objects: examples } = notices.get('price-unit-suspicious');
    assert.deepEqual(examples, [
      'EKS: exported price of an hour',
      'front: exported price of an hour',
      'pv-1: exported price of a GiB-hour',
      'tiny: exported price of a GiB to the internet',
    ]);
  });
});

describe('a suspicious price in a file of another tool', () => {
  it('says what is priced by it', async () => {
    const series = { ...machine, ...pod('shop/web', { node: 'n1', app }) };
    const recording = await tinyRecording({ begin, minutes: 240, series });
    const sheet = files.file('sheet.json');
    writeFileSync(sheet, '{\n"CPU": "0.03",\n"RAM": "3.09"\n}\n');
    const { stdout } = await prorata(['allocate', '--metrics', recording, '--prices', sheet, '--format', 'json']);
    const { diagnostics, assetCost } = JSON.parse(stdout);
    const { objects: examples, cost } = diagnostics.find(({ id }) => id === 'price-unit-suspicious');
    assert.match(examples.join(), /sheet\.json:3: RAM: 3\.09 per GiB-hour$/);
    near(assetCost, 4 * (4 * 0.03 + 16 * 3.09));
    near(cost, assetCost);
  });
});

describe('what cannot be', () => {
  const running = pod('shop/web', { node: 'n1', app });

  it('a negative capacity is left out, said, and names what it touches', async () => {
    const series = {
      ...{ ...machine, ...running },
      'kube_node_status_capacity{node="n1",resource="memory",unit="byte"}': [[0, 240, -16 * 2 ** 30]],
      'kube_node_status_allocatable{node="n1",resource="memory",unit="byte"}': [[0, 240, 16 * 2 ** 30]],
    };
    const { answer, notices } = await ask(series, undefined, { code: 1 });
    const { severity, objects: examples } = notices.get('impossible-amount');
    assert.equal(severity, 'error');
    assert.deepEqual(examples, ['n1: memory']);
    assert.equal(answer.remainder, 0);
    assert.ok(answer.rows.every(({ totalCost }) => Number.isFinite(totalCost)));
  });

  it('a GPU that a node does not have is negative idle, which is said', async () => {
    const { answer, notices } = await ask({
      ...machine,
      ...pod('shop/web', { node: 'n1', app: { ...app, gpus: { nvidia_com_gpu: 1 } } }),
    });
    const idle = answer.rows.find(({ kind }) => kind === 'idle');
    near(idle.gpuCost, -4 * 0.95);
    const { objects: examples } = notices.get('node-overcommitted');
    assert.deepEqual(examples, ['n1: GPUs']);
  });

  it('a node that never had a capacity costs what its containers are charged', async () => {
    const bare = Object.fromEntries(Object.entries(machine).filter(([key]) => !/status_/.test(key)));
    const { answer, notices } = await ask({ ...bare, ...running });
    const { cost, objects: examples } = notices.get('node-without-capacity');
    near(answer.assetCost, 4 * (1 * 0.031611 + 2 * 0.004237));
    near(cost, answer.assetCost);
    assert.deepEqual(examples, ['n1']);
  });

  it('a list price in a currency without a rate is not used; the default rates are', async () => {
    const labels = {
      'node.kubernetes.io/instance-type': 'ecs.g7.xlarge',
      'topology.kubernetes.io/region': 'cn-hangzhou',
    };
    const series = { ...node('n1', { cores: 4, gib: 16, labels, providerId: 'cn-hangzhou.i-1' }), ...running };
    const recording = await tinyRecording({ begin, minutes: 240, series });
    const { stdout } = await prorata(['allocate', '--metrics', recording, '--prices', 'builtin', '--format', 'json']);
    const { diagnostics, assetCost } = JSON.parse(stdout);
    const { cost, objects: examples } = diagnostics.find(({ id }) => id === 'currency-without-rate');
    near(assetCost, 4 * (4 * 0.031611 + 16 * 0.004237));
    near(cost, assetCost);
    assert.ok(examples.some((example) => example.startsWith('n1: ')));
  });
});
