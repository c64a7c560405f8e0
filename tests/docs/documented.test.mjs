// What the engine asks and says stands in the documentation: every query with its text, every diagnostic with a section.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path) => readFileSync(`${root}${path}`, 'utf8');

/** Text of adjacent C++ string literals. */
const joined = (literals) =>
  [...literals.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text.replaceAll('\\"', '"')).join('');

test('every query of the catalogue stands in docs/queries.md as it is sent', () => {
  const catalogue = read('engine/plan/catalog.cpp');
  const docs = read('docs/queries.md');
  const entries = [...catalogue.matchAll(/\{QueryId::\w+,\s*"(\w+)",\s*Cadence::\w+,\s*"[\w-]+",\s*((?:"(?:[^"\\]|\\.)*"\s*)+)/g)];
  assert.equal(entries.length, catalogue.match(/\{QueryId::/g).length);
  for (const [, name, text] of entries) {
    assert.ok(docs.includes(`\`${name}\``), `${name} is not named`);
    assert.ok(docs.includes(`\n${joined(text)}\n`), `the text of ${name} is another: ${joined(text)}`);
  }
});

test('every diagnostic has its line and its section in docs/diagnostics.md, with its severity', () => {
  const docs = read('docs/diagnostics.md');
  const sources = readdirSync(`${root}engine`, { recursive: true }).filter((path) => /\.(cpp|h)$/.test(path));
  const kinds = sources.flatMap((path) => [
    ...read(`engine/${path}`).matchAll(/"([a-z]+(?:-[a-z]+)*)",\s*(?:prorata::)?Severity::(\w+)/g),
  ]);
  assert.ok(kinds.length > 50);
  for (const [, id, severity] of kinds) {
    assert.ok(docs.includes(`\n### ${id}\n`), `${id} has no section`);
    assert.ok(docs.includes(`| [\`${id}\`](#${id}) | ${severity} |`), `${id} is no ${severity} in the list`);
  }
});
