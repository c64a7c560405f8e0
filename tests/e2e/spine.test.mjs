// The numeric spine, proved on a real Prometheus over the world `spine` (the table in examples/generator/worlds/spine.mjs
// has its times and amounts): one set of bytes from every build, totals that no step, grouping or split can change,
// and numbers that equal arithmetic by hand.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { loadEngine, runPlan } from '../../wasm/client/dist/node.js';
import { byName, prorata, prorataJson, read, scratch, serverOf, withRecording } from './support.mjs';

const day = '2026-03-02T';
const window = (from, to) => `${day}${from}Z,${day}${to}Z`;
const whole = window('01:00:00', '07:00:00');
const perContainer = ['--aggregate', 'cluster,node,namespace,controllerKind,controller,pod,container'];
const cart = 'shop/cart-6b8f5c9d74-aaaa1';
const checkout = 'shop/checkout-6b8f5c9d74-aaaa1';
// OpenCost's default rates, per hour.
const rate = { core: 0.031611, gib: 0.004237, gpu: 0.95 };

/** A seeded shuffle: the order of arrival must not matter. */
function shuffled(list) {
  const result = [...list];
  let state = 12345;
  for (let i = result.length - 1; i > 0; i -= 1) {
    state = (state * 1103515245 + 12345) % 2147483648;
    const j = state % (i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

describe('the numeric spine', () => {
  let server;
  let source;
  before(async () => {
    server = await serverOf('spine');
    source = ['--metrics', `lab=${server.url}`];
  });
  after(() => server.stop());

  it('gives the same bytes natively, in WebAssembly, live, recorded, and in any order of arrival', async (t) => {
    const file = path.join(scratch(t), 'spine.prorata.ndjson');
    const recorded = await prorata(
      'record',
      ...source,
      '--window',
      whole,
      '--resolution',
      '5m',
      '--now',
      `${day}07:00:00Z`,
      '-o',
      file,
    );
    assert.equal(recorded.code, 0, recorded.err);
    const question = { aggregate: ['namespace', 'pod', 'container'], step: '1h' };
    const asked = ['--aggregate', question.aggregate.join(','), '--step', question.step, '--format', 'json'];
    const expected = (await prorata('allocate', '--metrics', file, ...asked)).out;
    assert.ok(expected.length > 10000);

    const live = await prorata('allocate', ...source, '--window', whole, '--resolution', '5m', ...asked);
    assert.equal(live.out, expected, 'live and recorded');

    const [manifest, ...answers] = Buffer.from(read(file)).toString().trimEnd().split('\n');
    const anyOrder = Buffer.from([manifest, ...shuffled(answers)].join('\n'));
    for (const bytes of [read(file), new Uint8Array(anyOrder)]) {
      const report = await withRecording(bytes, (session) => session.report('json', question), 8191);
      assert.equal(report, expected, 'WebAssembly');
    }

    const engine = await loadEngine();
    const session = await engine.open({
      window: whole,
      nowMs: Date.parse(`${day}07:00:00Z`),
      resolution: '5m',
      cluster: 'lab',
    });
    await runPlan(session, { url: server.url });
    assert.equal(await session.report('json', question), expected, 'WebAssembly, live');
    await session.close();
    engine.close();
  });

  it('has one total whatever the output step is', async () => {
    const totals = [];
    for (const step of ['1h', '1d', 'window', '6h']) {
      for (const zone of ['UTC', 'Asia/Kathmandu']) {
        const report = await prorataJson('allocate', ...source, '--window', whole, '--step', step, '--tz', zone);
        assert.equal(report.remainder, 0);
        totals.push(JSON.stringify([report.totals, report.rows.map(({ stepCost: _perStep, ...row }) => row)]));
      }
    }
    assert.equal(new Set(totals).size, 1);
  });

  it('adds up from halves, thirds and shards of nodes, amounts included', async (t) => {
    const folder = scratch(t);
    const ask = ['allocate', ...source, ...perContainer, '--resolution', '5m', '--step', '1h'];
    // What is noticed in two parts is counted in both.
    const counted = (text) => text.replace(/"diagnostics":\[.*?\],"digits":/, '"digits":');
    const expected = counted((await prorata(...ask, '--window', whole, '--partial')).out);
    const cuts = {
      halves: [
        ['01:00:00', '04:00:00'],
        ['04:00:00', '07:00:00'],
      ].map(([a, b]) => ['--window', window(a, b)]),
      thirds: [
        ['01:00:00', '03:00:00'],
        ['03:00:00', '05:00:00'],
        ['05:00:00', '07:00:00'],
      ].map(([a, b]) => ['--window', window(a, b)]),
      shards: ['1/3', '2/3', '3/3'].map((shard) => ['--window', whole, '--shard', shard]),
    };
    for (const [name, parts] of Object.entries(cuts)) {
      const files = [];
      for (const [index, part] of parts.entries()) {
        const { code, out, err } = await prorata(...ask, ...part, '--partial');
        assert.equal(code, 0, err);
        files.push(path.join(folder, `${name}-${index}.json`));
        writeFileSync(files.at(-1), out);
      }
      const merged = await prorata('merge', ...files, '--partial');
      assert.equal(merged.code, 0, merged.err);
      // Nobody knows what nodes of several shards used together at most.
      const known = name === 'shards' ? (text) => text.replaceAll(/"usageMax":\[[^\]]*\]/g, '') : (text) => text;
      assert.equal(known(counted(merged.out)), known(expected), name);
      const ids = (text) => JSON.parse(text).diagnostics.map(({ id }) => id);
      const noticed = files.flatMap((file) => ids(readFileSync(file, 'utf8')));
      assert.deepEqual(ids(merged.out), [...new Set(noticed)].sort());
      const twice = await prorata('merge', ...files, files[0]);
      assert.equal(twice.code, 2, 'a part counts once');
      const lacking = await prorata('merge', files[0], ...files.slice(2));
      if (name === 'shards') assert.match(lacking.err, /merge-missing-shard/);
      if (name === 'thirds') assert.match(lacking.err, /merge-gap/);
      if (name !== 'halves') assert.equal(lacking.code, 1, 'and a missing one is told');
    }
  });

  it('answers a what-if price as a fresh run with that price does', async (t) => {
    const prices = {
      format: 'prorata.prices/1',
      currency: 'EUR',
      units: { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', node: 'hour' },
      defaults: { cpu: '0.0291', memory: '0.0037', gpu: '1.13' },
      spot: { cpu: '0.0071', memory: '0.0009', gpu: '0.4' },
      nodes: [{ instanceType: 'm5.2xlarge', price: '0.46' }],
    };
    const folder = scratch(t);
    const file = path.join(folder, 'prices.json');
    writeFileSync(file, JSON.stringify(prices));
    const recording = path.join(folder, 'spine.prorata.ndjson');
    await prorata('record', ...source, '--window', whole, '--resolution', '5m', '-o', recording);
    const fresh = (await prorata('allocate', '--metrics', recording, '--prices', file, '--format', 'json')).out;
    assert.match(fresh, /"currency":"EUR"/);
    await withRecording(read(recording), async (session) => {
      const before = await session.report('json', {});
      assert.equal(await session.report('json', { prices }), fresh);
      assert.equal(await session.report('json', {}), before, 'and back');
    });
  });

  it('charges an outage of ten minutes as arithmetic by hand does', async () => {
    const rows = byName(
      await prorataJson('allocate', ...source, '--window', whole, '--resolution', '5m', '--aggregate', 'namespace,pod'),
    );
    // Requested 0.5 cores, used half of it: 6 h whatever the samples say.
    assert.equal(rows.get(cart).cpuCoreHours, 3);
    assert.equal(rows.get(cart).ramByteHours, 0.5 * 6 * 2 ** 30);
    // Used one core all the time: the counter bridges the outage. Scrapes jitter by seconds.
    assert.ok(Math.abs(rows.get(checkout).cpuCoreHours - 6) < 20 / 3600);
    // Memory is unknown for two intervals of five minutes and charged by its request, 512 instead of 1024 MiB.
    assert.equal(rows.get(checkout).ramByteHours, (6 - 600 / 3600 / 2) * 2 ** 30);
  });

  it('charges windows that begin and end anywhere by the second', async () => {
    const rows = async (from, to) =>
      byName(await prorataJson('allocate', ...source, '--window', window(from, to), '--aggregate', 'namespace,pod'));
    const now = ['--window', '30m', '--now', `${day}05:17:30Z`];
    const half = byName(await prorataJson('allocate', ...source, ...now, '--aggregate', 'namespace,pod'));
    assert.equal(half.get(cart).cpuCoreHours, 0.5 * 0.5);
    assert.equal(half.get(cart).ramByteHours, 0.5 * 0.5 * 2 ** 30);
    const late = await rows('02:50:30', '03:10:10');
    assert.equal(late.get(cart).cpuCoreHours, (0.5 * 1180) / 3600);
    // data/postgres-0 stops at 03:00:00 and goes on elsewhere from 03:02:00: 570 s and 490 s of one core.
    assert.equal(late.get('data/postgres-0').cpuCoreHours, (570 + 490) / 3600);
    // A job of 40 seconds that no scrape of usage saw.
    const job = await rows('01:10:30', '01:40:00');
    assert.equal(job.get('batch/thumbnails-x7k2p').cpuCoreHours, 40 / 3600);
    // general-b joins at 02:00:00.
    const assets = await prorataJson('assets', ...source, '--window', window('01:50:30', '02:20:30'));
    const joined = assets.assets.find(({ name }) => name === 'general-b');
    const hours = (20.5 * 60) / 3600;
    assert.ok(Math.abs(joined.cpuCost + joined.ramCost - hours * (8 * rate.core + 32 * rate.gib)) < 2e-9);
  });

  it('cuts hours at the borders of a zone that is 5:45 ahead', async () => {
    const report = await prorataJson(
      'allocate',
      ...source,
      '--window',
      window('01:00:00', '04:00:00'),
      '--step',
      '1h',
      '--tz',
      'Asia/Kathmandu',
      '--aggregate',
      'namespace,pod',
    );
    assert.deepEqual(
      report.steps.map(({ start, cutShort }) => [start.slice(11, 16), cutShort]),
      [
        ['01:00', true],
        ['01:15', false],
        ['02:15', false],
        ['03:15', true],
      ],
    );
    const perHour = 0.5 * rate.core + 0.5 * rate.gib;
    const expected = [0.25, 1, 1, 0.75].map((hours) => hours * perHour);
    byName(report)
      .get(cart)
      .stepCost.forEach((cost, step) => assert.ok(Math.abs(cost - expected[step]) < 1.5e-9));
  });
});
