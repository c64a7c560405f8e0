// Every folder of tests/golden through every face in Node: the program, WebAssembly on this thread and in a worker.
// tests/engine/golden does the same with the library.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';

import { loadEngine, loadRecording } from '../../wasm/client/dist/node.js';
import { loadRemoteEngine } from '../../wasm/client/dist/remote.js';
import { argumentsOf, cases, folder, questionOf } from './golden.mjs';
import { prorata, read, withRecording } from './support.mjs';

const dist = new URL('../../wasm/client/dist/', import.meta.url);

/** Node's workers speak a little differently from the web's. */
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

/** Cuts at random, the same ones in every run: mostly a few bytes, now and then many. */
function* pieces(bytes, seed) {
  let state = seed;
  const random = (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + random(random(10) === 0 ? 20000 : 40);
    yield bytes.subarray(at, end);
    at = end;
  }
}

const decimal = (nano, digits) => {
  const text = String(nano < 0n ? -nano : nano).padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  return `${nano < 0n ? '-' : ''}${text.slice(0, -digits)}${fraction && `.${fraction}`}`;
};

/** Money of a JSON text as it is written: a parser would make doubles of it. */
const moneyOf = (text, name) => [...text.matchAll(new RegExp(`"${name}":(-?[\\d.]+)`, 'g'))].map((match) => match[1]);

/** What a session says must be what the folder expects. JavaScript has assets as columns only, not as a text. */
async function assertExpected(session, golden) {
  const expected = readFileSync(golden.expected, 'utf8');
  const question = questionOf(golden);
  if (golden.asked.verb === 'allocate') {
    assert.equal(await session.report(golden.asked.format, question), expected);
    return;
  }
  const assets = await session.assets(question);
  const [, ...totals] = moneyOf(expected, 'totalCost');
  assert.deepEqual(
    Array.from(assets.totalCost.nano, (nano) => decimal(nano, assets.digits)),
    totals,
  );
  assert.deepEqual(
    Array.from(assets.idleCost.nano, (nano) => decimal(nano, assets.digits)),
    moneyOf(expected, 'idleCost'),
  );
  assert.deepEqual(
    assets.names,
    JSON.parse(expected).assets.map(({ name }) => name),
  );
}

describe('golden folders', () => {
  it('are all in the list that the C++ test reads', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    assert.deepEqual(
      cases().map(({ name }) => name),
      folders.map(({ name }) => name).sort(),
    );
  });

  for (const golden of cases()) {
    describe(golden.name, () => {
      const bytes = read(golden.recording);

      it('through the command line', async () => {
        const { code, out, err } = await prorata(...argumentsOf(golden));
        // An answer that lacks data is printed whole, and the exit code says so.
        assert.equal(code, golden.name === 'lost-answers' ? 1 : 0, err);
        assert.equal(out, readFileSync(golden.expected, 'utf8'));
      });

      it('through WebAssembly on this thread', () =>
        withRecording(bytes, (session) => assertExpected(session, golden)));

      it('through WebAssembly in a worker', async () => {
        const bytesOf = async (name) => new Uint8Array(await readFile(new URL(name, dist))).buffer;
        const engine = await loadRemoteEngine(new WebWorker(), {
          engine: await bytesOf('prorata.wasm'),
          files: () => bytesOf('files.wasm'),
        });
        try {
          const session = await engine.open();
          await loadRecording(session, bytes);
          await assertExpected(session, golden);
        } finally {
          engine.close();
        }
      });

      it('in single bytes', () => withRecording(bytes, (session) => assertExpected(session, golden), 1));

      it('in pieces cut at random', async () => {
        const engine = await loadEngine();
        for (const seed of [1, 2, 3]) {
          const session = await engine.open();
          const writer = await session.ingestRecording();
          for (const piece of pieces(bytes, seed)) await writer.write(piece);
          await writer.end();
          await assertExpected(session, golden);
          await session.close();
        }
        engine.close();
      });
    });
  }
});
