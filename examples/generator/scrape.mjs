// When Prometheus asked a target, and which timestamps the samples carry.

/** @typedef {import('./world.mjs').World} World */

/**
 * @typedef {object} Target
 * @property {number} offset milliseconds into each scrape interval
 * @property {number} from epoch seconds; scraped in [from, to)
 * @property {number} to
 */

/** Samples with their own timestamps (cAdvisor) are at most this much older than their scrape, in milliseconds. */
export const MAX_SAMPLE_AGE = 9000;

/**
 * Instants at which `target` was scraped within [from, to), outages left out.
 * @param {World} world @param {Target} target @param {number} from epoch seconds @param {number} to
 * @returns {number[]} epoch milliseconds, ascending
 */
function scrapeTimes(world, target, from, to) {
  const interval = world.scrape * 1000;
  const begin = Math.max(from, target.from) * 1000;
  const end = Math.min(to, target.to) * 1000;
  const times = [];
  for (let t = Math.ceil((begin - target.offset) / interval) * interval + target.offset; t < end; t += interval) {
    if (!world.outages.some((outage) => t >= outage.from * 1000 && t < outage.to * 1000)) times.push(t);
  }
  return times;
}

/**
 * cAdvisor housekeeps each cgroup in its own rhythm, so the samples of one scrape spread over some seconds.
 * @param {number} salt differs between cgroups @param {number} time of the scrape, epoch milliseconds
 * @returns {number} milliseconds by which the sample is older than the scrape
 */
export function sampleAge(salt, time) {
  return (salt + Math.floor(time / 1000) * 769) % MAX_SAMPLE_AGE;
}

/**
 * The scrape at which Prometheus noticed that a series, or its whole target, had gone.
 * @param {World} world @param {Target} target @param {number} from epoch seconds; life of the series @param {number} to
 * @returns {number | null} epoch milliseconds; null when there was nothing to notice or nobody to notice it
 */
function noticedGone(world, target, from, to) {
  const end = Math.min(to, target.to);
  if (end <= Math.max(from, target.from)) return null;
  const interval = world.scrape * 1000;
  const due = Math.ceil((end * 1000 - target.offset) / interval) * interval + target.offset;
  const absent =
    due >= world.end * 1000 || world.outages.some((outage) => due >= outage.from * 1000 && due < outage.to * 1000);
  return absent ? null : due;
}

/**
 * @typedef {object} Clock the schedule of one target
 * @property {(from: number, to: number) => readonly number[]} times as scrapeTimes
 * @property {(from: number, to: number) => number | null} noticedGone when a series that lived in [from, to) went stale
 */

/**
 * Remembers the last range: all series of a target are asked for the same range in a row.
 * @param {World} world @param {Target} target @returns {Clock}
 */
export function scrapeClock(world, target) {
  let last = { from: NaN, to: NaN, times: /** @type {readonly number[]} */ ([]) };
  return {
    times(from, to) {
      if (last.from !== from || last.to !== to) last = { from, to, times: scrapeTimes(world, target, from, to) };
      return last.times;
    },
    noticedGone: (from, to) => noticedGone(world, target, from, to),
  };
}
