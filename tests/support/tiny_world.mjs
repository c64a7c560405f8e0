// Worlds written by hand: series as text and what they read when, stored by a real Prometheus and asked by the CLI.
//
//   const file = await tinyRecording({
//     begin: '2026-03-02T12:00:00Z',
//     series: {
//       'kube_node_info{node="n1"}': [[0, 60, 1]],
//       'container_cpu_usage_seconds_total{namespace="shop",pod="web",container="app"}': [[0, 60, { rate: 0.25 }]],
//     },
//   });
//   ... prorata allocate --metrics FILE ...
//
// Each step is [from, to, value] in minutes after `begin` (negative ones lie before it), both ends included; where two
// steps meet the later one holds. A number is what a gauge reads; { rate } is a counter that grows by so much each
// second, from `start` where that is given, else from where the step before it ended, else from 0. Between steps there
// are no samples, and the scrape after the last one leaves the mark of a series that is gone. tiny_objects.mjs writes
// the usual series of a node, a pod or a volume.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startPrometheus, storeSeries } from './prometheus.mjs';

/** @typedef {import('../../examples/generator/metrics/family.mjs').Family} Family */
/** @typedef {import('../../examples/generator/metrics/family.mjs').Series} Series */
/** @typedef {number | {rate: number, start?: number}} Value */
/** @typedef {readonly [from: number, to: number, value: Value]} Step minutes after the world's begin */

/**
 * @typedef {object} TinyWorld
 * @property {string} begin ISO 8601; minute 0
 * @property {Readonly<Record<string, readonly Step[]>>} series by name and labels, as PromQL writes them
 * @property {number} [minutes] length of the window that is asked about; default: to the end of the last step
 * @property {number} [scrape] seconds between samples, default 60
 * @property {number} [offset] seconds after each full scrape interval, default 0
 */

const CACHE = fileURLToPath(new URL('../../.cache/tiny/', import.meta.url));
const BUILDERS = ['tiny_world.mjs', 'prometheus.mjs', 'remote-write.mjs'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);
const PROGRAM = process.env.PRORATA_BIN ?? fileURLToPath(new URL('../../build/native/bin/prorata', import.meta.url));

/** @param {string} text as in `name{label="value"}` @returns {{name: string, labels: Record<string, string>}} */
export function parseSeries(text) {
  const [, name, inside] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?$/s.exec(text) ?? [];
  if (name === undefined) throw new Error(`not a series: ${text}`);
  const labels = {};
  const rest = (inside ?? '').replaceAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)",?/gs, (_, key, value) => {
    labels[key] = value.replaceAll(/\\(.)/gs, (_pair, letter) => (letter === 'n' ? '\n' : letter));
    return '';
  });
  if (rest.trim() !== '') throw new Error(`not a list of labels: ${rest} in ${text}`);
  return { name, labels };
}

/** What a counter or gauge reads at a minute that one of its steps covers.
 * @param {readonly Step[]} steps @param {number} minute @returns {number | null} null between steps */
export function readAt(steps, minute) {
  let read = null;
  let counted = 0;
  for (const [from, to, value] of steps) {
    if (from > minute) break;
    if (typeof value === 'number') read = minute <= to ? value : null;
    else {
      counted = (value.start ?? counted) + value.rate * (Math.min(minute, to) - from) * 60;
      read = minute <= to ? counted : null;
    }
  }
  return read;
}

/** When there are samples, in epoch milliseconds, and the window in epoch seconds. @param {TinyWorld} world */
function timesOf({ begin, series, minutes, scrape = 60, offset = 0 }) {
  const steps = Object.values(series).flat();
  const earliest = Math.min(0, ...steps.map(([from]) => from));
  const latest = Math.max(...steps.map(([, to]) => to));
  const zero = Date.parse(begin) / 1000;
  const first = Math.floor((earliest * 60) / scrape) * scrape + offset;
  const count = Math.floor((Math.max(latest, minutes ?? 0) * 60 - first) / scrape) + 1;
  return {
    zero,
    at: Array.from({ length: count }, (_, i) => (zero + first + i * scrape) * 1000),
    window: { from: zero, to: zero + (minutes ?? latest) * 60 },
    scrape,
  };
}

/** @param {string} text @param {readonly Step[]} steps @param {ReturnType<typeof timesOf>} times @returns {Series} */
function tinySeries(text, steps, { zero, at }) {
  const samples = at.map((time) => ({ time, value: readAt(steps, (time / 1000 - zero) / 60) }));
  const last = samples.findLastIndex(({ value }) => value !== null);
  return {
    labels: parseSeries(text).labels,
    staleAt: samples[last + 1]?.time ?? null,
    points: (from, to) =>
      samples.filter(({ time, value }) => value !== null && time >= from * 1000 && time < to * 1000),
  };
}

/** @param {TinyWorld} world @param {ReturnType<typeof timesOf>} times @returns {Family[]} one for each series */
function tinyFamilies({ series }, times) {
  return Object.entries(series).map(([text, steps]) => ({
    name: parseSeries(text).name,
    // Names are written in full, `_total` included.
    type: /** @type {const} */ ('gauge'),
    help: '',
    series: [tinySeries(text, steps, times)],
  }));
}

/** @param {readonly (string | Buffer)[]} parts @returns {string} */
function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
}

/** The folder of a world, which holds its database and its recordings. @param {TinyWorld} world */
async function storedWorld(world) {
  const times = timesOf(world);
  const directory = join(CACHE, hashOf([JSON.stringify(world), ...BUILDERS.map((path) => readFileSync(path))]));
  const [first, last] = [times.at[0], times.at.at(-1)];
  return {
    directory,
    dataDir: await storeSeries(directory, tinyFamilies(world, times), first / 1000, last / 1000 + 1),
    times,
  };
}

/** A server over the world: { url, window, now, stop() }. Whoever starts it stops it. @param {TinyWorld} world */
export async function tinyServer(world) {
  const { dataDir, times } = await storedWorld(world);
  const server = await startPrometheus({ dataDir });
  const [from, to] = [times.window.from, times.window.to].map((time) => new Date(time * 1000).toISOString());
  return { url: server.url, window: `${from},${to}`, now: to, stop: server.stop };
}

/** The recordings of other builds of the program are of no use any more. @param {string} directory @param {string} name */
function dropOthers(directory, name) {
  const program = name.split('-')[0];
  for (const other of readdirSync(directory).filter((file) => file.endsWith('.ndjson') && !file.startsWith(program))) {
    rmSync(join(directory, other), { force: true });
  }
}

/**
 * What the CLI records of a world; made once for each state of the world and of the program.
 * @param {TinyWorld} world
 * @param {object} [asked]
 * @param {string} [asked.window] default: the whole world
 * @param {string} [asked.resolution] default 1m
 * @param {string} [asked.cluster] the name given to the source, default `tiny`
 * @param {readonly string[]} [asked.options] more options of `prorata record`
 * @returns {Promise<string>} path of a `.ndjson` file
 */
export async function tinyRecording(world, asked = {}) {
  const { directory } = await storedWorld(world);
  const program = hashOf([readFileSync(PROGRAM)]);
  const name = `${program}-${hashOf([JSON.stringify(asked)])}.prorata.ndjson`;
  const file = join(directory, name);
  if (existsSync(file)) return file;

  const server = await tinyServer(world);
  const { window = server.window, resolution = '1m', cluster = 'tiny', options = [] } = asked;
  const scratch = mkdtempSync(join(directory, '.recording-'));
  try {
    const made = join(scratch, name);
    const question = ['--window', window, '--resolution', resolution, '--now', server.now, ...options];
    await promisify(execFile)(PROGRAM, ['record', '--metrics', `${cluster}=${server.url}`, ...question, '-o', made]);
    renameSync(made, file);
  } catch (problem) {
    throw new Error(`no recording of the tiny world that begins at ${world.begin}`, { cause: problem });
  } finally {
    rmSync(scratch, { recursive: true });
    await server.stop();
  }
  dropOthers(directory, name);
  return file;
}
