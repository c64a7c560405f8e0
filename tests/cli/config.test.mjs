// Config files: the same as options, below them; GPU resources of the user's; budgets; values of Kubecost's chart.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, describe, it } from 'node:test';

import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording, tinyServer } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));
const files = scratch();
after(() => files.remove());

function written(name, text) {
  writeFileSync(files.file(name), text);
  return files.file(name);
}
const config = (name, ...lines) => written(name, ['format: prorata.config/1', ...lines, ''].join('\n'));

async function answer(metrics, ...options) {
  const { code, stdout, stderr } = await prorata(['allocate', '--metrics', metrics, '--format', 'json', ...options]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}
/** What it costs, without the notices that a config adds. */
async function costs(...options) {
  const { rows, total } = await answer(demo, ...options);
  return { rows, total };
}

describe('a config file', () => {
  const shared = config(
    'shared.yaml',
    'idle: {policy: share, by: cluster, split: even, coefficients: {cpu: 0.5, gpu: 1}}',
    'share:',
    '  - namespace:"monitoring","kube-system" by even',
    '  - overhead',
  );
  const rules = ['--share', 'namespace:"monitoring","kube-system" by even', '--share', 'overhead'];
  const idle = ['--idle-by', 'cluster', '--idle-split', 'even', '--idle-coefficients', 'cpu=0.5,gpu=1'];

  it('says what options say', async () => {
    assert.deepEqual(await costs('--config', shared), await costs('--idle', 'share', ...idle, ...rules));
  });

  it('stands behind options, field by field', async () => {
    const separate = await costs('--config', shared, '--idle', 'separate');
    assert.deepEqual(separate, await costs(...rules));
    const other = ['--share', '7/hour'];
    const weighted = await costs('--config', shared, ...other, '--idle-split', 'weighted');
    const said = ['--idle', 'share', '--idle-by', 'cluster', '--idle-coefficients', 'cpu=0.5,gpu=1', ...other];
    assert.deepEqual(weighted, await costs(...said));
  });

  it('has prices in it, or names a file from where it lies', async () => {
    const fields = ['currency: EUR', 'units: {cpu: core-hour, memory: GiB-hour}', 'defaults: {cpu: 1, memory: 0.1}'];
    mkdirSync(files.file('apart'));
    const prices = ['format: prorata.prices/1', ...fields, ''].join('\n');
    written('apart/prices.yaml', prices);
    const inline = config('inline.yaml', 'prices:', ...fields.map((field) => `  ${field}`));
    const apart = config('apart/config.yaml', 'prices: prices.yaml');
    const direct = await costs('--prices', files.file('apart/prices.yaml'));
    assert.deepEqual(await costs('--config', inline), direct);
    assert.deepEqual(await costs('--config', apart), direct);
    assert.deepEqual(await costs('--config', inline, '--prices', 'builtin'), await costs('--prices', 'builtin'));
  });

  it('is explained as it is asked', async () => {
    const { stdout } = await prorata(['explain', '--metrics', demo, '--config', shared, '--of', 'namespace=search']);
    const { rows } = await costs('--config', shared);
    const row = rows.find(({ name }) => name === 'search');
    assert.match(stdout, new RegExp(`costs ${String(row.totalCost).replace('.', '\\.')} USD`));
  });

  for (const [what, lines, error] of [
    [
      'a kind',
      ['gpuResources:', '  - {resource: a/b, kind: slise}'],
      ":3: gpuResources[0].kind: expected one of whole, slice, memory, percentage, none, got 'slise'",
    ],
    [
      'a resource',
      ['gpuResources: [{resource: memory, kind: whole}]'],
      ":2: gpuResources[0].resource: expected the name of a resource such as example.com/gpu, got 'memory'",
    ],
    [
      'a resource that stands twice',
      ['gpuResources:', '  - {resource: a/b, kind: whole}', '  - {resource: a_b, kind: whole}'],
      ':4: gpuResources[1].resource: stands twice',
    ],
    [
      'slices',
      ['gpuResources:', '  - {resource: a/b, kind: slice}'],
      ':3: gpuResources[0]: "of" is missing, expected how many slices a GPU has, from 1 to 1000',
    ],
    [
      'memory',
      ['gpuResources:', '  - {resource: a/b, kind: memory, gib: -1}'],
      ":3: gpuResources[0].gib: expected the GiB that a GPU has, such as 16, got '-1'",
    ],
    [
      'a field of another kind',
      ['gpuResources:', '  - {resource: a/b, kind: whole, of: 2}'],
      ':3: gpuResources[0].of: belongs to the kind slice',
    ],
    [
      'a coefficient',
      ['idle:', '  coefficients: {cpu: 5}'],
      ":3: idle.coefficients.cpu: expected a number from 0 to 1, got '5'",
    ],
    ['a rule', ['share:', '  - overhead by luck'], ':3: share[0]: "luck" is no method of sharing'],
    [
      'a budget',
      ['budgets:', '  - {name: a, amount: 5/year}'],
      ':3: budgets[0].amount: "5/year" is no money over time',
    ],
    [
      'a price',
      ['prices:', '  currency: EUR', '  units: {cpu: core-hour}', '  defaults: {cpu: x}'],
      ":5: defaults.cpu: expected a price from 0 to 1000000, such as 0.031611, got 'x'",
    ],
    ['a field', ['gpus: none'], ':2: gpus: there is no such field'],
  ]) {
    it(`refuses ${what} that is wrong, with file, line and field`, async () => {
      const file = config('wrong.yaml', ...lines);
      const { code, stdout, stderr } = await prorata(['allocate', '--metrics', demo, '--config', file]);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.equal(stderr.split('\n')[0], `prorata: ${file}${error}`);
    });
  }

  it('refuses a file that is none', async () => {
    const { code, stderr } = await prorata(['allocate', '--metrics', demo, '--config', written('list.yaml', '- a\n')]);
    assert.equal(code, 2);
    assert.match(stderr, /list.yaml: the file is empty or no mapping\n {2}start from examples\/config.yaml/);
  });
});

describe('GPU resources of the config', () => {
  // A card is a dollar an hour. Four slices of it, 16 GiB of it, a hundred parts of it, and a whole one, one pod each.
  const begin = '2026-03-02T12:00:00Z';
  const { node, pod } = objects(begin, 60);
  const units = {
    slice: 'example_com_slice',
    memory: 'example_com_memory',
    part: 'example_com_part',
    odd: 'example_com_card',
  };
  const on = (name, resource, capacity, asked) => ({
    ...node(name, { cores: 4, gib: 16, gpus: { [resource]: capacity } }),
    ...pod(`ml/${name}`, { node: name, app: { cores: [1, null], gib: [1, null], gpus: { [resource]: asked } } }),
  });
  const world = {
    begin,
    minutes: 60,
    series: {
      ...on('slice', units.slice, 4, 1),
      ...on('memory', units.memory, 16, 4),
      ...on('part', units.part, 100, 30),
      ...on('odd', units.odd, 2, 1),
    },
  };
  const table = config(
    'gpus.yaml',
    'gpuResources:',
    '  - {resource: example.com/slice, vendor: nvidia, kind: slice, of: 4}',
    '  - {resource: example.com/memory, kind: memory, gib: 16}',
    '  - {resource: example.com/part, kind: percentage}',
    '  - {resource: example.com/card, vendor: amd, kind: whole}',
    'prices:',
    '  currency: USD',
    '  units: {cpu: core-hour, memory: GiB-hour, gpu: gpu-hour}',
    '  defaults: {cpu: 0.01, memory: 0.001, gpu: 1}',
  );
  const expected = { slice: 0.25, memory: 0.25, part: 0.3, odd: 1 };
  const gpuCosts = ({ rows }) =>
    Object.fromEntries(rows.filter(({ kind }) => kind === 'workload').map(({ name, gpuCost }) => [name, gpuCost]));

  it('are asked for and priced; what no pod takes is idle', async () => {
    const server = await tinyServer(world);
    try {
      const source = ['--window', server.window, '--now', server.now, '--resolution', '1m', '--aggregate', 'pod'];
      const known = await answer(server.url, ...source, '--config', table);
      assert.deepEqual(gpuCosts(known), expected);
      // Five cards in all: 0.75 + 0.75 + 0.7 + 1 are free.
      assert.equal(known.rows.find(({ kind }) => kind === 'idle').gpuCost, 3.2);
      const unknown = await answer(server.url, ...source);
      assert.deepEqual(gpuCosts(unknown), { slice: 0, memory: 0, part: 0, odd: 0 });
    } finally {
      await server.stop();
    }
  });

  it('are recorded with the table, and read with it', async () => {
    const recording = await tinyRecording(world, { options: ['--config', table] });
    assert.deepEqual(gpuCosts(await answer(recording, '--aggregate', 'pod', '--config', table)), expected);
  });
});

describe('budgets', () => {
  it('are compared with what was spent, idle and shared costs included', async () => {
    const file = config(
      'budgets.yaml',
      'budgets:',
      '  - {name: search, filter: \'namespace:"search"\', amount: 1000/month}',
      '  - {name: all, amount: 20000/month}',
    );
    const { rows, diagnostics, totalCost } = await answer(demo, '--config', file, '--idle', 'share');
    const spent = rows.find(({ name }) => name === 'search').totalCost;
    const all = rows.reduce((sum, row) => sum + row.totalCost, 0);
    const of = (id) => diagnostics.find((notice) => notice.id === id);
    // A week of 168 hours of the 730: 230.136986…, 4602.739726…
    assert.deepEqual(of('budget-exceeded').objects, [`search: ${spent.toFixed(2)} of 230.14 USD (1000/month)`]);
    assert.ok(Math.abs(of('budget-exceeded').cost - (spent - (1000 / 730) * 168)) < 1e-8);
    assert.equal(of('budget-exceeded').severity, 'warning');
    assert.deepEqual(of('budget-kept').objects, [`all: ${all.toFixed(2)} of 4602.74 USD (20000/month)`], totalCost);
  });
});

describe("values of Kubecost's chart", () => {
  it('are the rules that they say', async () => {
    const file = written(
      'values.yaml',
      `kubecostProductConfigs:
  sharedNamespaces: "kube-system"
  sharedOverhead: 100
idleCosts:
  cpuIdleCost: 0.5
  gpuIdleCost: 1.0
  shareWithNamespaces: true
sharedCosts:
  - {name: control-plane, type: cluster, allocation: proportional}
  - {name: monitoring, type: namespace, namespaces: [monitoring, logging], allocation: even}
  - {name: gpu-operator, type: namespace, namespaces: [gpu-operator-resources], allocation: gpu-weighted}
budgets:
  - {name: ml, namespace: ml-training, amount: 500, period: monthly, thresholds: [50, 75, 90, 100]}
`,
    );
    const { rows, diagnostics } = await answer(demo, '--config', file);
    const said = await costs(
      ...['--idle', 'share', '--idle-coefficients', 'cpu=0.5,ram=0.5,gpu=1.0'],
      ...['--share', 'overhead by weighted', '--share', 'namespace:"monitoring","logging" by even'],
      ...['--share', 'namespace:"gpu-operator-resources" by gpu-weighted'],
      ...['--share', 'namespace:"kube-system"', '--share', '100/month'],
    );
    assert.deepEqual(rows, said.rows);
    const ids = diagnostics.map(({ id }) => id);
    assert.ok(ids.includes('budget-exceeded'));
    assert.deepEqual(diagnostics.find(({ id }) => id === 'config-not-used').objects, [
      `${file}:13: budgets[0].thresholds`,
    ]);
  });

  it('name the place of what is wrong', async () => {
    for (const [text, error] of [
      ['idleCosts: {cpuIdleCost: 1.5}', ":1: idleCosts.cpuIdleCost: expected a number from 0 to 1, got '1.5'"],
      ['sharedCosts:\n  - {type: pod}', ":2: sharedCosts[0].type: expected namespace or cluster, got 'pod'"],
      ['budgets:\n  - {name: ml, amount: 5}', ':2: budgets[0]: "namespaces" is missing, expected a list of namespaces'],
    ]) {
      const file = written('wrong-values.yaml', text);
      const { code, stderr } = await prorata(['allocate', '--metrics', demo, '--config', file]);
      assert.equal(code, 2);
      assert.equal(stderr.split('\n')[0], `prorata: ${file}${error}`);
    }
  });
});
