// `npm run example`: makes examples/demo.prorata.ndjson.gz, the recording that comes with the page, and beside it
// examples/demo.truth.json, what really happened in the same week. Needs the native build, Prometheus and promtool.
//   npm run example -- --check     makes both and compares them with the files, writes nothing
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';

import { truth } from '../examples/generator/truth.mjs';
import { withWorld } from './lib/recording.mjs';
import { root } from './lib/shell.mjs';

const recordingFile = path.join(root, 'examples/demo.prorata.ndjson.gz');
const truthFile = path.join(root, 'examples/demo.truth.json');
const week = ['2026-11-09T00:00:00Z', '2026-11-16T00:00:00Z'];
/** What the page may load before it shows anything. */
const kLargest = 1.5 * 1024 * 1024;

const kNothing = { cpuCoreHours: 0, ramGibHours: 0, gpuHours: 0 };

function hours({ coreSeconds = 0, byteSeconds = 0, gpuSeconds = 0 }) {
  const gib = 2 ** 30;
  return { cpuCoreHours: coreSeconds / 3600, ramGibHours: byteSeconds / gib / 3600, gpuHours: gpuSeconds / 3600 };
}

const added = (a, b) => Object.fromEntries(Object.keys(a).map((key) => [key, a[key] + b[key]]));

/** Containers of a namespace as one. `used` counts what could be observed. */
function namespaceTruth(namespace, containers) {
  const total = (name) => containers.map((container) => hours(container[name] ?? {})).reduce(added, kNothing);
  return {
    namespace,
    containers: containers.length,
    requested: total('requested'),
    used: total('used'),
    charged: total('charged'),
    dollars: containers.reduce((sum, { listDollars }) => sum + listDollars.total, 0),
  };
}

/** By namespace and by node, in hours and in the dollars of the exported list prices. */
function summary({ world, cluster, window, nodes, containers }) {
  const placed = containers.filter(({ listDollars }) => listDollars !== undefined);
  const namespaces = [...new Set(placed.map(({ namespace }) => namespace))].sort();
  return {
    world,
    cluster,
    window,
    namespaces: namespaces.map((name) =>
      namespaceTruth(
        name,
        placed.filter(({ namespace }) => namespace === name),
      ),
    ),
    nodes: nodes.map(({ node, providerId, spot, seconds, listDollars, ...amounts }) => ({
      ...{ node, providerId, spot, seconds },
      ...hours(amounts),
      dollars: listDollars.total,
    })),
  };
}

/** zlib's versions pack differently, so what is inside counts. */
function check(recording, truthText) {
  const files = [
    [recordingFile, recording, (bytes) => gunzipSync(bytes).toString()],
    [truthFile, truthText, String],
  ];
  const changed = files.filter(([file, text, read]) => !existsSync(file) || read(readFileSync(file)) !== text);
  for (const [file] of changed) console.error(`${path.relative(root, file)} is not what \`npm run example\` makes`);
  process.exitCode = changed.length > 0 ? 1 : 0;
}

const { values: options } = parseArgs({ options: { check: { type: 'boolean' } } });
const made = await withWorld('demo', 'prod-eu-1', async ({ world, record }) => ({
  recording: await record({ window: week.join(','), resolution: '1h' }),
  truth: summary(truth(world, ...week.map((time) => Date.parse(time) / 1000))),
}));
const truthText = `${JSON.stringify(made.truth, null, 1)}\n`;
const packed = gzipSync(made.recording, { level: 9 });
if (packed.length > kLargest) throw new Error(`the recording has ${packed.length} bytes, more than ${kLargest}`);

if (options.check) check(made.recording, truthText);
else {
  writeFileSync(recordingFile, packed);
  writeFileSync(truthFile, truthText);
  console.log(`${packed.length} bytes (${made.recording.length} unpacked), ${truthText.length} bytes of truth`);
}
