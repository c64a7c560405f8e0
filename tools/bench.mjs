// `npm run bench`: builds the benchmarks of tests/bench and runs them, natively and in Node. Numbers are ratios measured
// in one run on one machine. `npm run bench -- --megabytes 20 --runs 3` is quicker than the default.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { buildPreset } from './lib/builds.mjs';
import { must, root } from './lib/shell.mjs';

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '100' }, runs: { type: 'string', default: '5' } },
});
const results = path.join(root, 'build/bench');
const native = path.join(results, 'ingest-native.json');
const node = process.execPath;

try {
  await buildPreset('native');
  await buildPreset('wasm');
  mkdirSync(results, { recursive: true });
  await must('build/native/tests/bench/ingest_bench', [values.megabytes, values.runs, native]);
  const wasm = [
    '--wasm',
    'build/wasm/tests/bench/ingest_wasm.cjs',
    '--native',
    native,
    '--megabytes',
    values.megabytes,
  ];
  await must(node, ['tests/bench/ingest_bench.mjs', ...wasm, '--runs', values.runs]);
  await must('build/native/tests/bench/requery_bench', []);
  await must(node, ['--no-experimental-fetch', 'build/wasm/tests/bench/requery_bench.cjs']);
} catch (problem) {
  console.error(`bench: ${problem.message}`);
  process.exitCode = 1;
}
