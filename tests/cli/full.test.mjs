// The world `full` (the table at the head of examples/generator/worlds/full.mjs): two clusters of the same names behind
// one server, pods that are resized, restarted and rebooted, a node whose name another machine takes over, and a change
// of price. What the engine says of cores and memory, against what really happened.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { truth } from '../../examples/generator/truth.mjs';
import { makeCluster, startPrometheus } from '../support/prometheus.mjs';
import { prorata } from './support.mjs';

// Behind the first hour, so that counters are known before the window begins.
const window = ['2026-04-13T01:00:00Z', '2026-04-13T23:00:00Z'];
// A value at a point in time is as old as its sample: up to a scrape and its jitter.
const lateSeconds = 66;
// Bursts of five minutes fall into two steps of five minutes, and the mean of each is less than the burst.
const bursting = 'burst';
// While the machine is down nothing is used, and what has no request is held for two scrapes and more.
const downSeconds = 300;

async function answer(verb, url, ...options) {
  const asked = ['--metrics', url, '--window', window.join(','), '--resolution', '5m', ...options];
  const { code, stdout, stderr } = await prorata([verb, ...asked, '--format', 'json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** Adds up what happened to containers of one key, such as two pods of one name. */
function byKey(containers) {
  const keys = new Map();
  for (const container of containers.filter(({ node, kind }) => node !== null && kind === 'app')) {
    const { cluster, node, namespace, pod, container: name } = container;
    const key = [cluster, node, namespace, pod, name].join('/');
    keys.set(key, [...(keys.get(key) ?? []), container]);
  }
  return keys;
}

describe('the world full', () => {
  let server;
  let rows;
  let assets;
  let really;
  let clusters;
  before(async () => {
    const { world, dataDir } = await makeCluster('full');
    server = await startPrometheus({ dataDir });
    const keys = ['--aggregate', 'cluster,node,namespace,pod,container'];
    rows = new Map((await answer('allocate', server.url, ...keys)).rows.map((row) => [row.name, row]));
    assets = (await answer('assets', server.url)).nodes;
    const whole = truth(world, ...window.map((time) => Date.parse(time) / 1000));
    clusters = [whole, ...whole.peers];
    really = byKey(clusters.flatMap(({ containers }) => containers));
  });
  after(() => server?.stop());

  const sum = (all, part) => all.reduce((total, each) => total + part(each), 0);
  const near = (got, want, off, what) => assert.ok(Math.abs(got - want) <= off, `${what}: ${got}, really ${want}`);

  it('has a row for every container that ran', () => {
    for (const key of really.keys()) assert.ok(rows.has(key), key);
  });

  it('knows requests to the second, resized ones too', () => {
    for (const [key, all] of really) {
      const row = rows.get(key);
      const cores = sum(all, ({ requested }) => requested.coreSeconds);
      const bytes = sum(all, ({ requested }) => requested.byteSeconds);
      near(row.cpuCoreRequestHours * 3600, cores, 1e-6 * cores, `${key}, cores`);
      near(row.ramByteRequestHours * 3600, bytes, 1e-6 * bytes, `${key}, memory`);
    }
  });

  it('charges cores to within a scrape', () => {
    for (const [key, all] of really) {
      if (key.includes(bursting)) continue;
      const charged = sum(all, (each) => each.charged.coreSeconds);
      const seconds = sum(all, (each) => each.seconds);
      near(rows.get(key).cpuCoreHours * 3600, charged, (lateSeconds * charged) / seconds, key);
    }
  });

  it('charges memory to within what nobody saw', () => {
    for (const [key, all] of really) {
      const charged = sum(all, (each) => each.charged.byteSeconds);
      const beyond = charged - sum(all, ({ requested }) => requested.byteSeconds);
      const seconds = sum(all, (each) => each.seconds);
      near(rows.get(key).ramByteHours * 3600, charged, 1e-6 * charged + (beyond / seconds) * downSeconds, key);
    }
  });

  it('prices machines by their own hours, through a change of price and of machine', () => {
    const [{ nodes }] = clusters;
    const named = nodes.filter(({ node }) => ['general-a', 'general-b', 'spot-a'].includes(node));
    assert.equal(named.length, 4);
    for (const { cluster, node, providerId, cost } of named) {
      const asset = assets.find((each) => each.cluster === cluster && each.providerID === providerId);
      near(asset.cpuCost, cost.cpu, 1e-6, `${node}, cores`);
      near(asset.ramCost, cost.ram, 1e-6, `${node}, memory`);
    }
  });
});
