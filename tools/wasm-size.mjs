// Says how big the WebAssembly build is: compressed, and per stage as the linker placed it (before the optimiser's turn).
// Usage: node tools/wasm-size.mjs FOLDER, where prorata.wasm, prorata.mjs and prorata.map are.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const folder = process.argv[2] ?? 'build/wasm/wasm';
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`.padStart(11);

function reportFile(name) {
  const bytes = readFileSync(path.join(folder, name));
  console.log(`${name.padEnd(14)}${kib(bytes.length)}${kib(gzipSync(bytes, { level: 9 }).length)} gzip`);
}

/** Whose code an input file of the link is: a stage, the face, or a library. */
function ownerOf(input) {
  const stage = /libprorata_(\w+)\.a/.exec(input)?.[1];
  if (stage) return stage;
  if (input.includes('prorata_wasm.dir')) return 'bindings';
  return /lib([\w+-]+?)(?:-\w+)*\.a/.exec(input)?.[1] ?? 'other';
}

/** Bytes per owner. A line of the map that stands for a part of an input ends in `file.o:(part)`. */
function perOwner(map) {
  const sizes = new Map();
  for (const line of map.split('\n')) {
    const found = /^\s*\S+\s+[\da-f]+\s+([\da-f]+)\s+(\S+\.(?:o|a)\S*):\(/.exec(line);
    if (!found) continue;
    const owner = ownerOf(found[2]);
    sizes.set(owner, (sizes.get(owner) ?? 0) + parseInt(found[1], 16));
  }
  return [...sizes].sort(([, a], [, b]) => b - a);
}

reportFile('prorata.wasm');
reportFile('prorata.mjs');
const map = path.join(folder, 'prorata.map');
if (existsSync(map)) {
  const rows = perOwner(readFileSync(map, 'utf8')).filter(([, bytes]) => bytes >= 512);
  console.log(rows.map(([owner, bytes]) => `  ${owner.padEnd(12)}${kib(bytes)}`).join('\n'));
}
