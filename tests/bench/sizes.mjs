// Bytes that a user loads, gzip level 9: the engine, what starts it, and the page's first load.
//
//   node tests/bench/sizes.mjs [--json FILE]
//
// Needs the built page. The worker is the generated glue and everything of ours that runs beside the engine.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { sizesOf } from '../../web/app/tools/sizes.mjs';
import { writeJson } from './stats.mjs';

const { values: args } = parseArgs({ options: { json: { type: 'string' } } });
const { files, engine, sum } = sizesOf(fileURLToPath(new URL('../../web/app/dist', import.meta.url)));
const worker = files.find(({ name }) => /(^|\/)worker-[\w-]+\.js$/.test(name));
if (!worker) throw new Error('the built page has no worker');
const result = { benchmark: 'sizes', kib: { engine, worker: worker.size, firstLoad: sum } };
for (const [what, size] of Object.entries(result.kib))
  console.log(`${what.padEnd(12)}${size.toFixed(1).padStart(7)} KiB`);
writeJson(args.json, result);
