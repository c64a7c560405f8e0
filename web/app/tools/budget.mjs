// Measures what a first visit loads from the built page and fails above the limits: node tools/budget.mjs [DIST]
import { fileURLToPath } from 'node:url';
import { goals, limits, sizesOf } from './sizes.mjs';

const sizes = sizesOf(process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url)));
for (const { name, part, size } of sizes.files) {
  console.log(`${size.toFixed(1).padStart(7)} KiB  ${part.padEnd(6)}  ${name}`);
}
for (const [part, limit] of Object.entries(limits)) {
  const verdict = sizes[part] > limit ? 'TOO BIG' : 'ok';
  console.log(`${sizes[part].toFixed(1).padStart(7)} KiB  ${part} of ${limit} ${verdict}`);
  if (sizes[part] > limit) process.exitCode = 1;
}
if (sizes.sum > goals.sum) console.log(`The goal is ${goals.sum} KiB.`);
