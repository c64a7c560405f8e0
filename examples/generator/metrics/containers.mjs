// The kube_pod_container_* families.

import { hashHex } from '../random.mjs';
import { incarnations, nodeOf } from '../world.mjs';
import { podKey, podListed } from './pods.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('../world.mjs').Container} Container */
/** @typedef {import('./kube-state-metrics.mjs').Table} Table */
/** @typedef {import('./kube-state-metrics.mjs').Row} Row */
/** @typedef {number | ((time: number) => number) | null} Amount null: not set */

/** @param {World} world @param {(pod: Pod) => readonly Container[]} listed
 * @param {(pod: Pod, container: Container) => Row[]} rows @returns {Row[]} */
function perContainer(world, listed, rows) {
  return world.pods.flatMap((pod) => listed(pod).flatMap((container) => rows(pod, container)));
}

const appContainers = (/** @type {Pod} */ pod) => pod.containers;
const initContainers = (/** @type {Pod} */ pod) => pod.initContainers;

/** Requests or limits; a resource that is not set has no row.
 * @param {World} world @param {Pod} pod @param {Container} container
 * @param {{cpu: Amount, memory: Amount, disk?: Amount}} amounts @returns {Row[]} */
function resourceRows(world, pod, container, { cpu, memory, disk = null }) {
  const amounts = [
    { resource: 'cpu', unit: 'core', value: cpu },
    { resource: 'memory', unit: 'byte', value: memory },
    { resource: container.gpuResource, unit: 'integer', value: container.gpuRequest || null },
    { resource: 'ephemeral_storage', unit: 'byte', value: disk },
  ];
  return amounts.flatMap(({ resource, unit, value }) =>
    value === null
      ? []
      : [
          {
            labels: { ...podKey(pod), container: container.name, node: pod.node ?? '', resource, unit },
            life: podListed(world, pod),
            value,
          },
        ],
  );
}

/** What is requested, as a function of time where it is changed. @param {Container} container
 * @param {'cpuRequest' | 'memoryRequest'} key @param {number} scale @returns {Amount} */
function requested(container, key, scale) {
  const first = container[key];
  if (first === null) return null;
  if (container.resizes.length === 0) return first / scale;
  return (time) => (container.resizes.findLast(({ at }) => at <= time)?.[key] ?? first) / scale;
}

/** @param {World} world @param {Pod} pod @param {Container} container @returns {Row[]} */
function requestRows(world, pod, container) {
  return resourceRows(world, pod, container, {
    cpu: requested(container, 'cpuRequest', 1000),
    memory: requested(container, 'memoryRequest', 1),
    disk: container.diskRequest,
  });
}

/** @param {World} world @param {Pod} pod @param {Container} container @returns {Row[]} */
function limitRows(world, pod, container) {
  const { cpuLimit, memoryLimit } = container;
  return resourceRows(world, pod, container, { cpu: cpuLimit === null ? null : cpuLimit / 1000, memory: memoryLimit });
}

/** The container id changes with each restart, and so does the series; until it first runs there is none.
 * @param {World} world @param {Pod} pod @param {Container} container @param {Record<string, string>} [more]
 * @returns {Row[]} */
function infoRows(world, pod, container, more = {}) {
  const listed = podListed(world, pod);
  const labels = {
    ...podKey(pod),
    ...more,
    container: container.name,
    image: container.image,
    image_spec: container.image,
    image_id: `${container.image.split(':')[0]}@sha256:${hashHex(container.image)}`,
  };
  const waiting = { labels: { ...labels, image_id: '' }, value: 1 };
  const lives = incarnations(pod, container, world);
  if (lives.length === 0 || pod.waiting !== null) return [{ ...waiting, life: listed }];
  const before = { from: pod.start ?? listed.from, to: lives[0].from };
  return [
    ...(before.from < before.to ? [{ ...waiting, life: before }] : []),
    ...lives.map(({ id, from }, i) => ({
      labels: { ...labels, container_id: `containerd://${hashHex(id)}` },
      life: { from, to: lives[i + 1]?.from ?? listed.to },
      value: 1,
    })),
  ];
}

/** One that was done before the first scrape shows nothing but its requests.
 * @param {World} world @param {Pod} pod @param {Container} container @returns {Row[]} */
function initInfoRows(world, pod, container) {
  if (!container.sidecar && container.runs === 0) return [];
  return infoRows(world, pod, container, container.sidecar ? { restart_policy: 'Always' } : {});
}

/** @param {World} world @param {Pod} pod @param {Container} container @returns {Row[]} */
function restartRows(world, pod, container) {
  if (pod.start === null) return [];
  const reboots = nodeOf(world, pod)?.reboots.filter(({ to }) => to > pod.start) ?? [];
  const restarts = [...container.restarts, ...reboots.map(({ to }) => to)];
  return [
    {
      labels: { ...podKey(pod), container: container.name },
      life: { from: pod.start, to: podListed(world, pod).to },
      value: (/** @type {number} */ time) => restarts.filter((restart) => restart <= time).length,
    },
  ];
}

/** @param {World} world @param {Pod} pod @param {Container} container @returns {Row[]} */
function waitingRows(world, pod, container) {
  if (pod.waiting === null || pod.start === null) return [];
  return [
    {
      labels: { ...podKey(pod), container: container.name, reason: pod.waiting },
      life: { from: pod.start, to: podListed(world, pod).to },
      value: 1,
    },
  ];
}

/** @param {World} world @returns {Table[]} */
export function containerFamilies(world) {
  const table = (name, help, listed, rows, type = 'gauge') => ({
    name,
    type,
    help,
    rows: perContainer(world, listed, (pod, container) => rows(world, pod, container)),
  });
  return [
    table('kube_pod_container_info', 'Information about a container in a pod.', appContainers, infoRows),
    table(
      'kube_pod_container_resource_requests',
      'The number of requested request resource by a container.',
      appContainers,
      requestRows,
    ),
    table(
      'kube_pod_container_resource_limits',
      'The number of requested limit resource by a container.',
      appContainers,
      limitRows,
    ),
    table(
      'kube_pod_init_container_info',
      'Information about an init container in a pod.',
      initContainers,
      initInfoRows,
    ),
    table(
      'kube_pod_init_container_resource_requests',
      'The number of requested request resource by an init container.',
      initContainers,
      requestRows,
    ),
    table(
      'kube_pod_container_status_restarts',
      'The number of container restarts per container.',
      appContainers,
      restartRows,
      'counter',
    ),
    table(
      'kube_pod_container_status_waiting_reason',
      'Describes the reason the container is currently in waiting state.',
      appContainers,
      waitingRows,
    ),
  ];
}
