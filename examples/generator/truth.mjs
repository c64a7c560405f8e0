// What the world really used, by construction: exact lifetimes and rectangles, no samples.
// This file must stay ignorant of every engine and of metrics/: it is the yardstick they are measured with.

import { integralOfMax } from './steps.mjs';
import { clip, GiB, HOUR, podAlive } from './world.mjs';

/** @typedef {import('./world.mjs').World} World */
/** @typedef {import('./world.mjs').Pod} Pod */
/** @typedef {import('./world.mjs').Container} Container */
/** @typedef {import('./world.mjs').Node} Node */
/** @typedef {import('./world.mjs').Price} Price */

/** Default prices in dollars per core-hour, GiB-hour and GPU-hour. @type {{onDemand: Price, spot: Price}} */
export const DEFAULT_RATES = {
  onDemand: { cpu: 0.031611, ram: 0.004237, gpu: 0.95 },
  spot: { cpu: 0.006655, ram: 0.000892, gpu: 0.308 },
};

/**
 * @typedef {object} Amounts
 * @property {number} coreSeconds
 * @property {number} byteSeconds
 * @property {number} gpuSeconds
 */

/** @param {Amounts} amounts @param {Price} rates */
function dollars(amounts, rates) {
  const cpu = (amounts.coreSeconds / HOUR) * rates.cpu;
  const ram = (amounts.byteSeconds / GiB / HOUR) * rates.ram;
  const gpu = (amounts.gpuSeconds / HOUR) * rates.gpu;
  return { cpu, ram, gpu, total: cpu + ram + gpu };
}

/** Money at the default rates, and at the exported list price where the node has one.
 * @param {Amounts} amounts @param {Node | undefined} node */
function priced(amounts, node) {
  if (node === undefined) return {};
  const standard = dollars(amounts, node.spot ? DEFAULT_RATES.spot : DEFAULT_RATES.onDemand);
  return node.price === null ? { dollars: standard } : { dollars: standard, listDollars: dollars(amounts, node.price) };
}

/** max(request, usage); unknown usage counts as none, a missing request as zero.
 * @param {import('./steps.mjs').Steps | null} usage @param {number | null} request
 * @param {number} from @param {number} to */
function charge(usage, request, from, to) {
  const floor = request ?? 0;
  return usage === null ? floor * (to - from) : integralOfMax(usage, floor, from, to);
}

/** @param {Container} container @param {{from: number, to: number, seconds: number}} span */
function containerAmounts(container, { from, to, seconds }) {
  const gpuSeconds = container.gpuRequest * seconds;
  const known = container.cpu !== null && container.memory !== null;
  return {
    requested: {
      coreSeconds: ((container.cpuRequest ?? 0) * seconds) / 1000,
      byteSeconds: (container.memoryRequest ?? 0) * seconds,
      gpuSeconds,
    },
    used: known
      ? {
          coreSeconds: integralOfMax(container.cpu, 0, from, to) / 1000,
          byteSeconds: integralOfMax(container.memory, 0, from, to),
        }
      : null,
    charged: {
      coreSeconds: charge(container.cpu, container.cpuRequest, from, to) / 1000,
      byteSeconds: charge(container.memory, container.memoryRequest, from, to),
      gpuSeconds,
    },
  };
}

/** @param {World} world @param {Pod} pod @param {Container} container @param {number} start @param {number} end */
function containerTruth(world, pod, container, start, end) {
  const alive = podAlive(pod, world) ?? { from: start, to: start };
  const span = clip(alive.from, alive.to, start, end);
  const amounts = containerAmounts(container, span);
  return {
    cluster: world.cluster,
    node: pod.node,
    namespace: pod.namespace,
    pod: pod.name,
    uid: pod.uid,
    container: container.name,
    controllerKind: pod.controller?.kind ?? null,
    controller: pod.controller?.name ?? null,
    ownerKind: pod.owner?.kind ?? null,
    owner: pod.owner?.name ?? null,
    observed: container.observed,
    seconds: span.seconds,
    ...amounts,
    ...priced(
      amounts.charged,
      world.nodes.find((node) => node.name === pod.node),
    ),
  };
}

/** @param {World} world @param {Node} node @param {number} start @param {number} end */
function nodeTruth(world, node, start, end) {
  const { seconds } = clip(node.start, node.end ?? world.end, start, end);
  const amounts = {
    coreSeconds: (node.cpu * seconds) / 1000,
    byteSeconds: node.memory * seconds,
    gpuSeconds: node.gpus * seconds,
  };
  return {
    cluster: world.cluster,
    node: node.name,
    providerId: node.providerId,
    spot: node.spot,
    seconds,
    cores: node.cpu / 1000,
    bytes: node.memory,
    gpus: node.gpus,
    ...amounts,
    ...priced(amounts, node),
  };
}

/** @param {Pod} pod @param {number} start @param {number} end whether the object existed in [start, end) */
function existed(pod, start, end) {
  return pod.created < end && (pod.gone === null || pod.gone > start);
}

/** A finished pod whose object lingers has nothing to report; one that never ran is reported with zero seconds.
 * @param {World} world @param {Pod} pod @param {number} start @param {number} end */
function reported(world, pod, start, end) {
  const alive = podAlive(pod, world);
  return existed(pod, start, end) && (alive === null || clip(alive.from, alive.to, start, end).seconds > 0);
}

/**
 * @param {World} world
 * @param {number} [start] epoch seconds
 * @param {number} [end]
 */
export function truth(world, start = world.start, end = world.end) {
  return {
    world: world.name,
    cluster: world.cluster,
    window: { start, end, seconds: end - start },
    rates: DEFAULT_RATES,
    nodes: world.nodes
      .filter((node) => node.start < end && (node.end === null || node.end > start))
      .map((node) => nodeTruth(world, node, start, end)),
    containers: world.pods
      .filter((pod) => reported(world, pod, start, end))
      .flatMap((pod) => pod.containers.map((container) => containerTruth(world, pod, container, start, end))),
  };
}
