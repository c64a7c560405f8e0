// Recordings through the package, gzipped or not, whole or damaged.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { loadEngine, loadRecording, runPlan } from '@prorata/engine';

import { startSpine } from '../support/spine.mjs';

const binary = fileURLToPath(new URL('../../build/native/bin/prorata', import.meta.url));

let server;
let engine;
let recording;
let report;

/** A recording made by the client's own loop: every answer is kept as a line. */
async function record() {
  const session = await engine.open({ window: server.window, nowMs: server.nowMs });
  const lines = [];
  const keeping = async (input, init) => {
    const response = await fetch(input, init);
    lines.push({
      path: new URL(input).pathname,
      params: Object.fromEntries(init.body),
      body: await response.clone().text(),
    });
    return response;
  };
  const ids = new Map();
  const plan = session.plan.bind(session);
  session.plan = async () => {
    const requests = await plan();
    for (const request of requests) ids.set(JSON.stringify(request.params), request);
    return requests;
  };
  await runPlan(session, { url: server.url, fetch: keeping });
  report = await session.report('json');
  const manifest = {
    format: 'prorata.recording',
    version: 1,
    window: {
      start: new Date(server.world.start * 1000).toISOString(),
      end: new Date(server.world.end * 1000).toISOString(),
    },
    resolution: '5m',
    scrapeInterval: '1m',
    lifetimeResolution: '1m',
    match: '',
    cluster: '',
  };
  const answers = lines.map(({ path, params, body }) => {
    const { id, chunk } = ids.get(JSON.stringify(params));
    return `{"query":"${id}","chunk":${chunk},"path":"${path}","params":${JSON.stringify(params)},"status":200,"body":${body.trim()}}`;
  });
  return Buffer.from([JSON.stringify(manifest), ...answers, ''].join('\n'));
}

before(async () => {
  server = await startSpine();
  engine = await loadEngine();
  recording = await record();
});
after(() => server.stop());

async function reportOf(source) {
  const session = await engine.open();
  await loadRecording(session, source);
  return session.report('json');
}

describe('loadRecording', () => {
  it('gives the report of the source itself', async () => assert.equal(await reportOf(recording), report));
  it('unpacks gzip', async () => assert.equal(await reportOf(gzipSync(recording)), report));
  it('takes a blob', async () => assert.equal(await reportOf(new Blob([recording])), report));

  it('takes a stream of tiny pieces', async () => {
    const pieces = Array.from({ length: Math.ceil(recording.length / 997) }, (_, n) =>
      recording.subarray(n * 997, (n + 1) * 997),
    );
    const stream = new ReadableStream({
      pull(controller) {
        const piece = pieces.shift();
        if (piece) controller.enqueue(new Uint8Array(piece));
        else controller.close();
      },
    });
    assert.equal(await reportOf(stream), report);
  });

  it('is asked in part, as the command line does', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'prorata-part-'));
    try {
      const file = path.join(folder, 'recording.ndjson');
      writeFileSync(file, recording);
      const session = await engine.open();
      await loadRecording(session, recording);
      const at = (hours) => new Date(server.world.end * 1000 - hours * 3_600_000).toISOString().replace('.000Z', 'Z');
      for (const window of ['2h', `${at(4)},${at(1)}`, `${at(3.5)}..${at(0)}`]) {
        const args = ['allocate', '--metrics', file, '--window', window, '--step', '1h', '--format', 'json'];
        const { stdout } = await promisify(execFile)(binary, args, { maxBuffer: 1 << 28 });
        assert.equal(await session.report('json', { window, step: '1h' }), stdout, window);
        const { totalCost } = JSON.parse(stdout).totals;
        assert.equal((await session.allocate({ window })).totals.totalCost.units[0], totalCost, window);
        assert.equal((await session.assets({ window })).totalCost.nano.length > 0, true);
      }
      const refused = (window) => session.allocate({ window }).catch(({ fields }) => fields);
      assert.match((await refused('400d')).message, /the data covers/);
      assert.match((await refused('soon')).message, /soon/);
      assert.match((await refused(7)).message, /window/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const damaged = [
    ['nothing', () => new Uint8Array(0)],
    ['one byte', () => new Uint8Array([0x1f])],
    ['something else', () => Buffer.from('{"hello": "world"}\n')],
    ['binary garbage', () => Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 131) & 255))],
    ['control characters', () => Buffer.from('{"format": "prorata.recording\u0001", \u001f}\n')],
    ['a number that is too large', () => Buffer.from('{"format": "prorata.recording", "version": 1e999}\n')],
    ['a line cut in its middle', () => recording.subarray(0, recording.indexOf('"params"') + 20)],
    ['gzip cut in its first answer', () => gzipSync(recording).subarray(0, 200)],
    ['gzip with a flipped bit', () => gzipSync(recording).map((byte, at) => (at === 3000 ? byte ^ 8 : byte))],
  ];
  for (const [name, bytes] of damaged) {
    it(`refuses ${name}`, () => assert.rejects(reportOf(bytes()), { name: 'ProrataError', code: 'bad-input' }));
  }

  const cut = [
    ['in the middle', () => recording.subarray(0, recording.length - 3000)],
    ['packed', () => gzipSync(recording).subarray(0, -40)],
    ['packed and before its checksum', () => gzipSync(recording).subarray(0, -5)],
  ];
  for (const [name, bytes] of cut) {
    it(`keeps what came before a cut: ${name}`, async () => {
      const session = await engine.open();
      await loadRecording(session, bytes());
      const { partial, diagnostics } = await session.allocate();
      assert.equal(partial, true);
      const { severity, objects } = diagnostics.find(({ id }) => id === 'recording-damaged');
      assert.equal(severity, 'error');
      assert.match(objects[0], /^line \d+.* breaks off/);
    });
  }

  it('stops when asked to', async () => {
    const session = await engine.open();
    await assert.rejects(loadRecording(session, recording, { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });
});

describe('absorb', () => {
  const named = (name) => Buffer.from(recording.toString().replace('"cluster":""', `"cluster":"${name}"`));
  const open = async (bytes) => {
    const session = await engine.open();
    await loadRecording(session, bytes);
    return session;
  };

  it('makes one answer of two sources, and closes the other', async () => {
    const [one, other] = [await open(named('a')), await open(named('b'))];
    const alone = await (await open(named('b'))).allocate({ aggregate: ['cluster'] });
    await one.absorb(other);
    const both = await one.allocate({ aggregate: ['cluster'] });
    const costOf = ({ names, kinds, columns }, name) =>
      columns.totalCost.nano[names.findIndex((each, row) => each === name && kinds[row] === 'workload')];
    assert.equal(costOf(both, 'b'), costOf(alone, 'b'));
    assert.equal(costOf(both, 'a'), costOf(both, 'b'));
    await assert.rejects(other.allocate(), { code: 'bad-usage', message: 'The session is closed.' });
  });

  it('refuses a cluster that both have, and stays as it was', async () => {
    const one = await open(named('a'));
    const before_ = await (await open(named('a'))).report('json');
    await assert.rejects(one.absorb(await open(named('a'))), { code: 'bad-usage' });
    assert.equal(await one.report('json'), before_);
  });

  it('refuses what is no session of its engine', () =>
    assert.rejects(
      open(recording).then((one) => one.absorb({})),
      { code: 'bad-usage' },
    ));
});
