// Every format of one question: the fields that its readers need, and the same money to the last unit.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { loadEngine, loadRecording } from '@prorata/engine';

import { prorata } from './support.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));
const run = async (verb, ...options) => {
  const { code, stdout, stderr } = await prorata([verb, '--metrics', demo, ...options]);
  assert.equal(code, 0, stderr);
  return stdout;
};
const allocate = (format, ...options) => run('allocate', '--format', format, ...options);

const kDigits = 9;
/** A decimal's text in billionths, exactly. */
function nano(text) {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  assert.ok(fraction.length <= kDigits, text);
  const units = BigInt(whole) * 10n ** BigInt(kDigits) + BigInt(fraction.padEnd(kDigits, '0') || '0');
  return sign ? -units : units;
}
const sum = (values) => values.reduce((all, value) => all + value, 0n);
/** The texts of a member's numbers, wherever it stands: JSON.parse would round them. */
const numbersOf = (json, name) => [...json.matchAll(new RegExp(`"${name}":(-?[\\d.]+)`, 'g'))].map(([, text]) => text);
const linesOf = (csv) =>
  csv
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
const columnOf = (csv, name) => {
  const [head, ...lines] = linesOf(csv);
  return lines.map((line) => line[head.indexOf(name)]);
};

const questions = {
  'one step': [],
  'a day each, idle shared': ['--step', '1d', '--idle', 'share'],
  'hours of pods under a filter': ['--step', '6h', '--aggregate', 'namespace,pod', '--filter', 'namespace:"search"'],
  'shared costs': ['--share', 'namespace:"kube-system","monitoring" by even', '--share', 'overhead'],
  'a part of a recording': ['--window', '2026-11-10,2026-11-11', '--step', '6h'],
  'steps that cut hours': ['--step', '1d', '--tz', 'Asia/Kathmandu'],
};

for (const [name, options] of Object.entries(questions)) {
  describe(`formats of ${name}`, () => {
    let json, total, steps;
    before(async () => {
      const text = await allocate('json', ...options);
      json = JSON.parse(text);
      total = nano(numbersOf(text.slice(text.indexOf('"totals"')), 'totalCost')[0]);
      steps = json.steps?.length ?? 1;
    });
    const once = name === 'one step' || name === 'shared costs';

    it('opencost', async () => {
      const text = await allocate('opencost', ...options);
      assert.equal(sum(numbersOf(text, 'totalCost').map(nano)), total + breakdownOf(text));
      const { code, status, data } = JSON.parse(text);
      assert.deepEqual([code, status, data.length], [200, 'success', steps]);
      for (const [key, row] of data.flatMap(Object.entries)) {
        assert.equal(row.name, key);
        const parts = ['cpuCost', 'gpuCost', 'ramCost', 'pvCost', 'networkCost', 'loadBalancerCost', 'sharedCost'];
        const whole = sum(parts.map((part) => nano(fixed(row[part])))) + nano(fixed(row.externalCost));
        assert.equal(whole, nano(fixed(row.totalCost)), `${key}: parts`);
        assert.ok(row.window.start <= row.start && row.start < row.end && row.end <= row.window.end, key);
      }
    });
    /** The breakdown has a totalCost of its own for each rule. */
    const breakdownOf = (text) =>
      sum(
        [...text.matchAll(/"sharedCostBreakdown":(\{.*?\}\})/g)].flatMap(([, part]) =>
          numbersOf(part, 'totalCost').map(nano),
        ),
      );
    /** Below 2^53 billionths a double says which decimal was meant. */
    const fixed = (value) => value.toFixed(kDigits);

    it('opencost-summary', async () => {
      const text = await allocate('opencost-summary', ...options);
      assert.equal(sum(numbersOf(text, 'totalCost').map(nano)), total);
      const { data } = JSON.parse(text);
      assert.equal(data.sets.length, steps);
      assert.deepEqual(data.window, json.window);
      assert.deepEqual(Object.keys(data.sets[0]), ['allocations', 'window']);
    });

    it('opencost-csv has everything but idle', async () => {
      const text = await allocate('opencost-csv', ...options);
      const idle = json.rows.filter(({ kind }) => kind === 'idle').map(({ totalCost }) => nano(fixed(totalCost)));
      assert.equal(sum(columnOf(text, 'TotalCost').map(nano)), total - sum(idle));
    });

    it('ack and ack-csv, with parts of the whole cluster', async () => {
      const text = await allocate('ack', ...options);
      assert.equal(sum(numbersOf(text, 'cost').map(nano)), total);
      const { data } = JSON.parse(text);
      assert.equal(data.length, steps);
      if (!options.includes('--filter')) {
        for (const set of data) {
          const ratios = Object.values(set).reduce((all, { costRatio }) => all + costRatio, 0);
          assert.ok(Math.abs(ratios - 1) < 1e-12, `${ratios}`);
        }
      }
      assert.equal(sum(columnOf(await allocate('ack-csv', ...options), 'cost').map(nano)), total);
    });

    it('ndjson', async () => {
      const text = await allocate('ndjson', ...options);
      assert.equal(sum(numbersOf(text, 'totalCost').map(nano)), total);
      const rows = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      assert.equal(new Set(rows.map(({ start }) => start)).size, steps);
      for (const row of rows)
        assert.deepEqual(Object.keys(row).filter((key) => /^(kind|name|currency)$/.test(key)).length, 3);
    });

    it('csv', async () => {
      const text = await allocate('csv', ...options);
      assert.equal(sum(columnOf(text, 'totalCost').map(nano)), total);
    });

    it('prometheus', async () => {
      if (!once) {
        const { code, stderr } = await prorata(['allocate', '--metrics', demo, '--format', 'prometheus', ...options]);
        assert.equal(code, 2);
        assert.match(stderr, /of one step[\s\S]*leave --step out/);
        return;
      }
      const text = await allocate('prometheus', ...options);
      const values = (metric) =>
        [...text.matchAll(new RegExp(`^${metric}\\{.*\\} (\\S+)$`, 'gm'))].map(([, value]) => nano(value));
      assert.equal(sum(values('prorata_cost')), total);
      assert.equal(sum(values('prorata_total_cost')), total);
      execFileSync('promtool', ['check', 'metrics'], { input: text });
    });

    it('the same bytes through WebAssembly', async () => {
      const engine = await loadEngine();
      const session = await engine.open();
      await loadRecording(session, readFileSync(demo));
      const value = (option) => options[options.indexOf(option) + 1];
      if (options.includes('--tz') || options.includes('--window')) return; // zones are values of the host: tests/cli/zones.test.mjs compares them
      const question = {
        ...(options.includes('--step') && { step: value('--step') }),
        ...(options.includes('--idle') && { idle: value('--idle') }),
        ...(options.includes('--aggregate') && { aggregate: value('--aggregate').split(',') }),
        ...(options.includes('--filter') && { filter: value('--filter') }),
        ...(options.includes('--share') && { share: options.filter((_, at) => options[at - 1] === '--share') }),
      };
      for (const format of ['opencost', 'opencost-summary', 'opencost-csv', 'ack', 'ack-csv', 'ndjson', 'markdown']) {
        assert.equal(await session.report(format, question), await allocate(format, ...options), format);
      }
      await session.close();
    });
  });
}

describe('amounts and properties in the format of OpenCost', () => {
  let pods, row;
  before(async () => {
    const keys = ['--aggregate', 'cluster,node,namespace,pod,container'];
    pods = JSON.parse(await allocate('opencost', ...keys)).data[0];
    row = Object.values(pods).find(({ properties: { pod } }) => pod?.startsWith('session-model-'));
  });

  it('agree with the native format', async () => {
    const native = JSON.parse(await allocate('json', '--aggregate', 'pod')).rows.find(
      ({ name }) => name === row.properties.pod,
    );
    const near = (value, expected) =>
      assert.ok(Math.abs(value - expected) <= 1e-5 + 1e-12 * expected, `${value} ${expected}`);
    near(row.cpuCoreHours, native.cpuCoreHours);
    near(row.ramByteHours, native.ramByteHours);
    near(row.cpuCores * (row.minutes / 60), native.cpuCoreHours);
    near(row.cpuCoreRequestAverage, 1.5);
    near(row.gpuHours, native.gpuHours);
  });

  it('name where a container ran, with its labels', () => {
    const {
      cluster,
      namespace,
      controllerKind,
      controller,
      pod,
      container,
      node,
      providerID,
      labels,
      namespaceLabels,
    } = row.properties;
    assert.deepEqual(
      [cluster, namespace, controllerKind, controller, container],
      ['prod-eu-1', 'recommender', 'deployment', 'session-model', 'server'],
    );
    assert.equal(row.name, [cluster, node, namespace, pod, container].join('/'));
    assert.match(providerID, /^aws:\/\/\//);
    assert.equal(labels.app ?? labels.app_kubernetes_io_name, 'session-model');
    assert.equal(namespaceLabels.team, 'discovery');
  });

  it('drop what members do not have in common', async () => {
    const { search } = JSON.parse(await allocate('opencost')).data[0];
    assert.deepEqual(Object.keys(search.properties), ['cluster', 'namespace', 'namespaceLabels']);
  });

  it('count the bytes of volumes once', async () => {
    const [all] = JSON.parse(await allocate('opencost')).data;
    // A bucket costs nothing here, so that while nobody mounts it it has no row.
    const claimed = Object.values(all).reduce((bytes, row) => bytes + (row.pvCost > 0 ? row.pvByteHours : 0), 0);
    const assets = JSON.parse(await run('assets', '--format', 'json')).assets.filter(
      ({ kind, totalCost }) => kind === 'volume' && totalCost > 0,
    );
    const hours = ({ start, end }) => (Date.parse(end) - Date.parse(start)) / 3.6e6;
    const expected = assets.reduce((bytes, asset) => bytes + asset.amount * 2 ** 30 * hours(asset), 0);
    assert.ok(Math.abs(claimed / expected - 1) < 1e-9, `${claimed} ${expected}`);
  });
});

describe('assets', () => {
  it('in the format of OpenCost cost the same', async () => {
    const text = await run('assets', '--format', 'opencost');
    const native = await run('assets', '--format', 'json');
    const total = numbersOf(native, 'totalCost').map(nano)[0];
    assert.equal(sum(numbersOf(text, 'totalCost').map(nano)), total);
    const assets = Object.entries(JSON.parse(text).data);
    assert.deepEqual([...new Set(assets.map(([, { type }]) => type))].sort(), [
      'ClusterManagement',
      'Disk',
      'LoadBalancer',
      'Network',
      'Node',
    ]);
    const node = assets.find(([key]) => key.includes('/Node/'))[1];
    assert.equal(node.cpuCoreHours, node.cpuCores * (node.minutes / 60));
    for (const [key, { properties }] of assets) assert.ok(key.endsWith(`/${properties.name}`), key);
  });

  it('as metrics are those of an exporter', async () => {
    const text = await run('assets', '--format', 'prometheus');
    execFileSync('promtool', ['check', 'metrics'], { input: text });
    assert.match(text, /^node_cpu_hourly_cost\{node="[^"]+",.*cluster="prod-eu-1"\} 0\.04$/m);
    assert.match(text, /^kubecost_cluster_management_cost\{.*\} 0\.1$/m);
  });

  it('have no format of rows', async () => {
    const { code, stderr } = await prorata(['assets', '--metrics', demo, '--format', 'ack']);
    assert.equal(code, 2);
    assert.match(stderr, /--format: this verb prints table, json, csv, opencost or prometheus/);
  });
});
