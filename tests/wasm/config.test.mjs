// Config files through the package: the same answers as the command line gives with --config.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

import { loadEngine, loadRecording } from '@prorata/engine';

const root = fileURLToPath(new URL('../..', import.meta.url));
const demo = path.join(root, 'examples/demo.prorata.ndjson.gz');
const binary = path.join(root, 'build/native/bin/prorata');
const text = readFileSync(path.join(root, 'examples/config.yaml'), 'utf8');

const folder = mkdtempSync(path.join(tmpdir(), 'prorata-config-'));
after(() => rmSync(folder, { recursive: true }));

async function byCommand(...options) {
  const args = ['allocate', '--metrics', demo, '--format', 'json', ...options];
  return (await promisify(execFile)(binary, args, { maxBuffer: 1 << 28 })).stdout;
}

describe('readConfig', () => {
  let engine, session;
  before(async () => {
    engine = await loadEngine();
    session = await engine.open();
    await loadRecording(session, gunzipSync(readFileSync(demo)));
  });

  it('gives what to spread into options and questions', async () => {
    const { fetch, question, pricesFile, unused } = await engine.readConfig({ name: 'config.yaml', text });
    assert.deepEqual(fetch.gpuResources, [
      { resource: 'example.com/gpu-slice', gpus: 0.25 },
      { resource: 'example.com/gpu-memory', gpus: 1 / 80 },
    ]);
    assert.equal(pricesFile, 'prices.yaml');
    assert.deepEqual(unused, []);
    const prices = { name: 'prices.yaml', text: readFileSync(path.join(root, 'examples/prices.yaml'), 'utf8') };
    const { diagnostics: ours, ...mine } = JSON.parse(await session.report('json', { ...question, prices }));
    const { diagnostics: theirs, ...wanted } = JSON.parse(
      await byCommand('--config', path.join(root, 'examples/config.yaml')),
    );
    assert.deepEqual(mine, wanted);
    const place = /^.*\/(?=prices\.yaml)/;
    const named = theirs.map(({ objects, ...rest }) => ({
      ...rest,
      objects: objects.map((object) => object.replace(place, '')),
    }));
    assert.deepEqual(ours, named);
    assert.ok(ours.some(({ id }) => id === 'budget-exceeded'));
  });

  it('has prices that stand in the file', async () => {
    const inline =
      'format: prorata.config/1\nprices:\n  currency: EUR\n  units: {cpu: core-hour}\n  defaults: {cpu: 1}\n';
    const { question } = await engine.readConfig(inline);
    const { currency, totals } = await session.allocate(question);
    const direct = { format: 'prorata.prices/1', currency: 'EUR', units: { cpu: 'core-hour' }, defaults: { cpu: '1' } };
    const wanted = await session.allocate({ prices: direct });
    assert.equal(currency, 'EUR');
    assert.equal(totals.totalCost.nano[0], wanted.totals.totalCost.nano[0]);
  });

  it('names file, line and field of what is wrong', async () => {
    const wrong = { name: 'wrong.yaml', text: 'format: prorata.config/1\nidle: sharing\n' };
    await assert.rejects(engine.readConfig(wrong), { code: 'bad-usage', where: 'wrong.yaml:2' });
  });

  it('lets a recording know GPU resources', async () => {
    const other = await engine.open({ gpuResources: [{ resource: 'nvidia.com/gpu', gpus: 0.5 }] });
    await loadRecording(other, gunzipSync(readFileSync(demo)));
    const file = path.join(folder, 'gpus.yaml');
    writeFileSync(file, 'format: prorata.config/1\ngpuResources: [{resource: nvidia.com/gpu, kind: slice, of: 2}]\n');
    const wanted = JSON.parse(await byCommand('--config', file));
    assert.equal((await other.allocate()).totals.gpuHours[0], wanted.totals.gpuHours);
    assert.notEqual((await session.allocate()).totals.gpuHours[0], wanted.totals.gpuHours);
    await assert.rejects(engine.open({ gpuResources: [{ resource: 'a/b', gpus: 2 }] }), { code: 'bad-usage' });
  });
});

describe('compare', () => {
  it('says what --compare of the command line says', async () => {
    const engine = await loadEngine();
    const session = await engine.open();
    await loadRecording(session, gunzipSync(readFileSync(demo)));
    const question = { aggregate: ['namespace', 'controller'], idle: 'share', method: 'usage', limit: 3 };
    const options = ['--aggregate', 'namespace,controller', '--idle', 'share', '--method', 'usage'];
    const wanted = JSON.parse(await byCommand(...options, '--compare', 'request'));
    assert.deepEqual(await session.compare(question, 'request'), wanted);
    assert.ok(wanted.rows.length > 20);
    await assert.rejects(session.compare({}, 'guess'), { code: 'bad-usage' });
  });

  it('sets a part of what is loaded beside another, and says which', async () => {
    const engine = await loadEngine();
    const session = await engine.open();
    await loadRecording(session, gunzipSync(readFileSync(demo)));
    const [before, now] = ['2026-11-14T00:00:00Z..2026-11-15T00:00:00Z', '24h'].map((window) => ({
      aggregate: ['controller'],
      window,
    }));
    const [first, second, both] = [
      await session.allocate(before),
      await session.allocate(now),
      await session.compare(before, now),
    ];
    assert.equal(both.start, '2026-11-14T00:00:00Z');
    assert.equal(both.second.start, '2026-11-15T00:00:00Z');
    assert.equal(both.second.end, '2026-11-16T00:00:00Z');
    const costOf = ({ names, kinds, columns }, name, kind) => {
      const row = names.findIndex((each, at) => each === name && kinds[at] === kind);
      return row < 0 ? 0 : columns.totalCost.units[row];
    };
    for (const row of both.rows) {
      assert.equal(row.first.totalCost, costOf(first, row.name, row.kind), row.name);
      assert.equal(row.second.totalCost, costOf(second, row.name, row.kind), row.name);
    }
    assert.ok(
      both.rows.some((row) => row.first.totalCost === 0) && both.rows.some((row) => row.second.totalCost === 0),
    );
    const nano = second.totals.totalCost.nano[0] - first.totals.totalCost.nano[0];
    assert.equal(both.totals.difference.totalCost, Number(nano) / 1e9);
    await assert.rejects(session.compare(before, { ...now, aggregate: ['pod'] }), { code: 'bad-usage' });
  });

  it('sets other prices beside those that are paid, as --what-if has them', async () => {
    const engine = await loadEngine();
    const session = await engine.open();
    await loadRecording(session, gunzipSync(readFileSync(demo)));
    const changed = JSON.parse(await byCommand('--what-if', 'spot:35,cpu:-10,gpu:12.5,committed:40,saving:30'));
    const plain = JSON.parse(await byCommand());
    const whatIf = { spot: 35, cpu: -10, gpu: 12.5, committed: 40, saving: 30 };
    const { totals, rows } = await session.compare({}, { whatIf });
    assert.equal(totals.first.totalCost, plain.totals.totalCost);
    assert.equal(totals.second.totalCost, changed.totals.totalCost);
    assert.ok(totals.difference.totalCost < 0);
    assert.equal(rows.length, plain.rows.length);
    for (const wrong of [{ spot: 101 }, { cpu: -100 }, { net: 1 }, { cpu: 'x' }, 'spot:35']) {
      await assert.rejects(session.allocate({ whatIf: wrong }), { code: 'bad-usage' }, JSON.stringify(wrong));
    }
  });
});
