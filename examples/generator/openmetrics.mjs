// Families and series -> OpenMetrics text, streamed to a file.

import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/** @typedef {import('./metrics/family.mjs').Family} Family */

const CHUNK = 1 << 20;

/** @param {string} text @returns {string} */
function escape(text) {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** Labels in name order, as Prometheus shows them; empty values mean "absent" and are left out.
 * @param {Readonly<Record<string, string>>} labels @returns {string} */
export function formatLabels(labels) {
  const pairs = Object.keys(labels)
    .filter((name) => labels[name] !== '')
    .sort();
  return `{${pairs.map((name) => `${name}="${escape(labels[name])}"`).join(',')}}`;
}

/** @param {number} time epoch milliseconds @returns {string} seconds with three decimals */
export function formatTime(time) {
  const seconds = Math.floor(time / 1000);
  return `${seconds}.${String(time - seconds * 1000).padStart(3, '0')}`;
}

/**
 * Writes the samples of [from, to) and `# EOF`. Families come out whole and series after series, as OpenMetrics
 * demands; a family without a sample in the range is left out.
 * @param {string} path @param {Iterable<Family>} families @param {number} from epoch seconds @param {number} to
 * @returns {Promise<number>} samples written
 */
export async function writeOpenMetrics(path, families, from, to) {
  const file = createWriteStream(path);
  let samples = 0;
  let pending = '';
  for (const family of families) {
    let head = `# HELP ${family.name} ${family.help}\n# TYPE ${family.name} ${family.type}\n`;
    const sampleName = family.type === 'counter' ? `${family.name}_total` : family.name;
    for (const series of family.series) {
      const points = series.points(from, to);
      if (points.length === 0) continue;
      const prefix = `${sampleName}${formatLabels(series.labels)} `;
      pending += head;
      head = '';
      for (const point of points) pending += `${prefix}${point.value} ${formatTime(point.time)}\n`;
      samples += points.length;
      if (pending.length < CHUNK) continue;
      if (!file.write(pending)) await once(file, 'drain');
      pending = '';
    }
  }
  file.end(`${pending}# EOF\n`);
  await once(file, 'finish');
  return samples;
}
