// World -> the families of kube-state-metrics v2, once per replica, with the labels kube-prometheus-stack gives them.
//
// honor_labels is on: labels of the metric win, the target's own namespace, pod and container only fill in where
// the metric has none. So node metrics carry the exporter's pod, and kube_pod_info its container.

import { scrapeClock } from '../scrape.mjs';
import { nodeFamilies } from './nodes.mjs';
import { podFamilies } from './pods.mjs';
import { containerFamilies } from './containers.mjs';
import { annotationNames, labelNames, seriesOf } from './family.mjs';
import { serviceFamilies } from './services.mjs';
import { volumeFamilies } from './volumes.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Exporter} Exporter */
/** @typedef {import('./family.mjs').Family} Family */
/** @typedef {import('./family.mjs').Life} Life */

/** One sample source of a family: labels of the metric, when it is exposed, what it reads.
 * @typedef {{labels: Record<string, string>, life: Life, value: number | ((time: number) => number)}} Row */
/** @typedef {{name: string, type: 'gauge' | 'counter', help: string, rows: Row[]}} Table */

/** @param {Exporter} exporter */
function targetLabels(exporter) {
  return {
    container: 'kube-state-metrics',
    endpoint: 'http',
    instance: exporter.instance,
    job: 'kube-state-metrics',
    namespace: 'monitoring',
    pod: exporter.pod,
    service: 'kube-prometheus-stack-kube-state-metrics',
  };
}

/** @param {World} world @returns {Table[]} */
function namespaceFamilies(world) {
  const life = { from: world.start, to: world.end };
  return [
    {
      name: 'kube_namespace_labels',
      type: 'gauge',
      help: 'Kubernetes labels converted to Prometheus labels.',
      rows: world.namespaces.map(({ name, labels }) => ({
        labels: { namespace: name, ...labelNames(labels) },
        life,
        value: 1,
      })),
    },
    {
      name: 'kube_namespace_annotations',
      type: 'gauge',
      help: 'Kubernetes annotations converted to Prometheus labels.',
      rows: world.namespaces.flatMap(({ name, annotations }) =>
        annotations === undefined
          ? []
          : [{ labels: { namespace: name, ...annotationNames(annotations) }, life, value: 1 }],
      ),
    },
  ];
}

/** @param {World} world @param {string} name @param {string} help @param {string} key name of the object's label
 * @param {readonly import('../world.mjs').OwnedObject[]} objects @returns {Table} */
function ownerTable(world, name, help, key, objects) {
  const rows = objects.map((object) => ({
    labels: {
      namespace: object.namespace,
      [key]: object.name,
      owner_kind: object.owner?.kind ?? '',
      owner_name: object.owner?.name ?? '',
      owner_is_controller: object.owner === null ? '' : 'true',
    },
    life: { from: object.from, to: object.to ?? world.end },
    value: 1,
  }));
  return { name, type: 'gauge', help, rows };
}

/** @param {World} world @returns {Table[]} */
function ownerFamilies(world) {
  return [
    ownerTable(
      world,
      'kube_replicaset_owner',
      "Information about the ReplicaSet's owner.",
      'replicaset',
      world.replicaSets,
    ),
    ownerTable(world, 'kube_job_owner', "Information about the Job's owner.", 'job_name', world.jobs),
  ];
}

/** @param {World} world @returns {Family[]} */
export function stateMetrics(world) {
  const replicas = world.stateMetrics.map((exporter) => ({
    labels: targetLabels(exporter),
    clock: scrapeClock(world, { offset: exporter.offset, from: exporter.from, to: exporter.to ?? world.end }),
  }));
  const tables = [
    ...podFamilies(world),
    ...containerFamilies(world),
    ...ownerFamilies(world),
    ...namespaceFamilies(world),
    ...nodeFamilies(world),
    ...volumeFamilies(world),
    ...serviceFamilies(world),
  ];
  return tables.map(({ name, type, help, rows }) => ({
    name,
    type,
    help,
    series: replicas.flatMap(({ labels, clock }) =>
      rows.map((row) => seriesOf({ ...labels, ...row.labels }, clock, row.life, row.value)),
    ),
  }));
}
