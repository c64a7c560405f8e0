// Deployments, StatefulSets, Jobs … -> the pods they want (scheduler.mjs decides where these run).

import { hashHex, kubernetesSuffix, randomFrom } from '../random.mjs';
import { constant } from '../steps.mjs';
import { HOUR, KiB, MiB } from '../world.mjs';
import { PROFILES, tabulate } from './shapes.mjs';

/** @typedef {import('./scheduler.mjs').Wanted} Wanted */
/** @typedef {import('./scheduler.mjs').Life} Life */
/** @typedef {import('./build.mjs').ContainerSketch} ContainerSketch */

/**
 * One container of a workload. CPU in millicores, memory in MiB.
 * @typedef {object} Recipe
 * @property {string} name
 * @property {string} [image]
 * @property {number | null} cpu request
 * @property {number} cpuUse of one replica at full demand
 * @property {number | null} mib request
 * @property {number} mibUse without demand
 * @property {number} [mibSwing] added at full demand
 * @property {number} [leak] MiB per hour; the container is killed and restarted on reaching its limit
 * @property {number} [cpuLimit]
 * @property {number} [mibLimit]
 * @property {number} [gpu]
 * @property {string} [gpuResource]
 * @property {number} [gpuUse] percent at full demand
 */

/**
 * @typedef {object} Workload
 * @property {string} namespace
 * @property {string} name
 * @property {Record<string, string>} [labels]
 * @property {readonly string[]} pools
 * @property {keyof typeof PROFILES} profile
 * @property {boolean} [apart] at most one replica on a node
 * @property {readonly Recipe[]} containers
 * @property {Partial<Record<keyof import('../world.mjs').Direction, number>>} [sends] bytes per second of one replica at
 *   full demand, by where they go
 * @property {readonly string[]} [claims] that every replica mounts
 * @property {number} [gpuInstance] which part of a card it holds
 */

// What a pod takes even when nobody asks anything of it, as a part of its full usage.
const FLOOR = 0.06;
const MEMORY_UNIT = 64 * KiB;

/** When a leaking container hits its limit, again and again. @param {Recipe} recipe @param {Life} life */
function leakRestarts({ leak, mibLimit, mibUse }, { from, to }) {
  const restarts = [];
  if (leak === undefined || mibLimit === undefined) return restarts;
  const lasts = Math.round(((mibLimit - mibUse) / leak) * HOUR);
  for (let time = from + lasts; time < to; time += lasts) restarts.push(time);
  return restarts;
}

/** MiB that have leaked since the container's last restart. @param {Recipe} recipe @param {number} time
 * @param {number} from @param {readonly number[]} restarts */
function leaked({ leak = 0 }, time, from, restarts) {
  const since = restarts.findLast((restart) => restart <= time) ?? from;
  return (Math.max(0, time - since) / HOUR) * leak;
}

/**
 * @param {Recipe} recipe
 * @param {(time: number) => number} demand of one replica, 0 … 1
 * @param {Life} life @param {number} horizon the world's start: before it, usage needs no shape
 * @param {string} seed
 * @returns {ContainerSketch}
 */
function cook(recipe, demand, life, horizon, seed) {
  const shaped = { from: Math.max(life.from, horizon), to: life.to };
  const restarts = leakRestarts(recipe, life);
  const cpu = (time, noise) => recipe.cpuUse * (FLOOR + (1 - FLOOR) * demand(time)) * noise;
  const memory = (time, noise) => {
    const steady = recipe.mibUse * (0.98 + 0.2 * (noise - 0.9)) + (recipe.mibSwing ?? 0) * demand(time);
    return (steady + leaked(recipe, time, life.from, restarts)) * MiB;
  };
  const { name, image, cpuLimit, mibLimit, gpu, gpuResource, gpuUse } = recipe;
  return {
    name,
    cpu: [recipe.cpu, tabulate(shaped, `${seed} ${name} cpu`, 1, cpu)],
    mib: [recipe.mib, tabulate(shaped, `${seed} ${name} memory`, MEMORY_UNIT, memory)],
    restarts,
    ...(image === undefined ? {} : { image }),
    ...(cpuLimit === undefined ? {} : { cpuLimit }),
    ...(mibLimit === undefined ? {} : { mibLimit }),
    ...(gpu === undefined ? {} : { gpu }),
    ...(gpuResource === undefined ? {} : { gpuResource }),
    ...(gpuUse === undefined
      ? {}
      : {
          gpuUtil: tabulate(shaped, `${seed} gpu`, 1, (time, noise) => Math.min(100, gpuUse * demand(time) * noise)),
        }),
  };
}

/** @param {Workload} workload @param {(time: number) => number} demand @param {number} horizon */
function cooked(workload, demand, horizon) {
  return (life, name) =>
    workload.containers.map((recipe) => cook(recipe, demand, life, horizon, `${workload.namespace}/${name}`));
}

const CLASSES = /** @type {const} */ (['sameZone', 'zone', 'region', 'internet']);
// An answer is larger than its question.
const ASKED = 0.2;

/** Bytes follow demand; those that come are a part of those that go.
 * @param {Workload} workload @param {(time: number) => number} demand @param {number} horizon */
function talking({ namespace, sends }, demand, horizon) {
  if (sends === undefined) return () => null;
  return (life, name) => {
    const shaped = { from: Math.max(life.from, horizon), to: life.to };
    const direction = (way, part) =>
      Object.fromEntries(
        CLASSES.map((kind) => [
          kind,
          (sends[kind] ?? 0) === 0
            ? constant(0)
            : tabulate(
                shaped,
                `${namespace}/${name} ${way} ${kind}`,
                1,
                (time, noise) => sends[kind] * part * demand(time) * noise,
              ),
        ]),
      );
    return { egress: direction('egress', 1), ingress: direction('ingress', ASKED) };
  };
}

/** What a workload says of all its pods. @param {Workload} workload */
function alike({ claims = [], gpuInstance = 0 }) {
  return { claims, gpuInstance };
}

/** @param {Workload} workload */
function podLabels({ name, labels = {} }) {
  return { app: name, 'app.kubernetes.io/name': name, ...labels };
}

/**
 * Stretches during which the replica with this index is wanted, and the revision it runs.
 * @param {number} index @param {{from: number, to: number, replicas: number}[]} scale @param {readonly number[]} rollouts
 * @returns {{from: number, to: number, revision: number}[]}
 */
function stretches(index, scale, rollouts) {
  const wanted = [];
  for (const { from, to, replicas } of scale) {
    if (replicas <= index) continue;
    const last = wanted.at(-1);
    if (last !== undefined && last.to === from) last.to = to;
    else wanted.push({ from, to });
  }
  // A rolling update goes pod by pod, and the new pod starts before the old one ends.
  const cuts = rollouts.map((time) => time + index * 75);
  return wanted.flatMap(({ from, to }) => {
    const inside = cuts.filter((cut) => cut > from && cut < to);
    const bounds = [from, ...inside, to];
    return bounds.slice(1).map((end, i) => ({
      from: bounds[i],
      to: end === to ? to : end + 40,
      revision: cuts.filter((cut) => cut <= bounds[i]).length,
    }));
  });
}

/**
 * @param {Workload} workload
 * @param {object} plan
 * @param {{from: number, to: number, replicas: number}[]} plan.scale contiguous
 * @param {readonly number[]} plan.rollouts
 * @param {number} plan.horizon start of the world
 * @returns {Wanted[]}
 */
export function deployment(workload, { scale, rollouts, horizon }) {
  const { namespace, name, pools } = workload;
  const most = Math.max(...scale.map(({ replicas }) => replicas));
  const replicasAt = (time) => scale.find(({ from, to }) => time >= from && time < to)?.replicas ?? scale[0].replicas;
  // The autoscaler holds the load of each replica about level, so demand is shared by those there are.
  const demand = (time) => Math.min(1, (PROFILES[workload.profile](time) * most) / replicasAt(time));
  const template = (revision) => hashHex(`${namespace}/${name} ${revision}`).slice(0, 10);
  return Array.from({ length: most }, (_, index) => index).flatMap((index) =>
    stretches(index, scale, rollouts).map(({ from, to, revision }) => {
      const set = `${name}-${template(revision)}`;
      return {
        namespace,
        name: (attempt) => `${set}-${kubernetesSuffix(`${set} ${index} ${from} ${attempt}`, 5)}`,
        from,
        to,
        pools,
        ...(workload.apart ? { apart: `${namespace}/${name}` } : {}),
        containers: cooked(workload, demand, horizon),
        traffic: talking(workload, demand, horizon),
        job: null,
        more: {
          ...alike(workload),
          owner: { kind: 'ReplicaSet', name: set },
          controller: { kind: 'Deployment', name },
          labels: { ...podLabels(workload), 'pod-template-hash': template(revision) },
        },
      };
    }),
  );
}

/** Each pod mounts claims of its own, named by its number.
 * @param {Workload} workload @param {{replicas: number, from: number, to: number, horizon: number}} plan @returns {Wanted[]} */
export function statefulSet(workload, { replicas, from, to, horizon }) {
  const { namespace, name, pools } = workload;
  return Array.from({ length: replicas }, (_, index) => ({
    namespace,
    name: () => `${name}-${index}`,
    from,
    to,
    pools,
    containers: cooked(workload, PROFILES[workload.profile], horizon),
    traffic: talking(workload, PROFILES[workload.profile], horizon),
    job: null,
    more: {
      ...alike({ ...workload, claims: workload.claims?.map((claim) => `${claim}-${name}-${index}`) }),
      owner: { kind: 'StatefulSet', name },
      labels: { ...podLabels(workload), 'statefulset.kubernetes.io/pod-name': `${name}-${index}` },
    },
  }));
}

/** One pod per node, for as long as the node is there. @param {Workload} workload
 * @param {readonly import('../world.mjs').Node[]} nodes @param {{to: number, horizon: number}} plan @returns {Wanted[]} */
export function daemonSet(workload, nodes, { to, horizon }) {
  const { namespace, name } = workload;
  return nodes.map((node) => ({
    namespace,
    name: () => `${name}-${kubernetesSuffix(`${namespace}/${name} ${node.name}`, 5)}`,
    from: node.start,
    to: node.end ?? to,
    pools: [],
    node: node.name,
    containers: cooked(workload, PROFILES[workload.profile], horizon),
    job: null,
    more: { owner: { kind: 'DaemonSet', name }, labels: podLabels(workload), hostNetwork: true },
  }));
}

/**
 * A pod that ends by itself; with a CronJob above it when `cron` is given.
 * @param {Workload} workload
 * @param {{from: number, seconds: number, keep: number, cron?: string, failed?: boolean, horizon: number}} plan
 * @returns {Wanted}
 */
export function job(workload, { from, seconds, keep, cron, failed = false, horizon }) {
  const { namespace, pools } = workload;
  const name = cron === undefined ? workload.name : `${cron}-${Math.floor(from / 60)}`;
  return {
    namespace,
    name: (attempt) => `${name}-${kubernetesSuffix(`${namespace}/${name} ${attempt}`, 5)}`,
    from,
    to: from + seconds,
    pools,
    containers: cooked(workload, PROFILES[workload.profile], horizon),
    traffic: talking(workload, PROFILES[workload.profile], horizon),
    job: { keep, result: failed ? 'Failed' : 'Succeeded' },
    more: {
      ...alike(workload),
      owner: { kind: 'Job', name },
      controller: cron === undefined ? { kind: 'Job', name } : { kind: 'CronJob', name: cron },
      labels: { ...podLabels(workload), 'job-name': name },
    },
  };
}

/** A pod without any owner, as CI systems start them. @param {Workload} workload
 * @param {{from: number, seconds: number, horizon: number, seed: string}} plan @returns {Wanted} */
export function barePod(workload, { from, seconds, horizon, seed }) {
  const random = randomFrom(seed);
  return {
    namespace: workload.namespace,
    name: (attempt) => `${workload.name}-${kubernetesSuffix(`${seed} ${attempt}`, 8)}`,
    from,
    to: from + seconds,
    pools: workload.pools,
    containers: cooked(workload, PROFILES[workload.profile], horizon),
    job: { keep: random.integer(20, 300), result: random.next() < 0.08 ? 'Failed' : 'Succeeded' },
    more: { labels: podLabels(workload) },
  };
}
