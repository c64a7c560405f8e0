// Ranges in pieces, answers joined, and what goes when there is no more room.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCode } from '../support/page-code.mjs';

const { joined, mostBytes, piecesOf, seriesIn, superfluous } = await pageCode();

const hour = 3600;
const day = 24 * hour;
/** A Monday. */
const monday = 20_510 * day;

const pointsOf = (pieces) =>
  pieces.flatMap(({ start, end, step }) =>
    Array.from({ length: (end - start) / step + 1 }, (_, place) => start + place * step),
  );

test('the pieces of a range have its points, each once', () => {
  for (const [length, step] of [
    [7 * day, 300],
    [7 * day, hour],
    [30 * day, 300],
    [30 * day, hour],
    [day + hour, 60],
    [400 * day, day],
  ]) {
    for (const shift of [0, 300, 7 * 300, 5 * hour]) {
      if (shift % step !== 0) continue;
      const range = { start: monday + shift, end: monday + shift + length, step };
      const pieces = piecesOf(range);
      assert.deepEqual(pointsOf(pieces), pointsOf([range]), `${length} by ${step} from ${shift}`);
      assert.ok(pieces.length >= 2 && pieces.length <= 6, `${pieces.length} pieces`);
    }
  }
});

test('a week asked two hours later has pieces of before', () => {
  const at = (end) => piecesOf({ start: end - 7 * day, end, step: 300 }).map((piece) => JSON.stringify(piece));
  const first = at(monday + 10 * hour);
  const later = at(monday + 12 * hour);
  assert.equal(later.filter((piece) => first.includes(piece)).length, later.length - 2, 'all but the two at the ends');
});

test('what is short, or has steps that fit no piece, stays whole', () => {
  const short = { start: monday, end: monday + 8 * hour, step: 300 };
  assert.deepEqual(piecesOf(short), [short]);
  const odd = { start: monday, end: monday + 7 * day, step: 7 * 60 };
  assert.deepEqual(piecesOf(odd), [odd]);
});

const bytes = (text) => new TextEncoder().encode(text);
const answer = (series, { before = '', after = '' } = {}) =>
  `{"status":"success",${before}"data":{"resultType":"matrix","result":[${series}]}${after}}`;

test('answers join into one, those without series too', async () => {
  const one = '{"metric":{"a":"]}}"},"values":[[1,"2"]]}';
  const two = '{"metric":{"a":"b"},"values":[[3,"4"]]}';
  const blob = joined([
    bytes(answer(one)),
    bytes(answer('')),
    bytes(answer(two, { before: '"isPartial":false,', after: ',"stats":{"seriesFetched": "2"}' }) + '\n'),
  ]);
  assert.deepEqual(JSON.parse(await blob.text()), JSON.parse(answer(`${one},${two}`)));
  assert.deepEqual(JSON.parse(await joined([bytes(answer('')), bytes(answer(''))]).text()), JSON.parse(answer('')));
});

test('answers that say more than series are not kept and not joined', () => {
  for (const text of [
    answer('', { after: ',"warnings":["a store is away"]' }),
    answer('', { before: '"isPartial":true,' }),
    '{"status":"error","error":"no"}',
    answer('').slice(0, -1),
    '',
  ]) {
    assert.equal(seriesIn(bytes(text)), null, text);
    assert.equal(joined([bytes(answer('')), bytes(text)]), null);
  }
});

test('what was used least recently goes first, what is old goes always', () => {
  const now = 100 * 86_400_000;
  const third = Math.floor(mostBytes / 3);
  const head = (key, usedAt) => ({ key, source: 's', size: third, cameAt: 0, usedAt });
  const heads = [head('b', now - 2), head('a', now - 1), head('c', now - 3)];
  assert.deepEqual(superfluous(heads, 0, now), []);
  assert.deepEqual(superfluous(heads, third, now), ['c']);
  assert.deepEqual(superfluous(heads, 2 * third, now), ['c', 'b']);
  assert.deepEqual(superfluous([head('old', now - 31 * 86_400_000)], 0, now), ['old']);
});
