// `npm run bench`: builds the benchmarks and runs them. What they measure stands in tests/bench.
import { existsSync } from 'node:fs';
import path from 'node:path';

import { buildClient, buildPreset } from './lib/builds.mjs';
import { must, root } from './lib/shell.mjs';

const runner = path.join(root, 'tests/bench/run.mjs');
try {
  if (!existsSync(runner)) throw new Error('there is no tests/bench/run.mjs');
  await buildPreset('native');
  await buildPreset('wasm');
  await buildClient();
  await must(process.execPath, [runner, ...process.argv.slice(2)]);
} catch (problem) {
  console.error(`bench: ${problem.message}`);
  process.exitCode = 1;
}
