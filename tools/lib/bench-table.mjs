// The rows of the benchmarks as text: a table for the terminal, and tables for the documentation.
import { short } from '../../tests/bench/stats.mjs';
import { verdictOf } from './bench-rows.mjs';

const limit = (value) => (value === null ? '–' : String(value));
const spread = ({ least, most, runs }) => (runs > 1 ? `${short(least)} to ${short(most)}` : '');

/** @param {import('./bench-rows.mjs').Row[]} rows @returns {string} */
export function textTable(rows) {
  const width = Math.max(...rows.map(({ what }) => what.length)) + 2;
  const line = (what, floor, goal, measured, unit, between, verdict) =>
    [
      what.padEnd(width),
      floor.padStart(6),
      goal.padStart(6),
      measured.padStart(9),
      unit.padEnd(6),
      between.padEnd(18),
      verdict,
    ]
      .join(' ')
      .trimEnd();
  return [
    line('', 'floor', 'goal', 'measured', '', 'spread', ''),
    ...rows.map((one) =>
      line(
        one.what,
        limit(one.floor),
        limit(one.goal),
        short(one.value.median),
        one.unit,
        spread(one.value),
        verdictOf(one),
      ),
    ),
  ].join('\n');
}

/** @param {import('./bench-rows.mjs').Row[]} rows @returns {string} Markdown */
export function markdownTable(rows) {
  const cells = ({ what, unit, floor, goal, value }) =>
    `| ${what} | ${short(value.median)}${unit ? ` ${unit}` : ''} | ${spread(value) || '–'} | ${limit(floor)} | ${limit(goal)} |`;
  return ['| | measured | spread | floor | goal |', '|---|---|---|---|---|', ...rows.map(cells)].join('\n');
}

/** Megabytes per second of every parser, by shape. @returns {string} Markdown */
export function speedTable({ shapes }) {
  const names = Object.keys(shapes[0].megabytesPerSecond);
  const cells = ({ shape, megabytesPerSecond }) =>
    `| \`${shape}\` | ${names.map((name) => megabytesPerSecond[name].toFixed(0)).join(' | ')} |`;
  return [`| MB/s | ${names.join(' | ')} |`, `|---|${'---|'.repeat(names.length)}`, ...shapes.map(cells)].join('\n');
}

/** The text between `<!-- NAME -->` and `<!-- /NAME -->` of a document, replaced. Throws where it has no such place. */
export function filled(document, name, text) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [document.indexOf(open), document.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`the document has no place for ${name}`);
  return `${document.slice(0, from + open.length)}\n\n${text}\n\n${document.slice(to)}`;
}
