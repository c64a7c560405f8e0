// The kube_pod_* families that speak of whole pods.

import { nodeOf } from '../world.mjs';
import { annotationNames, labelNames } from './family.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('./kube-state-metrics.mjs').Table} Table */

const PHASES = /** @type {const} */ (['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']);

/** @param {Pod} pod */
export function podKey(pod) {
  return { namespace: pod.namespace, pod: pod.name, uid: pod.uid };
}

/** How long the object is listed, which outlasts its containers when a Job is done.
 * @param {World} world @param {Pod} pod */
export function podListed(world, pod) {
  return { from: pod.created, to: pod.gone ?? world.end };
}

/** @param {Pod} pod @param {number} time epoch seconds @returns {typeof PHASES[number]} */
function phaseAt(pod, time) {
  if (pod.start === null || time < pod.start || pod.waiting !== null) return 'Pending';
  return pod.finish !== null && time >= pod.finish && pod.result !== null ? pod.result : 'Running';
}

/** @param {World} world @param {Pod} pod */
function infoLabels(world, pod) {
  const hostIp = nodeOf(world, pod)?.internalIp ?? '';
  return {
    ...podKey(pod),
    created_by_kind: pod.owner?.kind ?? '<none>',
    created_by_name: pod.owner?.name ?? '<none>',
    host_ip: hostIp,
    host_network: String(pod.hostNetwork),
    node: pod.node ?? '',
    pod_ip: pod.hostNetwork ? hostIp : pod.podIp,
    priority_class: '',
  };
}

/** @param {Pod} pod */
function ownerLabels(pod) {
  return {
    ...podKey(pod),
    owner_kind: pod.owner?.kind ?? '<none>',
    owner_name: pod.owner?.name ?? '<none>',
    owner_is_controller: pod.owner === null ? '<none>' : 'true',
  };
}

/** A family with one row per pod.
 * @param {World} world @param {string} name @param {string} help @param {(pod: Pod) => Record<string, string>} labels
 * @returns {Table} */
function infoTable(world, name, help, labels) {
  const rows = world.pods.map((pod) => ({ labels: labels(pod), life: podListed(world, pod), value: 1 }));
  return { name, type: 'gauge', help, rows };
}

/** A family with as many rows per pod as `rows` gives, while the pod is listed.
 * @param {World} world @param {string} name @param {string} help
 * @param {(pod: Pod) => {labels: Record<string, string>, value: number}[]} rows @returns {Table} */
function listedTable(world, name, help, rows) {
  return {
    name,
    type: 'gauge',
    help,
    rows: world.pods.flatMap((pod) =>
      rows(pod).map(({ labels, value }) => ({
        labels: { ...podKey(pod), ...labels },
        life: podListed(world, pod),
        value,
      })),
    ),
  };
}

/** What only some pods have. @param {World} world @returns {Table[]} */
function rareFamilies(world) {
  const overhead = (value) => (pod) => (pod.overhead === null ? [] : [{ labels: {}, value: value(pod.overhead) }]);
  return [
    listedTable(
      world,
      'kube_pod_annotations',
      'Kubernetes annotations converted to Prometheus labels.',
      ({ annotations }) =>
        Object.keys(annotations).length === 0 ? [] : [{ labels: annotationNames(annotations), value: 1 }],
    ),
    listedTable(
      world,
      'kube_pod_overhead_cpu_cores',
      'The pod overhead in regards to cpu cores associated with running a pod.',
      overhead(({ cpu }) => cpu / 1000),
    ),
    listedTable(
      world,
      'kube_pod_overhead_memory_bytes',
      'The pod overhead in regards to memory associated with running a pod.',
      overhead(({ memory }) => memory),
    ),
    listedTable(
      world,
      'kube_pod_runtimeclass_name_info',
      'The runtimeclass associated with the pod.',
      ({ overhead }) => (overhead === null ? [] : [{ labels: { runtimeclass_name: 'kata' }, value: 1 }]),
    ),
    listedTable(
      world,
      'kube_pod_spec_volumes_persistentvolumeclaims_info',
      'Information about persistentvolumeclaim volumes in a pod.',
      ({ claims }) =>
        claims.map((claim) => ({
          labels: { volume: claim, persistentvolumeclaim: claim, ephemeral: 'false' },
          value: 1,
        })),
    ),
  ];
}

/** A family whose value is an instant, exposed once that instant has come.
 * @param {World} world @param {string} name @param {string} help @param {(pod: Pod) => number | null} when
 * @returns {Table} */
function instantTable(world, name, help, when) {
  const rows = world.pods.flatMap((pod) => {
    const value = when(pod);
    if (value === null) return [];
    return [{ labels: podKey(pod), life: { from: value, to: podListed(world, pod).to }, value }];
  });
  return { name, type: 'gauge', help, rows };
}

/** @param {World} world @returns {Table} */
function phaseTable(world) {
  const rows = world.pods.flatMap((pod) =>
    PHASES.map((phase) => ({
      labels: { ...podKey(pod), phase },
      life: podListed(world, pod),
      value: (/** @type {number} */ time) => Number(phaseAt(pod, time) === phase),
    })),
  );
  return { name: 'kube_pod_status_phase', type: 'gauge', help: 'The pods current phase.', rows };
}

/** @param {World} world @returns {Table[]} */
export function podFamilies(world) {
  return [
    infoTable(world, 'kube_pod_info', 'Information about pod.', (pod) => infoLabels(world, pod)),
    infoTable(world, 'kube_pod_owner', "Information about the Pod's owner.", ownerLabels),
    infoTable(world, 'kube_pod_labels', 'Kubernetes labels converted to Prometheus labels.', (pod) => ({
      ...podKey(pod),
      ...labelNames(pod.labels),
    })),
    instantTable(world, 'kube_pod_created', 'Unix creation timestamp', (pod) => pod.created),
    instantTable(world, 'kube_pod_start_time', 'Start time in unix timestamp for a pod.', (pod) => pod.start),
    instantTable(
      world,
      'kube_pod_completion_time',
      'Completion time in unix timestamp for a pod.',
      (pod) => pod.finish,
    ),
    phaseTable(world),
    ...rareFamilies(world),
  ];
}
