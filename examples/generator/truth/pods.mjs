// What a pod takes beside its containers: room for init containers, the overhead of its runtime, traffic.

import { integralBetween } from '../steps.mjs';
import { clip, GiB, nodeOf } from '../world.mjs';
import { lifeIn, names, requestSpans } from './containers.mjs';
import { DEFAULT_RATES, inForce, priced } from './rates.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('../world.mjs').Span} Span */
/** @typedef {import('../world.mjs').Direction} Direction */

const NOTHING = { coreSeconds: 0, byteSeconds: 0, gpuSeconds: 0 };

/** The most that is requested at once while the pod is set up: each ordinary init container together with the sidecars
 * that were started before it. @param {Pod} pod @param {'cpu' | 'memory'} resource @param {Span} instant */
function setUpPeak({ initContainers }, resource, instant) {
  let sidecars = 0;
  let peak = 0;
  for (const container of initContainers) {
    const [{ [resource]: request }] = requestSpans(container, instant);
    if (container.sidecar) sidecars += request;
    else peak = Math.max(peak, sidecars + request);
  }
  return peak;
}

/** What the scheduler reserves beyond the sum of app containers and sidecars, as long as the pod lives.
 * @param {Pod} pod @param {Span} span */
function reservedBeyond(pod, span) {
  const staying = [...pod.containers, ...pod.initContainers.filter(({ sidecar }) => sidecar)];
  const cuts = staying
    .flatMap(({ resizes }) => resizes.map(({ at }) => at))
    .filter((at) => at > span.from && at < span.to);
  const bounds = [span.from, ...cuts.sort((a, b) => a - b), span.to];
  const beyond = (resource, from, to) => {
    const instant = { from, to };
    const sum = staying.reduce((total, container) => total + requestSpans(container, instant)[0][resource], 0);
    return Math.max(0, setUpPeak(pod, resource, instant) - sum) * (to - from);
  };
  const total = (resource) =>
    bounds.slice(1).reduce((sum, to, i) => sum + (bounds[i] < to ? beyond(resource, bounds[i], to) : 0), 0);
  return { coreSeconds: total('cpu') / 1000, byteSeconds: total('memory'), gpuSeconds: 0 };
}

/** @param {Pod} pod @param {Span & {seconds: number}} span */
function overheadOf({ overhead }, { seconds }) {
  if (overhead === null) return NOTHING;
  return { coreSeconds: (overhead.cpu * seconds) / 1000, byteSeconds: overhead.memory * seconds, gpuSeconds: 0 };
}

/** @param {Direction} rates @param {Span} span */
function bytesBy(rates, { from, to }) {
  return Object.fromEntries(Object.entries(rates).map(([kind, rate]) => [kind, integralBetween(rate, from, to)]));
}

/** Only what leaves the zone costs. @param {World} world @param {Pod} pod @param {Span} span */
function trafficOf(world, { traffic, hostNetwork }, span) {
  if (traffic === null || hostNetwork) return null;
  const egress = bytesBy(traffic.egress, span);
  const ingress = bytesBy(traffic.ingress, span);
  if (!world.networkCosts) return { egress, ingress, cost: null };
  const rates = world.networkPrices ?? DEFAULT_RATES.network;
  const [zone, region, internet] = ['zone', 'region', 'internet'].map((kind) => (egress[kind] / GiB) * rates[kind]);
  return { egress, ingress, cost: { zone, region, internet, total: zone + region + internet } };
}

/** @param {World} world @param {Pod} pod @param {Span} window */
export function podTruth(world, pod, window) {
  const span = lifeIn(world, pod, window);
  const node = nodeOf(world, pod);
  const valued = (amountsIn) => ({
    ...amountsIn(span),
    cost: inForce(priced(node, span, amountsIn), 0),
  });
  const within = (part) => clip(part.from, part.to, part.from, part.to);
  return {
    ...names(world, pod),
    seconds: span.seconds,
    hostNetwork: pod.hostNetwork,
    waiting: pod.waiting,
    initReserve: node === undefined ? null : valued((part) => reservedBeyond(pod, part)),
    overhead: node === undefined ? null : valued((part) => overheadOf(pod, within(part))),
    network: trafficOf(world, pod, span),
  };
}
