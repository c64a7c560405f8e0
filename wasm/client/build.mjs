// Builds the package: TypeScript into dist/, and the WebAssembly build beside it.
// PRORATA_WASM names the folder with prorata.wasm and prorata.mjs; by default that of the preset `wasm`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

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
for (const file of ['prorata.wasm', 'prorata.mjs', 'files.wasm'])
  copyFileSync(path.join(engine, file), path.join(dist, file));
copyFileSync(path.join(here, 'src/prorata.d.mts'), path.join(dist, 'prorata.d.mts'));
process.exit(spawnSync(tsc, ['-p', here], { stdio: 'inherit' }).status ?? 1);
