// Builds the package: TypeScript into dist/, and beside it the WebAssembly build and what the engine's notices say.
// PRORATA_WASM names the folder with prorata.wasm and prorata.mjs; by default that of the preset `wasm`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { noticeTexts } from '../../tools/lib/notice-texts.mjs';
import { withCustom } from '../../tools/lib/wasm-file.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const engine = path.resolve(process.env['PRORATA_WASM'] ?? path.join(here, '../../build/wasm/wasm'));
const dist = path.join(here, 'dist');
const tsc = path.join(here, '../../node_modules/.bin/tsc');

if (!existsSync(path.join(engine, 'prorata.wasm'))) {
  console.error(
    `@prorata/engine: ${engine}/prorata.wasm is missing: build the preset "wasm" first (npm run build does)`,
  );
  process.exit(1);
}
mkdirSync(dist, { recursive: true });
for (const file of ['prorata.wasm', 'prorata.mjs', 'text.wasm'])
  copyFileSync(path.join(engine, file), path.join(dist, file));
// The engine's later part travels in a section of files.wasm: whoever needs one needs the other (src/load.ts).
const [files, later] = ['files.wasm', 'later.wasm'].map((file) => readFileSync(path.join(engine, file)));
writeFileSync(path.join(dist, 'files.wasm'), withCustom(files, 'prorata.later', later));
for (const file of ['prorata.d.mts', 'notice-texts.d.mts'])
  copyFileSync(path.join(here, 'src', file), path.join(dist, file));
const texts = Object.fromEntries(noticeTexts().map(([id, message, fix]) => [id, [message, fix]]));
writeFileSync(path.join(dist, 'notice-texts.mjs'), `export const noticeTexts = ${JSON.stringify(texts)};\n`);
process.exit(spawnSync(tsc, ['-p', here], { stdio: 'inherit' }).status ?? 1);
