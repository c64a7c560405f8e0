// Says how big the WebAssembly build is: compressed, and per stage, counted in the finished file.
// Usage: node tools/wasm-size.mjs FOLDER, where the programs and prorata.mjs.symbols are.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { codeOf, dataSizeOf, sectionsOf } from './lib/wasm-file.mjs';

const folder = process.argv[2] ?? 'build/wasm/wasm';
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`.padStart(11);
/** KiB, compressed (docs/benchmarks.md). web/app/tools/budget.mjs refuses a page with an engine above the floor. */
const kGoals = {
  'prorata.wasm': 'goal 140, floor 180',
  'prorata.mjs': 'goal 12',
  'files.wasm': 'loaded when needed',
  'later.wasm': 'in files.wasm',
  'text.wasm': 'loaded when needed',
};
function reportFile(name) {
  const bytes = readFileSync(path.join(folder, name));
  console.log(
    `${name.padEnd(14)}${kib(bytes.length)}${kib(gzipSync(bytes, { level: 9 }).length)} gzip (${kGoals[name]})`,
  );
  return bytes;
}

const kStages =
  'query plan ingest series cluster allocation pricing sharing rollup insights report pipeline wasm'.split(' ');

/** The function's own name with its namespaces: without what it is a template of, parameters and result. */
function pathOf(name) {
  const plain = name.replace(/\\(20|28|29|2c|5b|5d)/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
  const signs = plain
    .replaceAll('(anonymous namespace)', '')
    .replace(/operator(<<|<=>|<=|<|>>|>=|>|->|\(\))/g, 'operator');
  let path = '';
  let depth = 0;
  for (const sign of signs) {
    if (sign === '<') depth += 1;
    else if (sign === '>') depth -= 1;
    else if (depth === 0) path += sign;
  }
  return path.replace(/\(.*/, '').replace(/.* /, '');
}

/** Whose a function is. A template of the standard library is the library's, whatever it holds. */
function ownerOf(name) {
  const path = pathOf(name);
  const ours = /^prorata::(\w+)/.exec(path);
  if (ours) return kStages.includes(ours[1]) ? ours[1] : 'core';
  const library = /^(nlohmann|fmt|(?:prorata_)?fast_float|std)::/.exec(path);
  if (library) return library[1].replace('prorata_', '').replace('std', 'libc++');
  return /emscripten|embind|__cxx|_Unwind/.test(name) ? 'embind, abi' : 'libc, other';
}

/** Bytes per owner in the code section. */
function codePerOwner(wasm, names) {
  const sections = sectionsOf(wasm);
  const sizes = new Map([['data', dataSizeOf(sections)]]);
  const { functions, imported } = codeOf(wasm, sections);
  functions.forEach((code, place) => {
    const owner = ownerOf(names.get(imported + place) ?? '');
    sizes.set(owner, (sizes.get(owner) ?? 0) + code.length);
  });
  return [...sizes].sort(([, a], [, b]) => b - a);
}

function symbolsOf(text) {
  const lines = text.split('\n').filter(Boolean);
  return new Map(lines.map((line) => [Number(line.slice(0, line.indexOf(':'))), line.slice(line.indexOf(':') + 1)]));
}

const wasm = reportFile('prorata.wasm');
reportFile('prorata.mjs');
reportFile('files.wasm');
reportFile('later.wasm');
reportFile('text.wasm');
const symbols = path.join(folder, 'prorata.mjs.symbols');
if (existsSync(symbols)) {
  for (const [owner, bytes] of codePerOwner(wasm, symbolsOf(readFileSync(symbols, 'utf8')))) {
    console.log(`  ${owner.padEnd(12)}${kib(bytes)}`);
  }
}
