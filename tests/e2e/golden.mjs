// The folders of tests/golden: a recording, a question and the report that every face of the engine must give.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = fileURLToPath(new URL('../golden/', import.meta.url));
const suffixes = { json: 'json', csv: 'csv', table: 'txt' };

/**
 * One folder. `asked` is its question.json: `verb`, `format`, the `question` as TypeScript spells it, and what the
 * recording was made of.
 */
export function golden(name) {
  const at = (file) => path.join(folder, name, file);
  const asked = JSON.parse(readFileSync(at('question.json'), 'utf8'));
  const prices = existsSync(at('prices.json')) ? at('prices.json') : null;
  const expected = at(`expected.${suffixes[asked.format]}`);
  return { name, asked, prices, expected, recording: at('recording.prorata.ndjson') };
}

export const cases = () => JSON.parse(readFileSync(path.join(folder, 'cases.json'), 'utf8')).map(golden);

/** The question as TypeScript asks it. */
export function questionOf({ asked, prices }) {
  return prices === null ? asked.question : { ...asked.question, prices: JSON.parse(readFileSync(prices, 'utf8')) };
}

/** The question as arguments. */
export function argumentsOf({ asked, prices, recording }) {
  const { aggregate, timeZone, ...words } = asked.question;
  const options = {
    metrics: recording,
    format: asked.format,
    ...(aggregate && { aggregate: aggregate.join(',') }),
    ...(timeZone && { tz: timeZone.name }),
    ...(prices && { prices }),
    ...words,
  };
  return [asked.verb, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])];
}
