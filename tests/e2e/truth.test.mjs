// The engine against what really happened. The generator knows exact lifetimes and usage, and computes from them what
// each container and node must cost, without looking at a single sample.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'node:test';

import { truth } from '../../examples/generator/truth.mjs';
import { byName, prorata, prorataJson, serverOf } from './support.mjs';

const example = (name) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
const GiB = 2 ** 30;

/** `got` is within `percent` of `want`; what must be nothing must be nothing. */
function near(got, want, percent, what) {
  assert.ok(Math.abs(got - want) <= (Math.abs(want) * percent) / 100, `${what}: ${got}, really ${want}`);
}

/** Whole billionths of a decimal text. */
const nano = (text) => {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  return BigInt(sign + whole + fraction.padEnd(9, '0'));
};

describe('the recording that comes with the page', () => {
  // Two-minute scrapes at one hour lose:
  // - bursts of less than an hour above the request, which the hour averages: web-frontend and sandbox
  // - what a pod used between its last scrape and its end, and the ends of nodes by less than two scrapes
  // - how long a pod lived that ended between two scrapes of kube-state-metrics: ci-runners, 600 pods of minutes
  // Measured: requests and memory 0.013 % (ci-runners 0.25 %), CPU 0.22 % (ci-runners 3.5 %), dollars 0.19 %
  // (ci-runners 2.9 %), a node 0.23 %, all nodes 0.003 %.
  const bounds = { requested: 0.02, cpu: 0.3, ram: 0.15, dollars: 0.25 };
  const shortPods = { requested: 0.3, cpu: 4, ram: 0.3, dollars: 3.5 };
  const allNodes = 0.01;
  const oneNode = 0.3;

  const recording = ['--metrics', example('demo.prorata.ndjson.gz')];
  const really = JSON.parse(readFileSync(example('demo.truth.json'), 'utf8'));
  let report;
  before(async () => {
    report = await prorataJson('allocate', ...recording);
  });

  for (const { namespace, requested, charged, dollars } of really.namespaces) {
    it(`charges ${namespace} what it took`, () => {
      const bound = namespace === 'ci-runners' ? shortPods : bounds;
      const row = byName(report).get(namespace);
      near(row.cpuCoreRequestHours, requested.cpuCoreHours, bound.requested, 'cores requested');
      near(row.ramByteRequestHours / GiB, requested.ramGibHours, bound.requested, 'memory requested');
      near(row.cpuCoreHours, charged.cpuCoreHours, bound.cpu, 'cores');
      near(row.ramByteHours / GiB, charged.ramGibHours, bound.ram, 'memory');
      near(row.gpuHours, charged.gpuHours, 0.001, 'GPU');
      near(row.totalCost, dollars, bound.dollars, 'dollars');
    });
  }

  it('has no row that did not exist', () => {
    const names = report.rows.filter(({ kind }) => kind !== 'idle').map(({ name }) => name);
    assert.deepEqual(names.sort(), really.namespaces.map(({ namespace }) => namespace).sort());
  });

  it('prices every machine for its own time', async () => {
    const assets = await prorataJson('assets', ...recording);
    const found = new Map(assets.nodes.map((node) => [node.providerID, node]));
    assert.equal(found.size, really.nodes.length);
    for (const { node, providerId, spot, dollars } of really.nodes) {
      const asset = found.get(providerId);
      assert.equal(asset.node, node);
      assert.equal(asset.spot, spot);
      near(asset.totalCost, dollars, oneNode, node);
    }
    const total = really.nodes.reduce((sum, { dollars }) => sum + dollars, 0);
    near(assets.totalCost, total, allNodes, 'all nodes');
  });

  it('adds up, to the last billionth of a dollar', async () => {
    for (const idle of ['separate', 'share']) {
      const question = ['--aggregate', 'namespace,pod,container', '--idle', idle];
      const { out } = await prorata('allocate', ...recording, ...question, '--format', 'json');
      const [assets] = /"assetCost":(-?[\d.]+)/.exec(out).slice(1);
      const rows = out.slice(out.indexOf('"rows":'), out.indexOf('"totals":'));
      const costs = [...rows.matchAll(/"totalCost":(-?[\d.]+)/g)].map((match) => nano(match[1]));
      assert.ok(costs.length > 1000);
      assert.equal(
        costs.reduce((a, b) => a + b),
        nano(assets),
      );
    }
  });

  it('says what it noticed, and nothing else', () => {
    // Data begins with the week, so older counters have no value to begin with, and jobs of seconds were never scraped.
    // Twelve minutes without scrapes on Thursday are too short to empty an hour.
    const ids = report.diagnostics.map(({ id }) => id);
    assert.deepEqual(ids, ['counter-origin-unknown', 'usage-unknown']);
    assert.equal(report.partial, false);
  });
});

describe('the cluster of that recording, live', () => {
  let server;
  before(async () => {
    server = await serverOf('demo');
  });
  after(() => server.stop());

  it('has a gap on Thursday at 03:00', async () => {
    const window = '2026-11-12T02:00:00Z,2026-11-12T05:00:00Z';
    const { diagnostics } = await prorataJson(
      'allocate',
      '--metrics',
      server.url,
      '--window',
      window,
      '--resolution',
      '5m',
    );
    const gap = diagnostics.find(({ id }) => id === 'scrape-gap');
    assert.equal(gap.severity, 'warning');
    assert.equal(gap.start, '2026-11-12T03:00:00Z');
    assert.ok(gap.end <= '2026-11-12T03:15:00Z', gap.end);
  });
});

describe('the spine, container by container', () => {
  // 01:00 to 07:00, so that counters are known before the window begins.
  const window = ['2026-03-02T01:00:00Z', '2026-03-02T07:00:00Z'];
  // A value at a point in time is as old as its sample: up to a scrape, and the same on both ends of the window but for
  // the jitter (measured: 5.4 s). A container that begins or ends in between has one end only (measured: 46 s).
  const jitterSeconds = 6;
  const scrapeSeconds = 60 + jitterSeconds;
  // Without scrapes from 03:40 to 03:50, memory is charged by request. All that use more than that run through it.
  const outageSeconds = 600;

  let server;
  let report;
  let really;
  before(async () => {
    server = await serverOf('spine');
    const asked = ['--window', window.join(','), '--resolution', '5m', '--aggregate', 'node,namespace,pod,container'];
    report = await prorataJson('allocate', '--metrics', `spine=${server.url}`, ...asked);
    really = truth(server.world, ...window.map((time) => Date.parse(time) / 1000));
  });
  after(() => server.stop());

  const nameOf = ({ node, namespace, pod, container }) => [node, namespace, pod, container].join('/');
  const placed = () => really.containers.filter(({ node }) => node !== null);

  it('lists what ran, and nothing else', () => {
    const names = report.rows.filter(({ kind }) => kind !== 'idle').map(({ name }) => name);
    assert.deepEqual(names.sort(), placed().map(nameOf).sort());
  });

  it('knows requests and GPUs to the second', () => {
    const rows = byName(report);
    for (const container of placed()) {
      const row = rows.get(nameOf(container));
      near(row.cpuCoreRequestHours * 3600, container.requested.coreSeconds, 1e-9, `${row.name}, cores`);
      near(row.ramByteRequestHours * 3600, container.requested.byteSeconds, 1e-9, `${row.name}, memory`);
      near(row.gpuHours * 3600, container.charged.gpuSeconds, 1e-9, `${row.name}, GPU`);
    }
  });

  it('charges cores to within a scrape', () => {
    const rows = byName(report);
    for (const container of placed()) {
      const { seconds, charged } = container;
      const late = seconds === really.window.seconds ? jitterSeconds : scrapeSeconds;
      const off = rows.get(nameOf(container)).cpuCoreHours * 3600 - charged.coreSeconds;
      assert.ok(Math.abs(off) <= late * (charged.coreSeconds / seconds), `${nameOf(container)}: ${off} core-s`);
    }
  });

  it('charges memory exactly, but for what nobody saw', () => {
    const rows = byName(report);
    for (const container of placed()) {
      const { seconds, charged, requested } = container;
      const unseen = ((charged.byteSeconds - requested.byteSeconds) / seconds) * outageSeconds;
      near(rows.get(nameOf(container)).ramByteHours * 3600, charged.byteSeconds - unseen, 1e-6, nameOf(container));
    }
  });

  it('prices nodes exactly', async () => {
    const assets = await prorataJson('assets', '--metrics', server.url, '--window', window.join(','));
    const costs = Object.fromEntries(assets.nodes.map(({ node, totalCost }) => [node, totalCost]));
    for (const { node, dollars } of really.nodes) assert.ok(Math.abs(costs[node] - dollars.total) < 1e-9, node);
    assert.equal(assets.nodes.length, really.nodes.length);
  });
});
