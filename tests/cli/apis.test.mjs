// Clients that others wrote: what OpenCost's page and kubectl-cost send.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { startServe } from '../support/serve.mjs';
import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);
const run = promisify(execFile);

/** As documentation writes it: `curl -G URL --data-urlencode PARAMETER …`. */
async function curl(url, ...parameters) {
  const encoded = parameters.flatMap((parameter) => ['--data-urlencode', parameter]);
  const { stdout } = await run('curl', ['--silent', '--show-error', '--get', url, ...encoded]);
  return stdout;
}
const ack = async (server, ...parameters) => JSON.parse(await curl(`${server.url}/v2/cost`, ...parameters)).data;

describe('clients of OpenCost', () => {
  const begin = '2026-03-02T00:00:00Z';
  const { node, pod, volume, balancer } = objects(begin, 4 * 60);
  const whole = '2026-03-02T00:00:00Z,2026-03-02T04:00:00Z';
  const web = { labels: { app: 'web', tier: 'front' }, owner: ['StatefulSet', 'web'] };
  let server;
  let recording;
  before(async () => {
    recording = await tinyRecording({
      begin,
      series: {
        ...node('n1', { cores: 4, gib: 16, price: { cpu: 0.03, ram: 0.004 } }),
        ...node('n2', { cores: 4, gib: 16, price: { cpu: 0.03, ram: 0.004 } }),
        ...pod('shop/web-0', { node: 'n1', claims: ['data-0'], ...web, app: { cores: [1, 0.5], gib: [2, 1] } }),
        ...pod('shop/web-1', {
          node: 'n2',
          claims: ['data-1'],
          ...web,
          labels: { app: 'web', tier: 'back' },
          app: { cores: [2, 0.5], gib: [2, 1] },
        }),
        ...pod('data/db-0', { node: 'n2', app: { cores: [1, 0.5], gib: [4, 1] } }),
        ...volume('pv-0', { gib: 100, claim: 'shop/data-0', price: 0.0002 }),
        ...volume('pv-1', { gib: 50, claim: 'shop/data-1', price: 0.0002 }),
        ...balancer('shop/front', { price: 0.025, selector: { app: 'web' } }),
      },
    });
    server = await startServe([recording]);
  });
  after(() => server?.stop());

  async function get(path, parameters = {}) {
    const answer = await fetch(`${server.url}${path}?${new URLSearchParams(parameters)}`);
    return { status: answer.status, warning: answer.headers.get('warning'), body: await answer.json() };
  }
  const nano = (value) => Math.round(value * 1e9);
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  it("answers the requests of OpenCost's page", async () => {
    const asked = { window: '4h', aggregate: 'namespace', includeIdle: 'true', step: '1h', accumulate: 'false' };
    const { status, body } = await get('/model/allocation/compute', asked);
    assert.equal(status, 200);
    assert.equal(body.code, 200);
    assert.equal(body.status, 'success');
    // The hour that has begun is one of the four, and has no data yet.
    assert.equal(body.data.length, 3);
    for (const set of body.data) {
      assert.deepEqual(Object.keys(set).sort(), ['__idle__', 'data', 'shop']);
      for (const [name, row] of Object.entries(set)) {
        // What its table and charts read.
        assert.equal(row.name, name);
        assert.match(row.window.start, /^2026-03-02T0\d:00:00Z$/);
        for (const field of ['cpuCost', 'gpuCost', 'ramCost', 'pvCost', 'networkCost', 'sharedCost', 'externalCost']) {
          assert.equal(typeof row[field], 'number', field);
        }
        assert.equal(typeof row.totalCost, 'number');
        assert.equal(typeof row.totalEfficiency, 'number');
        assert.equal(typeof row.cpuCoreHours, 'number');
      }
    }
    // It accumulates with a step beside it, and drills down with a filter.
    const whole = await get('/model/allocation/compute', {
      ...asked,
      accumulate: 'true',
      filter: 'namespace:"shop"',
      aggregate: 'pod',
    });
    assert.equal(whole.body.data.length, 1);
    assert.deepEqual(Object.keys(whole.body.data[0]).sort(), ['__idle__', 'web-0', 'web-1']);
  });

  it("answers the asset requests of OpenCost's page, and says what changes nothing", async () => {
    const asked = { window: '3h', aggregate: 'type', includeIdle: 'true', accumulate: 'true', step: '1d' };
    const { status, warning, body } = await get('/model/assets', asked);
    assert.equal(status, 200);
    assert.match(body.warning, /'aggregate' is not used.*'step' is not used/);
    assert.match(warning, /^299 prorata "'aggregate'/);
    const types = Object.values(body.data)
      .map(({ type }) => type)
      .sort();
    assert.deepEqual(types, ['Disk', 'Disk', 'LoadBalancer', 'Node', 'Node']);
  });

  const filters = [
    ['assetType:"node"', 2],
    ['assetType:"Node"', 2],
    ['category:"Storage"', 2],
    ['name:"pv-0"', 1],
    ['name<~:"pv"+name!:"pv-0"', 1],
    ['assetType:"loadbalancer"|name:"n1"', 2],
    ['cluster:"tiny"', 5],
    ['cluster!:"tiny"', 0],
    ['provider:"AWS"', 2],
    ['service:"Kubernetes"', 5],
    ['label[a]:"b"', 0],
  ];
  for (const [filter, count] of filters) {
    it(`filters assets: ${filter}`, async () => {
      const { body } = await get('/assets', { window: '3h', filter });
      assert.equal(Object.keys(body.data).length, count);
    });
  }

  it('answers the requests of kubectl-cost', async () => {
    const { body } = await get('/model/allocation', {
      window: '2h',
      aggregate: 'cluster,namespace,pod',
      accumulate: 'true',
      includeIdle: 'true',
      filterNamespaces: 'shop',
    });
    assert.deepEqual(
      Object.keys(body.data[0]).sort(),
      ['tiny/__idle__/__idle__', 'tiny/shop/web-0', 'tiny/shop/web-1']
        .sort()
        .map((name) => (name.includes('idle') ? '__idle__' : name))
        .sort(),
    );
    const nodes = await get('/model/assets', {
      window: '2h',
      aggregate: '',
      accumulate: 'true',
      disableAdjustments: 'false',
      filterTypes: 'Node',
    });
    assert.equal(nodes.body.warning, undefined);
    for (const asset of Object.values(nodes.body.data)) {
      assert.equal(asset.type, 'Node');
      for (const field of [
        'minutes',
        'cpuCores',
        'ramBytes',
        'cpuCoreHours',
        'ramByteHours',
        'GPUHours',
        'preemptible',
        'discount',
        'cpuCost',
        'gpuCost',
        'gpuCount',
        'ramCost',
        'adjustment',
        'totalCost',
      ]) {
        assert.equal(typeof asset[field], 'number', field);
      }
    }
  });

  it('names the volumes and balancers of each row, and they add up', async () => {
    for (const aggregate of ['pod', 'namespace', 'cluster']) {
      const { body } = await get('/allocation', { window: whole, aggregate, step: '2h' });
      for (const set of body.data) {
        for (const row of Object.values(set)) {
          const volumes = Object.values(row.pvs ?? {});
          const balancers = Object.values(row.lbAllocations ?? {});
          assert.equal(sum(volumes.map(({ cost }) => nano(cost))), nano(row.pvCost), row.name);
          assert.ok(Math.abs(sum(volumes.map(({ byteHours }) => byteHours)) - row.pvByteHours) < 1, row.name);
          assert.equal(sum(balancers.map(({ cost }) => nano(cost))), nano(row.loadBalancerCost), row.name);
        }
      }
    }
    const [pods] = (await get('/allocation', { window: whole, aggregate: 'pod' })).body.data;
    // 100 GiB for 4 hours at 0.0002; half of the balancer for 4 hours at 0.025.
    assert.deepEqual(pods['web-0'].pvs, {
      'cluster=tiny:name=pv-0': { byteHours: 100 * 2 ** 30 * 4, cost: 0.08, providerID: '', adjustment: 0 },
    });
    assert.deepEqual(pods['web-0'].lbAllocations, {
      'tiny/shop/front': { service: 'shop/front', cost: 0.05, private: false, ip: '', hours: 2, adjustment: 0 },
    });
    assert.equal(pods['db-0'].pvs, null);
    assert.equal(pods['db-0'].lbAllocations, null);
  });

  it('gives parts of the assets: of clusters, or of nodes', async () => {
    const asked = {
      window: whole,
      aggregate: 'namespace',
      includeIdle: 'true',
      includeProportionalAssetResourceCosts: 'true',
    };
    const [set] = (await get('/allocation', asked)).body.data;
    const shop = set.shop.proportionalAssetResourceCosts.tiny;
    // 3 of 8 cores, 4 of 32 GiB, all volumes and balancers; 0.24 for CPU and 0.128 for memory an hour.
    const near = (got, want) => assert.ok(Math.abs(got - want) < 1e-9, `${got}, not ${want}`);
    near(shop.cpuPercentage, 3 / 8);
    near(shop.ramPercentage, 4 / 32);
    near(shop.gpuPercentage, 0);
    near(shop.pvPercentage, 1);
    near(shop.loadBalancerPercentage, 1);
    near(shop.nodeResourceCostPercentage, (0.09 + 0.016) / 0.368);
    assert.equal(set.__idle__.proportionalAssetResourceCosts, null);
    const [byNode] = (await get('/allocation', { ...asked, idleByNode: 'true' })).body.data;
    assert.deepEqual(Object.keys(byNode.shop.proportionalAssetResourceCosts), ['tiny,n1', 'tiny,n2']);
    near(byNode.shop.proportionalAssetResourceCosts['tiny,n2'].cpuPercentage, 2 / 4);
    near(byNode.data.proportionalAssetResourceCosts['tiny,n2'].ramPercentage, 4 / 16);
    assert.equal(byNode.shop.proportionalAssetResourceCosts['tiny,n1'].type, 'Node');
  });

  it('gives the labels that all pods of a row have, where it is asked to', async () => {
    const asked = { window: whole, aggregate: 'namespace' };
    const [plain] = (await get('/allocation', asked)).body.data;
    assert.equal(plain.shop.properties.labels, undefined);
    const [shared] = (await get('/allocation', { ...asked, includeAggregatedMetadata: 'true' })).body.data;
    assert.deepEqual(shared.shop.properties.labels, { app: 'web' });
    const [pods] = (await get('/allocation', { window: whole, aggregate: 'pod' })).body.data;
    assert.deepEqual(pods['web-0'].properties.labels, { app: 'web', tier: 'front' });
    assert.deepEqual(pods['web-0'].properties.services, ['front']);
  });

  it('accumulates to words, as newer versions do', async () => {
    const { body } = await get('/allocation', { window: whole, aggregate: 'cluster', accumulate: 'hour' });
    assert.equal(body.data.length, 4);
    assert.equal(
      (await get('/allocation', { window: whole, aggregate: 'cluster', step: '1h', accumulate: 'all' })).body.data
        .length,
      1,
    );
  });

  it("shares as Kubecost's parameters say, and the total stays", async () => {
    const rows = async (more) =>
      (await get('/allocation', { window: whole, aggregate: 'namespace', includeIdle: 'true', ...more })).body.data[0];
    const plain = await rows({});
    const shared = await rows({ shareNamespaces: 'data' });
    const total = (set) => sum(Object.values(set).map(({ totalCost }) => nano(totalCost)));
    assert.equal(shared.data, undefined);
    assert.equal(total(shared), total(plain));
    assert.equal(nano(shared.shop.sharedCost), nano(plain.data.totalCost));
    assert.equal(shared.shop.sharedCostBreakdown.shareNamespaces.name, 'shareNamespaces');
    const paid = await rows({ shareCost: '730', shareSplit: 'even' }); // 1 an hour
    assert.equal(total(paid), total(plain) + 4e9);
    assert.equal(nano(paid.shop.sharedCost), 2e9);
    const labels = await rows({ shareLabels: 'tier:back' });
    assert.ok(labels.shop.totalCost > plain.shop.totalCost - plain.shop.totalCost * 0.9);
    assert.equal(total(labels), total(plain));
  });

  it('filters with every older parameter', async () => {
    const names = async (more) =>
      Object.keys((await get('/allocation', { window: whole, aggregate: 'pod', ...more })).body.data[0]).sort();
    assert.deepEqual(await names({ filterLabels: 'tier:front' }), ['web-0']);
    assert.deepEqual(await names({ filterLabels: 'tier:f*' }), ['web-0']);
    assert.deepEqual(await names({ filterControllers: 'statefulset:web' }), ['web-0', 'web-1']);
    assert.deepEqual(await names({ filterControllers: 'daemonset:web' }), []);
    assert.deepEqual(await names({ filter: 'controllerKind:"StatefulSet"' }), ['web-0', 'web-1']);
    assert.deepEqual(await names({ filterPods: 'db-0,web-1' }), ['db-0', 'web-1']);
    assert.deepEqual(await names({ filterServices: 'front', filterNodes: 'n1' }), ['web-0']);
  });

  it('knows kinds as Kubernetes writes them on the command line, too', async () => {
    const rows = async (...options) => {
      const args = ['allocate', '--metrics', recording, '--aggregate', 'pod', '--idle', 'hide', '--format', 'json'];
      return JSON.parse((await prorata([...args, ...options])).stdout).rows.map(({ name }) => name);
    };
    const sets = ['web-0', 'web-1'];
    assert.deepEqual((await rows('--filter', 'controllerKind:"StatefulSet"')).sort(), sets);
    assert.deepEqual((await rows('--filter', 'controllerKind<~:"State"')).sort(), sets);
    assert.deepEqual(await rows('--share', 'controllerKind:"StatefulSet"'), ['db-0']);
  });

  it('says where a parameter changes nothing', async () => {
    for (const [more, message] of [
      [{ shareIdle: 'true' }, /'shareIdle' is not used: it needs includeIdle=true/],
      [{ idleByNode: 'true' }, /'idleByNode' is not used/],
      [{ shareSplit: 'even' }, /'shareSplit' is not used: nothing is shared/],
      [{ disableAdjustments: 'true' }, /'disableAdjustments' is not used: nothing is adjusted/],
    ]) {
      const { status, body } = await get('/allocation', { window: whole, aggregate: 'namespace', ...more });
      assert.equal(status, 200);
      assert.match(body.warning, message);
    }
  });

  it('says what the data lacks', async () => {
    for (const [more, message] of [
      [{ aggregate: 'label:nope' }, /label-not-found: No object has this label.*nope/],
      [{ shareNamespaces: 'nope' }, /share-matches-nothing: .*spelling/],
    ]) {
      const { status, warning, body } = await get('/allocation', { window: whole, aggregate: 'namespace', ...more });
      assert.equal(status, 200);
      assert.match(body.warning, message);
      assert.equal(warning, null, 'texts of the data are in no header');
    }
    const [set] = await ack(server, `window=${whole}`, 'aggregate=label:nope');
    assert.ok('__unallocated__' in set);
  });

  it('carries the same totals in every format, to the last unit', async () => {
    const total = async (path, parameters, read) => {
      const answer = await fetch(`${server.url}${path}?${new URLSearchParams(parameters)}`);
      return read(path.endsWith('csv') ? await answer.text() : await answer.json());
    };
    const ofSets = ({ data }) => sum(data.flatMap((set) => Object.values(set).map(({ totalCost }) => nano(totalCost))));
    const same = { window: whole, aggregate: 'pod' };
    const want = await total('/v1/allocation', { ...same, method: 'average' }, ({ totals }) => nano(totals.totalCost));
    assert.ok(want > 0);
    for (const path of ['/allocation', '/allocation/compute', '/model/allocation']) {
      assert.equal(await total(path, { ...same, includeIdle: 'true' }, ofSets), want, path);
      assert.equal(
        await total(path, { ...same, includeIdle: 'true', shareIdle: 'true', step: '1h' }, ofSets),
        want,
        path,
      );
    }
    const summary = ({ data }) =>
      sum(data.sets.flatMap(({ allocations }) => Object.values(allocations).map(({ totalCost }) => nano(totalCost))));
    assert.equal(await total('/allocation/summary', { ...same, includeIdle: 'true' }, summary), want);
    const cost = ({ data }) => sum(data.flatMap((set) => Object.values(set).map((item) => nano(item.cost))));
    assert.equal(await total('/v2/cost', { window: whole }, cost), want);
    const assets = ({ data }) => sum(Object.values(data).map(({ totalCost }) => nano(totalCost)));
    assert.equal(await total('/assets', { window: whole }, assets), want);
  });

  describe('with a config of the server', () => {
    let configured;
    before(async () => {
      const config = files.file('config.json');
      writeFileSync(
        config,
        JSON.stringify({
          format: 'prorata.config/1',
          idle: 'share',
          share: ['namespace:"data"'],
          budgets: [{ name: 'shop', filter: 'namespace:"shop"', amount: '1/month' }],
        }),
      );
      configured = await startServe([recording], '--config', config).catch((problem) => problem);
    });
    after(() => configured?.stop?.());

    it('shares by its rules, and tells what is over a budget', async () => {
      assert.ok(configured.url, String(configured));
      const answer = await (await fetch(`${configured.url}/v1/allocation?window=${whole}&aggregate=namespace`)).json();
      assert.deepEqual(
        answer.rows.map(({ name }) => name),
        ['shop'],
      );
      assert.ok(
        answer.diagnostics.some(({ id, objects: told }) => id === 'budget-exceeded' && /^shop: /.test(told[0])),
      );
      const [set] = (
        await (await fetch(`${configured.url}/allocation?window=${whole}&aggregate=namespace&includeIdle=true`)).json()
      ).data;
      assert.equal(set.data, undefined);
      assert.ok(set.shop.sharedCost > 0);
      const summary = await fetch(`${configured.url}/allocation/summary?window=${whole}`);
      assert.match((await summary.json()).warning, /budget-exceeded: .*shop: /);
    });
  });
});
