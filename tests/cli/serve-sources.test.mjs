// `prorata serve` over several sources.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { startServe } from '../support/serve.mjs';
import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata } from './support.mjs';

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
      assert.match((await query.json()).error, /there are 2 sources/);
    } finally {
      await server.stop();
    }
  });

  it('must not be of one cluster, and not a server beside a file', async () => {
    const recording = await tinyRecording(world(0.03), { cluster: 'east' });
    await assert.rejects(startServe([recording, recording]), /east/);
    await assert.rejects(startServe([recording, 'http://127.0.0.1:9']), /serve files, or servers/);
  });
});
