// World -> list prices as OpenCost's exporter publishes them, for nodes that have one.

import { scrapeClock } from '../scrape.mjs';
import { GiB, targetOffset } from '../world.mjs';
import { seriesOf } from './family.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('./family.mjs').Family} Family */

/** @param {Node} node @param {import('../world.mjs').Price} price */
function hourly(node, price) {
  return (node.cpu / 1000) * price.cpu + (node.memory / GiB) * price.ram + node.gpus * price.gpu;
}

/** @param {Node} node */
function labels(node) {
  return {
    arch: 'amd64',
    container: 'opencost',
    endpoint: 'http',
    instance: node.name,
    instance_type: node.instanceType,
    job: 'opencost',
    namespace: 'monitoring',
    node: node.name,
    provider_id: node.providerId,
    region: node.region,
    service: 'opencost',
  };
}

/** @param {World} world @returns {Family[]} */
export function priceMetrics(world) {
  const clock = scrapeClock(world, { offset: targetOffset('opencost', world), from: world.start, to: world.end });
  const family = (name, help, value) => ({
    name,
    type: /** @type {const} */ ('gauge'),
    help,
    series: world.nodes.flatMap((node) =>
      node.price === null
        ? []
        : [seriesOf(labels(node), clock, { from: node.start, to: node.end ?? world.end }, value(node, node.price))],
    ),
  });
  return [
    family('node_cpu_hourly_cost', 'Hourly cost per vCPU on this node', (_, price) => price.cpu),
    family('node_ram_hourly_cost', 'Hourly cost per Gb of memory on this node', (_, price) => price.ram),
    family('node_gpu_hourly_cost', 'Hourly GPU cost on this node', (_, price) => price.gpu),
    family('node_total_hourly_cost', 'Total node cost per hour', hourly),
  ];
}
