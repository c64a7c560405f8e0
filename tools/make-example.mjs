// `npm run example`: makes examples/demo.prorata.ndjson.gz, the recording that comes with the page, beside it
// examples/demo.truth.json, what really happened in the same week, and examples/mini.prorata.ndjson.gz, eight hours of a
// small cluster for the page in one file. Needs the native build, Prometheus and promtool.
//   npm run example -- --check     makes both and compares them with the files, writes nothing
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';

import { truth } from '../examples/generator/truth.mjs';
import { withWorld } from './lib/recording.mjs';
import { root } from './lib/shell.mjs';

const recordingFile = path.join(root, 'examples/demo.prorata.ndjson.gz');
const truthFile = path.join(root, 'examples/demo.truth.json');
const miniFile = path.join(root, 'examples/mini.prorata.ndjson.gz');
const week = ['2026-11-09T00:00:00Z', '2026-11-16T00:00:00Z'];
/** What the page may load before it shows anything. */
const kLargest = 1.5 * 1024 * 1024;
const kLargestMini = 60 * 1024;

const kNothing = { cpuCoreHours: 0, ramGibHours: 0, gpuHours: 0 };

function hours({ coreSeconds = 0, byteSeconds = 0, gpuSeconds = 0 }) {
  return { cpuCoreHours: coreSeconds / 3600, ramGibHours: gib(byteSeconds) / 3600, gpuHours: gpuSeconds / 3600 };
}

const added = (a, b) => Object.fromEntries(Object.keys(a).map((key) => [key, a[key] + b[key]]));
const sum = (values) => values.reduce((a, b) => a + b, 0);
const gib = (bytes) => bytes / 2 ** 30;

/** Containers of a namespace as one. `used` counts what could be observed. */
function namespaceTruth(namespace, containers) {
  const total = (name) => containers.map((container) => hours(container[name] ?? {})).reduce(added, kNothing);
  return {
    namespace,
    containers: containers.length,
    requested: total('requested'),
    used: total('used'),
    charged: total('charged'),
    dollars: sum(containers.map(({ listDollars }) => listDollars.total)),
  };
}

/** Parts of volumes and balancers that pods of a namespace had, and what they sent beyond their zone. `unmounted`: what
 * the namespace claims or asked for, and none of its pods had. */
function besides(namespace, { pods, volumes, balancers }) {
  const mine = (each) => each.namespace === namespace;
  const claimed = volumes.filter(({ claim }) => claim?.namespace === namespace);
  const asked = balancers.filter(mine);
  const mounts = volumes.flatMap((volume) => volume.mounts).filter(mine);
  const served = balancers.flatMap((balancer) => balancer.pods).filter(mine);
  const sent = pods.filter(mine).flatMap(({ network }) => (network === null ? [] : [network]));
  const egress = (kind) => gib(sum(sent.map((network) => network.egress[kind])));
  return {
    volumes: {
      gibHours: gib(sum(mounts.map(({ byteSeconds }) => byteSeconds))) / 3600,
      dollars: sum(mounts.map(({ cost }) => cost)),
      unmounted: sum(claimed.map(({ unmounted }) => unmounted.cost)),
    },
    loadBalancers: {
      dollars: sum(served.map(({ cost }) => cost)),
      unmounted: sum(asked.map(({ unassigned }) => unassigned.cost)),
    },
    network: {
      ...{ zoneGib: egress('zone'), regionGib: egress('region'), internetGib: egress('internet') },
      dollars: sum(sent.map(({ cost }) => cost.total)),
    },
  };
}

/** A volume or balancer without its pods. */
function asset({ mounts: _mounts, pods: _pods, ...rest }) {
  return rest;
}

/** By namespace, node, volume and balancer, in hours and in the dollars of the exported list prices, default prices
 * where nothing is exported. `dollars` of a namespace or node are those of cores, memory and GPUs; a node's own disk has
 * the default price. */
function summary(really) {
  const { world, cluster, window, rates, nodes, containers, volumes, balancers, fees, totals } = really;
  const placed = containers.filter(({ listDollars }) => listDollars !== undefined);
  const namespaces = [...new Set(placed.map(({ namespace }) => namespace))].sort();
  return {
    world,
    cluster,
    window,
    rates,
    namespaces: namespaces.map((name) => ({
      ...namespaceTruth(
        name,
        placed.filter(({ namespace }) => namespace === name),
      ),
      ...besides(name, really),
    })),
    nodes: nodes.map(({ node, providerId, spot, seconds, listDollars, cost, idle, ...amounts }) => ({
      ...{ node, providerId, spot, seconds },
      ...hours(amounts),
      dollars: listDollars.total,
      disk: cost.disk,
      idle: idle.total,
    })),
    volumes: volumes.map(asset),
    balancers: balancers.map(asset),
    fees,
    totals,
  };
}

const kNumber = /"(-?\d[\d.]*(?:e[+-]?\d+)?)"/g;
/** Prometheus adds up the series of a sum in the order in which they lie in its blocks, which is another one when a busy
 * machine compacts them late: the last digits of a sum are nothing to count on. */
const kLastDigits = 1e-12;

/** Where two texts differ in more than the last digits of numbers in quotes; nothing where they do not. */
function difference(before, now) {
  const [a, b] = [before.split('\n'), now.split('\n')];
  if (a.length !== b.length) return `${a.length} lines, now ${b.length}`;
  for (const [i, line] of a.entries()) {
    if (line === b[i]) continue;
    const [old, made] = [line, b[i]].map((text) => [...text.matchAll(kNumber)].map(([, number]) => Number(number)));
    const near = (number, j) => Math.abs(number - made[j]) <= kLastDigits * Math.abs(number);
    const alike = line.replaceAll(kNumber, '#') === b[i].replaceAll(kNumber, '#');
    const apart = alike ? old.findIndex((number, j) => !near(number, j)) : 0;
    if (apart >= 0) return `line ${i + 1}: ${line.slice(0, 120)} …: ${old[apart]}, now ${made[apart]}`;
  }
  return undefined;
}

/** What differs from the files, by name. zlib's versions pack differently, so what is inside counts. */
function changesOf({ recording, truthText, mini }) {
  const files = [
    [recordingFile, recording, (bytes) => gunzipSync(bytes).toString()],
    [truthFile, truthText, String],
    [miniFile, mini, (bytes) => gunzipSync(bytes).toString()],
  ];
  return files.flatMap(([file, text, read]) => {
    const changed = existsSync(file) ? difference(read(readFileSync(file)), text) : 'it is missing';
    return changed === undefined
      ? []
      : [`${path.relative(root, file)} is not what \`npm run example\` makes: ${changed}`];
  });
}

/** Ids of containers and objects that compress: random ones take a fifth of the recording, and mean nothing but themselves. */
function withShortIds(text) {
  return text
    .replaceAll(/\b([0-9a-f]{4})[0-9a-f]{60}\b/g, (_, begin) => begin.repeat(16))
    .replaceAll(
      /\b([0-9a-f]{4})[0-9a-f]{4}([-_])[0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}(?![0-9a-f])/g,
      (_, begin, dash) => [begin.repeat(2), '0000', '4000', '8000', '000000000000'].join(dash),
    );
}

async function make(cacheDir) {
  const demo = async ({ world, record }) => ({
    recording: await record({ window: week.join(','), resolution: '1h' }),
    truthText: `${JSON.stringify(summary(truth(world, ...week.map((time) => Date.parse(time) / 1000))), null, 1)}\n`,
  });
  const small = ({ record }) => record({ window: '2026-03-02T00:00:00Z,2026-03-02T08:00:00Z', resolution: '30m' });
  return {
    ...(await withWorld('demo', 'prod-eu-1', demo, cacheDir)),
    mini: withShortIds(await withWorld('spine', 'example', small, cacheDir)),
  };
}

/** A server that compacts while it is written to has lost the first sample of a new series: what differs is made once more. */
async function check() {
  const made = await make();
  packed(made.recording, kLargest);
  packed(made.mini, kLargestMini);
  let changes = changesOf(made);
  if (changes.length > 0) {
    console.log(`${changes.join('\n')}\nOnce more, from new data:`);
    const folder = mkdtempSync(path.join(tmpdir(), 'prorata-example-'));
    changes = changesOf(await make(folder));
    rmSync(folder, { recursive: true });
  }
  for (const change of changes) console.error(change);
  if (changes.length > 0) process.exitCode = 1;
}

function packed(text, largest) {
  const bytes = gzipSync(text, { level: 9 });
  if (bytes.length > largest) throw new Error(`a recording has ${bytes.length} bytes, more than ${largest}`);
  return bytes;
}

async function write() {
  const { recording, truthText, mini } = await make();
  const [packedDemo, packedMini] = [packed(recording, kLargest), packed(mini, kLargestMini)];
  writeFileSync(recordingFile, packedDemo);
  writeFileSync(truthFile, truthText);
  writeFileSync(miniFile, packedMini);
  console.log(`${packedDemo.length} bytes (${recording.length} unpacked), ${truthText.length} bytes of truth`);
}

const { values: options } = parseArgs({ options: { check: { type: 'boolean' } } });
await (options.check ? check() : write());
