// `npm run bench`: measures every number of docs/benchmarks.md and prints them beside floor and goal. Ratios are of one
// run on one machine. What was measured is in test-output/bench.json.
//
//   npm run bench -- --only requery,size     some parts: ingest, requery, first, slider, scale, size, panel
//   npm run bench -- --megabytes 20 --runs 3 quicker than the default of 100 and 5
//   chrt --rr 1 npm run bench                on a busy machine: everything else waits
//   npm run bench -- --docs                  also writes the tables of docs/benchmarks.md
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { writeJson } from '../tests/bench/stats.mjs';
import { rowsOf, verdictOf } from './lib/bench-rows.mjs';
import { filled, markdownTable, speedTable, textTable } from './lib/bench-table.mjs';
import { buildClient, buildPage, buildPreset } from './lib/builds.mjs';
import { install } from './lib/packages.mjs';
import { must, root } from './lib/shell.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    megabytes: { type: 'string', default: '100' },
    runs: { type: 'string', default: '5' },
    docs: { type: 'boolean', default: false },
  },
});
const results = path.join(root, 'build/bench');
const report = path.join(root, 'test-output/bench.json');
const document = path.join(root, 'docs/benchmarks.md');
const file = (name) => path.join(results, `${name}.json`);
const read = (name) => JSON.parse(readFileSync(file(name), 'utf8'));
const node = (...args) => must(process.execPath, args);

async function ingest() {
  const { megabytes, runs } = values;
  await must('build/native/tests/bench/ingest_bench', [megabytes, runs, file('ingest-native')]);
  const wasm = ['--wasm', 'build/wasm/tests/bench/ingest_wasm.cjs', '--native', file('ingest-native')];
  await node(
    'tests/bench/ingest_bench.mjs',
    ...wasm,
    '--megabytes',
    megabytes,
    '--runs',
    runs,
    '--json',
    file('ingest-wasm'),
  );
  return { native: read('ingest-native'), wasm: read('ingest-wasm') };
}

/** A part that is one script. */
const script =
  (name, source, ...args) =>
  async () => {
    await node(`tests/bench/${source}`, ...args, '--json', file(name));
    return read(name);
  };

/** What a part needs built, and how it is measured. */
const parts = {
  ingest: { native: ['ingest_bench'], wasm: ['ingest_wasm'], work: ingest },
  requery: {
    native: ['requery_bench'],
    wasm: ['requery_bench', 'prorata_wasm'],
    work: script('requery', 'requery.mjs'),
  },
  first: { page: true, wasm: ['prorata_wasm'], work: script('first', 'first_numbers.mjs', '--runs', '7') },
  slider: { page: true, wasm: ['prorata_wasm'], work: script('slider', 'slider.mjs') },
  scale: { native: ['prorata'], wasm: ['prorata_wasm'], work: script('scale', 'scale.mjs', '--runs', '3') },
  panel: { plugin: true, wasm: ['prorata_wasm'], work: script('panel', 'panel.mjs') },
  size: { page: true, wasm: ['prorata_wasm'], work: script('size', 'sizes.mjs') },
};

function chosenParts() {
  const names = values.only?.split(',').map((name) => name.trim()) ?? Object.keys(parts);
  const unknown = names.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0)
    throw new Error(`there is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
  return names;
}

async function build(names) {
  const targets = (preset) => [...new Set(names.flatMap((name) => parts[name][preset] ?? []))];
  if (targets('native').length > 0) await buildPreset('native', targets('native'));
  await buildPreset('wasm', targets('wasm'));
  if (targets('wasm').includes('prorata_wasm')) await buildClient();
  if (names.some((name) => parts[name].page)) await buildPage();
  if (names.some((name) => parts[name].plugin)) await install(path.join(root, 'grafana-plugin'));
}

/** True where the kernel lets every other program wait for this one (chrt); false too where it does not say. */
function goesFirst() {
  try {
    const policy = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')[38];
    return policy === '1' || policy === '2';
  } catch {
    return false;
  }
}

/** Where and when a part was measured; a busy machine makes times longer and ratios less sure. */
function hostOf(result) {
  const chromium = result.chromium?.version ?? result.chromium;
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: `${os.cpus().length} × ${os.cpus()[0]?.model.trim() ?? 'unknown'}`,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
    chromium: typeof chromium === 'string' ? chromium : null,
    load: os.loadavg()[0],
    goesFirst: goesFirst(),
  };
}

function hostText({ date, processor, memoryGiB, node: version, chromium, load, goesFirst: first }) {
  const browser = chromium ? `, Chromium ${chromium}` : '';
  return `${date}, ${processor}, ${memoryGiB} GiB, Node ${version}${browser}; load average at the end ${load.toFixed(1)}${first ? ', which had to wait' : ''}.`;
}

function writeDocument(rows, measured, hosts) {
  let text = readFileSync(document, 'utf8');
  for (const name of Object.keys(measured)) {
    const own = rows.filter(({ part }) => part === name);
    text = filled(text, name, `${markdownTable(own)}\n\n${hostText(hosts[name])}`);
  }
  if (measured.ingest) {
    text = filled(text, 'speeds-native', speedTable(measured.ingest.native));
    text = filled(text, 'speeds-wasm', speedTable(measured.ingest.wasm));
  }
  writeFileSync(document, text);
}

try {
  const names = chosenParts();
  await build(names);
  mkdirSync(results, { recursive: true });
  const measured = {};
  const hosts = {};
  for (const name of names) {
    console.log(`\n=== ${name}`);
    measured[name] = await parts[name].work();
    hosts[name] = hostOf(measured[name]);
  }
  const rows = rowsOf(measured);
  console.log(`\n${textTable(rows)}\n`);
  writeJson(report, { hosts, rows, measured });
  if (values.docs) writeDocument(rows, measured, hosts);
  const below = rows.filter((row) => verdictOf(row) === 'BELOW FLOOR');
  for (const { what } of below) console.error(`bench: below its floor: ${what}`);
  if (below.length > 0) process.exitCode = 1;
  console.log(`written: ${path.relative(root, report)}${values.docs ? ', docs/benchmarks.md' : ''}`);
} catch (problem) {
  console.error(`bench: ${problem.message}`);
  process.exitCode = 1;
}
