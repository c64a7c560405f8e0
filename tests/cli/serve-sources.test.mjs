// `prorata serve` over several sources.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { startServe } from '../support/serve.mjs';
import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, serverOf } from './support.mjs';

describe('several sources', () => {
  const begin = '2026-03-02T00:00:00Z';
  const { node, pod } = objects(begin, 120);
  const world = (price) => ({
    begin,
    series: {
      ...node('n1', { cores: 4, gib: 16, price: { cpu: price, ram: 0 } }),
      ...pod('shop/web', { node: 'n1', app: { cores: [1, 0.5], gib: [1, 1] } }),
    },
  });

  it('are one answer, each with its clusters', async () => {
    const [east, west] = [
      await tinyRecording(world(0.03), { cluster: 'east' }),
      await tinyRecording(world(0.06), { cluster: 'west' }),
    ];
    const server = await startServe([east, west]);
    try {
      const answer = await (await fetch(`${server.url}/v1/allocation?window=2h&aggregate=cluster`)).json();
      const cli = await prorata([
        'allocate',
        '--metrics',
        east,
        '--metrics',
        west,
        '--window',
        '2h',
        '--aggregate',
        'cluster',
        '--format',
        'json',
      ]);
      assert.deepEqual(answer, JSON.parse(cli.stdout));
      const costs = Object.fromEntries(answer.rows.map(({ name, cpuCost }) => [name, cpuCost]));
      assert.equal(costs.east, 0.06);
      assert.equal(costs.west, 0.12);
      const query = await fetch(`${server.url}/api/v1/query?query=up`);
      assert.equal(query.status, 404);
      assert.match((await query.json()).error, /the source is a file/);
    } finally {
      await server.stop();
    }
  });

  it('are asked by number, each on its own', async () => {
    const seen = [];
    const sourceOf = (name) =>
      serverOf((request, response) => {
        seen.push(`${name} ${request.url}`);
        response.end(`{"status":"success","data":{"resultType":"vector","result":[]},"from":"${name}"}`);
      });
    const [one, two] = [await sourceOf('one'), await sourceOf('two')];
    const server = await startServe([`east=${one.url}`, `west=${two.url}`]);
    const ask = async (path) => {
      const answer = await fetch(`${server.url}${path}?query=up`);
      return { status: answer.status, body: await answer.json() };
    };
    try {
      assert.equal((await ask('/source/1/api/v1/query')).body.from, 'one');
      assert.equal((await ask('/source/2/api/v1/query')).body.from, 'two');
      assert.deepEqual(seen, ['one /api/v1/query', 'two /api/v1/query']);
      const none = await ask('/api/v1/query');
      assert.equal(none.status, 404);
      assert.match(none.body.error, /there are 2 sources, and a query is of one.*\/source\/1\/api\/v1\/query/);
      const third = await ask('/source/3/api/v1/query');
      assert.equal(third.status, 404);
      assert.match(third.body.error, /no source 3 of 2/);
      for (const path of ['/source/0/api/v1/query', '/source/-1/api/v1/query', '/source/1x/api/v1/query']) {
        assert.equal((await ask(path)).status, 404, path);
      }
      for (const path of [
        '/source/1/api/v1/labels',
        '/source/1/api/v1/admin/tsdb/snapshot',
        '/source/1',
        '/source/1/',
      ]) {
        assert.equal((await ask(path)).status, 404, path);
      }
      assert.equal(seen.length, 2, 'nothing else reaches a source');
    } finally {
      await server.stop();
      await Promise.all([one.stop(), two.stop()]);
    }
  });

  it('must not be of one cluster, and not a server beside a file', async () => {
    const recording = await tinyRecording(world(0.03), { cluster: 'east' });
    await assert.rejects(startServe([recording, recording]), /east/);
    await assert.rejects(startServe([recording, 'http://127.0.0.1:9']), /serve files, or servers/);
  });
});
