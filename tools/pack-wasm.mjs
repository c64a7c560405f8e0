// Makes a WebAssembly file small once it is compressed: npm's wasm-opt, then functions that are alike beside each other,
// because gzip looks back 32 KiB and no farther. What only some calls need can become a file of its own, for later.
// Usage: node tools/pack-wasm.mjs FILE.wasm SYMBOLS [LATER.wasm PATTERN]; the file needs the names of its functions
// (--profiling-funcs). SYMBOLS is written for wasm-size.mjs: INDEX:NAME of each function of the finished file. LATER.wasm
// takes what nothing reaches but functions of the table whose name begins with one of PATTERN, separated by commas.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { ordered, orders } from './lib/wasm-order.mjs';
import { splitWasm } from './lib/wasm-split.mjs';

const optimizer = fileURLToPath(new URL('../node_modules/binaryen/bin/wasm-opt', import.meta.url));
/** As em++ is told (wasm/CMakeLists.txt): a function that was merged into a large one has locals like no other's. */
const always = [
  '-Oz',
  '--one-caller-inline-max-function-size=20',
  '--always-inline-max-function-size=5',
  '--low-memory-unused',
];
const features = 'simd exception-handling bulk-memory sign-ext nontrapping-float-to-int mutable-globals'
  .split(' ')
  .map((feature) => `--enable-${feature}`);

const folder = mkdtempSync(path.join(tmpdir(), 'pack-wasm-'));

/** Bytes → bytes. */
function optimized(wasm, ...options) {
  const [from, to] = ['from.wasm', 'to.wasm'].map((name) => path.join(folder, name));
  writeFileSync(from, wasm);
  const { status } = spawnSync(optimizer, [...features, ...always, from, '-o', to, ...options], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  return readFileSync(to);
}

/** Twice: in the new order the optimiser finds what it left before. Without names, which are given beside it. */
function inOneOrder(wasm, order) {
  const map = path.join(folder, 'symbols');
  const once = optimized(ordered(wasm, order), '--reorder-functions-by-name', '-g');
  const strip = ['--strip-debug', '--strip-producers'];
  const packed = optimized(ordered(once, order), '--reorder-functions-by-name', `--symbolmap=${map}`, ...strip);
  const names = readFileSync(map, 'utf8').replace(/^(\d+):\d{6}(?: |\\20)/gm, '$1:');
  return { packed, names, size: gzipSync(packed, { level: 9 }).length };
}

/** In the order that compresses best; its names go to `symbols`. */
function inOrder(wasm, symbols) {
  const [best] = orders.map((order) => inOneOrder(wasm, order)).sort((a, b) => a.size - b.size);
  writeFileSync(symbols, best.names);
  return best.packed;
}

const [file, symbols, laterFile, pattern] = process.argv.slice(2);
const whole = optimized(readFileSync(file), '--converge', '-g');
if (laterFile === undefined) {
  writeFileSync(file, inOrder(whole, symbols));
} else {
  const begins = pattern.split(',');
  const { first, later } = splitWasm(whole, {
    isLater: (name) => begins.some((begin) => name.startsWith(begin)),
    optimizer,
    features,
    trim: (wasm) => optimized(wasm, '--converge', '-g'),
  });
  writeFileSync(file, inOrder(optimized(first, '--converge', '-g'), symbols));
  writeFileSync(laterFile, inOrder(later, `${laterFile}.symbols`));
}
rmSync(folder, { recursive: true });
