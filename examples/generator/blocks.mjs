// World -> one OpenMetrics file per two-hour block. promtool reads its whole input once for every block it
// builds, so a file that spans many blocks costs quadratic time; and Prometheus aligns blocks to two hours.

import { join } from 'node:path';
import { metricFamilies } from './metrics.mjs';
import { writeOpenMetrics } from './openmetrics.mjs';

/** @typedef {import('./world.mjs').World} World */

const BLOCK = 2 * 3600;

/** @param {World} world @returns {{from: number, to: number}[]} the aligned blocks, cut to the world */
export function blockRanges(world) {
  const ranges = [];
  for (let begin = Math.floor(world.start / BLOCK) * BLOCK; begin < world.end; begin += BLOCK) {
    ranges.push({ from: Math.max(begin, world.start), to: Math.min(begin + BLOCK, world.end) });
  }
  return ranges;
}

/** Writes lazily: the next file is begun when the consumer asks for it.
 * @param {World} world @param {string} directory
 * @returns {AsyncGenerator<{path: string, samples: number}>} */
export async function* writeBlocks(world, directory) {
  const families = metricFamilies(world);
  for (const [index, { from, to }] of blockRanges(world).entries()) {
    const path = join(directory, `metrics-${String(index).padStart(3, '0')}.om`);
    yield { path, samples: await writeOpenMetrics(path, families, from, to) };
  }
}
