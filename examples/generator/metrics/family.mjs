// What the writers consume: metric families with series that can be asked for their samples in any time range.

/** @typedef {{time: number, value: number}} Point time in epoch milliseconds */
/**
 * @typedef {object} Series
 * @property {Readonly<Record<string, string>>} labels
 * @property {(from: number, to: number) => Point[]} points samples in [from, to), epoch seconds
 * @property {number | null} staleAt when Prometheus stored a staleness marker, epoch milliseconds; text formats
 *   cannot say it, remote write can
 */
/** @typedef {{name: string, type: 'gauge' | 'counter', help: string, series: Series[]}} Family */
/** @typedef {{from: number, to: number}} Life epoch seconds, [from, to) */

/** The keys of Kubernetes labels or annotations as kube-state-metrics spells them.
 * @param {string} prefix @param {Readonly<Record<string, string>>} pairs @returns {Record<string, string>} */
function spelled(prefix, pairs) {
  const name = (key) => {
    const safe = key.replaceAll(/[^a-zA-Z0-9_]/g, '_');
    return `${prefix}_${safe.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()}`;
  };
  return Object.fromEntries(Object.entries(pairs).map(([key, value]) => [name(key), value]));
}

/** @param {Readonly<Record<string, string>>} labels Kubernetes labels @returns {Record<string, string>} */
export function labelNames(labels) {
  return spelled('label', labels);
}

/** @param {Readonly<Record<string, string>>} annotations @returns {Record<string, string>} */
export function annotationNames(annotations) {
  return spelled('annotation', annotations);
}

/** A series of an object that exists during `life`, read at the times of `clock`.
 * @param {Readonly<Record<string, string>>} labels @param {import('../scrape.mjs').Clock} clock
 * @param {Life} life @param {number | ((time: number) => number)} value constant, or by epoch seconds
 * @returns {Series} */
export function seriesOf(labels, clock, life, value) {
  const read = typeof value === 'number' ? () => value : value;
  return {
    labels,
    staleAt: clock.noticedGone(life.from, life.to),
    points(from, to) {
      if (life.to <= from || life.from >= to) return [];
      return clock
        .times(from, to)
        .filter((time) => time >= life.from * 1000 && time < life.to * 1000)
        .map((time) => ({ time, value: read(time / 1000) }));
    },
  };
}
