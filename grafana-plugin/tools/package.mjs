// Builds the plugin and packs it as Grafana unpacks it: prorata-cost-panel-VERSION.zip with one folder of the plugin's name.
// With a MANIFEST.txt of `npm run sign` in dist/, pack without building: `node tools/package.mjs --as-is`.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { zipOf } from './zip.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));

if (!process.argv.includes('--as-is')) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: here,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}
const { id, info } = JSON.parse(readFileSync(path.join(here, 'dist/plugin.json'), 'utf8'));
const file = `${id}-${info.version}.zip`;
const zip = zipOf(path.join(here, 'dist'), id);
writeFileSync(path.join(here, file), zip);
console.log(`${file}  ${(zip.length / 1024).toFixed(0)} KiB`);
