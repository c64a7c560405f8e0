// A price file as YAML → what the engine reads: every scalar a text, and the line that each stands on.
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Prices } from '../panel/use-prices.ts';

function plain(node: unknown, document: Document, lines: LineCounter): unknown {
  if (isAlias(node)) return plain(node.resolve(document), document, lines);
  const line = lines.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => [
      isScalar(key) ? String(key.value) : '',
      plain(value, document, lines),
    ]);
    return { value: Object.fromEntries(entries), line };
  }
  if (isSeq(node)) return { value: node.items.map((item) => plain(item, document, lines)), line };
  if (isScalar(node)) return { value: String(node.value), line };
  return null;
}

/** Types are never guessed: `1e3`, `0.10` and `yes` stay the texts that they are. */
export function readPrices(source: string): Prices {
  const lines = new LineCounter();
  const document = parseDocument(source, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (!error) return { kind: 'read', file: plain(document.contents, document, lines) };
  return {
    kind: 'bad',
    problem: {
      title: 'The price file is no YAML',
      message: `Line ${lines.linePos(error.pos[0]).line}: ${error.message}`,
      hint: 'Correct it under Prices in the options of this panel.',
      canRetry: false,
    },
  };
}
