// Splits a WebAssembly file in two: what a program needs from its start on, and what only some calls need, which lies over
// the first one's memory and table once it is loaded (binaryen's wasm-split).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import {
  codeOf,
  exportsOf,
  namesOf,
  sectionsOf,
  tableOf,
  withExports,
  withMemoryAs,
  withMemoryOf,
  withNames,
} from './wasm-file.mjs';

/** How the later file names the first one among its imports; and the first, in place of what is not there yet. */
const kFirst = 'first';
const kMissing = 'later';

const kFunction = 0;

function must(command, args) {
  const { status, stdout, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${command} failed${error ? `: ${error.message}` : ''}`);
  return stdout;
}

/** A name that says the function's number, and that wasm-split gives to no other. */
const numbered = (index) => `f${index}`;

/** Number of a function → numbers of those it calls by name. Functions must be `numbered`. */
function callsOf(graph) {
  const calls = new Map();
  for (const [, from, to] of graph.matchAll(/^ *"f(\d+)" -> "f(\d+)"/gm)) {
    const called = calls.get(Number(from));
    if (called) called.push(Number(to));
    else calls.set(Number(from), [Number(to)]);
  }
  // Without it all would wait.
  if (calls.size === 0) throw new Error('wasm-opt printed no graph of calls.');
  return calls;
}

/**
 * Numbers of the functions that nothing but those named by `isLater` reaches. Of these only such count as stand in the
 * table once: one that stands there twice is two functions of the same code, of which the other may be needed at once.
 */
function laterOf(wasm, names, calls, isLater) {
  const sections = sectionsOf(wasm);
  const table = tableOf(wasm, sections);
  const stands = new Map();
  for (const index of table) stands.set(index, (stands.get(index) ?? 0) + 1);
  const waits = (index) => stands.get(index) === 1 && isLater(names.get(index) ?? '');
  const exported = exportsOf(wasm, sections).filter(({ kind }) => kind === kFunction);
  const open = [...exported.map(({ index }) => index), ...table.filter((index) => !waits(index))];
  const reached = new Set();
  while (open.length > 0) {
    const index = open.pop();
    if (reached.has(index)) continue;
    reached.add(index);
    open.push(...(calls.get(index) ?? []));
  }
  const { functions, imported } = codeOf(wasm, sections);
  return [...functions.keys()].map((place) => place + imported).filter((index) => !reached.has(index));
}

/** The names of a part's functions, from the map of its numbers to the whole file's. */
function named(part, symbols, names) {
  const own = new Map();
  for (const [, index, whole] of symbols.matchAll(/^(\d+):f(\d+)$/gm)) {
    const name = names.get(Number(whole));
    if (name !== undefined) own.set(Number(index), name);
  }
  return withNames(part, own);
}

/** wasm-split exports all that the first file has. */
function withNeededExports(first, later, original) {
  const needed = new Set(WebAssembly.Module.imports(new WebAssembly.Module(later)).map(({ name }) => name));
  return withExports(first, (name) => original.has(name) || needed.has(name));
}

/**
 * wasm: with names. isLater: whether a function of this name waits. trim: makes a file smaller (Buffer → Buffer); both
 * parts then have no names but of functions. features: as wasm-opt takes them. The later part's imports from "first" are
 * the first part's exports.
 */
export function splitWasm(wasm, { isLater, optimizer, features, trim }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'split-wasm-'));
  const file = (name) => path.join(folder, name);
  try {
    const names = namesOf(wasm, sectionsOf(wasm));
    const { functions, imported } = codeOf(wasm, sectionsOf(wasm)); // a few of them have no name
    const numbers = new Map(
      Array.from({ length: imported + functions.length }, (_, index) => [index, numbered(index)]),
    );
    writeFileSync(file('whole'), withNames(wasm, numbers));
    const graph = must(process.execPath, [
      optimizer,
      ...features,
      file('whole'),
      '--print-call-graph',
      '-o',
      file('same'),
    ]);
    const list = laterOf(wasm, names, callsOf(graph), isLater);
    writeFileSync(file('list'), list.map(numbered).join('\n'));
    const outputs = ['-o1', file('first'), '-o2', file('later'), '--symbolmap'];
    const spaces = [`--import-namespace=${kFirst}`, `--placeholder-namespace=${kMissing}`];
    must('wasm-split', [...features, file('whole'), `--split-funcs=@${file('list')}`, ...outputs, ...spaces]);
    const part = (name) => named(readFileSync(file(name)), readFileSync(file(`${name}.symbols`), 'utf8'), names);
    const later = trim(part('later'));
    const original = new Set(exportsOf(wasm, sectionsOf(wasm)).map(({ name }) => name));
    const first = withNeededExports(part('first'), later, original);
    // The later part asks for a memory of this name, so that it never lies over another engine's.
    const version = createHash('sha256').update(wasm).digest('hex').slice(0, 12);
    return { first: withMemoryAs(first, version), later: withMemoryOf(later, version) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
