// Volumes and balancers: who shares them when. At every instant, all that have a part have an equal one.

import { clip, HOUR, podAlive } from '../world.mjs';
import { DEFAULT_RATES, diskDollars } from './rates.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('../world.mjs').Volume} Volume */
/** @typedef {import('../world.mjs').Service} Service */
/** @typedef {import('../world.mjs').Span} Span */

/**
 * Cuts `whole` wherever a holder comes or goes.
 * @param {Span} whole @param {readonly {pod: Pod, life: Span}[]} holders
 * @returns {{seconds: number, from: number, pods: Pod[]}[]}
 */
function slices(whole, holders) {
  const times = [whole.from, whole.to, ...holders.flatMap(({ life }) => [life.from, life.to])]
    .filter((time) => time >= whole.from && time <= whole.to)
    .sort((a, b) => a - b);
  return times.slice(1).map((to, i) => ({
    from: times[i],
    seconds: to - times[i],
    pods: holders.filter(({ life }) => life.from <= times[i] && life.to >= to).map(({ pod }) => pod),
  }));
}

/** Seconds that each pod had a part, and its part of the seconds. @param {ReturnType<typeof slices>} cut */
function parts(cut) {
  const byPod = new Map();
  for (const { seconds, pods } of cut) {
    for (const pod of pods) {
      const known = byPod.get(pod) ?? { seconds: 0, share: 0 };
      byPod.set(pod, { seconds: known.seconds + seconds, share: known.share + seconds / pods.length });
    }
  }
  return [...byPod].filter(([, { seconds }]) => seconds > 0);
}

/** @param {World} world @param {(pod: Pod) => boolean} which @param {Span} during */
function holders(world, which, during) {
  return world.pods.filter(which).flatMap((pod) => {
    const alive = podAlive(pod, world);
    if (alive === null) return [];
    const life = clip(alive.from, alive.to, during.from, during.to);
    return life.seconds > 0 ? [{ pod, life }] : [];
  });
}

/** @param {World} world @param {Volume} volume @param {Span} window */
export function volumeTruth(world, volume, window) {
  const { name, storageClass, claim, capacity } = volume;
  const whole = clip(volume.from, volume.to ?? world.end, window.from, window.to);
  const bound =
    claim === null ? clip(whole.from, whole.from, 0, whole.from) : clip(claim.from, claim.to, whole.from, whole.to);
  const mounts = (pod) => pod.namespace === claim?.namespace && pod.claims.includes(claim.name);
  const cut = slices(bound, holders(world, mounts, bound));
  const free = cut.reduce((sum, { seconds, pods }) => sum + (pods.length === 0 ? seconds : 0), 0);
  const rate = volume.block ? (volume.price ?? DEFAULT_RATES.storage) : 0;
  const valued = (seconds) => ({ byteSeconds: capacity * seconds, cost: diskDollars(capacity * seconds, rate) });
  return {
    cluster: world.cluster,
    volume: name,
    storageClass,
    claim: claim === null ? null : { namespace: claim.namespace, name: claim.name },
    block: volume.block,
    rate,
    bytes: capacity,
    seconds: whole.seconds,
    ...valued(whole.seconds),
    mounts: parts(cut).map(([{ namespace, name: pod, uid }, { seconds, share }]) => ({
      ...{ namespace, pod, uid, seconds },
      ...valued(share),
    })),
    // Bound to a claim that no pod mounts: its namespace's. Bound to nothing: the cluster's.
    unmounted: { seconds: free, ...valued(free) },
    unclaimed: { seconds: whole.seconds - bound.seconds, ...valued(whole.seconds - bound.seconds) },
  };
}

/** While it had any address. @param {Service} service @param {Span} window @returns {Span & {seconds: number}} */
function provided({ ingress }, window) {
  const from = Math.min(...ingress.map((each) => each.from));
  const to = Math.max(...ingress.map((each) => each.to));
  return clip(from, to, window.from, window.to);
}

/** @param {World} world @param {Service} service @param {Span} window */
export function balancerTruth(world, service, window) {
  const whole = provided(service, window);
  const keys = Object.entries(service.selector);
  const selects = (pod) =>
    keys.length > 0 && pod.namespace === service.namespace && keys.every(([key, value]) => pod.labels[key] === value);
  const cut = slices(whole, holders(world, selects, whole));
  const free = cut.reduce((sum, { seconds, pods }) => sum + (pods.length === 0 ? seconds : 0), 0);
  const rate = service.price ?? DEFAULT_RATES.loadBalancer;
  const cost = (seconds) => (seconds / HOUR) * rate;
  return {
    cluster: world.cluster,
    namespace: service.namespace,
    service: service.name,
    addresses: service.ingress.length,
    rate,
    seconds: whole.seconds,
    cost: cost(whole.seconds),
    // seconds: how long it was selected while the balancer was there; cost: its part, instant by instant.
    pods: parts(cut).map(([{ namespace, name, uid }, { seconds, share }]) => ({
      ...{ namespace, pod: name, uid, seconds },
      cost: cost(share),
    })),
    unassigned: { seconds: free, cost: cost(free) },
  };
}
