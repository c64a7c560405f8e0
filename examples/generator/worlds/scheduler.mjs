// Puts wanted pods on nodes, roughly as kube-scheduler would: the least requested node of the right pool with room.
// A pod whose node leaves is created anew elsewhere; one that finds no room stays pending until there is some.

import { container, pod } from './build.mjs';

/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {{from: number, to: number}} Life */

/**
 * A pod somebody wants to run for a while.
 * @typedef {object} Wanted
 * @property {string} namespace
 * @property {(attempt: number) => string} name by how often it had to be created anew
 * @property {number} from
 * @property {number} to end of the wish; the world's end stands for "for ever"
 * @property {readonly string[]} pools in which it may run
 * @property {string} [apart] pods with the same word here never share a node
 * @property {string} [node] the one node it belongs on (DaemonSets)
 * @property {(life: Life, name: string) => import('./build.mjs').ContainerSketch[]} containers
 * @property {(life: Life, name: string) => import('../world.mjs').Traffic | null} [traffic]
 * @property {Partial<Pod>} more
 * @property {{keep: number, result: 'Succeeded' | 'Failed'} | null} job for pods that finish by themselves: how many
 *   seconds the object stays, and what became of it
 */

/** @typedef {Wanted & {attempt: number, created: number}} Waiting */

const RETRY = 120;
const GRACE = 20;
const RESCHEDULE = 35;

/** Sums of a pod's requests. @param {Waiting} wanted */
function requests(wanted) {
  const sketches = wanted
    .containers({ from: wanted.from, to: wanted.from + 1 }, wanted.name(wanted.attempt))
    .map(container);
  const sum = (key) => sketches.reduce((total, each) => total + (each[key] ?? 0), 0);
  const gpuResource = sketches.find(({ gpuRequest }) => gpuRequest > 0)?.gpuResource ?? '';
  return {
    apart: wanted.apart,
    cpu: sum('cpuRequest'),
    memory: sum('memoryRequest'),
    gpu: sum('gpuRequest'),
    gpuResource,
  };
}

/** @typedef {ReturnType<typeof requests>} Request */

/** What runs where, by node name. */
class Bookings {
  /** @type {Map<string, ({to: number} & Request)[]>} */
  #byNode = new Map();

  /** @param {Node} node @param {number} time @param {string} gpuResource of which units are counted */
  taken(node, time, gpuResource) {
    const running = (this.#byNode.get(node.name) ?? []).filter(({ to }) => to > time);
    this.#byNode.set(node.name, running);
    const sum = (key) => running.reduce((total, each) => total + each[key], 0);
    const gpu = running.reduce((total, each) => total + (each.gpuResource === gpuResource ? each.gpu : 0), 0);
    return { cpu: sum('cpu'), memory: sum('memory'), gpu, apart: running.map(({ apart }) => apart) };
  }

  /** @param {Node} node @param {number} to @param {Request} request */
  book(node, to, request) {
    this.#byNode.get(node.name)?.push({ to, ...request });
  }
}

/** @param {Node} node @param {Waiting} wanted */
function suits(node, wanted) {
  if (wanted.node !== undefined) return node.name === wanted.node;
  const alive = node.start <= wanted.from && (node.end === null || node.end > wanted.from + GRACE);
  return alive && wanted.pools.includes(node.labels.pool);
}

/** @param {Node} node @param {ReturnType<Bookings['taken']>} taken @param {Request} request */
function fits(node, taken, request) {
  const units = node.gpuOffers.find(({ resource }) => resource === request.gpuResource)?.units ?? 0;
  return (
    taken.cpu + request.cpu <= node.allocatableCpu &&
    taken.memory + request.memory <= node.allocatableMemory &&
    (request.gpu === 0 || taken.gpu + request.gpu <= units) &&
    (request.apart === undefined || !taken.apart.includes(request.apart))
  );
}

/** @param {readonly Node[]} nodes @param {Bookings} bookings @param {Waiting} wanted @returns {Node | undefined} */
function choose(nodes, bookings, wanted) {
  const request = requests(wanted);
  const load = ({ node, taken }) => taken.cpu / node.cpu + taken.memory / node.memory;
  return nodes
    .filter((node) => suits(node, wanted))
    .map((node) => ({ node, taken: bookings.taken(node, wanted.from, request.gpuResource) }))
    .filter(({ node, taken }) => fits(node, taken, request))
    .sort((a, b) => load(a) - load(b) || (a.node.name < b.node.name ? -1 : 1))[0]?.node;
}

/** @param {string} world @param {Waiting} wanted @param {Node} node @param {number} to @param {number} end of the world */
function placed(world, wanted, node, to, end) {
  const { namespace, from, created, job, more } = wanted;
  const name = wanted.name(wanted.attempt);
  const done = job !== null && to === wanted.to && to < end;
  const gone = done ? to + job.keep : to;
  return pod(world, {
    namespace,
    name,
    node: node.name,
    created,
    start: from,
    finish: done ? to : null,
    result: done ? job.result : null,
    gone: gone < end ? gone : null,
    containers: wanted.containers({ from, to }, `${name} ${from}`).map(container),
    traffic: wanted.traffic?.({ from, to }, `${name} ${from}`) ?? null,
    ...more,
  });
}

/** @param {Waiting} a @param {Waiting} b */
function byTime(a, b) {
  return a.from - b.from || (`${a.namespace}/${a.name(a.attempt)}` < `${b.namespace}/${b.name(b.attempt)}` ? -1 : 1);
}

/**
 * @param {string} world seeds the identifiers
 * @param {readonly Node[]} nodes each with a `pool` label
 * @param {readonly Wanted[]} wishes
 * @param {number} end of the world
 * @returns {Pod[]} by start
 */
export function schedule(world, nodes, wishes, end) {
  const bookings = new Bookings();
  const pods = [];
  const queue = wishes.map((wish) => ({ ...wish, attempt: 0, created: wish.from })).sort(byTime);
  const later = (wanted) => {
    if (wanted.from >= wanted.to) return;
    const before = queue.findIndex((other) => byTime(wanted, other) < 0);
    queue.splice(before === -1 ? queue.length : before, 0, wanted);
  };
  for (let wanted = queue.shift(); wanted !== undefined; wanted = queue.shift()) {
    const node = choose(nodes, bookings, wanted);
    if (node === undefined) {
      // A service is missed meanwhile, a job is merely late.
      const to = wanted.job === null ? wanted.to : wanted.to + RETRY;
      later({ ...wanted, from: wanted.from + RETRY, to });
      continue;
    }
    const to = Math.min(wanted.to, node.end === null ? end : node.end - GRACE);
    bookings.book(node, to, requests(wanted));
    pods.push(placed(world, wanted, node, to, end));
    const from = to + RESCHEDULE;
    if (to < wanted.to && wanted.node === undefined)
      later({ ...wanted, attempt: wanted.attempt + 1, from, created: to });
  }
  return pods;
}
