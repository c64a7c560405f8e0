// The parts of a WebAssembly file that the tools read and change.

const kSection = { custom: 0, import: 2, export: 7, element: 9, code: 10, data: 11 };
const kFunctionNames = 1;

/** Reads unsigned LEB128 numbers and skips bytes. */
class Reader {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }
  byte() {
    return this.bytes[this.at++];
  }
  number() {
    for (let value = 0, shift = 1; ; shift *= 128) {
      const byte = this.byte();
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  }
  text() {
    const size = this.number(); // moves `at` itself
    this.at += size;
    return this.bytes.toString('utf8', this.at - size, this.at);
  }
}

/** Where each section lies, in the order of the file. `from`: with its head; `at`: without. */
export function sectionsOf(wasm) {
  const sections = [];
  const reader = new Reader(wasm, 8);
  while (reader.at < wasm.length) {
    const from = reader.at;
    const id = reader.byte();
    const size = reader.number();
    const at = reader.at;
    const name = id === kSection.custom ? new Reader(wasm, at).text() : '';
    reader.at = at + size;
    sections.push({ id, name, from, at, size, end: reader.at });
  }
  return sections;
}

const kMemory = 2;

const findSection = (sections, id) => sections.find((section) => section.id === id);

export const dataSizeOf = (sections) => findSection(sections, kSection.data)?.size ?? 0;

function skipLimits(reader) {
  const hasMaximum = reader.number() & 1;
  reader.number();
  if (hasMaximum) reader.number();
}

/** Imported functions come first in the numbering of functions. */
function importedFunctions(wasm, section) {
  const reader = new Reader(wasm, section.at);
  let functions = 0;
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.text();
    reader.text();
    if (skipImport(reader) === 0) functions += 1;
  }
  return functions;
}

/** Skips what an import is, behind its names; gives its kind. */
function skipImport(reader) {
  const kind = reader.byte();
  if (kind === 1 || kind === 3 || kind === 4) reader.at += 1;
  if (kind === 1 || kind === kMemory) skipLimits(reader);
  else reader.number();
  return kind;
}

/** The code of each function, in order; the number of the first is `imported`. */
export function codeOf(wasm, sections) {
  const reader = new Reader(wasm, findSection(sections, kSection.code).at);
  const functions = [];
  for (let left = reader.number(); left > 0; left -= 1) {
    const size = reader.number();
    functions.push(wasm.subarray(reader.at, reader.at + size));
    reader.at += size;
  }
  return { functions, imported: importedFunctions(wasm, findSection(sections, kSection.import)) };
}

/** What the file exports. `kind`: 0 for a function, whose number is `index`. `from`, `end`: where its entry stands. */
export function exportsOf(wasm, sections) {
  const reader = new Reader(wasm, findSection(sections, kSection.export).at);
  const entries = [];
  for (let left = reader.number(); left > 0; left -= 1) {
    const from = reader.at;
    const name = reader.text();
    const kind = reader.byte();
    entries.push({ name, kind, index: reader.number(), from, end: reader.at });
  }
  return entries;
}

const kI32Const = 0x41;

/** Numbers of the functions in the table. Errors: it is filled in another way than compilers of C++ do. */
export function tableOf(wasm, sections) {
  const reader = new Reader(wasm, findSection(sections, kSection.element).at);
  const functions = [];
  for (let left = reader.number(); left > 0; left -= 1) {
    if (reader.number() !== 0 || reader.byte() !== kI32Const) throw new Error('The table is filled in an unknown way.');
    reader.number();
    reader.byte(); // the end of the place
    for (let count = reader.number(); count > 0; count -= 1) functions.push(reader.number());
  }
  return functions;
}

const isNames = ({ id, name }) => id === kSection.custom && name === 'name';

/** Number of a function → its name; empty where the file has none. */
export function namesOf(wasm, sections) {
  const names = new Map();
  const section = sections.find(isNames);
  if (section === undefined) return names;
  const reader = new Reader(wasm, section.at);
  reader.text();
  while (reader.at < section.end) {
    const kind = reader.byte();
    const size = reader.number();
    const next = reader.at + size;
    if (kind === kFunctionNames) {
      for (let left = reader.number(); left > 0; left -= 1) names.set(reader.number(), reader.text());
    }
    reader.at = next;
  }
  return names;
}

function leb(value) {
  const bytes = [];
  do {
    bytes.push((value % 128) | (value >= 128 ? 128 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return Buffer.from(bytes);
}
const sized = (bytes) => Buffer.concat([leb(bytes.length), bytes]);
const text = (value) => sized(Buffer.from(value));

const joined = (wasm, sections) =>
  Buffer.concat([wasm.subarray(0, 8), ...sections.map(({ from, end }) => wasm.subarray(from, end))]);

/** The file with these names of functions and no others. */
export function withNames(wasm, names) {
  const entries = [...names].sort(([a], [b]) => a - b).map(([index, name]) => Buffer.concat([leb(index), text(name)]));
  const list = sized(Buffer.concat([leb(entries.length), ...entries]));
  return withCustom(wasm, 'name', Buffer.concat([Buffer.from([kFunctionNames]), list]));
}

/** The file with a section of its own of this name at its end, in place of one that it has. */
export function withCustom(wasm, name, bytes) {
  const kept = sectionsOf(wasm).filter((part) => part.id !== kSection.custom || part.name !== name);
  const section = sized(Buffer.concat([text(name), bytes]));
  return Buffer.concat([joined(wasm, kept), Buffer.from([kSection.custom]), section]);
}

/** The file with its memory exported by one more name. */
export function withMemoryAs(wasm, name) {
  const sections = sectionsOf(wasm);
  const entries = exportsOf(wasm, sections).map(({ from, end }) => wasm.subarray(from, end));
  const entry = Buffer.concat([text(name), Buffer.from([kMemory, 0])]);
  return withSection(wasm, kSection.export, Buffer.concat([leb(entries.length + 1), ...entries, entry]));
}

/** The file with another name for the memory that it imports. */
export function withMemoryOf(wasm, name) {
  const section = findSection(sectionsOf(wasm), kSection.import);
  const reader = new Reader(wasm, section.at);
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.text();
    const from = reader.at;
    reader.text();
    const end = reader.at;
    if (skipImport(reader) !== kMemory) continue;
    const parts = [wasm.subarray(section.at, from), text(name), wasm.subarray(end, section.end)];
    return withSection(wasm, kSection.import, Buffer.concat(parts));
  }
  throw new Error('The later part imports no memory.');
}

function withSection(wasm, id, bytes) {
  const sections = sectionsOf(wasm);
  const at = sections.findIndex((section) => section.id === id);
  const after = sections.slice(at + 1).map(({ from, end }) => wasm.subarray(from, end));
  return Buffer.concat([joined(wasm, sections.slice(0, at)), Buffer.from([id]), sized(bytes), ...after]);
}

/** The file without the exports whose name `keep` does not want. */
export function withExports(wasm, keep) {
  const sections = sectionsOf(wasm);
  const kept = exportsOf(wasm, sections).filter(({ name }) => keep(name));
  const entries = kept.map(({ from, end }) => wasm.subarray(from, end));
  return withSection(wasm, kSection.export, Buffer.concat([leb(kept.length), ...entries]));
}
