// The same question to the command line and to the frames of a panel, over one Prometheus.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';

import { loadEngine } from '../../../wasm/client/dist/node.js';
import { panelCode } from './code.mjs';
import { runPanel } from './data-source.mjs';

export const program =
  process.env.PRORATA_BIN ?? fileURLToPath(new URL('../../../build/native/bin/prorata', import.meta.url));
export const { planQueries } = await panelCode('queries/plan.ts');
export const { readFrames } = await panelCode('frames/data.ts');

export const kCluster = 'lab';

/** What the CLI answers, as text. window: { from, to } as ISO texts. prices: a price file as an object. */
export async function fromCli(url, { from, to }, asked) {
  const { resolution = '5m', mode = 'stepped', aggregate, step = '1h', filter, prices, format = 'json' } = asked;
  const folder = mkdtempSync(path.join(tmpdir(), 'prorata-panel-'));
  const file = path.join(folder, 'prices.json');
  if (prices) writeFileSync(file, JSON.stringify(prices));
  const options = [
    ['--metrics', `${kCluster}=${url}`],
    ['--window', `${from},${to}`],
    ['--mode', mode],
    ['--resolution', resolution],
    ['--aggregate', aggregate.join(',')],
    ['--step', step],
    ['--format', format],
    ...(filter ? [['--filter', filter]] : []),
    ...(prices ? [['--prices', file]] : []),
  ];
  try {
    return (await promisify(execFile)(program, ['allocate', ...options.flat()], { maxBuffer: 1 << 26 })).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the CLI says of where a cost comes from. of: KEY=VALUE. */
export async function explainedByCli(url, { from, to }, of) {
  const asked = ['--metrics', `${kCluster}=${url}`, '--window', `${from},${to}`, '--resolution', '5m', '--of', of];
  const options = { maxBuffer: 1 << 26 };
  const { stdout } = await promisify(execFile)(program, ['explain', ...asked, '--format', 'json'], options);
  return JSON.parse(stdout);
}

/** Frames that the plan's queries give a panel whose range is the window. */
export function panelFrames(url, { from, to }, { minStep = '5m', maxDataPoints = 1000, ...options } = {}) {
  const range = { fromMs: Date.parse(from), toMs: Date.parse(to), maxDataPoints };
  return runPanel(url, planQueries({ minStep, ...options }), range, options);
}

let engine = null;
export async function closeEngine() {
  (await engine)?.close();
  engine = null;
}

/** What the engine answers to frames, as text. */
export async function fromFrames(frames, { from, to }, { aggregate, step = '1h' }) {
  engine ??= loadEngine();
  const range = { fromMs: Date.parse(from), toMs: Date.parse(to) };
  const { options, collected } = readFrames(frames, range, kCluster);
  const session = await (await engine).open(options);
  try {
    await session.ingestSeries(collected.arrays);
    return await session.report('json', { aggregate, step });
  } finally {
    await session.close();
  }
}
