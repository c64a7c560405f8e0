// World -> GPU utilisation as the DCGM exporter shows it. Its ServiceMonitor does not honour labels, so the
// workload arrives as exported_*; an idle GPU has no workload labels at all.

import { uuid } from '../random.mjs';
import { scrapeClock } from '../scrape.mjs';
import { constant, valueAt } from '../steps.mjs';
import { podAlive, targetOffset } from '../world.mjs';
import { seriesOf } from './family.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('./family.mjs').Family} Family */
/** @typedef {import('./family.mjs').Life} Life */

/** @param {World} world @param {Node} node @param {number} index */
function deviceLabels(world, node, index) {
  return {
    DCGM_FI_DRIVER_VERSION: '550.144.03',
    Hostname: node.name,
    UUID: `GPU-${uuid(`${world.name} ${node.name} gpu ${index}`)}`,
    container: 'dcgm-exporter',
    device: `nvidia${index}`,
    endpoint: 'metrics',
    gpu: String(index),
    instance: `${node.internalIp}:9400`,
    job: 'dcgm-exporter',
    modelName: node.gpuModel,
    namespace: 'kube-system',
    pod: `dcgm-exporter-${node.name.replaceAll('-', '')}`,
    service: 'dcgm-exporter',
  };
}

/** Who holds the device when. @param {World} world @param {Node} node @param {number} index */
function tenants(world, node, index) {
  return world.pods
    .filter((pod) => pod.node === node.name && pod.gpuIndex === index)
    .flatMap((pod) =>
      pod.containers.filter(({ gpuRequest }) => gpuRequest > 0).map((container) => ({ pod, container })),
    )
    .flatMap(({ pod, container }) => {
      const life = podAlive(pod, world);
      if (life === null) return [];
      const names = { exported_namespace: pod.namespace, exported_pod: pod.name, exported_container: container.name };
      return [{ names, life, util: container.gpuUtil ?? constant(0) }];
    })
    .sort((a, b) => a.life.from - b.life.from);
}

/** The stretches between tenants. @param {Life} whole @param {readonly Life[]} busy @returns {Life[]} */
function between(whole, busy) {
  const from = [whole.from, ...busy.map(({ to }) => to)];
  const to = [...busy.map((life) => life.from), whole.to];
  return from.map((start, i) => ({ from: start, to: to[i] })).filter((life) => life.from < life.to);
}

/** @param {World} world @param {Node} node @param {number} index */
function deviceSeries(world, node, index) {
  const whole = { from: node.start, to: node.end ?? world.end };
  const clock = scrapeClock(world, { offset: targetOffset(`dcgm ${node.name}`, world), ...whole });
  const labels = deviceLabels(world, node, index);
  const held = tenants(world, node, index);
  const idle = between(
    whole,
    held.map(({ life }) => life),
  );
  return [
    ...held.map(({ names, life, util }) =>
      seriesOf({ ...labels, ...names }, clock, life, (time) => valueAt(util, time)),
    ),
    ...idle.map((life) => seriesOf(labels, clock, life, 0)),
  ];
}

/** @param {World} world @returns {Family[]} */
export function gpuMetrics(world) {
  const series = world.nodes.flatMap((node) =>
    Array.from({ length: node.gpus }, (_, index) => deviceSeries(world, node, index)).flat(),
  );
  return [{ name: 'DCGM_FI_DEV_GPU_UTIL', type: 'gauge', help: 'GPU utilization (in %).', series }];
}
