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
 * @property {number} gpus physical cards
 * @property {string} gpuModel empty without GPU
 * @property {readonly GpuOffer[]} gpuOffers how the cards are handed out
 * @property {'exported' | 'plain' | null} dcgm how Prometheus names the pod of a device: exported_pod where the exporter's
 *   labels are not honoured, else pod; null: no dcgm-exporter on this node
 * @property {Span | null} dcgmBlank when the exporter answers that it does not know
 * @property {number} disk bytes of ephemeral storage
 * @property {number} maxPods
 * @property {number} start when it joined, also kube_node_created
 * @property {number | null} end when it left; null: still there
 * @property {string} providerId
 * @property {string} systemUuid
 * @property {string} internalIp
 * @property {Readonly<Record<string, string>>} labels Kubernetes keys
 * @property {Price | null} price exported when present
 * @property {readonly {at: number, price: Price}[]} priceChanges ascending; each holds from `at` on
 * @property {readonly Span[]} reboots down in [from, to): nothing runs, and no exporter on the node answers
 * @property {boolean} virtual no machine: pods are paid for one by one (Fargate, ECI, virtual-kubelet)
 */

/**
 * What a node advertises of its cards under one resource name.
 * @typedef {object} GpuOffer
 * @property {string} resource as kube-state-metrics spells it, e.g. nvidia_com_gpu_shared
 * @property {'whole' | 'time-slicing' | 'mps' | 'mig' | 'memory'} mode
 * @property {number} units advertised, of all cards
 * @property {number} share of one physical card in a unit
 * @property {string} [profile] of a MIG instance, e.g. 1g.10gb
 */

/**
 * @typedef {object} Container
 * @property {string} name
 * @property {string} image
 * @property {number | null} cpuRequest millicores
 * @property {number | null} memoryRequest bytes
 * @property {number} gpuRequest units of `gpuResource`
 * @property {string} gpuResource
 * @property {number | null} diskRequest bytes of ephemeral storage
 * @property {number | null} cpuLimit
 * @property {number | null} memoryLimit
 * @property {Steps | null} cpu millicores used; null: nobody knows
 * @property {Steps | null} memory bytes used
 * @property {Steps | null} gpuUtil percent, for containers that request a GPU
 * @property {readonly number[]} restarts instants at which the container was replaced by a new one
 * @property {boolean} observed whether cAdvisor ever shows it
 * @property {readonly Resize[]} resizes ascending; requests that change while it runs
 * @property {boolean} sidecar an init container that is restarted and stays (restartPolicy: Always)
 * @property {number} runs seconds until an init container is done; 0: done before the first scrape
 */

/** @typedef {{at: number, cpuRequest: number, memoryRequest: number}} Resize */

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
 * @property {number} gpuInstance which part of that device, where it is shared out
 * @property {readonly Container[]} containers
 * @property {readonly Container[]} initContainers
 * @property {{cpu: number, memory: number} | null} overhead of its RuntimeClass, in millicores and bytes
 * @property {readonly string[]} claims names of the claims that it mounts while it runs
 * @property {Traffic | null} traffic
 * @property {Readonly<Record<string, string>>} annotations Kubernetes keys
 */

/** Bytes per second by where the other end is. @typedef {object} Direction
 * @property {Steps} sameZone
 * @property {Steps} zone another zone of the region
 * @property {Steps} region another region
 * @property {Steps} internet
 */
/** @typedef {{egress: Direction, ingress: Direction}} Traffic */

/**
 * @typedef {object} OwnedObject a ReplicaSet or Job, which leads from a pod to its controller
 * @property {string} namespace
 * @property {string} name
 * @property {Owner | null} owner
 * @property {number} from
 * @property {number | null} to
 */

/**
 * @typedef {object} Volume
 * @property {string} name
 * @property {string} storageClass
 * @property {string} driver of CSI
 * @property {string} handle what the provider calls it
 * @property {string} accessMode
 * @property {number} capacity bytes
 * @property {Steps | null} used bytes, while mounted; null: the driver does not tell
 * @property {number} from
 * @property {number | null} to
 * @property {Claim | null} claim
 * @property {boolean} block false for object storage, which is not paid by the GiB that Kubernetes knows
 * @property {number | null} price exported, per GiB and hour
 */
/** @typedef {Span & {namespace: string, name: string}} Claim bound in [from, to); the volume is Released after that */

/**
 * @typedef {object} Service
 * @property {string} namespace
 * @property {string} name
 * @property {'ClusterIP' | 'LoadBalancer'} type
 * @property {number} from
 * @property {number | null} to
 * @property {Readonly<Record<string, string>>} selector
 * @property {Readonly<Record<string, string>>} labels
 * @property {readonly (Span & {ip: string, hostname: string})[]} ingress the balancers that the cloud gave it
 * @property {number | null} price exported, per balancer and hour
 */

/** @typedef {{from: number, to: number}} Span epoch seconds, [from, to) */

/**
 * What a cluster has besides nodes and pods, and who tells.
 * @typedef {object} Besides
 * @property {readonly Volume[]} volumes
 * @property {readonly Service[]} services
 * @property {3 | 4} dcgmVersion 3 tells utilisation alone, 4 also activity and memory
 * @property {boolean} disks whether cAdvisor and node-exporter show the nodes' own disks
 * @property {boolean} networkCounters whether cAdvisor shows bytes by pod
 * @property {boolean} networkCosts whether the network-costs DaemonSet tells where bytes went
 * @property {boolean} selectors whether OpenCost's exporter is there, with Service selectors and mounts
 * @property {{zone: number, region: number, internet: number} | null} networkPrices exported, per GiB
 * @property {{provisioner: string, hourly: number} | null} managementFee exported
 * @property {Readonly<Record<string, string>>} externalLabels that Prometheus adds to every series
 * @property {readonly World[]} peers other clusters whose series the same server holds
 */

/**
 * @typedef {object} Exporter one replica of kube-state-metrics
 * @property {string} pod
 * @property {string} instance
 * @property {number} offset milliseconds into each scrape interval
 * @property {number} from
 * @property {number | null} to
 */

/** @typedef {{name: string, labels: Readonly<Record<string, string>>, annotations?: Readonly<Record<string, string>>}} Namespace */

/**
 * @typedef {object} Cluster
 * @property {string} name
 * @property {string} cluster
 * @property {number} start first instant with data
 * @property {number} end
 * @property {number} scrape seconds between scrapes
 * @property {readonly {from: number, to: number}[]} outages no target is scraped in [from, to)
 * @property {readonly Namespace[]} namespaces
 * @property {readonly Node[]} nodes
 * @property {readonly Pod[]} pods
 * @property {readonly OwnedObject[]} replicaSets
 * @property {readonly OwnedObject[]} jobs
 * @property {readonly Exporter[]} stateMetrics
 */
/** @typedef {Cluster & Besides} World */

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

/** A cluster of nodes and pods alone. @type {Besides} */
export const NOTHING_BESIDES = {
  volumes: [],
  services: [],
  dcgmVersion: 3,
  disks: false,
  networkCounters: false,
  networkCosts: false,
  selectors: false,
  networkPrices: null,
  managementFee: null,
  externalLabels: {},
  peers: [],
};

/** When the pod's containers were running (or reserved their requests): [start, finish or gone).
 * @param {Pod} pod @param {World} world @returns {Span | null} null: never scheduled */
export function podAlive(pod, world) {
  if (pod.start === null) return null;
  return { from: pod.start, to: Math.min(pod.finish ?? world.end, pod.gone ?? world.end) };
}

/** The machine that the pod runs on; machines may have the same name one after the other.
 * @param {World} world @param {Pod} pod @returns {Node | undefined} */
export function nodeOf(world, pod) {
  const time = pod.start ?? pod.created;
  return world.nodes.find(({ name, start, end }) => name === pod.node && start <= time && (end === null || time < end));
}

/** [from, to) without `gaps`, which ascend and do not overlap.
 * @param {Span} span @param {readonly Span[]} gaps @returns {Span[]} */
export function outside({ from, to }, gaps) {
  const begins = [from, ...gaps.map((gap) => gap.to)];
  const ends = [...gaps.map((gap) => gap.from), to];
  return begins
    .map((begin, i) => ({ from: Math.max(from, begin), to: Math.min(to, ends[i]) }))
    .filter((part) => part.from < part.to);
}

/** While the machine was up. @param {World} world @param {Node} node @returns {Span[]} */
export function uptimes(world, node) {
  return outside({ from: node.start, to: node.end ?? world.end }, node.reboots);
}

/** Seconds that ordinary init containers take, one after the other. @param {readonly Container[]} containers */
function setUp(containers) {
  return containers.reduce((sum, { sidecar, runs }) => sum + (sidecar ? 0 : runs), 0);
}

/** When a container runs: app containers once all init containers are done, sidecars once those before them are.
 * @param {Pod} pod @param {Container} container @param {World} world @returns {Span | null} */
export function containerAlive(pod, container, world) {
  const alive = podAlive(pod, world);
  if (alive === null) return null;
  const index = pod.initContainers.indexOf(container);
  const before = setUp(index === -1 ? pod.initContainers : pod.initContainers.slice(0, index));
  const from = Math.min(alive.to, alive.from + before);
  const ends = index !== -1 && !container.sidecar;
  return { from, to: ends ? Math.min(alive.to, from + container.runs) : alive.to };
}

/** @param {Pod} pod @param {Container} container @param {World} world @returns {Incarnation[]} */
export function incarnations(pod, container, world) {
  const alive = containerAlive(pod, container, world);
  if (alive === null) return [];
  return outside(alive, nodeOf(world, pod)?.reboots ?? [])
    .flatMap(({ from, to }) => {
      const bounds = [from, ...container.restarts.filter((restart) => restart > from && restart < to), to];
      return bounds.slice(1).map((end, i) => ({ from: bounds[i], to: end }));
    })
    .map((life, i) => ({ id: `${pod.uid}/${container.name}/${i}`, ...life }));
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
