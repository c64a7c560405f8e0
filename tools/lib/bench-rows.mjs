// What the benchmarks measured, against what was promised: one row per number, in one form.
import { median, ratiosOf, statsOf } from '../../tests/bench/stats.mjs';

/**
 * @typedef {object} Row
 * @property {string} part benchmark that it is from
 * @property {string} what
 * @property {string} unit
 * @property {number | null} floor a build on the wrong side of it fails review; null: none was promised
 * @property {number | null} goal
 * @property {boolean} more true: more is better
 * @property {{median: number, least: number, most: number, runs: number}} value
 */

/** A number that every run gives anew, such as a size. */
const exactly = (value) => ({ median: value, least: value, most: value, runs: 1 });

const row = (part, what, unit, [floor, goal, more = false], value) => ({ part, what, unit, floor, goal, more, value });

/** Floors and goals of ingest by shape: native against simdjson, WebAssembly against JSON.parse. */
const kNative = { grid17: [2, 3.5], 'short-integers': [null, 2], 'raw-ms': [null, 2], 'long-labels': [null, 2] };
const kNativeElse = { 'tiny-series': [null, 2], pretty: [null, 1] };
const kWasm = { grid17: [12, 30], 'raw-ms': [null, 10], 'long-labels': [null, 8] };
const kToNative = [0.5, 0.65, true];

function ingestRows({ native, wasm }) {
  const ofNative = native.shapes.map(({ shape, seconds }) => {
    const [floor, goal] = { ...kNative, ...kNativeElse }[shape] ?? [null, null];
    const value = ratiosOf(seconds.simdjson, seconds.prorata);
    return row('ingest', `native, ${shape}, against simdjson`, 'times', [floor, goal, true], value);
  });
  const ofWasm = wasm.shapes.flatMap(({ shape, bytes, seconds }) => {
    const [floor, goal] = kWasm[shape] ?? [null, null];
    const twin = native.shapes.find((other) => other.shape === shape);
    const nativeSpeed = twin.bytes / median(twin.seconds['prorata 64K']);
    const speeds = seconds.wasm.map((one) => bytes / one / nativeSpeed);
    const against = ratiosOf(seconds['JSON.parse'], seconds.wasm);
    return [
      row('ingest', `WebAssembly, ${shape}, against JSON.parse`, 'times', [floor, goal, true], against),
      row(
        'ingest',
        `WebAssembly, ${shape}, against native`,
        'times',
        shape === 'grid17' ? kToNative : [null, null, true],
        statsOf(speeds),
      ),
    ];
  });
  return [...ofNative, ...ofWasm];
}

function requeryRows({ engine, client }) {
  const frame = [33, 16];
  const none = [null, null];
  const hosts = { native: 'native', node: 'WebAssembly in Node', chromium: 'WebAssembly in Chromium' };
  const ofEngine = Object.entries(hosts).flatMap(([host, name]) => [
    row('requery', `engine, ${name}: another price`, 'ms', host === 'chromium' ? frame : none, engine[host].price),
    row('requery', `engine, ${name}: idle shared`, 'ms', host === 'chromium' ? frame : none, engine[host].idle),
  ]);
  const changes = { price: 'another price', idle: 'idle shared or apart', key: 'another key' };
  const ofClient = Object.entries(changes).map(([change, name]) =>
    row('requery', `package and worker in Chromium: ${name}`, 'ms', frame, client.chromium[change]),
  );
  return [...ofEngine, ...ofClient];
}

function firstRows({ chromium, node }) {
  return [
    row('first', 'Chromium: first paint of the page', 'ms', [900, null], chromium.paintMs),
    row('first', 'Chromium: tiles, chart and table of the example', 'ms', [2000, null], chromium.figuresMs),
    row('first', 'Node: engine compiled', 'ms', [null, null], node.engineMs),
    row('first', 'Node: example unpacked and read', 'ms', [null, null], node.coldMs),
    row('first', 'Node: the same again, warm', 'ms', [null, null], node.warmMs),
    row('first', 'Node: first answer', 'ms', [null, null], node.firstMs),
    row('first', 'Node: another grouping', 'ms', [null, null], node.otherMs),
    row('first', 'requests of a first visit', '', [8, 8], chromium.requests),
  ];
}

function sliderRows({ step, late, texts }) {
  return [
    row('slider', 'Chromium: script and layout of a step', 'ms', [33, 12], step),
    row('slider', 'Chromium: the same of one step in twenty, or more', 'ms', [null, 30], exactly(late)),
    row('slider', 'texts that change at once', '', [250, 250], exactly(texts)),
  ];
}

const mega = ({ median: middle, least, most, runs }) => ({
  median: middle / 1e6,
  least: least / 1e6,
  most: most / 1e6,
  runs,
});
const seconds = ({ median: middle, least, most, runs }) => ({
  median: middle / 1e3,
  least: least / 1e3,
  most: most / 1e3,
  runs,
});

function scaleRows({ sizes, growth }) {
  const large = sizes.at(-1);
  const span = `from ${growth.pods.map((pods) => pods.toLocaleString('en')).join(' to ')} pods`;
  const day = `${large.pods.toLocaleString('en')} pods, a day at 5 min`;
  return [
    row('scale', `${day}: WebAssembly heap`, 'MB', [512, 256], mega(large.wasm.heap)),
    row('scale', `${day}: heap per sample`, 'bytes', [null, 24], exactly(large.wasm.perSample)),
    row('scale', `${day}: native, largest resident set`, 'MB', [null, null], mega(large.native.peak)),
    row('scale', `${day}: resident set per sample`, 'bytes', [null, 24], exactly(large.native.perSample)),
    row('scale', `${day}: WebAssembly, read and first answer`, 's', [null, null], seconds(large.wasm.ms)),
    row('scale', `${day}: native, read and answer`, 's', [null, null], seconds(large.native.ms)),
    row('scale', `${span}: WebAssembly, warm, time`, 'times', [13, 11], growth.wasm.warmMs),
    row('scale', `${span}: native, time`, 'times', [13, 11], growth.native.ms),
    row('scale', `${span}: WebAssembly heap`, 'times', [null, null], growth.wasm.heap),
    row('scale', `${span}: native, resident set`, 'times', [null, null], growth.native.peak),
  ];
}

function sizeRows({ kib }) {
  return [
    row('size', 'prorata.wasm, gzip', 'KiB', [180, 140], exactly(kib.engine)),
    row('size', 'worker: embind glue and loader, gzip', 'KiB', [null, 12], exactly(kib.worker)),
    row('size', 'first load of the page with the engine, gzip', 'KiB', [300, 250], exactly(kib.firstLoad)),
  ];
}

function panelRows({ panelMs, plainMs, ratio, optionMs }) {
  const size = '10,000 series of 168 points';
  return [
    row('panel', `${size}: frames to painted table`, 'ms', [null, null], panelMs),
    row('panel', `${size}: the same in plain JavaScript`, 'ms', [null, null], plainMs),
    row('panel', `${size}: plain JavaScript against the panel`, 'times', [null, 5, true], ratio),
    row('panel', 'idle shared among 1,000 rows, with the way to the worker and back', 'ms', [33, 16], optionMs),
  ];
}

const makers = {
  ingest: ingestRows,
  requery: requeryRows,
  first: firstRows,
  slider: sliderRows,
  scale: scaleRows,
  size: sizeRows,
  panel: panelRows,
};

/** @param {Record<string, object>} results of the parts that ran @returns {Row[]} */
export function rowsOf(results) {
  return Object.entries(results).flatMap(([part, result]) => makers[part](result));
}

/** 'goal', 'floor' (kept), 'BELOW FLOOR', or '' where nothing was promised. */
export function verdictOf({ floor, goal, more, value }) {
  const reaches = (limit) => (more ? value.median >= limit : value.median <= limit);
  if (goal !== null && reaches(goal)) return 'goal';
  if (floor !== null) return reaches(floor) ? 'floor' : 'BELOW FLOOR';
  return goal === null ? '' : 'not the goal';
}
