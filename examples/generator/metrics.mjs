// World -> every metric family Prometheus would have stored of it.

import { cadvisorMetrics } from './metrics/cadvisor.mjs';
import { gpuMetrics } from './metrics/dcgm.mjs';
import { stateMetrics } from './metrics/kube-state-metrics.mjs';
import { priceMetrics } from './metrics/prices.mjs';

/** @param {import('./world.mjs').World} world @returns {import('./metrics/family.mjs').Family[]} */
export function metricFamilies(world) {
  return [...stateMetrics(world), ...cadvisorMetrics(world), ...gpuMetrics(world), ...priceMetrics(world)].filter(
    (family) => family.series.length > 0,
  );
}
