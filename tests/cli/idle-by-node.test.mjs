// Idle of each node by itself, on every path: two nodes of a core for 1 an hour, for an hour.
//
//   n1  4 cores: shop 1; idle 3          n2  2 cores: shop 1, data 0.5; idle 0.5
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { writeFileSync } from 'node:fs';

import { startServe } from '../support/serve.mjs';
import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

const begin = '2026-03-02T12:00:00Z';
const window = '2026-03-02T12:00:00Z,2026-03-02T13:00:00Z';
const { node, pod } = objects(begin, 60);
const asks = (host, cores) => ({ node: host, app: { cores: [cores, 0] } });
let recording;
let prices;
let server;
before(async () => {
  recording = await tinyRecording({
    begin,
    series: {
      ...node('n1', { cores: 4, gib: 0 }),
      ...node('n2', { cores: 2, gib: 0 }),
      ...pod('shop/a', asks('n1', 1)),
      ...pod('shop/b', asks('n2', 1)),
      ...pod('data/c', asks('n2', 0.5)),
    },
  });
  prices = files.file('prices.json');
  const units = { cpu: 'core-hour', memory: 'GiB-hour' };
  const book = { format: 'prorata.prices/1', currency: 'USD', units, defaults: { cpu: '1', memory: '1' } };
  writeFileSync(prices, JSON.stringify(book));
  server = await startServe([recording], '--prices', prices);
});
after(() => server?.stop());

const costs = (rows) => Object.fromEntries(rows.map(({ name, totalCost }) => [name, totalCost]));
async function ask(...options) {
  const args = ['allocate', '--metrics', recording, '--prices', prices, '--format', 'json', ...options];
  const { code, stdout, stderr } = await prorata(args);
  assert.equal(code, 0, stderr);
  const answer = JSON.parse(stdout);
  assert.equal(answer.totals.totalCost, 6, options.join(' '));
  return answer;
}
async function get(path, parameters) {
  const answer = await fetch(`${server.url}${path}?${new URLSearchParams({ window, ...parameters })}`);
  assert.equal(answer.status, 200);
  return answer.json();
}
const perNode = { 'tiny/n1/__idle__': 3, 'tiny/n2/__idle__': 0.5 };

describe('--idle-by', () => {
  it('makes a row of the idle of each node, or each cluster', async () => {
    const workloads = { shop: 2, data: 0.5 };
    const answer = await ask('--idle-by', 'node');
    assert.deepEqual(costs(answer.rows), { ...perNode, ...workloads });
    assert.equal(answer.idleBy, 'node');
    const [first] = answer.rows.filter(({ kind }) => kind === 'idle');
    assert.equal(first.cpuCoreHours, 3);
    assert.deepEqual(costs((await ask('--idle-by', 'cluster')).rows), { 'tiny/__idle__': 3.5, ...workloads });
    assert.deepEqual(costs((await ask()).rows), { __idle__: 3.5, ...workloads });
  });

  it('spreads the idle of each node over what ran there', async () => {
    const shared = ['--idle', 'share', '--aggregate', 'pod', '--idle-by'];
    // 1 + 3; 1 + 0.5 x 1/1.5; 0.5 + 0.5 x 0.5/1.5
    assert.deepEqual(costs((await ask(...shared, 'node')).rows), { a: 4, b: 1.333333333, c: 0.666666667 });
    // 3.5 over 1, 1 and 0.5
    assert.deepEqual(costs((await ask(...shared, 'cluster')).rows), { a: 2.4, b: 2.4, c: 1.2 });
  });

  it('stays apart from workloads by node, in steps and under filters', async () => {
    const byNode = await ask('--idle-by', 'node', '--aggregate', 'node', '--step', '30m', '--dialect', 'opencost');
    assert.deepEqual(costs(byNode.rows), { ...perNode, n1: 1, n2: 1.5 });
    const { rows } = await ask('--idle-by', 'node', '--aggregate', 'cluster,namespace');
    assert.deepEqual(costs(rows), { ...perNode, 'tiny/shop': 2, 'tiny/data': 0.5 });
    const args = ['--idle-by', 'node', '--filter', 'namespace:"data"', '--format', 'csv'];
    const { stdout } = await prorata(['allocate', '--metrics', recording, '--prices', prices, ...args]);
    assert.match(stdout, /tiny\/n1\/__idle__/);
    assert.doesNotMatch(stdout, /shop/);
  });

  it('is explained row by row', async () => {
    const total = async (of) => {
      const args = ['explain', '--metrics', recording, '--prices', prices, '--format', 'json', '--of', of];
      return JSON.parse((await prorata(args)).stdout).totalCost;
    };
    assert.equal(await total('namespace=tiny/n2/__idle__'), 0.5);
    assert.equal(await total('namespace=tiny/__idle__'), 3.5);
    assert.equal(await total('namespace=__idle__'), 3.5);
  });

  it('is merged from parts that were asked the same way', async () => {
    const part = async (name, ...options) => {
      const args = ['allocate', '--metrics', recording, '--prices', prices, '--partial', ...options];
      writeFileSync(files.file(name), (await prorata(args)).stdout);
      return files.file(name);
    };
    const shards = [1, 2].map((k) => part(`${k}.json`, '--idle-by', 'node', '--shard', `${k}/2`));
    const merged = await prorata(['merge', '--format', 'json', ...(await Promise.all(shards))]);
    assert.equal(merged.code, 0, merged.stderr);
    assert.deepEqual(costs(JSON.parse(merged.stdout).rows), costs((await ask('--idle-by', 'node')).rows));
    const other = await part('3.json', '--shard', '2/2');
    const refused = await prorata(['merge', files.file('1.json'), other]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /idleBy/);
  });

  it('is refused where idle is hidden', async () => {
    const args = ['allocate', '--metrics', recording, '--idle', 'hide', '--idle-by', 'node'];
    const { code, stderr } = await prorata(args);
    assert.equal(code, 2);
    assert.match(stderr, /--idle-by/);
  });
});

describe('idleByNode', () => {
  const named = (set) => Object.fromEntries(Object.entries(set).map(([name, { totalCost }]) => [name, totalCost]));

  it('on the paths of OpenCost', async () => {
    const asked = { aggregate: 'namespace', includeIdle: 'true' };
    const { data } = await get('/allocation', { ...asked, idleByNode: 'true' });
    assert.deepEqual(named(data[0]), { ...perNode, shop: 2, data: 0.5 });
    const { properties } = data[0]['tiny/n1/__idle__'];
    assert.deepEqual(properties, { cluster: 'tiny', node: 'n1', providerID: 'aws:///eu-central-1a/i-n1' });
    assert.deepEqual(named((await get('/allocation', asked)).data[0]), { __idle__: 3.5, shop: 2, data: 0.5 });
    const shared = { ...asked, aggregate: 'pod', shareIdle: 'true' };
    const [by] = (await get('/allocation', { ...shared, idleByNode: 'true' })).data;
    assert.deepEqual(named(by), { a: 4, b: 1.333333333, c: 0.666666667 });
    assert.deepEqual(named((await get('/allocation', shared)).data[0]), { a: 2.4, b: 2.4, c: 1.2 });
  });

  it('is named where there is no key, and so one row of idle', async () => {
    const asked = { aggregate: 'all', includeIdle: 'true', idleByNode: 'true' };
    const { data, warning } = await get('/allocation', asked);
    assert.deepEqual(named(data[0]), { '': 2.5, __idle__: 3.5 });
    assert.match(warning, /'idleByNode' is not used: without a key all idle is one row/);
    assert.doesNotMatch((await get('/allocation', { ...asked, shareIdle: 'true' })).warning ?? '', /idleByNode/);
  });

  it('on the path of ACK, where rows are nodes', async () => {
    const cost = (set) => Object.fromEntries(Object.entries(set).map(([name, item]) => [name, item.cost]));
    const { data, warning } = await get('/v2/cost', { aggregate: 'node', idleByNode: 'true' });
    assert.deepEqual(cost(data[0]), { ...perNode, n1: 1, n2: 1.5 });
    assert.doesNotMatch(warning ?? '', /idleByNode/);
    const other = await get('/v2/cost', { aggregate: 'namespace', idleByNode: 'true' });
    assert.deepEqual(cost(other.data[0]), { __idle__: 3.5, shop: 2, data: 0.5 });
    assert.match(other.warning, /'idleByNode' is not used: it needs aggregate=node, or shareIdle=true/);
  });

  it('on the path of prorata', async () => {
    assert.deepEqual(costs((await get('/v1/allocation', { idleBy: 'node', format: 'json' })).rows), {
      ...perNode,
      shop: 2,
      data: 0.5,
    });
  });
});
