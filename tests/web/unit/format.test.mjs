import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCode } from '../support/page-code.mjs';

const { decimalText, decimalsFor, decimalsNeeded, moneyFormat, numberFormat, timeFormat } = await pageCode();

const dollars = moneyFormat('en-US', 'USD', 'n/a');
const yuan = moneyFormat('zh-CN', 'CNY', '未知');

const columns = [
  ['thousands have no decimals', [12, 4821.4], 0],
  ['units have two', [0.2, 999], 2],
  ['parts of a unit have four', [0.99, 0.002], 4],
  ['size counts, not sign', [-2000, 3], 0],
  ['unknown values do not count', [NaN, 5], 2],
];
for (const [name, values, decimals] of columns) {
  test(`column decimals: ${name}`, () => assert.equal(decimalsFor(values), decimals));
}

const cells = [
  [dollars, 4821.4, 0, '$4,821'],
  [dollars, 0, 0, '–'],
  [dollars, 0.4, 0, '<$1'],
  [dollars, 0.5, 0, '$1'],
  [dollars, 0.004, 2, '<$0.01'],
  [dollars, -0.004, 2, '−<$0.01'],
  [dollars, 0.1234, 4, '$0.1234'],
  [dollars, -657, 0, '−$657'],
  [dollars, NaN, 2, 'n/a'],
  [yuan, 1234.5, 2, '¥1,234.50'],
  [yuan, NaN, 2, '未知'],
];
for (const [format, units, decimals, text] of cells) {
  test(`a cell of ${units} with ${decimals} decimals is ${text}`, () =>
    assert.equal(format.cell(units, decimals), text));
}

test('headlines have two decimals, and zero is a figure there', () => {
  assert.equal(dollars.headline(44167.8), '$44,167.80');
  assert.equal(dollars.headline(-0), '$0.00');
});

test('a currency that Intl does not know is still formatted', () => {
  assert.equal(moneyFormat('en-US', 'CREDITS', 'n/a').headline(2), '2.00');
});

test('axis marks share their decimals', () => {
  assert.deepEqual(dollars.axis([0, 0.25, 0.5]), ['$0.00', '$0.25', '$0.50']);
  assert.deepEqual(dollars.axis([0, 500, 1000]), ['$0', '$500', '$1,000']);
  assert.deepEqual(dollars.axis([0, 100_000, 200_000]), ['$0', '$100K', '$200K']);
});

const exact = [
  [0n, 9, '0.00'],
  [1n, 9, '0.000000001'],
  [-1_500_000_000n, 9, '−1.50'],
  [9_223_372_036_854_775_807n, 9, '9223372036.854775807'],
  [1_234_567n, 6, '1.234567'],
];
for (const [nano, digits, text] of exact) {
  test(`${nano} of 10^-${digits} is ${text}`, () => assert.equal(decimalText(nano, digits), text));
}

const numbers = numberFormat('en-US');
test('efficiency is capped, unknown is a dash', () => {
  assert.equal(numbers.efficiency(0.463), '46%');
  assert.equal(numbers.efficiency(1.7), '100%+');
  assert.equal(numbers.efficiency(NaN), '–');
  assert.equal(numbers.percent(0.2057), '20.6%');
  assert.equal(numbers.percent(0.0004), '<0.1%');
  assert.equal(numbers.percent(0), '0.0%');
});
test('bytes are decimal', () => {
  assert.deepEqual([0, 999, 1000, 92_200, 6_100_000, 17_000_000_000].map(numbers.bytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '92.2 kB',
    '6.1 MB',
    '17.0 GB',
  ]);
});
test('times to wait', () => assert.deepEqual([3.2, 840, 2300].map(numbers.seconds), ['3 ms', '840 ms', '2.3 s']));
test('a column has the decimals it needs, up to a limit', () => {
  assert.equal(decimalsNeeded([4, 8], 2), 0);
  assert.equal(decimalsNeeded([31, 15.4], 2), 1);
  assert.equal(decimalsNeeded([0.192, 0.0768, NaN], 5), 4);
  assert.equal(decimalsNeeded([1 / 3], 2), 2);
});

const utc = timeFormat('en-US', 'UTC');
const day = Date.UTC(2026, 10, 12);
const hour = 3_600_000;
test('windows of whole days have no times and end inclusively', () => {
  assert.match(utc.window(day, day + 7 * 24 * hour), /^Nov 12\s–\s18, 2026$/);
  assert.match(utc.window(day + hour, day + 3 * hour), /01:00.+03:00/);
});
test('steps are named by their length', () => {
  assert.equal(utc.step(day, day + hour), 'Nov 12, 00:00');
  assert.equal(utc.step(day, day + 24 * hour), 'Thu, Nov 12');
  assert.match(utc.step(day, day + 7 * 24 * hour), /Nov 12\s–\s18/);
  assert.equal(utc.step(Date.UTC(2026, 10, 1), Date.UTC(2026, 11, 1)), 'November 2026');
});
test('a zone with minutes moves midnight', () => {
  assert.equal(timeFormat('en-US', 'Asia/Kathmandu').step(day - 5.75 * hour, day + 18.25 * hour), 'Thu, Nov 12');
});

test('a rate of the reader gives a second headline, and none where it is of the same currency', () => {
  const own = { currency: 'CNY', rate: 7.1 };
  assert.equal(moneyFormat('en-US', 'USD', 'n/a', own).beside(16.5), '≈ ¥117.15');
  assert.equal(moneyFormat('en-US', 'USD', 'n/a', own).headline(16.5), '$16.50');
  assert.equal(moneyFormat('en-US', 'USD', 'n/a', own).beside(NaN), '≈ n/a');
  assert.equal(moneyFormat('en-US', 'CNY', 'n/a', own).beside(16.5), '');
  assert.equal(dollars.beside(16.5), '');
});
