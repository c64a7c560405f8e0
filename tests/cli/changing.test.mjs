// Objects that change within the window, or that say less than they might: each figure is worked out by hand.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import { objects, text } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

const begin = '2026-03-02T12:00:00Z';
const minutes = 240;
const { node, pod, volume } = objects(begin, minutes);
const app = { cores: [1, 0.5], gib: [1, 0.5] };
const units = {
  ...{ cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', node: 'hour', storage: 'GiB-hour' },
  ...{ loadBalancer: 'hour', network: 'GiB', line: 'hour' },
};
const defaults = { cpu: '1', memory: '0.5', gpu: '4', volume: '0.01', loadBalancer: '0.1' };
const file = (more) => ({ format: 'prorata.prices/1', currency: 'USD', units, defaults, ...more });
const near = (got, want) => assert.ok(Math.abs(got - want) < 1e-6, `${got}, by hand ${want}`);

/** The answer of a verb about a world, and its notices by id. */
async function ask(verb, series, prices, ...options) {
  const recording = await tinyRecording({ begin, minutes, series });
  const priced = files.file('prices.json');
  writeFileSync(priced, JSON.stringify(prices));
  const given = ['--metrics', recording, '--format', 'json', '--prices', priced, ...options];
  const { code, stdout, stderr } = await prorata([verb, ...given]);
  assert.equal(code, 0, stderr);
  const answer = JSON.parse(stdout);
  return { ...answer, notices: new Map(answer.diagnostics.map((each) => [each.id, each])) };
}
const money = (rows, key) => Object.fromEntries(rows.map((row) => [row.name, row[key]]));

/** A node whose labels are told in turn: [from, to, labels]. */
function relabelled(name, given, ...turns) {
  const { [text('kube_node_labels', { node: name })]: none, ...rest } = node(name, given);
  assert.ok(none);
  const spelled = (labels) =>
    Object.fromEntries(Object.entries(labels).map(([key, value]) => [`label_${key.replaceAll(/\W/g, '_')}`, value]));
  const told = turns.map(([from, to, labels]) => [
    text('kube_node_labels', { node: name, ...spelled(labels) }),
    [[from, to, 1]],
  ]);
  return { ...rest, ...Object.fromEntries(told) };
}
const typed = (type) => ({ 'node.kubernetes.io/instance-type': type, 'topology.kubernetes.io/region': 'us-east-1' });
const list = { provider: 'aws', region: 'us-east-1', prices: { 'm5.xlarge': '0.2', 'm5.2xlarge': '0.4' } };
const spotList = { provider: 'aws', region: 'us-east-1', instanceType: 'm5.2xlarge', spot: true, price: '0.1' };

describe('labels of nodes', () => {
  it('are those that a machine has once it is ready, whatever it began with', async () => {
    // Sorted by labels the first of these stands before the typed ones and the second behind.
    for (const first of [{}, { zz: 'joining' }]) {
      const series = {
        ...relabelled(
          'n1',
          { cores: 4, gib: 16, life: [60, minutes], created: 60 },
          [60, 64, first],
          [65, minutes, typed('m5.xlarge')],
        ),
        ...pod('shop/web', { node: 'n1', life: [66, minutes], app }),
      };
      const { assets, notices } = await ask('assets', series, file({ instances: [list] }));
      near(assets.find(({ name }) => name === 'n1').totalCost, 3 * 0.2);
      assert.equal(notices.has('labels-changed'), false, 'a label that was added is no change');
    }
  });

  it('are of the machine that had them, where another took its name', async () => {
    const first = { cores: 4, gib: 16, life: [0, 120], providerId: 'aws:///us-east-1a/i-1' };
    const second = { cores: 8, gib: 32, life: [120, minutes], created: 120, providerId: 'aws:///us-east-1a/i-2' };
    const later = relabelled('n1', second, [
      ...[120, minutes],
      { ...typed('m5.2xlarge'), 'karpenter.sh/capacity-type': 'spot' },
    ]);
    const earlier = relabelled('n1', first, [0, 119, typed('m5.xlarge')]);
    const joined = Object.fromEntries(
      [...new Set([...Object.keys(earlier), ...Object.keys(later)])].map((key) => [
        key,
        [...(earlier[key] ?? []), ...(later[key] ?? [])],
      ]),
    );
    const series = { ...joined, ...pod('shop/web', { node: 'n1', app }) };
    const { assets } = await ask('assets', series, file({ instances: [list, spotList] }));
    const costs = Object.fromEntries(assets.map(({ providerID, totalCost }) => [providerID, totalCost]));
    // Two hours each, of which the ends are known to the minute.
    for (const [id, want] of [
      ['i-1', 2 * 0.2],
      ['i-2', 2 * 0.1],
    ]) {
      const cost = costs[`aws:///us-east-1a/${id}`];
      assert.ok(Math.abs(cost - want) < 0.005, `${id} ${cost}, by hand ${want}`);
    }
  });

  it('tell how GPUs are shared as soon as anything does', async () => {
    const shared = {
      'nvidia.com/gpu.count': '1',
      'nvidia.com/gpu.replicas': '4',
      'nvidia.com/gpu.product': 'Tesla-T4-SHARED',
    };
    const given = { cores: 4, gib: 16, gpus: { nvidia_com_gpu: 4 } };
    const series = {
      ...relabelled('g1', given, [0, 4, { 'kubernetes.io/hostname': 'g1' }], [5, minutes, shared]),
      ...pod('ml/train', { node: 'g1', app: { ...app, gpus: { nvidia_com_gpu: 1 } } }),
    };
    const { rows, notices } = await ask('allocate', series, file(), '--aggregate', 'namespace');
    near(money(rows, 'gpuCost').ml, (4 / 4) * 4);
    assert.equal(notices.has('labels-changed'), false);
  });
});

describe('labels of pods and namespaces', () => {
  it('are the last ones, and that they changed is said', async () => {
    for (const [before, now] of [
      ['alpha', 'omega'],
      ['omega', 'alpha'],
    ]) {
      const key = { namespace: 'shop', pod: 'web', uid: 'uid-web' };
      const { [text('kube_pod_labels', key)]: none, ...rest } = pod('shop/web', { node: 'n1', app });
      assert.ok(none);
      const told = (name, labels) => ({
        [text(name, labels(before))]: [[0, 100, 1]],
        [text(name, labels(now))]: [[101, minutes, 1]],
      });
      const series = {
        ...{ ...node('n1', { cores: 4, gib: 16 }), ...rest },
        ...told('kube_pod_labels', (team) => ({ ...key, label_team: team })),
        ...told('kube_namespace_labels', (unit) => ({ namespace: 'shop', label_unit: unit })),
      };
      for (const label of ['team', 'unit']) {
        const { rows, notices } = await ask('allocate', series, file(), '--aggregate', `label:${label}`);
        const costs = money(rows, 'totalCost');
        assert.deepEqual(Object.keys(costs).sort(), ['__idle__', now].sort());
        near(costs[now], 4 * (1 + 0.5));
        assert.deepEqual(notices.get('labels-changed').objects, ['shop', 'shop/web']);
      }
    }
  });
});

describe('spot nodes', () => {
  it('are covered by no commitment that does not say so', async () => {
    const series = {
      ...node('n1', { cores: 4, gib: 16, labels: typed('m5.2xlarge') }),
      ...node('cheap', {
        ...{ cores: 4, gib: 16 },
        labels: { ...typed('m5.2xlarge'), 'eks.amazonaws.com/capacityType': 'SPOT' },
      }),
      ...pod('shop/web', { node: 'n1', app }),
    };
    const commitment = { provider: 'aws', perHour: '0.3', covered: '100%' };
    const cost = async (made) => {
      const prices = file({ instances: [list, spotList], commitments: [made] });
      return money((await ask('assets', series, prices)).assets, 'totalCost');
    };
    const usual = await cost(commitment);
    near(usual.n1, 4 * 0.3);
    near(usual.cheap, 4 * 0.1);
    const told = await cost({ ...commitment, spot: true });
    near(told.n1, 4 * 0.4);
    near(told.cheap, 4 * 0.3);
  });
});

describe('volumes', () => {
  it('are of the claim that was theirs, where one is made again under its name', async () => {
    const series = {
      ...node('n1', { cores: 4, gib: 16 }),
      ...pod('shop/old', { node: 'n1', life: [0, 120], app, claims: ['data'] }),
      ...pod('shop/new', { node: 'n1', life: [120, minutes], app, claims: ['data'] }),
      ...volume('kept', { gib: 100, claim: 'shop/data', bound: [0, 119] }),
      ...volume('fresh', { gib: 50, claim: 'shop/data', life: [120, minutes], bound: [120, minutes] }),
    };
    const { rows } = await ask('allocate', series, file(), '--aggregate', 'pod');
    const costs = money(rows, 'pvCost');
    // Two hours of 100 GiB, two of 50, and two in which the first is kept for nobody; ends are known to the minute.
    for (const [name, want] of Object.entries({ old: 2, new: 1, __unmounted__: 2 })) {
      assert.ok(Math.abs(costs[name] - want) < 0.02, `${name} ${costs[name]}, by hand ${want}`);
    }
  });

  it('that nothing tells the size of are said with their claim', async () => {
    const series = {
      ...node('n1', { cores: 4, gib: 16 }),
      ...pod('shop/web', { node: 'n1', app, claims: ['data'] }),
    };
    const { notices } = await ask('allocate', series, file());
    assert.deepEqual(notices.get('claim-without-volume').objects, ['shop/data']);
  });
});

describe('load balancers', () => {
  const ingress = (labels, steps) => ({
    [text('kube_service_status_load_balancer_ingress', { namespace: 'shop', service: 'web', ...labels })]: steps,
  });
  const exported = (address, steps) => ({
    [text('kubecost_load_balancer_cost', { namespace: 'shop', service_name: 'web', ingress_ip: address })]: steps,
  });
  const whole = [[0, minutes, 1]];
  const base = { ...node('n1', { cores: 4, gib: 16 }), ...pod('shop/web', { node: 'n1', app }) };
  const cost = async (series, prices = file()) =>
    (await ask('assets', { ...base, ...series }, prices)).assets.find(({ kind }) => kind === 'loadBalancer').totalCost;

  it('cost what is exported of them once, however many addresses they have', async () => {
    const price = [[0, minutes, 0.3]];
    const two = { ...ingress({ ip: '192.0.2.1' }, whole), ...ingress({ ip: '2001:db8::1' }, whole) };
    near(await cost({ ...two, ...exported('192.0.2.1', price) }), 4 * 0.3);
    near(await cost({ ...ingress({ hostname: 'web.example' }, whole), ...exported('192.0.2.1', price) }), 4 * 0.3);
  });

  it('pay for more addresses only while they have them at once', async () => {
    const prices = file({ loadBalancers: [{ price: '0.1', perAddress: '0.05' }] });
    const two = { ...ingress({ ip: '192.0.2.1' }, whole), ...ingress({ ip: '2001:db8::1' }, whole) };
    near(await cost(two, prices), 4 * 0.15);
    const moved = {
      ...ingress({ ip: '192.0.2.1' }, [[0, 119, 1]]),
      ...ingress({ ip: '192.0.2.9' }, [[120, minutes, 1]]),
    };
    near(await cost(moved, prices), 4 * 0.1);
  });

  it('pay for another address for as long as they have it', async () => {
    const prices = file({ loadBalancers: [{ price: '0.1', perAddress: '0.05' }] });
    const first = ingress({ ip: '192.0.2.1' }, whole);
    const second = ingress({ ip: '192.0.2.2' }, [[30, 180, 1]]);
    const third = ingress({ ip: '192.0.2.3' }, [[120, minutes, 1]]);
    // Its ends are known to the minute, which is less than 0.001.
    const around = (got, want) => assert.ok(Math.abs(got - want) < 0.001, `${got}, by hand ${want}`);
    around(await cost({ ...first, ...second }, prices), 4 * 0.1 + 2.5 * 0.05);
    around(await cost({ ...first, ...second, ...third }, prices), 4 * 0.1 + (2.5 + 2) * 0.05);
    // An hour has the mean of its time: half of the first, all of the next two, none of the last.
    for (const [hour, want] of [0.125, 0.15, 0.15, 0.1].entries()) {
      const part = `2026-03-02T${12 + hour}:00:00Z,2026-03-02T${13 + hour}:00:00Z`;
      const { totals } = await ask('allocate', { ...base, ...first, ...second }, prices, '--window', part);
      around(totals.loadBalancerCost, want);
    }
  });
});

describe('prices', () => {
  it('of all traffic are overhead where nothing tells who sent it', async () => {
    const series = { ...node('n1', { cores: 4, gib: 16 }), ...pod('shop/web', { node: 'n1', app }) };
    const { rows, assetCost, notices } = await ask('allocate', series, file({ network: { monthlyBill: '730' } }));
    near(money(rows, 'totalCost').__overhead__, 4 * 1);
    near(assetCost, 4 * (4 * 1 + 16 * 0.5) + 4 * 1);
    assert.equal(notices.get('network-bill-of-nobody').count, 1);
  });

  it('of clusters are those of the file where an exporter shows 0, as it does where it knows of none', async () => {
    const fee = (price) => ({
      ...node('n1', { cores: 4, gib: 16 }),
      ...pod('shop/web', { node: 'n1', app }),
      [text('kubecost_cluster_management_cost', { provisioner_name: 'AKS' })]: [[0, minutes, price]],
    });
    const book = file({ management: { perHour: '0.2' } });
    const fees = ({ assets }) =>
      assets.filter(({ kind }) => kind !== 'node').map(({ name, totalCost }) => [name, totalCost]);
    const free = await ask('assets', fee(0), book);
    assert.deepEqual(
      new Map(fees(free)),
      new Map([
        ['AKS', 0],
        ['cluster management', 0.8],
      ]),
    );
    assert.equal(free.notices.has('price-without-effect'), false);
    // What is exported stands before the file, which is said.
    const paid = await ask('assets', fee(0.1), book);
    assert.deepEqual(fees(paid), [['AKS', 0.4]]);
    assert.match(paid.notices.get('price-without-effect').objects.join(), /prices\.json:1: the fee is exported$/);
  });

  it('of a month taken for those of an hour are suspicious for a whole node, too', async () => {
    const series = {
      ...node('n1', { cores: 4, gib: 16, labels: typed('m5.xlarge') }),
      ...pod('shop/web', { node: 'n1', app }),
    };
    const said = async (price) =>
      (await ask('allocate', series, file({ nodes: [{ name: 'n1', price }] }))).notices.get('price-unit-suspicious');
    assert.deepEqual((await said('140.16')).objects, ['n1: price of the whole node']);
    assert.equal((await said('0.000263')).objects.at(-1), 'n1: price of the whole node');
    assert.equal(await said('0.192'), undefined);
  });
});

describe('GPUs', () => {
  it('that are fewer than what is offered of them are shared', async () => {
    const shows = (name) => ({
      [text('DCGM_FI_DEV_GPU_UTIL', {
        ...{ UUID: 'GPU-1', gpu: '0', Hostname: 'g1', exported_namespace: 'ml', exported_pod: name },
        exported_container: 'app',
      })]: [[0, minutes, 90]],
    });
    const names = ['a', 'b', 'c', 'd'];
    const series = Object.assign(
      node('g1', { cores: 8, gib: 32, gpus: { nvidia_com_gpu: 4 } }),
      ...names.map((name) => pod(`ml/${name}`, { node: 'g1', app: { ...app, gpus: { nvidia_com_gpu: 1 } } })),
      ...names.map(shows),
    );
    const { rows, notices } = await ask('allocate', series, file(), '--aggregate', 'pod');
    const costs = money(rows, 'gpuCost');
    // One card at 4 an hour for four hours, and a quarter of it for each.
    for (const name of names) near(costs[name], (4 * 4) / 4);
    assert.deepEqual(notices.get('gpu-share-inferred').objects, ['g1']);
  });
});

describe('two clusters that no label tells apart', () => {
  const mixed = async (series) => {
    const recording = await tinyRecording({ begin, minutes, series });
    const { code, stdout } = await prorata(['check', '--metrics', recording, '--format', 'json']);
    const found = JSON.parse(stdout).find(({ id }) => id === 'clusters-mixed');
    assert.equal(code, found === undefined ? 0 : 1);
    return found?.objects;
  };
  const info = (system_uuid) => text('kube_node_info', { node: 'n1', system_uuid });
  const bare = (uuid, life = [0, minutes]) => {
    const { [text('kube_node_info', { node: 'n1', provider_id: 'aws:///eu-central-1a/i-n1' })]: named, ...rest } = node(
      'n1',
      { cores: 4, gib: 16 },
    );
    assert.ok(named);
    return { ...rest, [info(uuid)]: [[...life, 1]], ...pod('shop/web', { node: 'n1', app }) };
  };

  it('show machines of one name with two system uuids, where no provider names them', async () => {
    assert.equal(await mixed(bare('u-1')), undefined);
    assert.deepEqual(await mixed({ ...bare('u-1'), ...bare('u-2') }), ['n1']);
    // One that takes over is no second one.
    assert.equal(await mixed({ ...bare('u-1', [0, 100]), ...bare('u-2', [105, minutes]) }), undefined);
    // Nor is one of which the uuid is told later.
    assert.equal(await mixed({ ...bare('', [0, 200]), ...bare('u-2') }), undefined);
  });

  it('show pods of one name that run at once', async () => {
    const db = (uid, life) => pod('data/db-0', { node: 'n1', uid, life, app });
    const machine = node('n1', { cores: 4, gib: 16 });
    assert.deepEqual(await mixed({ ...machine, ...db('one', [0, 200]), ...db('two', [100, minutes]) }), ['data/db-0']);
    assert.equal(await mixed({ ...machine, ...db('one', [0, 100]), ...db('two', [101, minutes]) }), undefined);
  });
});
