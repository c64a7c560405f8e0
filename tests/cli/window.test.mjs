// A part of a recording: asked by its window, as a server would be.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startSpine } from '../support/spine.mjs';
import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
const recording = files.file('spine.prorata.ndjson.gz');
let spine;
let start;
let end;
const at = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z');
const kHour = 3600e3;

async function ran(...args) {
  const { code, stdout, stderr } = await prorata(args);
  assert.equal(code, 0, stderr);
  return stdout;
}
const ofRecording = (...args) => ran('allocate', '--metrics', recording, '--format', 'json', ...args).then(JSON.parse);
const ofServer = (...args) =>
  ran('allocate', '--metrics', spine.url, '--resolution', '5m', '--format', 'json', ...args).then(JSON.parse);

before(async () => {
  spine = await startSpine();
  end = spine.nowMs;
  start = end - Number.parseInt(spine.window) * kHour;
  const window = `${at(start)},${at(end)}`;
  await ran('record', '--metrics', spine.url, '--window', window, '--resolution', '5m', '-o', recording);
});
after(async () => {
  await spine.stop();
  files.remove();
});

/** Exact money of each row. */
const money = (report) => Object.fromEntries(report.rows.map((row) => [row.name, row.totalCost]));

test('halves of a recording merge to the whole, to the last unit', async () => {
  const middle = at(start + 3 * kHour);
  const parts = [];
  for (const window of [`${at(start)},${middle}`, `${middle},${at(end)}`]) {
    const part = files.file(`part-${parts.length}.json`);
    writeFileSync(
      part,
      await ran('allocate', '--metrics', recording, '--aggregate', 'pod', '--partial', '--window', window),
    );
    parts.push(part);
  }
  const other = await prorata(['merge', ...parts, '--format', 'focus']);
  assert.equal(other.code, 2);
  assert.equal(other.stderr, 'prorata: --format: this verb prints table, json or csv\n');
  const merged = JSON.parse(await ran('merge', ...parts, '--format', 'json'));
  const whole = await ofRecording('--aggregate', 'pod');
  assert.ok(whole.rows.length > 20, 'there is something to compare');
  assert.deepEqual(money(merged), money(whole));
  assert.deepEqual(merged.totals, whole.totals);
});

test('a part costs what a server says of the same window', async () => {
  const window = `${at(start + 2 * kHour)},${at(start + 5 * kHour)}`;
  const [part, live] = await Promise.all([ofRecording('--window', window), ofServer('--window', window)]);
  assert.deepEqual(part.window, live.window);
  assert.deepEqual(Object.keys(money(part)).sort(), Object.keys(money(live)).sort());
  for (const [name, cost] of Object.entries(money(live))) {
    const off = Math.abs(money(part)[name] - cost);
    assert.ok(off <= 0.001 * Math.abs(cost) + 1e-9, `${name}: ${money(part)[name]} and ${cost}`);
  }
});

test('a part that begins and ends between samples has its part of what was used', async () => {
  // Two cores are used all the time, where one is asked for: 32.5 minutes are 65/60 core-hours.
  const begin = '2026-03-02T12:00:00Z';
  const { node, pod } = objects(begin, 180);
  const series = {
    ...node('n1', { cores: 4, gib: 16 }),
    ...pod('shop/web', { node: 'n1', app: { cores: [1, 2], gib: [1, 0.5] } }),
  };
  const tiny = await tinyRecording({ begin, minutes: 180, series });
  const first = Date.parse(begin);
  for (const [from, to] of [
    [0, 32.5],
    [60, 60.25],
    [61, 118],
    [92.5, 180],
    [70, 71],
  ]) {
    const window = `${at(first + from * 60e3)},${at(first + to * 60e3)}`;
    const { rows } = JSON.parse(await ran('allocate', '--metrics', tiny, '--format', 'json', '--window', window));
    const row = rows.find(({ name }) => name === 'shop');
    const hours = (2 * (to - from)) / 60;
    assert.ok(
      Math.abs(row.cpuCoreUsageHours - hours) < 0.01 * hours,
      `${window}: ${row.cpuCoreUsageHours}, by hand ${hours}`,
    );
    assert.ok(Math.abs(row.cpuCoreHours - hours) < 0.01 * hours, `${window}: charged ${row.cpuCoreHours}`);
  }
});

test('whole days and hours of OpenCost end with the recording', async () => {
  for (const [words, hours] of [
    ['2h', 1],
    ['3h', 2],
  ]) {
    const answer = await ofRecording('--dialect', 'opencost', '--window', words);
    assert.deepEqual([answer.window.start, answer.window.end], [at(end - hours * kHour), at(end)]);
  }
});

test('words count back from the end of the recording, or from --now', async () => {
  const last = await ofRecording('--window', '3h');
  assert.deepEqual([last.window.start, last.window.end], [at(end - 3 * kHour), at(end)]);
  const before = await ofRecording('--window', '3h', '--now', at(end - kHour));
  assert.equal(before.window.end, at(end - kHour));
});

test('a window outside names what the recording covers', async () => {
  for (const args of [['allocate'], ['assets'], ['check'], ['explain', '--of', 'namespace=shop']]) {
    const { code, stderr } = await prorata([...args, '--metrics', recording, '--window', '30d']);
    assert.equal(code, 2, stderr);
    assert.match(stderr, new RegExp(`--window: .* covers ${at(start)} to ${at(end)}`), args[0]);
  }
});

test('assets and explanations follow the window', async () => {
  const window = `${at(start + kHour)},${at(start + 3 * kHour)}`;
  const args = ['--metrics', recording, '--window', window, '--format', 'json'];
  const assets = JSON.parse(await ran('assets', ...args));
  const costs = await ofRecording('--window', window);
  assert.equal(assets.totalCost, costs.totals.totalCost);
  const [row] = costs.rows.filter((each) => !each.name.startsWith('__'));
  const derived = JSON.parse(await ran('explain', '--of', `namespace=${row.name}`, ...args));
  assert.equal(derived.totalCost, row.totalCost);
});
