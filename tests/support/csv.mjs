// Tables as text, and decimals as whole numbers: never as doubles.
import assert from 'node:assert/strict';

/** RFC 4180. */
export function readCsv(text) {
  const records = [[]];
  const pattern = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/gy;
  for (const [, field, end] of text.matchAll(pattern)) {
    if (field === '' && end === '') break;
    records.at(-1).push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === '\r\n') records.push([]);
  }
  const [head, ...rows] = records.filter((record) => record.length > 0);
  for (const row of rows) assert.equal(row.length, head.length, row.join());
  return { head, rows: rows.map((row) => Object.fromEntries(head.map((name, place) => [name, row[place]]))) };
}

const kScale = 20;
export function exact(text) {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? assert.fail(`no decimal: ${text}`);
  const value = BigInt(whole + fraction.padEnd(kScale, '0'));
  return sign ? -value : value;
}
export const product = (a, b) => (exact(a) * exact(b)) / 10n ** BigInt(kScale);
export const sum = (values) => values.reduce((all, value) => all + value, 0n);
export const one = exact('1');
