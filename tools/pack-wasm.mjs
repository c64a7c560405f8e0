// Makes a WebAssembly file small once it is compressed: npm's wasm-opt, then functions that are alike beside each other,
// because gzip looks back 32 KiB and no farther.
// Usage: node tools/pack-wasm.mjs FILE.wasm [SYMBOLS]; the file needs the names of its functions (--profiling-funcs).
// SYMBOLS is written for wasm-size.mjs: INDEX:NAME of each function of the finished file.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { codeOf, namesOf, sectionsOf, withNames } from './lib/wasm-file.mjs';

const optimizer = fileURLToPath(new URL('../node_modules/binaryen/bin/wasm-opt', import.meta.url));
/** As em++ is told (wasm/CMakeLists.txt): a function that was merged into a large one has locals like no other's. */
const always = [
  '-Oz',
  '--one-caller-inline-max-function-size=20',
  '--always-inline-max-function-size=5',
  '--low-memory-unused',
];
const features = 'simd exception-handling bulk-memory sign-ext nontrapping-float-to-int mutable-globals'.split(' ');

function optimize(from, to, ...options) {
  const enabled = features.map((feature) => `--enable-${feature}`);
  const { status } = spawnSync(optimizer, [...enabled, ...always, from, '-o', to, ...options], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

/** The functions that are called most come first as they are: their numbers then take one byte in each call. */
const kFirst = 100;
/** Bytes that are looked at together, and in how many functions a piece may stand to say anything. */
const kPiece = 5;
const kCommon = 400;

/** The different pieces of a function's code, as numbers. */
function piecesOf(code) {
  const pieces = new Set();
  for (let at = 0; at + kPiece <= code.length; at += 1) {
    let piece = 0;
    for (let byte = 0; byte < kPiece; byte += 1) piece = piece * 256 + code[at + byte];
    pieces.add(piece);
  }
  return pieces;
}

/** Places of the functions in a new order, in which each is followed by the one that is most like it. */
function orderOf(functions) {
  const pieces = functions.map(piecesOf);
  const holders = new Map();
  pieces.forEach((set, place) => {
    for (const piece of set) {
      const places = holders.get(piece);
      if (places) places.push(place);
      else holders.set(piece, [place]);
    }
  });
  const left = new Set(functions.keys());
  const order = [];
  const take = (place) => {
    left.delete(place);
    order.push(place);
  };
  for (let place = 0; place < Math.min(kFirst, functions.length); place += 1) take(place);
  while (left.size > 0) take(mostLike(pieces, holders, left, order.at(-1)));
  return order;
}

/** By common pieces over all pieces of both; the first of equals. */
function mostLike(pieces, holders, left, last) {
  const common = new Map();
  for (const piece of pieces[last] ?? []) {
    const places = holders.get(piece);
    if (places.length >= kCommon) continue;
    for (const place of places) if (left.has(place)) common.set(place, (common.get(place) ?? 0) + 1);
  }
  let best = left.values().next().value;
  let most = -1;
  for (const [place, count] of common) {
    const likeness = count / (pieces[place].size + pieces[last].size - count);
    if (likeness > most || (likeness === most && place < best)) [best, most] = [place, likeness];
  }
  return best;
}

/** wasm-opt orders functions by name, so the place in the order goes in front of each. */
function ordered(wasm) {
  const sections = sectionsOf(wasm);
  const names = namesOf(wasm, sections);
  const { functions, imported } = codeOf(wasm, sections);
  const numbered = new Map(names);
  orderOf(functions).forEach((place, rank) => {
    const name = names.get(imported + place) ?? '';
    numbered.set(imported + place, `${String(rank).padStart(6, '0')} ${name}`);
  });
  return withNames(wasm, numbered);
}

const [file, symbols] = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), 'pack-wasm-'));
const [first, second] = ['first.wasm', 'second.wasm'].map((name) => path.join(folder, name));
optimize(file, first, '--converge', '-g');
writeFileSync(second, ordered(readFileSync(first)));
const map = path.join(folder, 'symbols');
// Once more in the new order, which finds what the first left.
optimize(second, first, '--reorder-functions-by-name', '-g');
writeFileSync(second, ordered(readFileSync(first)));
optimize(second, file, '--reorder-functions-by-name', `--symbolmap=${map}`, '--strip-debug', '--strip-producers');
if (symbols !== undefined) writeFileSync(symbols, readFileSync(map, 'utf8').replace(/^(\d+):\d{6}(?: |\\20)/gm, '$1:'));
rmSync(folder, { recursive: true });
