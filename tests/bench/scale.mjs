// What a day of many pods costs: time to the first answer and memory, in WebAssembly and natively, and how both grow
// with the number of pods.
//
//   node tests/bench/scale.mjs [--pods 1000,10000] [--runs 3] [--json FILE]
//
// Needs the built package and build/native/bin/prorata. Every run has a process of its own; sizes take turns.
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { clusterOf } from './cluster.mjs';
import { runWatched, watchWebAssembly } from './memory.mjs';
import { ratiosOf, short, statsOf, writeJson } from './stats.mjs';

const { values: args } = parseArgs({
  options: {
    pods: { type: 'string', default: '1000,10000' },
    runs: { type: 'string', default: '3' },
    json: { type: 'string' },
    one: { type: 'string' },
    record: { type: 'string' },
  },
});
const script = fileURLToPath(import.meta.url);
const program = fileURLToPath(new URL('../../build/native/bin/prorata', import.meta.url));
const day = { startMs: Date.parse('2026-11-16T00:00:00Z'), endMs: Date.parse('2026-11-17T00:00:00Z') };
const window = '2026-11-16T00:00:00Z,2026-11-17T00:00:00Z';
const kMegabyte = 1e6;

/** Asks a session's plan and gives each request to `work`. */
async function followPlan(session, work) {
  for (let round = await session.plan(); round.length > 0; round = await session.plan()) {
    for (const request of round) await work(request);
  }
}

async function openEngine() {
  const { loadEngine } = await import('@prorata/engine');
  return loadEngine();
}

const openSession = (engine) => engine.open({ window, nowMs: day.endMs, resolution: '5m', cluster: 'bench' });

/** Loads a cluster and asks a question: only the engine's time counts, not that of making the answers. */
async function load(engine, cluster) {
  const session = await openSession(engine);
  const run = { samples: 0, bytes: 0, ms: 0 };
  const timed = async (work) => {
    const begin = performance.now();
    const value = await work();
    run.ms += performance.now() - begin;
    return value;
  };
  await followPlan(session, async (request) => {
    const pieces = [...cluster.answer(request)];
    const { samples, bytes } = await timed(async () => {
      const writer = await session.ingest(request.id, request.chunk);
      for (const piece of pieces) await writer.write(piece);
      return writer.end();
    });
    run.samples += samples;
    run.bytes += bytes;
  });
  const answer = await timed(() => session.allocate({ aggregate: ['namespace'] }));
  if (answer.rowCount < 2 || answer.remainder.nano[0] !== 0n) throw new Error('the answer is not that of the cluster');
  await session.close();
  return run;
}

/** One run in WebAssembly, cold, and once more, when the compiler of the host has done its work. */
async function oneRun(pods) {
  const heapNow = watchWebAssembly();
  const cluster = clusterOf({ pods, ...day });
  const engine = await openEngine();
  const cold = await load(engine, cluster);
  const heap = heapNow();
  const { ms: warmMs } = await load(engine, cluster);
  engine.close();
  return { ...cold, heap, warmMs };
}

/** The same answers as a file, for the native program. */
async function record(pods, file) {
  const out = createWriteStream(file);
  const manifest = { format: 'prorata.recording', version: 1 };
  const settings = { resolution: '5m', scrapeInterval: '1m', lifetimeResolution: '5m', match: '', cluster: 'bench' };
  const [start, end] = window.split(',');
  out.write(`${JSON.stringify({ ...manifest, window: { start, end }, ...settings })}\n`);
  const cluster = clusterOf({ pods, ...day });
  const engine = await openEngine();
  const session = await openSession(engine);
  await followPlan(session, async (request) => {
    const { id, chunk, path: to, params } = request;
    out.write(`${JSON.stringify({ query: id, chunk, path: to, params, status: 200 }).slice(0, -1)},"body":`);
    const writer = await session.ingest(id, chunk);
    for (const piece of cluster.answer(request)) {
      await writer.write(piece);
      if (!out.write(piece)) await once(out, 'drain');
    }
    await writer.end();
    out.write('}\n');
  });
  engine.close();
  out.end();
  await once(out, 'finish');
}

const child = (...options) => JSON.parse(execFileSync(process.execPath, [script, ...options], { maxBuffer: 1 << 20 }));

/** Everything about one size. Native runs read a recording; its samples are those of the WebAssembly runs. */
async function measure(sizes, runs) {
  const folder = mkdtempSync(path.join(tmpdir(), 'prorata-bench-'));
  const fileOf = (pods) => path.join(folder, `${pods}.prorata.ndjson`);
  const native = (pods) => runWatched(program, ['allocate', '--metrics', fileOf(pods), '--format', 'csv']);
  const all = new Map(sizes.map((pods) => [pods, { wasm: [], native: [] }]));
  try {
    for (const pods of sizes) child('--record', `${pods},${fileOf(pods)}`);
    for (let run = 0; run < runs; run += 1) {
      for (const pods of sizes) all.get(pods).wasm.push(child('--one', String(pods)));
      for (const pods of sizes) all.get(pods).native.push(await native(pods));
    }
    return all;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary(pods, { wasm, native }) {
  const [{ samples, bytes }] = wasm;
  const of = (list, field) => statsOf(list.map((one) => one[field]));
  return {
    pods,
    samples,
    bytes,
    wasm: {
      ms: of(wasm, 'ms'),
      warmMs: of(wasm, 'warmMs'),
      heap: of(wasm, 'heap'),
      perSample: of(wasm, 'heap').median / samples,
    },
    native: { ms: of(native, 'ms'), peak: of(native, 'peak'), perSample: of(native, 'peak').median / samples },
  };
}

function growth(all, small, large) {
  const of = (side, field) =>
    ratiosOf(
      all.get(large)[side].map((run) => run[field]),
      all.get(small)[side].map((run) => run[field]),
    );
  return {
    pods: [small, large],
    wasm: { warmMs: of('wasm', 'warmMs'), heap: of('wasm', 'heap') },
    native: { ms: of('native', 'ms'), peak: of('native', 'peak') },
  };
}

function print({ sizes, growth: grown }) {
  console.log('a day at 5 minutes         samples      answers    seconds     memory, MB   bytes per sample');
  const line = (what, { samples, bytes }, ms, memory) =>
    console.log(
      `${what.padEnd(24)}${samples.toLocaleString('en').padStart(10)}${short(bytes / kMegabyte).padStart(10)} MB` +
        `${short(ms / 1000).padStart(11)}${short(memory / kMegabyte).padStart(15)}${short(memory / samples).padStart(19)}`,
    );
  for (const size of sizes) {
    line(`${size.pods} pods, WebAssembly`, size, size.wasm.ms.median, size.wasm.heap.median);
    line(`${size.pods} pods, native`, size, size.native.ms.median, size.native.peak.median);
  }
  const times = ({ median, least, most }) => `${short(median)}x (${short(least)} to ${short(most)})`;
  console.log(
    `from ${grown.pods.join(' to ')} pods: WebAssembly ${times(grown.wasm.warmMs)} the time, ${times(grown.wasm.heap)} the heap`,
  );
  console.log(`  native ${times(grown.native.ms)} the time, ${times(grown.native.peak)} the memory`);
}

if (args.one) {
  console.log(JSON.stringify(await oneRun(Number(args.one))));
} else if (args.record) {
  const at = args.record.indexOf(',');
  await record(Number(args.record.slice(0, at)), args.record.slice(at + 1));
  console.log('{}');
} else {
  const sizes = args.pods.split(',').map(Number);
  const all = await measure(sizes, Number(args.runs));
  const result = {
    benchmark: 'scale',
    sizes: sizes.map((pods) => summary(pods, all.get(pods))),
    growth: growth(all, sizes[0], sizes.at(-1)),
  };
  print(result);
  writeJson(args.json, result);
}
