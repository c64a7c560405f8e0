// Machines: what they offer, cost, and what of it went to nobody.

import { clip, nodeOf } from '../world.mjs';
import { diskDollars, inForce, priced, summed } from './rates.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('../world.mjs').Span} Span */

const FREE = { cpu: 0, ram: 0, gpu: 0, disk: 0, total: 0 };

/** @param {Node} node @param {Span} span */
function offered(node, { from, to }) {
  const seconds = to - from;
  return {
    coreSeconds: (node.cpu * seconds) / 1000,
    byteSeconds: node.memory * seconds,
    gpuSeconds: node.gpus * seconds,
  };
}

/** Costs of what ran on the machine. @param {World} world @param {Node} node
 * @param {readonly {uid: string, cost?: typeof FREE}[]} containers @param {readonly object[]} pods */
function wentTo(world, node, containers, pods) {
  const here = new Set(world.pods.filter((pod) => nodeOf(world, pod) === node).map(({ uid }) => uid));
  const costs = [
    ...containers.filter(({ uid }) => here.has(uid)).map(({ cost }) => cost),
    ...pods
      .filter(({ uid }) => here.has(uid))
      .flatMap(({ initReserve, overhead }) => [initReserve?.cost, overhead?.cost]),
  ];
  return summed([FREE, ...costs.filter((cost) => cost !== undefined)]);
}

/** @param {World} world @param {Node} node @param {Span} window @param {readonly object[]} containers
 * @param {readonly object[]} pods */
export function nodeTruth(world, node, window, containers, pods) {
  const span = clip(node.start, node.end ?? world.end, window.from, window.to);
  const money = priced(node, span, (part) => offered(node, part));
  const used = wentTo(world, node, containers, pods);
  const diskByteSeconds = node.virtual ? 0 : node.disk * span.seconds;
  // Nobody pays for a machine that is none: it costs what its pods do.
  const cost = node.virtual ? used : inForce(money, diskDollars(diskByteSeconds));
  return {
    cluster: world.cluster,
    node: node.name,
    providerId: node.providerId,
    spot: node.spot,
    virtual: node.virtual,
    seconds: span.seconds,
    cores: node.cpu / 1000,
    bytes: node.memory,
    gpus: node.gpus,
    allocatable: { cores: node.allocatableCpu / 1000, bytes: node.allocatableMemory },
    ...offered(node, span),
    diskByteSeconds,
    dollars: money.dollars,
    ...(money.listDollars === null ? {} : { listDollars: money.listDollars }),
    cost,
    idle: Object.fromEntries(Object.keys(FREE).map((key) => [key, cost[key] - used[key]])),
  };
}
