// Measures what a first visit loads from the built page and fails above the limits: node tools/budget.mjs [DIST]
// First load = HTML, styles, the scripts it starts with, the worker and the engine. Other languages come later.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const kib = 1024;
/** In KiB, gzip level 9. The sum is what counts; the parts say who took it. */
const limits = { page: 100, engine: 180, sum: 300 };
const goal = 250;

const dist = process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url));
const files = readdirSync(dist, { recursive: true })
  .map(String)
  .filter((name) => /\.(html|css|js|wasm)$/.test(name));
/** The engine on the main thread is for hosts without workers; this page never asks for it. */
const later = /(^|\/)(zh|local)-[\w-]+\.js$/;

const rows = files.map((name) => ({
  name,
  part: later.test(name) ? 'later' : name.endsWith('.wasm') ? 'engine' : 'page',
  size: gzipSync(readFileSync(path.join(dist, name)), { level: 9 }).length / kib,
}));
const sizeOf = (part) => rows.filter((row) => row.part === part).reduce((sum, row) => sum + row.size, 0);
const sizes = { page: sizeOf('page'), engine: sizeOf('engine'), sum: sizeOf('page') + sizeOf('engine') };

for (const { name, part, size } of rows.sort((a, b) => b.size - a.size)) {
  console.log(`${size.toFixed(1).padStart(7)} KiB  ${part.padEnd(6)}  ${name}`);
}
for (const [part, limit] of Object.entries(limits)) {
  const verdict = sizes[part] > limit ? 'TOO BIG' : 'ok';
  console.log(`${sizes[part].toFixed(1).padStart(7)} KiB  ${part} of ${limit} ${verdict}`);
  if (sizes[part] > limit) process.exitCode = 1;
}
if (sizes.sum > goal) console.log(`The goal is ${goal} KiB.`);
