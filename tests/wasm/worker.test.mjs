// The same session over a worker: Node's workers speak a little differently, so a few lines make one look like the web's.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';

import { loadEngine, runPlan } from '@prorata/engine';

import { loadRemoteEngine } from '../../wasm/client/dist/remote.js';
import { startSpine } from '../support/spine.mjs';

const dist = new URL('../../wasm/client/dist/', import.meta.url);

class WebWorker {
  constructor() {
    const start = `
      import { parentPort } from 'node:worker_threads';
      globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
      await import(${JSON.stringify(new URL('worker.js', dist).href)});
      parentPort.on('message', (data) => globalThis.onmessage({ data }));
    `;
    this.worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(start)}`));
  }
  postMessage(message, transfer) {
    this.worker.postMessage(message, transfer);
  }
  addEventListener(type, listener) {
    this.worker.on(type, (value) => listener(type === 'message' ? { data: value } : value));
  }
  terminate() {
    void this.worker.terminate();
  }
}

let server;
let programs;
before(async () => {
  server = await startSpine();
  const bytesOf = async (name) => new Uint8Array(await readFile(new URL(name, dist))).buffer;
  programs = { engine: await bytesOf('prorata.wasm'), files: () => bytesOf('files.wasm') };
});
after(() => server.stop());

async function loaded(engine) {
  const session = await engine.open({ window: server.window, nowMs: server.nowMs });
  await runPlan(session, { url: server.url });
  return session;
}

describe('the engine in a worker', () => {
  it('answers as it does without one', async () => {
    const remote = await loadRemoteEngine(new WebWorker(), programs);
    const here = await loaded(await loadEngine());
    const there = await loaded(remote);
    assert.deepEqual(await there.allocate({ step: '1h' }), await here.allocate({ step: '1h' }));
    assert.deepEqual(await there.assets(), await here.assets());
    assert.equal(await there.report('csv'), await here.report('csv'));
    assert.deepEqual(await there.diagnostics(), await here.diagnostics());
    remote.close();
  });

  it('passes errors on as they are', async () => {
    const remote = await loadRemoteEngine(new WebWorker(), programs);
    await assert.rejects(remote.open({ window: '7x', nowMs: 0 }), {
      name: 'ProrataError',
      code: 'bad-usage',
      where: 'window',
    });
    const session = await remote.open();
    const writer = await session.ingestRecording();
    await assert.rejects(
      async () => {
        for (let n = 0; n < 100; n += 1) await writer.write(new TextEncoder().encode('garbage\n'));
        await writer.end();
      },
      { code: 'bad-input' },
    );
    remote.close();
  });

  it('fails every call once it is closed', async () => {
    const remote = await loadRemoteEngine(new WebWorker(), programs);
    const session = await remote.open();
    const waiting = session.diagnostics();
    remote.close();
    await assert.rejects(waiting, { code: 'cancelled' });
    await assert.rejects(session.diagnostics(), { code: 'cancelled' });
  });

  it('says when it could not be loaded', async () => {
    const broken = { ...programs, engine: new ArrayBuffer(8) };
    await assert.rejects(loadRemoteEngine(new WebWorker(), broken), { name: 'ProrataError' });
  });

  it('asks for the reader of files when it is needed, and again where it did not come', async () => {
    let asked = 0;
    const files = () => {
      asked += 1;
      return asked === 1 ? Promise.resolve(new ArrayBuffer(8)) : programs.files();
    };
    const remote = await loadRemoteEngine(new WebWorker(), { ...programs, files });
    const session = await loaded(remote);
    await session.allocate();
    assert.equal(asked, 0);
    await assert.rejects(session.report('csv'), { name: 'ProrataError', message: /cannot run/ });
    const here = await loaded(await loadEngine());
    assert.equal(await session.report('csv'), await here.report('csv'));
    const prices = 'builtin';
    assert.deepEqual(await session.allocate({ prices }), await here.allocate({ prices }));
    assert.equal(await session.reportAssets('json'), await here.reportAssets('json'));
    assert.equal(asked, 2);
    remote.close();
  });
});
