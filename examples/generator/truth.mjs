// What the world really used, by construction: exact lifetimes and rectangles, no samples.
// This file and truth/ must stay ignorant of every engine and of metrics/: they are the yardstick those are measured with.
//
// truth(world, from, to) gives, for the window:
//
//   rates            default prices in dollars (truth/rates.mjs)
//   nodes[]          seconds, cores, bytes, gpus; coreSeconds, byteSeconds, gpuSeconds and diskByteSeconds of capacity;
//                    allocatable; idle {cpu, ram, gpu, disk, total}: cost less what went to containers and pods, signed.
//                    A virtual node costs what its pods cost, and has no idle
//   containers[]     app containers and sidecars (`kind`). requested, used (null: nobody knows) and charged, which is the
//                    integral of max(request, usage); coreSeconds, byteSeconds, gpuSeconds (of physical cards). `gpu` says
//                    what was asked for: resource, units, mode (whole, time-slicing, mps, mig, memory), share of a card
//                    in one unit. A waiting pod is charged its requests, one without a node nothing
//   initContainers[] ordinary ones: requested and used while they ran. Their room is `initReserve` of their pod
//   pods[]           initReserve: what the scheduler holds for init containers beyond the sum of the others; overhead: of
//                    the RuntimeClass; network: bytes by class {sameZone, zone, region, internet}, cost of egress, null
//                    for pods on the host's network, cost null where nobody tells classes
//   volumes[]        byteSeconds and cost; mounts[] by pod: equal parts among all that mount it at an instant;
//                    unmounted: claimed, mounted by nobody; unclaimed: Available or Released
//   balancers[]      seconds and cost; pods[]: equal parts among all that are selected at an instant; unassigned
//   fees[]           for the cluster
//   totals           at the prices in force; assets + overhead = workloads + idle + unmounted + overhead
//   peers[]          the same for the other clusters on the server
//
// Money: `dollars` at default rates, `listDollars` at exported node prices with their changes (absent where there are
// none), `cost` at the prices in force: the exported ones, else the default ones. Units: seconds, cores, bytes; dollars.

import { containerTruth, initTruth } from './truth/containers.mjs';
import { nodeTruth } from './truth/nodes.mjs';
import { podTruth } from './truth/pods.mjs';
import { DEFAULT_RATES } from './truth/rates.mjs';
import { totals } from './truth/totals.mjs';
import { balancerTruth, volumeTruth } from './truth/volumes.mjs';
import { clip, HOUR, podAlive } from './world.mjs';

/** @typedef {import('./world.mjs').World} World */
/** @typedef {import('./world.mjs').Pod} Pod */
/** @typedef {import('./world.mjs').Span} Span */

export { DEFAULT_RATES };

/** @param {{from?: number, start?: number, to?: number | null, end?: number | null}} object @param {Span} window */
function overlaps(object, window) {
  const to = object.to ?? object.end ?? Infinity;
  return (object.from ?? object.start) < window.to && to > window.from;
}

/** A finished pod whose object lingers has nothing to report; one that never ran is reported with zero seconds.
 * @param {World} world @param {Pod} pod @param {Span} window */
function reported(world, pod, window) {
  const alive = podAlive(pod, world);
  const existed = pod.created < window.to && (pod.gone === null || pod.gone > window.from);
  return existed && (alive === null || clip(alive.from, alive.to, window.from, window.to).seconds > 0);
}

/** @param {World} world @param {Span} window */
function feesOf({ cluster, managementFee }, window) {
  if (managementFee === null) return [];
  const seconds = window.to - window.from;
  return [{ cluster, provisioner: managementFee.provisioner, seconds, cost: (seconds / HOUR) * managementFee.hourly }];
}

/**
 * @param {World} world
 * @param {number} [start] epoch seconds
 * @param {number} [end]
 */
export function truth(world, start = world.start, end = world.end) {
  const window = { from: start, to: end };
  const running = world.pods.filter((pod) => reported(world, pod, window));
  const perContainer = (which, make) =>
    running.flatMap((pod) => which(pod).map((container) => make(world, pod, container, window)));
  const staying = ({ containers, initContainers }) => [
    ...containers,
    ...initContainers.filter(({ sidecar }) => sidecar),
  ];
  const containers = perContainer(staying, containerTruth);
  const pods = running.map((pod) => podTruth(world, pod, window));
  const rows = {
    nodes: world.nodes
      .filter((node) => overlaps(node, window))
      .map((node) => nodeTruth(world, node, window, containers, pods)),
    containers,
    initContainers: perContainer(({ initContainers }) => initContainers.filter(({ sidecar }) => !sidecar), initTruth),
    pods,
    volumes: world.volumes
      .filter((volume) => overlaps(volume, window))
      .map((volume) => volumeTruth(world, volume, window)),
    balancers: world.services
      .filter(({ ingress }) => ingress.some((each) => overlaps(each, window)))
      .map((service) => balancerTruth(world, service, window)),
    fees: feesOf(world, window),
  };
  return {
    world: world.name,
    cluster: world.cluster,
    window: { start, end, seconds: end - start },
    rates: DEFAULT_RATES,
    ...rows,
    totals: totals(rows),
    peers: world.peers.map((peer) => truth(peer, start, end)),
  };
}
