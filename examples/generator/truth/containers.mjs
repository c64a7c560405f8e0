// Containers and pods: what they requested, used and are charged.

import { integralOfMax } from '../steps.mjs';
import { clip, containerAlive, nodeOf, podAlive } from '../world.mjs';
import { diskDollars, inForce, priced } from './rates.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('../world.mjs').Container} Container */
/** @typedef {import('../world.mjs').Span} Span */
/** @typedef {import('../steps.mjs').Steps} Steps */

/** [from, to) cut where a request changes, with the requests of each part. @param {Container} container
 * @param {Span} span @returns {(Span & {cpu: number, memory: number})[]} none requested is 0 */
export function requestSpans({ cpuRequest, memoryRequest, resizes }, { from, to }) {
  const holds = [{ at: -Infinity, cpuRequest, memoryRequest }, ...resizes];
  return holds
    .map((each, i) => ({
      from: Math.max(from, each.at),
      to: Math.min(to, holds[i + 1]?.at ?? Infinity),
      cpu: each.cpuRequest ?? 0,
      memory: each.memoryRequest ?? 0,
    }))
    .filter((part) => part.from < part.to);
}

/** Integral of max(request, usage): usage is 0 where the container does not run, and none where nobody knows it.
 * @param {Steps | null} usage @param {number} request @param {Span} span @param {Span | null} running */
function charge(usage, request, { from, to }, running) {
  if (usage === null || running === null) return request * (to - from);
  const inside = clip(running.from, running.to, from, to);
  return request * (to - from - inside.seconds) + integralOfMax(usage, request, inside.from, inside.to);
}

/** @param {World} world @param {Pod} pod @param {Container} container */
export function gpuOffer(world, pod, container) {
  return nodeOf(world, pod)?.gpuOffers.find(({ resource }) => resource === container.gpuResource) ?? null;
}

/** Physical cards in what the container requests. @param {World} world @param {Pod} pod @param {Container} container */
export function gpuCards(world, pod, container) {
  return container.gpuRequest * (gpuOffer(world, pod, container)?.share ?? 1);
}

/** Percent of what it holds where that is its own, else of the card that it shares.
 * @param {World} world @param {Pod} pod @param {Container} container @param {Span} span */
function gpuUsed(world, pod, container, { from, to }) {
  if (container.gpuUtil === null) return 0;
  const own = ['whole', 'mig'].includes(gpuOffer(world, pod, container)?.mode ?? 'whole');
  const cards = own ? gpuCards(world, pod, container) : 1;
  return (integralOfMax(container.gpuUtil, 0, from, to) / 100) * cards;
}

/** @param {World} world @param {Pod} pod @param {Container} container @param {Span} span within the pod's life */
export function containerAmounts(world, pod, container, span) {
  const spans = requestSpans(container, span);
  const sum = (value) => spans.reduce((total, part) => total + value(part), 0);
  const running = containerAlive(pod, container, world);
  const inside = running === null ? null : clip(running.from, running.to, span.from, span.to);
  const gpuSeconds = gpuCards(world, pod, container) * (span.to - span.from);
  const known = container.cpu !== null && container.memory !== null && inside !== null;
  return {
    requested: {
      coreSeconds: sum(({ cpu, from, to }) => cpu * (to - from)) / 1000,
      byteSeconds: sum(({ memory, from, to }) => memory * (to - from)),
      gpuSeconds,
    },
    used: known
      ? {
          coreSeconds: integralOfMax(container.cpu, 0, inside.from, inside.to) / 1000,
          byteSeconds: integralOfMax(container.memory, 0, inside.from, inside.to),
          gpuSeconds: gpuUsed(world, pod, container, inside),
        }
      : null,
    charged: {
      coreSeconds: sum((part) => charge(container.cpu, part.cpu, part, running)) / 1000,
      byteSeconds: sum((part) => charge(container.memory, part.memory, part, running)),
      gpuSeconds,
    },
  };
}

/** When the pod lives inside the window, which may be never. @param {World} world @param {Pod} pod
 * @param {Span} window */
export function lifeIn(world, pod, window) {
  const alive = podAlive(pod, world) ?? { from: window.from, to: window.from };
  return clip(alive.from, alive.to, window.from, window.to);
}

/** @param {World} world @param {Pod} pod */
export function names(world, { node, namespace, name, uid }) {
  return { cluster: world.cluster, node, namespace, pod: name, uid };
}

/** @param {World} world @param {Pod} pod @param {Container} container */
function gpuOf(world, pod, container) {
  if (container.gpuRequest === 0) return null;
  const { resource, mode, share, profile = null } = gpuOffer(world, pod, container);
  return { resource, mode, profile, units: container.gpuRequest, share };
}

/** @param {World} world @param {Pod} pod @param {Container} container @param {Span} window */
export function containerTruth(world, pod, container, window) {
  const span = lifeIn(world, pod, window);
  const node = nodeOf(world, pod);
  const amounts = containerAmounts(world, pod, container, span);
  const diskByteSeconds = (container.diskRequest ?? 0) * span.seconds;
  const money = node && priced(node, span, (part) => containerAmounts(world, pod, container, part).charged);
  return {
    ...names(world, pod),
    container: container.name,
    kind: container.sidecar ? 'sidecar' : 'app',
    controllerKind: pod.controller?.kind ?? null,
    controller: pod.controller?.name ?? null,
    ownerKind: pod.owner?.kind ?? null,
    owner: pod.owner?.name ?? null,
    observed: container.observed,
    seconds: span.seconds,
    ...amounts,
    gpu: gpuOf(world, pod, container),
    diskByteSeconds,
    ...(money === undefined
      ? {}
      : {
          dollars: money.dollars,
          ...(money.listDollars === null ? {} : { listDollars: money.listDollars }),
          cost: inForce(money, node.virtual ? 0 : diskDollars(diskByteSeconds)),
        }),
  };
}

/** An ordinary init container; its room is that of its pod (podTruth), so it is charged nothing of its own.
 * @param {World} world @param {Pod} pod @param {Container} container @param {Span} window */
export function initTruth(world, pod, container, window) {
  const alive = containerAlive(pod, container, world) ?? { from: window.from, to: window.from };
  const span = clip(alive.from, alive.to, window.from, window.to);
  const { requested, used } = containerAmounts(world, pod, container, span);
  return { ...names(world, pod), container: container.name, seconds: span.seconds, requested, used };
}
