// Several sources in one answer: each brings its cluster, and nothing of either changes.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
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
    // Each has the name of its source, so none lacks one.
    assert.ok(both.diagnostics.every(({ id }) => id !== 'cluster-label-partial'));
    const expected = { 'eu/shop': costs(eu).shop, 'us/shop': costs(us).shop };
    const found = costs(both);
    for (const [name, cost] of Object.entries(expected)) assert.equal(found[name], cost, name);
    const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-12, `${a} ${b}`);
    near(found.__idle__, costs(eu).__idle__ + costs(us).__idle__);
    // A core-hour and a GiB-hour of the built-in rates more or less: 0.031611 x 2 + 0.004237.
    near(found['us/shop'], 2 * 0.031611 + 0.004237);
  });

  it('may be scraped at different paces', async () => {
    const slow = await tinyRecording({ ...worldOf(2), scrape: 120 }, { resolution: '10m' });
    const quick = await tinyRecording(worldOf(1), { resolution: '10m' });
    for (const sources of [
      [`eu=${quick}`, `us=${slow}`],
      [`us=${slow}`, `eu=${quick}`],
    ]) {
      const { code, stderr, answer } = await ask(sources, '--aggregate', 'cluster,namespace');
      assert.equal(code, 0, stderr);
      const found = costs(answer);
      assert.ok(Math.abs(found['eu/shop'] - (0.031611 + 0.004237)) < 1e-9, `${found['eu/shop']}`);
      assert.ok(Math.abs(found['us/shop'] - (2 * 0.031611 + 0.004237)) < 1e-9, `${found['us/shop']}`);
    }
  });

  it('are the same in any order', async () => {
    const forth = await ask([`eu=${one}`, `us=${two}`], '--aggregate', 'cluster,pod');
    const back = await ask([`us=${two}`, `eu=${one}`], '--aggregate', 'cluster,pod');
    assert.deepEqual(forth.answer.rows, back.answer.rows);
  });

  it('are added up by cluster and by time, to the last unit', async () => {
    const sources = { eu: one, us: two };
    const windows = [`${begin},2026-03-02T12:30:00Z`, '2026-03-02T12:30:00Z,2026-03-02T13:00:00Z'];
    const run = async (...args) => {
      const { code, stdout, stderr } = await prorata(args);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const part = async (name, text) => {
      const file = files.file(`${name}.json`);
      writeFileSync(file, text);
      return file;
    };
    const cut = ['--aggregate', 'cluster,pod', '--partial', '--window'];
    const ofCluster = async (name) => {
      const parts = [];
      for (const [i, window] of windows.entries()) {
        const text = await run('allocate', '--metrics', `${name}=${sources[name]}`, ...cut, window);
        parts.push(await part(`${name}-${i}`, text));
      }
      return part(name, await run('merge', '--partial', ...parts));
    };
    const [eu, us] = [await ofCluster('eu'), await ofCluster('us')];
    const byTime = [];
    for (const [i, window] of windows.entries()) {
      const both = ['--metrics', `eu=${one}`, '--metrics', `us=${two}`];
      byTime.push(await part(`both-${i}`, await run('allocate', ...both, ...cut, window)));
    }
    const whole = JSON.parse(await run('merge', '--partial', ...byTime));
    const added = JSON.parse(await run('merge', '--partial', us, eu));
    // Nobody knows what both used together at most, and what was noticed of a cluster is the same in both.
    const known = ({ usageMax: _most, diagnostics: _noticed, rows, ...rest }) => ({
      ...rest,
      rows: rows.map(({ usageMax: _ofRow, ...row }) => row),
    });
    assert.deepEqual(known(added), known(whole));
    assert.deepEqual(added.clusters, ['eu', 'us']);
    const twice = await prorata(['merge', eu, us, eu]);
    assert.equal(twice.code, 2);
    assert.match(twice.stderr, /two parts cover the same time and the same nodes/);
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
