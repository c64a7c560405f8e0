// Ingest throughput in Node: our WebAssembly build against JSON.parse and a loop, on the same bytes.
//
//   node ingest_bench.mjs --wasm ingest_wasm.cjs [--megabytes 100] [--runs 5] [--shape NAME] [--native FILE]
//                         [--json FILE]
//
// Both start from bytes and fill columns of numbers; runs alternate and medians are compared. `--native` names the JSON
// of ingest_bench, for the ratio of WebAssembly to native.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const CHUNK = 64 * 1024;

const { values: args } = parseArgs({
  options: {
    wasm: { type: 'string' },
    megabytes: { type: 'string', default: '100' },
    runs: { type: 'string', default: '5' },
    shape: { type: 'string' },
    native: { type: 'string' },
    json: { type: 'string' },
  },
});
if (args.wasm === undefined) {
  console.error(
    'usage: node ingest_bench.mjs --wasm ingest_wasm.cjs [--megabytes N] [--runs N] [--shape NAME] [--native FILE] [--json FILE]',
  );
  process.exit(2);
}

const glue = resolve(args.wasm);
const module = await createRequire(import.meta.url)(glue)({
  wasmBinary: readFileSync(glue.replace(/\.cjs$/, '.wasm')),
});

const text = (pointer) => {
  const end = module.HEAPU8.indexOf(0, pointer);
  return new TextDecoder().decode(module.HEAPU8.subarray(pointer, end));
};

/** The names of the shapes that the module can make, in order. */
function shapes() {
  const names = [];
  for (let pointer = module._bench_shape(0); pointer !== 0; pointer = module._bench_shape(names.length))
    names.push(text(pointer));
  return names;
}

function makeDocument(shape, bytes) {
  const pointer = module._bench_make(shape, bytes);
  const document = module.HEAPU8.slice(pointer, pointer + module._bench_made());
  module._bench_forget();
  return document;
}

function parseWithWasm(document) {
  const chunk = module._bench_chunk(CHUNK);
  module._bench_begin();
  for (let at = 0; at < document.length; at += CHUNK) {
    const piece = document.subarray(at, at + CHUNK);
    module.HEAPU8.set(piece, chunk);
    if (module._bench_write(piece.length) === 0) throw new Error('the document was refused');
  }
  return module._bench_finish();
}

/** Columns that are reused, as those of the WebAssembly side are. */
function jsonColumns(samples) {
  return { times: new Float64Array(samples), values: new Float64Array(samples), count: 0, labels: [] };
}

function parseWithJson(document, columns) {
  columns.count = 0;
  columns.labels.length = 0;
  const answer = JSON.parse(new TextDecoder().decode(document));
  for (const series of answer.data.result) {
    for (const [name, value] of Object.entries(series.metric)) columns.labels.push(name, value);
    for (const [time, value] of series.values ?? [series.value]) {
      columns.times[columns.count] = Math.round(time * 1000);
      columns.values[columns.count] = Number(value);
      columns.count += 1;
    }
  }
  return columns.count;
}

function sumOf({ times, values, count }) {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += values[i];
  for (let i = 0; i < count; i += 1) sum += times[i] % 1_000_000;
  return sum;
}

function secondsOf(work) {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

function benchShape(index, name, nativeSpeeds) {
  const document = makeDocument(index, Number(args.megabytes) * 1e6);
  const samples = parseWithWasm(document);
  const columns = jsonColumns(samples);
  const wasm = [];
  const json = [];
  for (let run = 0; run <= Number(args.runs); run += 1) {
    const ours = secondsOf(() => parseWithWasm(document));
    const theirs = secondsOf(() => parseWithJson(document, columns));
    if (run === 0) continue; // compilers warm up, memory is touched
    wasm.push(ours);
    json.push(theirs);
  }
  if (columns.count !== samples || sumOf(columns) !== module._bench_sum())
    throw new Error(`the parsers disagree on ${name}`);
  const speed = (seconds) => document.length / 1e6 / median(seconds);
  const row = {
    shape: name,
    bytes: document.length,
    samples,
    megabytesPerSecond: { wasm: speed(wasm), 'JSON.parse': speed(json) },
    seconds: { wasm, 'JSON.parse': json },
    timesJson: median(json) / median(wasm),
  };
  const native = nativeSpeeds.get(name);
  return native === undefined ? row : { ...row, timesNative: row.megabytesPerSecond.wasm / native };
}

const nativeReport = args.native === undefined ? { shapes: [] } : JSON.parse(readFileSync(args.native, 'utf8'));
const nativeSpeeds = new Map(nativeReport.shapes.map((row) => [row.shape, row.megabytesPerSecond['prorata 64K']]));

const rows = [];
console.log('MB/s, medians                 wasm  JSON.parse     ratio  wasm/native');
shapes().forEach((name, index) => {
  if (args.shape !== undefined && args.shape !== name) return;
  const row = benchShape(index, name, nativeSpeeds);
  const cells = [
    row.megabytesPerSecond.wasm.toFixed(0),
    row.megabytesPerSecond['JSON.parse'].toFixed(0),
    `${row.timesJson.toFixed(1)}x`,
  ];
  cells.push(row.timesNative === undefined ? '-' : row.timesNative.toFixed(2));
  console.log(name.padEnd(22) + cells.map((cell) => cell.padStart(12)).join(''));
  rows.push(row);
});
if (args.json !== undefined) {
  writeFileSync(
    args.json,
    `${JSON.stringify({ benchmark: 'ingest-wasm', runs: Number(args.runs), shapes: rows }, null, 2)}\n`,
  );
}
