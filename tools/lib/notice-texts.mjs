// What the notices of the engine say, read from its sources: wherever `"id", Severity::…, "message", "fix"` stands.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { root } from './shell.mjs';

const kText = '((?:"(?:\\\\.|[^"\\\\])*"\\s*)+)';
const kKind = new RegExp(`"([a-z0-9-]+)",\\s*Severity::\\w+,\\s*${kText}(?:,\\s*${kText})?`, 'g');
const kAny = /,\s*Severity::\w+,\s*R?"/g;

/** Literals of C++ beside each other are one text; those of ours escape nothing that JSON does not. */
const textOf = (literals) =>
  [...(literals ?? '').matchAll(/"(?:\\.|[^"\\])*"/g)].map(([part]) => JSON.parse(part)).join('');

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(name);
    else if (/\.(?:h|cpp)$/.test(entry.name)) yield name;
  }
}

/** [id, message, fix] of each, by id. */
export function noticeTexts(engine = path.join(root, 'engine')) {
  const texts = new Map();
  for (const file of sources(engine)) {
    const code = readFileSync(file, 'utf8');
    const found = [...code.matchAll(kKind)];
    if (found.length !== (code.match(kAny) ?? []).length) {
      throw new Error(`${file}: a notice is written as no other: expected "id", Severity::…, "message", "fix"`);
    }
    for (const [, id, message, fix] of found) {
      const said = [id, textOf(message), textOf(fix)];
      const before = texts.get(id);
      if (before && String(before) !== String(said)) throw new Error(`${file}: ${id} says something else elsewhere`);
      texts.set(id, said);
    }
  }
  return [...texts.values()].sort(([a], [b]) => (a < b ? -1 : 1));
}
