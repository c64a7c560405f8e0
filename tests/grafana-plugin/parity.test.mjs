// A panel's queries through Grafana's data source give the numbers of the command line, to the last digit.
//
// Both ask the same points: Grafana aligns ranges to whole steps, and asks at the end of the range for what came after
// the last of them. The command line looks back over what is left of the step there, the panel over a whole step; that
// makes no difference unless a scrape is missing or memory changes just then.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';

import { answered } from '../conformance/answered.mjs';
import { makeCluster, startPrometheus } from '../support/prometheus.mjs';
import { startSpine } from '../support/spine.mjs';
import { objects } from '../support/tiny_objects.mjs';
import { tinyServer } from '../support/tiny_world.mjs';
import { closeEngine, fromCli, fromFrames, panelFrames, planQueries, program } from './support/answers.mjs';

const aggregate = ['cluster', 'node', 'namespace', 'controllerKind', 'controller', 'pod', 'container'];
const hours = (from, to) => ({ from: `2026-03-02T${from}Z`, to: `2026-03-02T${to}Z` });

after(closeEngine);

describe('queries of a panel', () => {
  it('are at most twelve, and each has a name of its own', () => {
    for (const mode of ['stepped', 'totals', 'rules']) {
      const queries = planQueries({ mode });
      assert.ok(queries.length <= 12, mode);
      assert.equal(new Set(queries.map(({ refId }) => refId)).size, queries.length);
    }
  });

  it('name the range where the server sums it up, and recorded series where rules did', () => {
    const charged = (mode) => planQueries({ mode }).find(({ refId }) => refId === 'charged');
    assert.equal(charged('stepped'), undefined);
    assert.match(charged('totals').expr, /\[\$__range:5m\]/);
    assert.doesNotMatch(charged('totals').expr, /prorata:container/);
    assert.match(charged('rules').expr, /avg_over_time\(prorata:container_cpu_charged_cores:max\{\}\[\$__range\]\)/);
    assert.match(charged('rules').expr, /avg_over_time\(prorata:container_memory_charged_bytes:max\{\}\[\$__range\]\)/);
    assert.doesNotMatch(charged('rules').expr, /container_cpu_usage_seconds_total/);
    for (const mode of ['totals', 'rules']) {
      const evaluated = planQueries({ mode }).filter(({ type }) => type !== 'instant');
      assert.deepEqual(
        evaluated.map(({ refId }) => refId),
        ['capacity', 'gpu_usage', 'network', 'prices'],
      );
    }
  });

  it('take extra matchers into every selector', () => {
    for (const mode of ['stepped', 'totals', 'rules']) {
      const selectors = (match) => planQueries({ match, mode }).flatMap(({ expr }) => expr.match(/[\w:]*\{[^}]*\}/g));
      assert.ok(selectors('cluster="$cluster"').every((text) => text.includes('cluster="$cluster"')));
      assert.ok(selectors('').every((text) => !/\$sel|,\}|\{,/.test(text)));
    }
  });

  describe('over a cluster of fifty pods', () => {
    let spine;
    const server = async () => (spine ??= await startSpine());
    after(async () => (await spine)?.stop());

    for (const [name, window, minStep] of [
      ['whole hours', hours('01:00:00', '07:00:00'), '5m'],
      ['borders between steps', hours('01:10:30', '06:47:10'), '5m'],
      ['an hour and a bit', hours('02:50:30', '04:10:10'), '5m'],
      ['half an hour', hours('04:47:30', '05:17:30'), '2m'],
      ['a coarse step', hours('01:00:00', '07:00:00'), '30m'],
      ['a step of an hour', hours('01:00:00', '07:00:00'), '1h'],
    ]) {
      it(`give the report of the command line: ${name}`, async () => {
        const { url } = await server();
        const frames = await panelFrames(url, window, { minStep });
        const asked = { aggregate, resolution: minStep };
        assert.equal(await fromFrames(frames, window, asked), await fromCli(url, window, asked));
      });
    }

    it('give its report for each label and output step', async () => {
      const { url } = await server();
      const window = hours('01:00:00', '07:00:00');
      const frames = await panelFrames(url, window);
      for (const asked of [
        { aggregate: ['label:app', 'namespace'], step: 'window' },
        { aggregate: ['namespace'], step: '1d' },
      ]) {
        assert.equal(await fromFrames(frames, window, asked), await fromCli(url, window, asked));
      }
    });

    it('asked in a zone that is a quarter of an hour off the grid stay within a thousandth', async () => {
      const { url } = await server();
      const window = hours('01:00:00', '07:00:00');
      const utcOffsetMs = (5 * 60 + 45) * 60_000;
      const asked = { aggregate: ['namespace'], step: 'window', resolution: '30m' };
      const frames = await panelFrames(url, window, { minStep: '30m', utcOffsetMs });
      const mine = JSON.parse(await fromFrames(frames, window, asked));
      const theirs = JSON.parse(await fromCli(url, window, asked));
      assert.equal(mine.assetCost, theirs.assetCost, 'what nodes cost does not depend on the grid');
      assert.equal(mine.remainder, 0);
      const theirsByName = new Map(theirs.rows.map((row) => [row.name, row]));
      for (const row of mine.rows) {
        const other = theirsByName.get(row.name);
        // The larger of request and usage is taken over other half hours: 0.04 % of a namespace here.
        assert.ok(Math.abs(row.totalCost - other.totalCost) <= 0.001 * Math.abs(other.totalCost), row.name);
      }
    });
  });

  describe('that are totals of the server', () => {
    let spine;
    let ruled;
    let folder;
    const server = async () => (spine ??= await startSpine());
    after(async () => {
      await ruled?.stop();
      await (await spine)?.stop();
      if (folder) rmSync(folder, { recursive: true, force: true });
    });
    /** The same server with what the rules of `prorata rules` would have recorded. */
    async function rulesServer() {
      const { url, dataDir } = await server();
      folder = mkdtempSync(path.join(tmpdir(), 'prorata-panel-rules-'));
      const file = path.join(folder, 'prorata.rules.yaml');
      writeFileSync(file, execFileSync(program, ['rules']));
      const data = path.join(folder, 'data');
      cpSync(dataDir, data, { recursive: true });
      const times = ['--start', '2026-03-02T00:00:00Z', '--end', '2026-03-02T08:00:00Z', '--eval-interval', '1m'];
      const made = ['tsdb', 'create-blocks-from', 'rules', ...times, '--url', url, '--output-dir', data, file];
      execFileSync('promtool', made, { stdio: 'ignore' });
      return (ruled = await startPrometheus({ dataDir: data }));
    }
    const wide = (length) => ({ aggregate, step: 'window', mode: 'totals', resolution: length });

    for (const [window, length] of [
      [hours('03:00:00', '04:00:00'), '1h'],
      [hours('02:00:00', '04:00:00'), '2h'],
      [hours('03:00:00', '06:00:00'), '3h'],
      [hours('00:00:00', '06:00:00'), '6h'],
    ]) {
      it(`give the report of the command line: ${length}`, async () => {
        const { url } = await server();
        const frames = await panelFrames(url, window, { mode: 'totals' });
        const mine = await fromFrames(frames, window, wide(length));
        assert.equal(mine, await fromCli(url, window, wide(length)));
        assert.equal(JSON.parse(mine).mode, 'totals');
      });
    }

    it('give its report from recording rules, and say where there are none', async () => {
      const { url } = await rulesServer();
      const window = hours('00:00:00', '06:00:00');
      const mine = await fromFrames(await panelFrames(url, window, { mode: 'rules' }), window, wide('6h'));
      assert.equal(mine, await fromCli(url, window, wide('6h')));
      const summed = await fromFrames(await panelFrames(url, window, { mode: 'totals' }), window, wide('6h'));
      assert.notEqual(mine, summed, 'evaluated every minute, not every fifth');
      const without = (await server()).url;
      const averages = JSON.parse(
        await fromFrames(await panelFrames(without, window, { mode: 'rules' }), window, wide('6h')),
      );
      assert.equal(averages.method, 'average');
      assert.ok(averages.diagnostics.some(({ id }) => id === 'totals-without-charged'));
    });

    it('stay within a hundredth of steps where a range is no whole number of hours', async () => {
      const { url } = await server();
      const window = hours('01:10:30', '06:47:10');
      const asked = { aggregate: ['namespace'], step: 'window' };
      const mine = JSON.parse(await fromFrames(await panelFrames(url, window, { mode: 'totals' }), window, asked));
      const stepped = JSON.parse(await fromCli(url, window, asked));
      assert.equal(mine.assetCost, stepped.assetCost, 'what nodes cost does not depend on it');
      assert.equal(mine.remainder, 0);
      const others = new Map(stepped.rows.map((row) => [row.name, row]));
      for (const { name, cpuCost, ramCost } of mine.rows) {
        const other = others.get(name);
        for (const [what, got, want] of [
          ['CPU', cpuCost, other.cpuCost],
          ['memory', ramCost, other.ramCost],
        ]) {
          // What costs less says more about rounding, as in the test of the command line's totals.
          const isSmall = Math.abs(want) < 0.05;
          assert.ok(isSmall || Math.abs(got / want - 1) <= 0.01, `${name}, ${what}: ${got}, in steps ${want}`);
        }
      }
    });

    it('sum up more than a day in one number', async () => {
      const begin = '2026-03-02T12:00:00Z';
      const { node, pod } = objects(begin, 1800);
      const busy = [
        [-30, 900, { rate: 0.5 }],
        [900, 1800, { rate: 2 }],
      ];
      const series = {
        ...node('n1', { cores: 4, gib: 16, price: { cpu: 0.04, ram: 0.005 } }),
        ...pod('shop/web', { node: 'n1', app: { cores: [1, busy], gib: [2, 1] } }),
      };
      const tiny = await tinyServer({ begin, minutes: 1800, series });
      try {
        const window = { from: begin, to: '2026-03-03T18:00:00Z' };
        const asked = { aggregate: ['namespace'], step: 'window' };
        const mine = JSON.parse(
          await fromFrames(await panelFrames(tiny.url, window, { mode: 'totals' }), window, asked),
        );
        const row = mine.rows.find(({ name }) => name === 'shop');
        // 15 hours of the core that it asks for, and 15 of two cores that it uses; 30 hours of 2 GiB.
        const near = (got, want) => assert.ok(Math.abs(got / want - 1) < 0.005, `${got}, by hand ${want}`);
        near(row.cpuCoreHours, 15 + 2 * 15);
        near(row.cpuCost, 45 * 0.04);
        near(row.cpuCoreUsageHours, 15 * 0.5 + 15 * 2);
        near(row.ramCost, 30 * 2 * 0.005);
        near(mine.assetCost, 30 * (4 * 0.04 + 16 * 0.005));
        assert.equal(mine.remainder, 0);
        assert.equal(mine.resolution, '1d6h');
      } finally {
        await tiny.stop();
      }
    });
  });

  it('see a request that changed within an hour', async () => {
    const begin = '2026-03-02T12:00:00Z';
    const { node, pod } = objects(begin, 180);
    const series = {
      ...node('n1', { cores: 8, gib: 16 }),
      ...pod('shop/web', { node: 'n1', app: { cores: [null, 0.25], gib: [1, 0.5] } }),
      'kube_pod_container_resource_requests{namespace="shop",pod="web",uid="u-web",container="app",resource="cpu",unit="core"}':
        [
          [0, 80, 1],
          [81, 180, 3],
        ],
    };
    const server = await tinyServer({ begin, minutes: 180, series });
    try {
      const window = { from: begin, to: '2026-03-02T15:00:00Z' };
      const frames = await panelFrames(server.url, window);
      const asked = { aggregate, step: '1h' };
      const mine = await fromFrames(frames, window, asked);
      assert.equal(mine, await fromCli(server.url, window, asked));
      // Up to 13:20 one core, from 13:25 three; the step between is charged what it ends with.
      const [row] = JSON.parse(mine).rows.filter(({ name }) => name.includes('web'));
      assert.equal(row.cpuCoreHours, (80 + 3 * 100) / 60);
    } finally {
      await server.stop();
    }
  });

  it('give the rows of the command line for everything that costs', async () => {
    // Two clusters with volumes, balancers, traffic by class, shared GPUs and a fee, resized pods and a replaced node.
    const { dataDir } = await makeCluster('full');
    const server = await startPrometheus({ dataDir });
    try {
      const window = { from: '2026-04-13T01:00:00Z', to: '2026-04-13T23:00:00Z' };
      const frames = await panelFrames(server.url, window);
      const asked = { aggregate, step: 'window' };
      const mine = JSON.parse(await fromFrames(frames, window, asked));
      const theirs = JSON.parse(await fromCli(server.url, window, asked));
      const ids = ({ diagnostics }) => diagnostics.map(({ id }) => id);
      assert.deepEqual(ids(mine), ids(theirs));
      // How often a thing was noticed also tells in how many parts it was asked for.
      assert.deepEqual({ ...mine, diagnostics: [] }, { ...theirs, diagnostics: [] });
      for (const key of [
        'cpuCost',
        'ramCost',
        'gpuCost',
        'pvCost',
        'networkInternetCost',
        'loadBalancerCost',
        'overheadCost',
      ])
        assert.ok(mine.totals[key] > 0, key);
    } finally {
      await server.stop();
    }
  });

  describe('over worlds written by hand', () => {
    for (const { name, world } of answered) {
      it(name, async () => {
        const server = await tinyServer(world);
        try {
          const [from, to] = server.window.split(',');
          const frames = await panelFrames(server.url, { from, to });
          const asked = { aggregate, step: '1h' };
          assert.equal(await fromFrames(frames, { from, to }, asked), await fromCli(server.url, { from, to }, asked));
        } finally {
          await server.stop();
        }
      });
    }
  });
});
