// YAML with implicit types off: every scalar is the text that was written, with its line. A module of its own, so that the
// reader is loaded only where there is YAML to read.
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';

import { ProrataError } from './errors.js';

/** Aliases may multiply a small file without end. */
const kMaxNodes = 200_000;
const kMaxDepth = 32;

type Json =
  string | { readonly value: string; readonly line: number } | readonly Json[] | { readonly [name: string]: Json };

class Converter {
  #nodes = 0;

  constructor(
    private readonly document: Document,
    private readonly lines: LineCounter,
    private readonly name: string,
  ) {}

  convert(node: unknown, depth = 0): Json {
    this.#nodes += 1;
    if (isAlias(node)) return this.convert(node.resolve(this.document), depth + 1);
    if (this.#nodes > kMaxNodes || depth > kMaxDepth) throw this.#failure('is too large or too deeply nested', node);
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }): [string, Json] => {
        if (!isScalar(key)) throw this.#failure('a name must be a text', key);
        return [String(key.value), this.convert(value, depth + 1)];
      });
      return Object.fromEntries(entries);
    }
    if (isSeq(node)) return node.items.map((item) => this.convert(item, depth + 1));
    return { value: isScalar(node) ? String(node.value ?? '') : '', line: this.#line(node) };
  }

  #line(node: unknown): number {
    const range = (node as Node | null)?.range;
    return range ? this.lines.linePos(range[0]).line : 1;
  }

  #failure(what: string, node: unknown): ProrataError {
    return failureAt(this.name, this.#line(node), what);
  }
}

function failureAt(name: string, line: number, what: string, hint = 'see docs/prices.md'): ProrataError {
  const where = `${name}:${line}`;
  return new ProrataError({ code: 'bad-usage', message: `${where}: ${what}`, hint, where });
}

/** YAML (or JSON, which is YAML) as JSON whose scalars are `{value, line}`. Errors name the file and the line. */
export function yamlToJson(text: string, name: string): Json {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const [problem] = document.errors;
  if (problem) {
    const { line } = lines.linePos(problem.pos[0]);
    if (problem.code === 'MULTIPLE_DOCS') {
      const message = 'a second document begins here, and only the first would be read';
      throw failureAt(name, line, message, 'keep one document per file');
    }
    const twice = problem.code === 'DUPLICATE_KEY' ? 'a name stands here twice' : `this is no YAML: ${problem.message}`;
    throw failureAt(name, line, twice);
  }
  const root = document.contents;
  if (!isMap(root)) {
    const message = `${name}: the file is empty or no mapping`;
    throw new ProrataError({ code: 'bad-usage', message, hint: 'start from examples/prices.yaml', where: name });
  }
  return new Converter(document, lines, name).convert(root);
}
