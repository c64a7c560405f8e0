// World -> what the kubelets expose of cAdvisor. Summing without a filter on `container` would count everything three
// times, as on a real cluster.

import { hashInt } from '../random.mjs';
import { MAX_SAMPLE_AGE, sampleAge, scrapeClock } from '../scrape.mjs';
import { integralBetween, valueAt } from '../steps.mjs';
import { targetOffset } from '../world.mjs';
import { nodeCgroups } from './cgroups.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('../steps.mjs').Steps} Steps */
/** @typedef {import('./family.mjs').Family} Family */
/** @typedef {import('./family.mjs').Series} Series */
/** @typedef {import('./cgroups.mjs').Cgroup} Cgroup */

/** One cgroup and the kubelet that shows it. @typedef {{node: Node, clock: import('../scrape.mjs').Clock,
 *   labels: Record<string, string>, cgroup: Cgroup}} Shown */

/** @param {import('./family.mjs').Life} life @param {Steps} rate @param {number} time epoch seconds
 * @returns {number} rate x seconds since the life began */
export function grown(life, rate, time) {
  return time <= life.from ? 0 : integralBetween(rate, life.from, Math.min(time, life.to));
}

/** @param {Cgroup} cgroup @param {number} time epoch seconds @returns {number} core-seconds, to the microsecond */
function cpuSeconds(cgroup, time) {
  const total = cgroup.loads.reduce((sum, { life, cpu }) => sum + grown(life, cpu, time), 0);
  return Math.round(total * 1000) / 1e6;
}

/** @param {Cgroup} cgroup @param {number} time epoch seconds @returns {number} bytes */
function workingSet(cgroup, time) {
  return cgroup.loads.reduce(
    (sum, { life, memory }) => sum + (time >= life.from && time < life.to ? valueAt(memory, time) : 0),
    0,
  );
}

/** @param {Record<string, string>} target @param {Cgroup} cgroup
 * @param {import('../scrape.mjs').Clock} clock @param {Record<string, string>} extra
 * @param {(cgroup: Cgroup, time: number) => number} read @returns {Series} */
export function cgroupSeries(target, cgroup, clock, extra, read) {
  const { life } = cgroup;
  const salt = hashInt(cgroup.labels.id);
  return {
    labels: { ...target, ...cgroup.labels, ...extra },
    // Prometheus does not track the end of series that carry their own timestamps: they linger for five minutes.
    staleAt: null,
    points(from, to) {
      if (life.to <= from || life.from >= to) return [];
      // A sample may belong to a scrape just after the range, being older than its scrape.
      return clock
        .times(from, to + MAX_SAMPLE_AGE / 1000)
        .filter((scrape) => scrape < life.to * 1000)
        .map((scrape) => scrape - sampleAge(salt, scrape))
        .filter((time) => time >= Math.max(from, life.from) * 1000 && time < to * 1000)
        .map((time) => ({ time, value: read(cgroup, time / 1000) }));
    },
  };
}

/** @param {World} world @param {Node} node */
function kubelet(world, node) {
  return {
    clock: scrapeClock(world, {
      offset: targetOffset(`kubelet ${node.name}`, world),
      from: node.start,
      to: node.end ?? world.end,
    }),
    labels: {
      endpoint: 'https-metrics',
      instance: `${node.internalIp}:10250`,
      job: 'kubelet',
      metrics_path: '/metrics/cadvisor',
      node: node.name,
      service: 'kube-prometheus-stack-kubelet',
    },
  };
}

const DISK_DEVICE = '/dev/nvme0n1p1';
const DISK_USED = 0.3;

/** The node's own disk, and a device of memory that only looks like one.
 * @param {World} world @param {readonly Shown[]} rows @returns {Family[]} */
function diskFamilies(world, rows) {
  if (!world.disks) return [];
  const roots = rows.filter(({ cgroup }) => cgroup.labels.id === '/');
  const family = (name, help, part) => ({
    name,
    type: /** @type {const} */ ('gauge'),
    help,
    series: roots.flatMap(({ node, clock, labels, cgroup }) => [
      cgroupSeries(labels, cgroup, clock, { device: DISK_DEVICE }, () => Math.floor(node.disk * part)),
      cgroupSeries(labels, cgroup, clock, { device: 'tmpfs' }, () => Math.floor((node.memory / 2) * part)),
    ]),
  });
  return [
    family('container_fs_limit_bytes', 'Number of bytes that can be consumed by the container on this filesystem.', 1),
    family(
      'container_fs_usage_bytes',
      'Number of bytes that are consumed by the container on this filesystem.',
      DISK_USED,
    ),
  ];
}

/** @param {World} world @returns {Shown[]} */
export function shownCgroups(world) {
  return world.nodes.flatMap((node) => {
    const { clock, labels } = kubelet(world, node);
    return nodeCgroups(world, node).map((cgroup) => ({ node, clock, labels, cgroup }));
  });
}

/** @param {World} world @returns {Family[]} */
export function cadvisorMetrics(world) {
  const rows = shownCgroups(world);
  return [
    {
      name: 'container_cpu_usage_seconds',
      type: 'counter',
      help: 'Cumulative cpu time consumed in seconds.',
      series: rows.map(({ clock, labels, cgroup }) =>
        cgroupSeries(labels, cgroup, clock, { cpu: 'total' }, cpuSeconds),
      ),
    },
    {
      name: 'container_memory_working_set_bytes',
      type: 'gauge',
      help: 'Current working set in bytes.',
      series: rows.map(({ clock, labels, cgroup }) => cgroupSeries(labels, cgroup, clock, {}, workingSet)),
    },
    ...diskFamilies(world, rows),
  ];
}
