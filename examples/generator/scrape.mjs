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
export function scrapeTimes(world, target, from, to) {
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
 * The same, remembering the last range: all series of a target are asked for the same range in a row.
 * @param {World} world @param {Target} target
 * @returns {(from: number, to: number) => readonly number[]}
 */
export function scrapeClock(world, target) {
  let last = { from: NaN, to: NaN, times: /** @type {readonly number[]} */ ([]) };
  return (from, to) => {
    if (last.from !== from || last.to !== to) last = { from, to, times: scrapeTimes(world, target, from, to) };
    return last.times;
  };
}
