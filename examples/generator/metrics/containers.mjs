// The kube_pod_container_* families.

import { hashHex } from '../random.mjs';
import { incarnations } from '../world.mjs';
import { podKey, podListed } from './pods.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('../world.mjs').Container} Container */
/** @typedef {import('./kube-state-metrics.mjs').Table} Table */
/** @typedef {import('./kube-state-metrics.mjs').Row} Row */

/** @param {World} world @param {(pod: Pod) => readonly Container[]} listed
 * @param {(pod: Pod, container: Container) => Row[]} rows @returns {Row[]} */
function perContainer(world, listed, rows) {
  return world.pods.flatMap((pod) => listed(pod).flatMap((container) => rows(pod, container)));
}

const appContainers = (/** @type {Pod} */ pod) => pod.containers;
const initContainers = (/** @type {Pod} */ pod) => pod.initContainers;

/** Requests or limits; a resource that is not set has no row.
 * @param {World} world @param {Pod} pod @param {Container} container
 * @param {{cpu: number | null, memory: number | null}} amounts @returns {Row[]} */
function resourceRows(world, pod, container, { cpu, memory }) {
  const amounts = [
    { resource: 'cpu', unit: 'core', value: cpu === null ? null : cpu / 1000 },
    { resource: 'memory', unit: 'byte', value: memory },
    { resource: 'nvidia_com_gpu', unit: 'integer', value: container.gpuRequest || null },
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

/** @param {World} world @param {Pod} pod @param {Container} container @returns {Row[]} */
function requestRows(world, pod, container) {
  return resourceRows(world, pod, container, { cpu: container.cpuRequest, memory: container.memoryRequest });
}

/** @param {World} world @param {Pod} pod @param {Container} container @returns {Row[]} */
function limitRows(world, pod, container) {
  return resourceRows(world, pod, container, { cpu: container.cpuLimit, memory: container.memoryLimit });
}

/** The container id changes with each restart, and so does the series.
 * @param {World} world @param {Pod} pod @param {Container} container @returns {Row[]} */
function infoRows(world, pod, container) {
  const listed = podListed(world, pod);
  const labels = {
    ...podKey(pod),
    container: container.name,
    image: container.image,
    image_spec: container.image,
    image_id: `${container.image.split(':')[0]}@sha256:${hashHex(container.image)}`,
  };
  const lives = incarnations(pod, container, world);
  if (lives.length === 0 || pod.waiting !== null)
    return [{ labels: { ...labels, image_id: '' }, life: listed, value: 1 }];
  return lives.map(({ id, from, to }, i) => ({
    labels: { ...labels, container_id: `containerd://${hashHex(id)}` },
    life: { from, to: i === lives.length - 1 ? listed.to : to },
    value: 1,
  }));
}

/** @param {World} world @param {Pod} pod @param {Container} container @returns {Row[]} */
function restartRows(world, pod, container) {
  if (pod.start === null) return [];
  return [
    {
      labels: { ...podKey(pod), container: container.name },
      life: { from: pod.start, to: podListed(world, pod).to },
      value: (/** @type {number} */ time) => container.restarts.filter((restart) => restart <= time).length,
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
