// Several sources in one answer: each brings its cluster, and nothing of either changes.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import path from 'node:path';

import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const begin = '2026-03-02T12:00:00Z';
const { node, pod } = objects(begin, 60);
const worldOf = (cores, series = {}) => ({
  begin,
  minutes: 60,
  series: {
    ...node('n1', { cores: 8, gib: 32 }),
    ...pod('shop/web', { node: 'n1', app: { cores: [cores, null], gib: [1, null] } }),
    ...series,
  },
});
const files = scratch();
after(() => files.remove());

async function ask(sources, ...options) {
  const metrics = sources.flatMap((source) => ['--metrics', source]);
  const { code, stdout, stderr } = await prorata(['allocate', ...metrics, '--format', 'json', ...options]);
  return { code, stderr, ...(stdout === '' ? {} : { answer: JSON.parse(stdout) }) };
}
const costs = ({ rows }) => Object.fromEntries(rows.map(({ name, totalCost }) => [name, totalCost]));

describe('several sources', () => {
  let one, two;
  before(async () => {
    one = await tinyRecording(worldOf(1));
    two = await tinyRecording(worldOf(2));
  });

  it('are clusters of one answer', async () => {
    const { answer: eu } = await ask([`eu=${one}`]);
    const { answer: us } = await ask([`us=${two}`]);
    const { answer: both } = await ask([`eu=${one}`, `us=${two}`], '--aggregate', 'cluster,namespace');
    const expected = { 'eu/shop': costs(eu).shop, 'us/shop': costs(us).shop };
    const found = costs(both);
    for (const [name, cost] of Object.entries(expected)) assert.equal(found[name], cost, name);
    const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-12, `${a} ${b}`);
    near(found.__idle__, costs(eu).__idle__ + costs(us).__idle__);
    // A core-hour and a GiB-hour of the built-in rates more or less: 0.031611 x 2 + 0.004237.
    near(found['us/shop'], 2 * 0.031611 + 0.004237);
  });

  it('are the same in any order', async () => {
    const forth = await ask([`eu=${one}`, `us=${two}`], '--aggregate', 'cluster,pod');
    const back = await ask([`us=${two}`, `eu=${one}`], '--aggregate', 'cluster,pod');
    assert.deepEqual(forth.answer.rows, back.answer.rows);
  });

  it('share idle each within its own nodes', async () => {
    const { answer } = await ask([`eu=${one}`, `us=${two}`], '--aggregate', 'cluster', '--idle', 'share');
    // Each has one node that costs the same.
    assert.equal(costs(answer).eu, costs(answer).us);
  });

  it('may be the recordings of a folder, whose data names the clusters', async () => {
    const folder = path.join(files.folder, 'fleet');
    mkdirSync(folder);
    const named = (cluster) =>
      Object.fromEntries(
        Object.entries(worldOf(1).series).map(([series, steps]) => [
          series.includes('{') ? series.replace('{', `{cluster="${cluster}",`) : series,
          steps,
        ]),
      );
    for (const cluster of ['north', 'south']) {
      copyFileSync(
        await tinyRecording({ begin, minutes: 60, series: named(cluster) }),
        path.join(folder, `${cluster}.prorata.ndjson`),
      );
    }
    const { answer } = await ask([folder], '--aggregate', 'cluster');
    assert.deepEqual(
      Object.keys(costs(answer))
        .filter((name) => !name.startsWith('__'))
        .sort(),
      ['north', 'south'],
    );
  });

  it('with clusters of one name are refused', async () => {
    const { code, stderr } = await ask([`eu=${one}`, `eu=${two}`]);
    assert.equal(code, 2);
    assert.match(stderr, /two sources have a cluster eu[\s\S]*name them/);
  });

  it('of other windows are refused, with both', async () => {
    const longer = await tinyRecording({ ...worldOf(1), minutes: 120 });
    const { code, stderr } = await ask([`eu=${one}`, `us=${longer}`]);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /sources differ in their windows: 2026-03-02T12:00:00Z to 2026-03-02T13:00:00Z, and .*14:00:00Z/,
    );
  });

  it('are one for what asks a server', async () => {
    const { code, stderr } = await prorata(['plan', '--metrics', 'http://a:1', '--metrics', 'http://b:1']);
    assert.equal(code, 2);
    assert.match(stderr, /this verb asks one source, and there are 2/);
  });

  it('have no name in common', async () => {
    const { code, stderr } = await ask([one, two], '--cluster', 'eu');
    assert.equal(code, 2);
    assert.match(stderr, /--cluster: it names one cluster, and there are 2 sources/);
  });
});
