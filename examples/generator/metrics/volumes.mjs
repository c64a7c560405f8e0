// The kube_persistentvolume* families, and what the kubelets tell of mounted volumes.

import { scrapeClock } from '../scrape.mjs';
import { valueAt } from '../steps.mjs';
import { nodeOf, outside, podAlive, targetOffset, uptimes } from '../world.mjs';
import { seriesOf } from './family.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Volume} Volume */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('./kube-state-metrics.mjs').Table} Table */
/** @typedef {import('./kube-state-metrics.mjs').Row} Row */
/** @typedef {import('./family.mjs').Family} Family */
/** @typedef {import('./family.mjs').Series} Series */

const PHASES = /** @type {const} */ (['Pending', 'Available', 'Bound', 'Released', 'Failed']);

/** @param {World} world @param {Volume} volume */
function listed(world, { from, to }) {
  return { from, to: to ?? world.end };
}

/** @param {Volume} volume @param {number} time @returns {typeof PHASES[number]} */
function phaseAt({ claim }, time) {
  if (claim === null || time < claim.from) return 'Available';
  return time < claim.to ? 'Bound' : 'Released';
}

/** A volume keeps pointing at its claim after that is gone. @param {Volume} volume */
function infoLabels({ name, storageClass, driver, handle }) {
  return {
    persistentvolume: name,
    storageclass: storageClass,
    csi_driver: driver,
    csi_volume_handle: handle,
    reclaim_policy: storageClass === '' ? 'Retain' : 'Delete',
  };
}

/** Families of the volumes themselves. @param {World} world @returns {Table[]} */
function volumeTables(world) {
  const table = (name, help, rows) => ({
    name,
    type: /** @type {const} */ ('gauge'),
    help,
    rows: world.volumes.flatMap(rows),
  });
  const each = (labels, value) => (volume) => [
    { labels: labels(volume), life: listed(world, volume), value: value(volume) },
  ];
  return [
    table(
      'kube_persistentvolume_info',
      'Information about persistentvolume.',
      each(infoLabels, () => 1),
    ),
    table(
      'kube_persistentvolume_capacity_bytes',
      'Persistentvolume capacity in bytes.',
      each(
        ({ name }) => ({ persistentvolume: name }),
        ({ capacity }) => capacity,
      ),
    ),
    table('kube_persistentvolume_status_phase', 'The phase indicates if a volume is available, bound …', (volume) =>
      PHASES.map((phase) => ({
        labels: { persistentvolume: volume.name, phase },
        life: listed(world, volume),
        value: (time) => Number(phaseAt(volume, time) === phase),
      })),
    ),
    table('kube_persistentvolume_claim_ref', 'Information about the Persistent Volume Claim Reference.', (volume) =>
      volume.claim === null
        ? []
        : [
            {
              labels: {
                persistentvolume: volume.name,
                name: volume.claim.name,
                claim_namespace: volume.claim.namespace,
              },
              life: { ...listed(world, volume), from: volume.claim.from },
              value: 1,
            },
          ],
    ),
  ];
}

/** Families of the claims. @param {World} world @returns {Table[]} */
function claimTables(world) {
  const claimed = world.volumes.flatMap((volume) => (volume.claim === null ? [] : [{ volume, claim: volume.claim }]));
  const table = (name, help, labels, value) => ({
    name,
    type: /** @type {const} */ ('gauge'),
    help,
    rows: claimed.map(({ volume, claim }) => ({
      labels: { namespace: claim.namespace, persistentvolumeclaim: claim.name, ...labels(volume) },
      life: { from: claim.from, to: claim.to },
      value: value(volume),
    })),
  });
  const one = () => 1;
  return [
    table(
      'kube_persistentvolumeclaim_info',
      'Information about persistent volume claim.',
      ({ name, storageClass }) => ({ storageclass: storageClass, volumename: name, volumemode: 'Filesystem' }),
      one,
    ),
    table(
      'kube_persistentvolumeclaim_access_mode',
      'The access mode(s) specified by the persistent volume claim.',
      ({ accessMode }) => ({ access_mode: accessMode }),
      one,
    ),
    table(
      'kube_persistentvolumeclaim_resource_requests_storage_bytes',
      'The capacity of storage requested by the persistent volume claim.',
      () => ({}),
      ({ capacity }) => capacity,
    ),
    table(
      'kube_persistentvolumeclaim_status_phase',
      'The phase the persistent volume claim is currently in.',
      () => ({ phase: 'Bound' }),
      one,
    ),
  ];
}

/** @param {World} world @returns {Table[]} */
export function volumeFamilies(world) {
  return [...volumeTables(world), ...claimTables(world)];
}

/** The kubelet of each node tells of the claims that its pods mount, once for each, while one of them runs.
 * @param {World} world @param {Node} node @param {Volume} volume */
function mountedOn(world, node, { claim }) {
  if (claim === null) return [];
  const lives = world.pods
    .filter(
      (pod) => pod.namespace === claim.namespace && pod.claims.includes(claim.name) && nodeOf(world, pod) === node,
    )
    .map((pod) => podAlive(pod, world))
    .sort((a, b) => a.from - b.from);
  const whole = { from: node.start, to: node.end ?? world.end };
  const idle = lives.reduce((gaps, life) => gaps.flatMap((gap) => outside(gap, [life])), [whole]);
  return outside(whole, idle).flatMap((life) => outside(life, node.reboots));
}

/** @param {World} world @param {Node} node @param {import('../scrape.mjs').Clock} clock
 * @param {(volume: Volume, time: number) => number} read @returns {Series[]} */
function statsOf(world, node, clock, read) {
  const target = {
    endpoint: 'https-metrics',
    instance: `${node.internalIp}:10250`,
    job: 'kubelet',
    metrics_path: '/metrics',
    node: node.name,
    service: 'kube-prometheus-stack-kubelet',
  };
  return world.volumes
    .filter(({ used }) => used !== null)
    .flatMap((volume) =>
      mountedOn(world, node, volume).map((life) =>
        seriesOf(
          { ...target, namespace: volume.claim.namespace, persistentvolumeclaim: volume.claim.name },
          clock,
          life,
          (time) => read(volume, time),
        ),
      ),
    );
}

/** kubelet_volume_stats_*. @param {World} world @returns {Family[]} */
export function volumeStats(world) {
  const clocks = new Map(
    world.nodes.map((node) => {
      const [first] = uptimes(world, node);
      const life = { from: first.from, to: node.end ?? world.end };
      return [node, scrapeClock(world, { offset: targetOffset(`kubelet stats ${node.name}`, world), ...life })];
    }),
  );
  const family = (name, help, read) => ({
    name,
    type: /** @type {const} */ ('gauge'),
    help,
    series: world.nodes.flatMap((node) => statsOf(world, node, clocks.get(node), read)),
  });
  return [
    family('kubelet_volume_stats_capacity_bytes', 'Capacity in bytes of the volume', ({ capacity }) => capacity),
    family('kubelet_volume_stats_used_bytes', 'Number of used bytes in the volume', ({ used }, time) =>
      valueAt(used, time),
    ),
  ];
}
