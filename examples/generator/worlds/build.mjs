// Short spellings for the objects of a world; the worlds themselves should read like tables.

import { hashInt, uuid } from '../random.mjs';
import { constant } from '../steps.mjs';
import { GiB, MiB } from '../world.mjs';

/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('../world.mjs').Container} Container */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('../world.mjs').Owner} Owner */

/** What a machine type offers; RESERVED_* is capacity minus allocatable. */
const MACHINES = {
  'm5.xlarge': { cores: 4, gib: 16, gpus: 0, gpuModel: '', maxPods: 58 },
  'm5.2xlarge': { cores: 8, gib: 32, gpus: 0, gpuModel: '', maxPods: 58 },
  'm6i.2xlarge': { cores: 8, gib: 32, gpus: 0, gpuModel: '', maxPods: 58 },
  'r6i.2xlarge': { cores: 8, gib: 64, gpus: 0, gpuModel: '', maxPods: 58 },
  'c6i.2xlarge': { cores: 8, gib: 16, gpus: 0, gpuModel: '', maxPods: 58 },
  'g4dn.2xlarge': { cores: 8, gib: 32, gpus: 1, gpuModel: 'Tesla T4', maxPods: 29 },
  'g5.2xlarge': { cores: 8, gib: 32, gpus: 1, gpuModel: 'NVIDIA A10G', maxPods: 58 },
  'g5.12xlarge': { cores: 48, gib: 192, gpus: 4, gpuModel: 'NVIDIA A10G', maxPods: 737 },
  'g4dn.12xlarge': { cores: 48, gib: 192, gpus: 4, gpuModel: 'Tesla T4', maxPods: 234 },
  'p5.4xlarge': { cores: 16, gib: 256, gpus: 1, gpuModel: 'NVIDIA H100 80GB HBM3', maxPods: 234 },
  'g4ad.2xlarge': { cores: 8, gib: 32, gpus: 1, gpuModel: 'AMD Radeon Pro V520', maxPods: 8 },
  'ecs.g7.2xlarge': { cores: 8, gib: 32, gpus: 0, gpuModel: '', maxPods: 64 },
  'ecs.gn7i-c8g1.2xlarge': { cores: 8, gib: 30, gpus: 1, gpuModel: 'NVIDIA A10', maxPods: 64 },
  // A workstation with an Intel card, and machines that are none.
  '': { cores: 8, gib: 32, gpus: 1, gpuModel: 'Intel Arc A380', maxPods: 110 },
  fargate: { cores: 2, gib: 8, gpus: 0, gpuModel: '', maxPods: 1 },
  'virtual-kubelet': { cores: 5000, gib: 20000, gpus: 0, gpuModel: '', maxPods: 5000 },
};
const RESERVED_CPU = 80;
const RESERVED_MEMORY = 1 * GiB;

/**
 * @param {string} world seeds the identifiers
 * @param {Pick<Node, 'name' | 'instanceType' | 'region' | 'zone' | 'start' | 'end'> & Partial<Node>} given
 * @returns {Node}
 */
export function machine(world, given) {
  const type = MACHINES[given.instanceType];
  const seed = `${world} node ${given.name}`;
  const id = uuid(seed).replaceAll('-', '').slice(0, 17);
  const cpu = type.cores * 1000;
  const memory = type.gib * GiB;
  return {
    spot: false,
    cpu,
    allocatableCpu: cpu - RESERVED_CPU,
    memory,
    allocatableMemory: memory - RESERVED_MEMORY,
    gpus: type.gpus,
    gpuModel: type.gpuModel,
    gpuOffers: wholeGpus(given.gpus ?? type.gpus),
    dcgm: 'exported',
    dcgmBlank: null,
    disk: 100 * GiB,
    maxPods: type.maxPods,
    providerId: `aws:///${given.zone}/i-${id}`,
    systemUuid: uuid(`${seed} system`),
    internalIp: address('10.0', seed),
    labels: {},
    price: null,
    priceChanges: [],
    reboots: [],
    virtual: false,
    ...given,
  };
}

/** @param {number} count @returns {import('../world.mjs').GpuOffer[]} */
function wholeGpus(count) {
  return count === 0 ? [] : [{ resource: 'nvidia_com_gpu', mode: 'whole', units: count, share: 1 }];
}

/** @param {string} prefix first two octets @param {string} seed @returns {string} */
function address(prefix, seed) {
  const hash = hashInt(seed);
  return `${prefix}.${hash % 250}.${((hash >>> 8) % 250) + 4}`;
}

/**
 * A container by request and usage. Constant usage may be given as a number, `null` stands for unknown.
 * @typedef {object} ContainerSketch
 * @property {string} name
 * @property {string} [image]
 * @property {[number | null, number | import('../steps.mjs').Steps | null]} cpu request and usage in millicores
 * @property {[number | null, number | import('../steps.mjs').Steps | null]} mib request and usage in MiB; Steps in bytes
 * @property {number} [gpu] devices requested, or units of `gpuResource`
 * @property {string} [gpuResource]
 * @property {number | import('../steps.mjs').Steps} [gpuUtil] percent
 * @property {number} [cpuLimit] millicores
 * @property {number} [mibLimit]
 * @property {readonly number[]} [restarts]
 * @property {boolean} [observed] false: too short-lived or too new for cAdvisor
 * @property {number} [diskGib] ephemeral storage requested
 * @property {readonly {at: number, cpu: number, mib: number}[]} [resizes] new requests
 * @property {boolean} [sidecar] of an init container: it stays
 * @property {number} [runs] of an init container: seconds
 */

/** @param {number | null} count @returns {number | null} bytes */
function bytes(count) {
  return count === null ? null : count * MiB;
}

/** @param {ContainerSketch} sketch @returns {Container} */
export function container({ name, image, cpu, mib, gpu = 0, gpuUtil, cpuLimit, mibLimit, restarts = [], ...more }) {
  const usage = (given, scale) => (typeof given === 'number' ? constant(given * scale) : given);
  return {
    name,
    image: image ?? `registry.example.com/${name}:1.4.2`,
    cpuRequest: cpu[0],
    memoryRequest: bytes(mib[0]),
    gpuRequest: gpu,
    cpuLimit: cpuLimit ?? null,
    memoryLimit: bytes(mibLimit ?? null),
    cpu: usage(cpu[1], 1),
    memory: usage(mib[1], MiB),
    gpuUtil: gpuUtil === undefined ? null : usage(gpuUtil, 1),
    restarts,
    observed: more.observed ?? cpu[1] !== null,
    gpuResource: more.gpuResource ?? 'nvidia_com_gpu',
    diskRequest: bytes((more.diskGib ?? null) === null ? null : more.diskGib * 1024),
    resizes: (more.resizes ?? []).map(({ at, cpu: millicores, mib: size }) => ({
      at,
      cpuRequest: millicores,
      memoryRequest: size * MiB,
    })),
    sidecar: more.sidecar ?? false,
    runs: more.runs ?? 0,
  };
}

/**
 * @param {string} world seeds the identifiers
 * @param {Pick<Pod, 'namespace' | 'name' | 'node' | 'start' | 'containers'> & Partial<Pod>} given
 * @returns {Pod}
 */
export function pod(world, given) {
  // Two pods of a StatefulSet share their name, never their start.
  const seed = `${world} pod ${given.namespace}/${given.name} ${given.start}`;
  return {
    uid: uuid(seed),
    created: given.start ?? 0,
    finish: null,
    result: null,
    gone: null,
    waiting: null,
    owner: null,
    controller: given.owner ?? null,
    labels: {},
    hostNetwork: false,
    podIp: address('10.244', seed),
    gpuIndex: 0,
    gpuInstance: 0,
    initContainers: [],
    overhead: null,
    claims: [],
    traffic: null,
    annotations: {},
    ...given,
  };
}

/** The ReplicaSets or Jobs that pods belong to.
 * @param {readonly Pod[]} pods @param {string} kind @returns {import('../world.mjs').OwnedObject[]} */
export function owners(pods, kind) {
  const objects = new Map();
  for (const { namespace, owner, controller, created, gone } of pods) {
    if (owner?.kind !== kind) continue;
    const above = controller?.kind === kind ? null : controller;
    const key = `${namespace}/${owner.name}`;
    // A ReplicaSet stays in the revision history, a Job goes with its pod.
    const to = kind === 'Job' ? gone : null;
    if (!objects.has(key)) objects.set(key, { namespace, name: owner.name, owner: above, from: created, to });
  }
  return [...objects.values()];
}
