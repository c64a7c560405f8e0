// A real Prometheus over a generated world, for tests.
//
//   const cluster = await makeCluster('spine');
//   const server = await startPrometheus({ dataDir: cluster.dataDir });
//   ... fetch(`${server.url}/api/v1/query?...`) ...
//   await server.stop();
//
// Needs `prometheus` and `promtool` on the PATH.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { metricFamilies } from '../../examples/generator/metrics.mjs';
import { truth } from '../../examples/generator/truth.mjs';
import { WORLDS } from '../../examples/generator/worlds.mjs';
import { remoteWrite } from './remote-write.mjs';

/** @typedef {import('../../examples/generator/world.mjs').World} World */

const GENERATOR = fileURLToPath(new URL('../../examples/generator/', import.meta.url));
// What the built blocks depend on beside the generator.
const BUILDERS = ['prometheus.mjs', 'remote-write.mjs'].map((name) => fileURLToPath(new URL(name, import.meta.url)));
const DEFAULT_CACHE = fileURLToPath(new URL('../../.cache/clusters/', import.meta.url));
const PARALLEL = 2;
const READY_SECONDS = 60;
// Half of what a server accepts as late.
const PLAYED_SECONDS = 1800;

/** Runs a program to its end; rejects with what it printed when it fails.
 * @param {string} command @param {readonly string[]} args @returns {Promise<void>} */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.stderr.on('data', (text) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')}: ${output}`)),
    );
  });
}

/** One file -> TSDB blocks in `dataDir`. Built in a folder of its own first: promtool opens its output folder as a
 * database, and must not meet the half-written blocks of a neighbour.
 * @param {string} file @param {string} dataDir @returns {Promise<void>} */
async function buildBlock(file, dataDir) {
  const scratch = mkdtempSync(join(dataDir, '.build-'));
  try {
    await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, scratch]);
    // Blocks are named by ULIDs.
    for (const block of readdirSync(scratch).filter((name) => /^[0-9A-Z]{26}$/.test(name))) {
      renameSync(join(scratch, block), join(dataDir, block));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Consumes `items` with at most PARALLEL of them in work; the producer waits meanwhile.
 * @template T @param {AsyncIterable<T> | Iterable<T>} items @param {(item: T) => Promise<void>} work */
async function eachInParallel(items, work) {
  const running = new Set();
  for await (const item of items) {
    const task = work(item).finally(() => running.delete(task));
    running.add(task);
    if (running.size >= PARALLEL) await Promise.race(running);
  }
  await Promise.all(running);
}

/** Every `.om` file of a folder -> TSDB blocks. The files must cover disjoint two-hour blocks.
 * @param {string} omDir @param {string} dataDir created when absent @returns {Promise<void>} */
export async function buildBlocks(omDir, dataDir) {
  mkdirSync(dataDir, { recursive: true });
  const files = readdirSync(omDir)
    .filter((name) => name.endsWith('.om'))
    .sort();
  await eachInParallel(files, (name) => buildBlock(join(omDir, name), dataDir));
}

/** @param {string} directory @returns {string[]} every source of the generator, in a stable order */
function sources(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return sources(path);
      return entry.name.endsWith('.mjs') ? [path] : [];
    });
}

/** @param {string} name @param {{scrape?: number}} options @returns {string} */
function cacheKey(name, options) {
  const hash = createHash('sha256').update(JSON.stringify([name, options]));
  for (const path of [...sources(GENERATOR), ...BUILDERS]) hash.update(readFileSync(path));
  return `${name}-${hash.digest('hex').slice(0, 16)}`;
}

/** Plays samples into a server and keeps a snapshot of its database in `dataDir`. Blocks built from text would lack
 * staleness markers, so that everything that ended would linger for five minutes, as it does not behind a real scrape.
 * @param {readonly import('../../examples/generator/metrics/family.mjs').Family[]} families
 * @param {number} from epoch seconds @param {number} to @param {string} dataDir */
async function play(families, from, to, dataDir) {
  const empty = `${dataDir}.empty`;
  mkdirSync(empty);
  const server = await startPrometheus({
    dataDir: empty,
    flags: ['--web.enable-remote-write-receiver', '--web.enable-admin-api'],
  });
  try {
    for (let begin = from; begin < to; begin += PLAYED_SECONDS) {
      await remoteWrite(server.url, families, begin, Math.min(begin + PLAYED_SECONDS, to));
    }
    const answer = await fetch(`${server.url}/api/v1/admin/tsdb/snapshot`, { method: 'POST' });
    const { data } = await answer.json();
    cpSync(join(server.storage, 'snapshots', data.name), dataDir, { recursive: true });
  } finally {
    await server.stop();
  }
  rmSync(empty, { recursive: true });
}

/** A folder that is made once: `make(scratch)` fills it, and it appears under its name when it is complete.
 * @param {string} directory @param {(scratch: string) => Promise<void>} make @returns {Promise<void>} */
async function once(directory, make) {
  if (existsSync(directory)) return;
  const parent = dirname(directory);
  mkdirSync(parent, { recursive: true });
  const scratch = mkdtempSync(join(parent, '.making-'));
  await make(scratch);
  publish(scratch, directory);
}

/**
 * Series as TSDB blocks, kept in `directory`, which is built when it is not there yet.
 * @param {string} directory whose name must depend on what `families` hold
 * @param {readonly import('../../examples/generator/metrics/family.mjs').Family[]} families
 * @param {number} from epoch seconds @param {number} to
 * @returns {Promise<string>} the data folder
 */
export async function storeSeries(directory, families, from, to) {
  await once(directory, (scratch) => play(families, from, to, join(scratch, 'data')));
  return join(directory, 'data');
}

/**
 * A world as TSDB blocks, built once per state of the generator's sources.
 * @param {string} name of the world
 * @param {{cacheDir?: string, scrape?: number}} [options]
 * @returns {Promise<{world: World, dataDir: string, truthFile: string}>}
 *   `truthFile` speaks of the whole world; for other windows call truth(world, from, to)
 */
export async function makeCluster(name, { cacheDir = DEFAULT_CACHE, ...options } = {}) {
  const world = WORLDS[name](options);
  const directory = join(cacheDir, cacheKey(name, options));
  await once(directory, async (scratch) => {
    await play(metricFamilies(world), world.start, world.end, join(scratch, 'data'));
    writeFileSync(join(scratch, 'truth.json'), JSON.stringify(truth(world)));
  });
  return { world, dataDir: join(directory, 'data'), truthFile: join(directory, 'truth.json') };
}

/** Two test processes may build the same cluster; the second one to finish throws its copy away.
 * @param {string} scratch @param {string} directory */
function publish(scratch, directory) {
  try {
    renameSync(scratch, directory);
  } catch (problem) {
    rmSync(scratch, { recursive: true, force: true });
    if (!existsSync(directory)) throw problem;
  }
}

/** Resolves with the address once the server says it is ready; its log is the only source that knows both the port
 * the kernel chose and, with authentication in the way, that the database is open.
 * @param {import('node:child_process').ChildProcess} child @returns {Promise<string>} host:port */
function readyAddress(child) {
  return new Promise((resolve, reject) => {
    const log = [];
    const fail = (reason) => reject(new Error(`prometheus ${reason}\n${log.slice(-20).join('\n')}`));
    const timer = setTimeout(() => fail(`not ready after ${READY_SECONDS} s`), READY_SECONDS * 1000);
    let address = '';
    let ready = false;
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (log.push(line) > 200) log.shift();
      address ||= /msg="Listening on" address=(\S+)/.exec(line)?.[1] ?? '';
      ready ||= line.includes('Server is ready to receive web requests');
      if (!ready || address === '') return;
      clearTimeout(timer);
      resolve(address);
    });
    child.on('error', (problem) => {
      clearTimeout(timer);
      reject(problem);
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

/** The test runner ends an overdue file with SIGTERM, which would skip the exit handlers. */
function onTerminate() {
  process.exit(143);
}

/**
 * Starts a Prometheus on a free loopback port, over a copy of `dataDir`, so that tests share blocks but no locks.
 * @param {object} options
 * @param {string} options.dataDir
 * @param {readonly string[]} [options.flags] further command line flags
 * @param {object} [options.webConfig] contents of --web.config.file (TLS, basic auth)
 * @returns {Promise<{url: string, storage: string, stop: () => Promise<void>}>} `storage` is its database folder
 */
export async function startPrometheus({ dataDir, flags = [], webConfig }) {
  const home = mkdtempSync(join(tmpdir(), 'prometheus-'));
  cpSync(dataDir, join(home, 'data'), { recursive: true });
  // JSON is YAML.
  writeFileSync(join(home, 'config.yml'), JSON.stringify({ global: {} }));
  if (webConfig !== undefined) writeFileSync(join(home, 'web.yml'), JSON.stringify(webConfig));

  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(home, 'config.yml')}`,
      `--storage.tsdb.path=${join(home, 'data')}`,
      '--storage.tsdb.retention.time=100y',
      // Equal bounds switch compaction off: the blocks are read as they were built.
      '--storage.tsdb.min-block-duration=2h',
      '--storage.tsdb.max-block-duration=2h',
      '--web.listen-address=127.0.0.1:0',
      ...(webConfig === undefined ? [] : [`--web.config.file=${join(home, 'web.yml')}`]),
      ...flags,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise((resolve) => {
    child.once('close', resolve);
  });

  const cleanUp = () => {
    child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  };
  process.once('exit', cleanUp);
  process.once('SIGTERM', onTerminate);
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    process.removeListener('exit', cleanUp);
    process.removeListener('SIGTERM', onTerminate);
    rmSync(home, { recursive: true, force: true });
  };

  try {
    const address = await readyAddress(child);
    const scheme = webConfig !== undefined && 'tls_server_config' in webConfig ? 'https' : 'http';
    return { url: `${scheme}://${address}`, storage: join(home, 'data'), stop };
  } catch (problem) {
    await stop();
    throw problem;
  }
}
