// The data types of a world: everything that exists in the pretended cluster, with exact times.
// A world knows nothing of metrics; metrics/ and truth.mjs read it, independently of one another.
//
// Units: times are whole epoch seconds, CPU is whole millicores, memory whole bytes (multiples of a KiB),
// so that sums of value x seconds stay exact in a double.

import { hashInt } from './random.mjs';

/** @typedef {import('./steps.mjs').Steps} Steps */

/**
 * @typedef {object} Price list price per hour, as an exporter would publish it
 * @property {number} cpu per core
 * @property {number} ram per GiB
 * @property {number} gpu per GPU
 */

/**
 * @typedef {object} Node
 * @property {string} name
 * @property {string} instanceType
 * @property {string} region
 * @property {string} zone
 * @property {boolean} spot
 * @property {number} cpu millicores of capacity
 * @property {number} allocatableCpu
 * @property {number} memory bytes of capacity
 * @property {number} allocatableMemory
 * @property {number} gpus
 * @property {string} gpuModel empty without GPU
 * @property {number} disk bytes of ephemeral storage
 * @property {number} maxPods
 * @property {number} start when it joined, also kube_node_created
 * @property {number | null} end when it left; null: still there
 * @property {string} providerId
 * @property {string} systemUuid
 * @property {string} internalIp
 * @property {Readonly<Record<string, string>>} labels Kubernetes keys
 * @property {Price | null} price exported when present
 */

/**
 * @typedef {object} Container
 * @property {string} name
 * @property {string} image
 * @property {number | null} cpuRequest millicores
 * @property {number | null} memoryRequest bytes
 * @property {number} gpuRequest whole devices
 * @property {number | null} cpuLimit
 * @property {number | null} memoryLimit
 * @property {Steps | null} cpu millicores used; null: nobody knows
 * @property {Steps | null} memory bytes used
 * @property {Steps | null} gpuUtil percent, for containers that request a GPU
 * @property {readonly number[]} restarts instants at which the container was replaced by a new one
 * @property {boolean} observed whether cAdvisor ever shows it
 */

/**
 * @typedef {object} Owner
 * @property {string} kind
 * @property {string} name
 */

/**
 * @typedef {object} Pod
 * @property {string} namespace
 * @property {string} name
 * @property {string} uid
 * @property {string | null} node name of its node; null: never scheduled
 * @property {number} created when the object appears
 * @property {number | null} start when the kubelet took it; null: never
 * @property {number | null} finish when the last container ended by itself
 * @property {'Succeeded' | 'Failed' | null} result the phase after `finish`
 * @property {number | null} gone when the object disappears
 * @property {string | null} waiting reason while it hangs in Pending; null for pods that run
 * @property {Owner | null} owner the direct one, e.g. a ReplicaSet
 * @property {Owner | null} controller the one people name, e.g. the Deployment
 * @property {Readonly<Record<string, string>>} labels Kubernetes keys
 * @property {boolean} hostNetwork
 * @property {string} podIp
 * @property {number} gpuIndex which device of the node it holds
 * @property {readonly Container[]} containers
 * @property {readonly Container[]} initContainers done before the first scrape; exported by kube-state-metrics only
 */

/**
 * @typedef {object} OwnedObject a ReplicaSet or Job, which leads from a pod to its controller
 * @property {string} namespace
 * @property {string} name
 * @property {Owner | null} owner
 * @property {number} from
 * @property {number | null} to
 */

/**
 * @typedef {object} Exporter one replica of kube-state-metrics
 * @property {string} pod
 * @property {string} instance
 * @property {number} offset milliseconds into each scrape interval
 * @property {number} from
 * @property {number | null} to
 */

/**
 * @typedef {object} World
 * @property {string} name
 * @property {string} cluster
 * @property {number} start first instant with data
 * @property {number} end
 * @property {number} scrape seconds between scrapes
 * @property {readonly {from: number, to: number}[]} outages no target is scraped in [from, to)
 * @property {readonly {name: string, labels: Readonly<Record<string, string>>}[]} namespaces
 * @property {readonly Node[]} nodes
 * @property {readonly Pod[]} pods
 * @property {readonly OwnedObject[]} replicaSets
 * @property {readonly OwnedObject[]} jobs
 * @property {readonly Exporter[]} stateMetrics
 */

/** A name for every stretch of a container between restarts; cAdvisor shows each as a series of its own.
 * @typedef {{id: string, from: number, to: number}} Incarnation */

export const KiB = 1024;
export const MiB = 1024 * KiB;
export const GiB = 1024 * MiB;
export const HOUR = 3600;
export const DAY = 24 * HOUR;

/** @param {string} text ISO 8601 @returns {number} epoch seconds */
export function instant(text) {
  return Date.parse(text) / 1000;
}

/** When the pod's containers were running (or reserved their requests): [start, finish or gone).
 * @param {Pod} pod @param {World} world @returns {{from: number, to: number} | null} null: never scheduled */
export function podAlive(pod, world) {
  if (pod.start === null) return null;
  return { from: pod.start, to: Math.min(pod.finish ?? world.end, pod.gone ?? world.end) };
}

/** @param {Pod} pod @param {Container} container @param {World} world @returns {Incarnation[]} */
export function incarnations(pod, container, world) {
  const alive = podAlive(pod, world);
  if (alive === null) return [];
  const bounds = [alive.from, ...container.restarts, alive.to];
  return bounds.slice(1).map((to, i) => ({ id: `${pod.uid}/${container.name}/${i}`, from: bounds[i], to }));
}

/** Cuts [from, to) to [start, end). @returns {{from: number, to: number, seconds: number}}
 * @param {number} from @param {number} to @param {number} start @param {number} end */
export function clip(from, to, start, end) {
  const begin = Math.max(from, start);
  const finish = Math.max(begin, Math.min(to, end));
  return { from: begin, to: finish, seconds: finish - begin };
}

/** Milliseconds into the scrape interval at which Prometheus asks this target.
 * @param {string} target @param {World} world @returns {number} */
export function targetOffset(target, world) {
  return hashInt(`offset ${target}`) % (world.scrape * 500);
}
