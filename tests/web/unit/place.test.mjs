import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCode } from '../support/page-code.mjs';

const {
  crumbs,
  datesOf,
  drillInto,
  formatFilter,
  nextSort,
  parseFilter,
  parseParts,
  parseSort,
  rangeOfDates,
  localInstant,
  localText,
  shifted,
  shiftedWithin,
  withBefore,
  sortText,
  stack,
} = await pageCode();

const filters = [
  ['', []],
  ['namespace:"shop"', [{ key: 'namespace', negated: false, values: ['shop'] }]],
  ['node!:"a","b"', [{ key: 'node', negated: true, values: ['a', 'b'] }]],
  [
    'label:app.kubernetes.io/name:"x"+pod:"y"',
    [
      { key: 'label:app.kubernetes.io/name', negated: false, values: ['x'] },
      { key: 'pod', negated: false, values: ['y'] },
    ],
  ],
  ['pod:"a\\"b\\\\+c"', [{ key: 'pod', negated: false, values: ['a"b\\+c'] }]],
];
for (const [text, conditions] of filters) {
  test(`filter ${text || '(none)'} is read and written`, () => {
    assert.deepEqual(parseFilter(text), conditions);
    assert.equal(formatFilter(conditions), text);
  });
}
for (const text of ['namespace', 'namespace:shop', 'namespace:"shop', 'namespace:"a"|pod:"b"', '+']) {
  test(`filter ${text} is left to the engine`, () => assert.equal(parseFilter(text), null));
}

test('rows lead down to containers and no further', () => {
  let place = { by: ['namespace'], filter: '' };
  const path = [];
  for (const name of ['shop', 'cart', 'cart-1', 'app']) {
    const next = drillInto(place, [name]);
    path.push(next?.by[0] ?? null);
    place = next ?? place;
  }
  assert.deepEqual(path, ['controller', 'pod', 'container', null]);
  assert.equal(place.filter, 'namespace:"shop"+controller:"cart"+pod:"cart-1"');
  assert.deepEqual(
    crumbs(place).map(({ name, by, filter }) => [name, by[0], filter]),
    [
      ['shop', 'controller', 'namespace:"shop"'],
      ['cart', 'pod', 'namespace:"shop"+controller:"cart"'],
      ['cart-1', 'container', 'namespace:"shop"+controller:"cart"+pod:"cart-1"'],
    ],
  );
});
test('a row of several keys filters by all of them', () => {
  assert.deepEqual(drillInto({ by: ['label:team', 'namespace'], filter: 'node!:"n"' }, ['red', 'shop']), {
    by: ['controller'],
    filter: 'node!:"n"+label:team:"red"+namespace:"shop"',
  });
});

for (const [text, parts] of [
  ['namespace:"a"|pod<~:"web-"', [{ any: ['namespace=a', 'pod<~web-'] }]],
  ['(namespace:"a"|team!~>:"x","y")+node!:"n"', [{ any: ['namespace=a', 'team!~>x,y'] }, 'node!=n']],
  ['label[a/b]~:"q\\"+|"+annotation[c]:"d"', ['label[a/b]~q"+|', 'annotation[c]=d']],
  ['(namespace!<~:"kube-"+controllerKind:"deployment")|services:"api"', null],
  ['namespace:"a"|', null],
  ['(namespace:"a"', null],
]) {
  test(`parts of a filter: ${text}`, () => {
    const shown = ({ key, negated, match, values }) => `${key}${negated ? '!' : ''}${match ?? '='}${values.join(',')}`;
    const seen = parseParts(text)?.map((part) => ('any' in part ? { any: part.any.map(shown) } : shown(part))) ?? null;
    assert.deepEqual(seen, parts);
    if (parts) assert.equal(formatFilter(parseParts(text)), text);
  });
}
test('a row under a filter of alternatives leads down with them', () => {
  const place = { by: ['namespace'], filter: 'team:"a"|team:"b"' };
  assert.equal(drillInto(place, ['shop']).filter, '(team:"a"|team:"b")+namespace:"shop"');
  assert.equal(drillInto({ by: ['namespace'], filter: '(a' }, ['shop']), null);
  assert.equal(
    drillInto({ by: ['namespace'], filter: 'namespace<~:"sh"' }, ['shop']).filter,
    'namespace<~:"sh"+namespace:"shop"',
  );
});

test('dates are inclusive on the page and exclusive in the link', () => {
  assert.equal(rangeOfDates('2026-10-23', '2026-10-31'), '2026-10-23..2026-11-01');
  assert.deepEqual(datesOf('2026-10-23..2026-11-01'), { from: '2026-10-23', to: '2026-10-31' });
  assert.equal(rangeOfDates('2026-11-02', '2026-11-01'), null);
  assert.equal(datesOf('7d'), null);
});
test('windows move by their length and not into the future', () => {
  const startMs = Date.UTC(2026, 10, 9);
  const window = { startMs, endMs: Date.UTC(2026, 10, 16) };
  assert.equal(shifted(window, -1, Date.UTC(2026, 11, 1)), '2026-11-02T00:00:00Z..2026-11-09T00:00:00Z');
  assert.equal(shifted(window, 1, Date.UTC(2026, 10, 18)), '2026-11-11T00:00:00Z..2026-11-18T00:00:00Z');
  assert.equal(shifted(window, 1, Date.UTC(2026, 10, 16)), null);
});

test('sorting starts with the largest figure or the first name', () => {
  assert.equal(sortText(nextSort({ column: 'total', descending: true }, 'cpu')), '-cpu');
  assert.equal(sortText(nextSort({ column: 'total', descending: true }, 'name')), 'name');
  assert.equal(sortText(nextSort({ column: 'total', descending: true }, 'total')), 'total');
  assert.equal(parseSort('-nothing'), null);
});

test('negative idle hangs below zero', () => {
  const layer = (...values) => ({ label: '', fill: { kind: 'rest' }, perStep: Float64Array.from(values), total: 0 });
  assert.deepEqual(stack([layer(2, 3), layer(-1, 1), layer(4, 1)], 2), [
    [
      [0, 2],
      [0, 3],
    ],
    [
      [0, -1],
      [3, 4],
    ],
    [
      [2, 6],
      [4, 5],
    ],
  ]);
});

test('parts of a file move by their length, and not out of it', () => {
  const at = (hour) => Date.UTC(2026, 10, 9, hour);
  const all = { startMs: at(0), endMs: at(12) };
  const part = { startMs: at(4), endMs: at(8) };
  assert.equal(shiftedWithin(all, part, -1), '2026-11-09T00:00:00Z..2026-11-09T04:00:00Z');
  assert.equal(shiftedWithin(all, part, 1), '2026-11-09T08:00:00Z..2026-11-09T12:00:00Z');
  assert.equal(shiftedWithin(all, { startMs: at(3), endMs: at(8) }, -1), null);
  assert.equal(shiftedWithin(all, all, 1), null);
});

test('a window with the one before it is twice as long; words of the calendar have no length', () => {
  assert.equal(withBefore('7d', 'UTC'), '14d');
  assert.equal(withBefore('90m', 'UTC'), '180m');
  assert.equal(withBefore('2026-11-10..2026-11-12', 'UTC'), '2026-11-08T00:00:00Z..2026-11-12T00:00:00Z');
  // Summer time ends in between.
  assert.equal(withBefore('2026-10-25..2026-10-26', 'Europe/Berlin'), '2026-10-23T21:00:00Z..2026-10-25T23:00:00Z');
  assert.equal(
    withBefore('2026-11-10T06:00:00Z..2026-11-10T09:00:00+01:00', 'UTC'),
    '2026-11-10T04:00:00Z..2026-11-10T08:00:00Z',
  );
  for (const words of ['month', 'yesterday', '', 'x..y', '2026-11-12..2026-11-10']) {
    assert.equal(withBefore(words, 'UTC'), null, words);
  }
});

test('a field for local time says an instant of the zone, also where its offset changes', () => {
  const zone = {
    name: 'Europe/Berlin',
    initialOffsetSeconds: 3600,
    transitions: [
      { atMs: Date.UTC(2026, 2, 29, 1), offsetSeconds: 7200 },
      { atMs: Date.UTC(2026, 9, 25, 1), offsetSeconds: 3600 },
    ],
  };
  for (const ms of [
    Date.UTC(2026, 0, 1),
    Date.UTC(2026, 2, 29, 0),
    Date.UTC(2026, 2, 29, 1),
    Date.UTC(2026, 9, 24, 22),
  ]) {
    assert.equal(localInstant(zone, localText(zone, ms)), ms);
  }
  assert.equal(localText(zone, Date.UTC(2026, 2, 29, 1)), '2026-03-29T03:00');
  assert.equal(localInstant(zone, ''), null);
});
