// Price templates: what pods would cost by prices of their own, beside what they cost.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { objects, text } from '../support/tiny_objects.mjs';
import { tinyRecording, tinyServer } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

const begin = '2026-03-02T12:00:00Z';
const { node, pod } = objects(begin, 120);
const app = { cores: [2, 3], gib: [4, 1] };
const world = {
  begin,
  minutes: 120,
  series: {
    ...node('n1', { cores: 16, gib: 64 }),
    ...pod('shop/web', { node: 'n1', labels: { app: 'web', 'app.kubernetes.io/tier': 'front' }, app }),
    ...pod('shop/api', { node: 'n1', labels: { app: 'api' }, app: { cores: [1, 0.5], gib: [2, 1] } }),
    ...pod('data/db', { node: 'n1', app: { cores: [1, 0.5], gib: [1, 1] }, log: { cores: [1, 0.5], gib: [3, 1] } }),
    ...pod('data/other', { node: 'n1', app: { cores: [1, 0.5], gib: [1, 1] } }),
  },
};
const own = {
  format: 'prorata.prices/1',
  currency: 'USD',
  units: { cpu: 'core-hour', memory: 'GiB-hour' },
  defaults: { cpu: '0.04', memory: '0.005' },
  templates: [
    { namespace: 'shop', labels: { app: 'web', 'app.kubernetes.io/tier': 'front' }, cpu: '0.36', memory: '0.05' },
    { namespace: 'shop', cpu: '0.2' },
    { podCpu: '2', podGib: '4', cpu: '1', basis: 'max' },
  ],
};
const adapter = {
  AlibabaCloudMetricsAdapter: {
    costWeights: { cpu: '1.0', memory: '0.0' },
    customPricing: [
      { match: { namespace: 'shop', labels: { app: 'web' } }, cpuPerCoreHour: '0.36', ramPerGiBHour: '0.05' },
      { match: { cpu: '2', memGiB: '4' }, cpuPerCoreHour: '1' },
    ],
  },
};

const customOf = (rows) => Object.fromEntries(rows.map(({ name, customCost }) => [name, customCost]));

describe('price templates', () => {
  let recording;
  before(async () => {
    recording = await tinyRecording(world);
  });
  async function ask(book, ...options) {
    const file = files.file('prices.json');
    writeFileSync(file, JSON.stringify(book));
    const asked = ['allocate', '--metrics', recording, '--prices', file, '--aggregate', 'pod', ...options];
    const { code, stdout, stderr } = await prorata(asked);
    assert.equal(code, 0, stderr);
    return stdout;
  }
  it('are the first that a pod meets, and what it would cost by it', async () => {
    const { rows, totals } = JSON.parse(await ask(own, '--format', 'json'));
    const custom = customOf(rows);
    assert.equal(custom.web, 1.84); // two hours of 2 cores at 0.36 and 4 GiB at 0.05
    assert.equal(custom.api, 0.4); // 2 × 1 × 0.2
    assert.equal(custom.db, 4); // 2 × 2 × 1: of both containers
    assert.equal(custom.other, 0);
    assert.equal(custom.__idle__, 0);
    assert.equal(totals.customCost, 6.24);
  });

  it('change nothing of what things cost', async () => {
    const { templates, ...without } = own;
    assert.equal(templates.length, 3);
    const [plain, both] = [
      JSON.parse(await ask(without, '--format', 'json')),
      JSON.parse(await ask(own, '--format', 'json')),
    ];
    assert.equal('customCost' in plain.rows[0], false);
    assert.deepEqual(
      both.rows.map(({ customCost, ...row }) => [row, customCost >= 0]),
      plain.rows.map((row) => [row, true]),
    );
  });

  it('by the method count what is charged', async () => {
    const most = { ...own, templates: [{ labels: { app: 'web' }, cpu: '1', basis: 'max' }] };
    const web = async (...options) => customOf(JSON.parse(await ask(most, '--format', 'json', ...options)).rows).web;
    assert.equal(await web(), 6); // 3 cores are used
    assert.equal(await web('--method', 'request'), 4);
  });

  it("of ACK's adapter are customCost of its API, in every set", async () => {
    const answer = JSON.parse(await ask(adapter, '--format', 'ack', '--step', '1h', '--method', 'request'));
    const sets = answer.data.map((set) => [set.web.customCost, set.db.customCost, set.api.customCost]);
    assert.deepEqual(sets, [
      [0.92, 2, 0],
      [0.92, 2, 0],
    ]);
    const [head, ...lines] = (await ask(adapter, '--format', 'ack-csv')).trimEnd().split('\r\n');
    const column = head.split(',').indexOf('customCost');
    assert.equal(lines.find((line) => line.includes(',web,')).split(',')[column], '1.84');
  });

  it('are the last column of CSV, where they come to something', async () => {
    const most = { ...own, templates: [{ labels: { app: 'web' }, cpu: '1', basis: 'max' }] };
    const [head, ...lines] = (await ask(most, '--format', 'csv')).trimEnd().split('\r\n');
    assert.match(head, /,gpuCount,customCost$/);
    assert.match(
      lines.find((line) => line.includes(',web,')),
      /,6$/,
    );
    const none = { ...own, templates: [] };
    assert.match((await ask(none, '--format', 'csv')).split('\r\n')[0], /,gpuCount$/);
  });

  it('that no pod meets are said', async () => {
    const book = { ...own, templates: [{ namespace: 'nobody', cpu: '1' }] };
    const { diagnostics } = JSON.parse(await ask(book, '--format', 'json'));
    const { objects: said } = diagnostics.find(({ id }) => id === 'price-without-effect');
    assert.match(said[0], /prices\.json.*: no pod meets its conditions/);
  });
});

describe('price templates by limits', () => {
  const limit = (namespace, name, resource, ...steps) => ({
    [text('kube_pod_container_resource_limits', {
      ...{ namespace, pod: name, uid: `u-${name}`, container: 'app', resource },
      unit: resource === 'cpu' ? 'core' : 'byte',
    })]: steps,
  });
  const limited = {
    ...world,
    series: {
      ...world.series,
      ...limit('shop', 'web', 'cpu', [0, 120, 5]),
      ...limit('shop', 'web', 'memory', [0, 120, 8 * 2 ** 30]),
      // Raised after an hour.
      ...limit('shop', 'api', 'cpu', [0, 60, 2], [61, 120, 3]),
    },
  };
  const book = { ...own, templates: [{ namespace: 'shop', cpu: '0.1', memory: '0.01', basis: 'limit' }] };
  let server;
  before(async () => {
    server = await tinyServer(limited);
    writeFileSync(files.file('limits.json'), JSON.stringify(book));
    writeFileSync(files.file('own.json'), JSON.stringify(own));
    writeFileSync(files.file('config.json'), JSON.stringify({ format: 'prorata.config/1', prices: book }));
  });
  after(() => server?.stop());
  const run = async (...options) => {
    const { code, stdout, stderr } = await prorata(options);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const source = () => ['--metrics', `lab=${server.url}`, '--window', server.window];
  const asked = (...options) => run('allocate', ...options, '--aggregate', 'pod', '--format', 'json');
  const unknown = ({ diagnostics }) => diagnostics.find(({ id }) => id === 'limits-unknown');

  it('are what containers may use at most, and by request where nothing limits them', async () => {
    const answer = JSON.parse(await asked(...source(), '--prices', files.file('limits.json')));
    const custom = customOf(answer.rows);
    assert.equal(custom.web, 1.16); // two hours of 5 cores at 0.1 and 8 GiB at 0.01
    assert.equal(custom.api, 0.54); // an hour of 2 cores and one of 3, and twice the 2 GiB that it asks for
    assert.equal(custom.db, 0);
    assert.deepEqual(unknown(answer).objects, ['shop/api']);
    const hourly = JSON.parse(await asked(...source(), '--prices', files.file('limits.json'), '--step', '1h'));
    assert.equal(hourly.totals.customCost, 1.7);
    const totals = JSON.parse(await asked(...source(), '--prices', files.file('limits.json'), '--mode', 'totals'));
    assert.equal(totals.totals.customCost, 1.7);
  });

  it('are asked of a server only then, and recorded with a config that names them', async () => {
    const plan = async (...options) => run('plan', ...source(), ...options);
    assert.match(await plan('--config', files.file('config.json')), /kube_pod_container_resource_limits/);
    assert.doesNotMatch(await plan(), /kube_pod_container_resource_limits/);
    const recorded = files.file('limits.prorata.ndjson');
    const whole = ['record', ...source(), '--now', server.now, '-o', recorded];
    await run(...whole, '--config', files.file('config.json'));
    const prices = ['--prices', files.file('limits.json')];
    assert.equal(JSON.parse(await asked('--metrics', recorded, ...prices)).totals.customCost, 1.7);
    await run(...whole);
    const without = JSON.parse(await asked('--metrics', recorded, ...prices));
    // By request: 2 × (2 × 0.1 + 4 × 0.01) and 2 × (0.1 + 2 × 0.01).
    assert.equal(without.totals.customCost, 0.72);
    assert.deepEqual(unknown(without).objects, ['shop/api', 'shop/web']);
  });
});
