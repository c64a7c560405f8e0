// World -> every metric family Prometheus would have stored of it, and of the other clusters on the same server.

import { cadvisorMetrics } from './metrics/cadvisor.mjs';
import { gpuMetrics } from './metrics/dcgm.mjs';
import { diskMetrics } from './metrics/disks.mjs';
import { stateMetrics } from './metrics/kube-state-metrics.mjs';
import { networkMetrics } from './metrics/network.mjs';
import { priceMetrics } from './metrics/prices.mjs';
import { volumeStats } from './metrics/volumes.mjs';

/** @typedef {import('./world.mjs').World} World */
/** @typedef {import('./metrics/family.mjs').Family} Family */

/** @param {World} world @returns {Family[]} */
function clusterFamilies(world) {
  const families = [
    ...stateMetrics(world),
    ...cadvisorMetrics(world),
    ...networkMetrics(world),
    ...volumeStats(world),
    ...diskMetrics(world),
    ...gpuMetrics(world),
    ...priceMetrics(world),
  ];
  if (Object.keys(world.externalLabels).length === 0) return families;
  return families.map((family) => ({
    ...family,
    series: family.series.map((series) => ({ ...series, labels: { ...series.labels, ...world.externalLabels } })),
  }));
}

/** @param {World} world @returns {Family[]} by name, each once */
export function metricFamilies(world) {
  const byName = new Map();
  for (const family of [world, ...world.peers].flatMap(clusterFamilies)) {
    const known = byName.get(family.name);
    byName.set(family.name, known === undefined ? family : { ...known, series: [...known.series, ...family.series] });
  }
  return [...byName.values()].filter((family) => family.series.length > 0);
}
