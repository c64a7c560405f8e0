// World -> what the kubelets expose of cAdvisor: per container, per sandbox (pause), per pod cgroup, per node.
// Summing without a filter on `container` would count everything three times, as on a real cluster.

import { hashHex, hashInt } from '../random.mjs';
import { MAX_SAMPLE_AGE, sampleAge, scrapeClock } from '../scrape.mjs';
import { constant, integralBetween, valueAt } from '../steps.mjs';
import { incarnations, KiB, MiB, podAlive, targetOffset } from '../world.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('../steps.mjs').Steps} Steps */
/** @typedef {import('./family.mjs').Family} Family */
/** @typedef {import('./family.mjs').Series} Series */
/** @typedef {import('./family.mjs').Life} Life */

/** Something that used CPU and memory during its life. @typedef {{life: Life, cpu: Steps, memory: Steps}} Load */
/** A row of cAdvisor: one cgroup, whose usage is the sum of its loads.
 * @typedef {{labels: Record<string, string>, life: Life, loads: Load[]}} Cgroup */

// What the kubelet, the runtime and the kernel take on every node, beside all pods.
const SYSTEM_CPU = constant(50);
const SYSTEM_MEMORY = constant(600 * MiB);
const PAUSE_CPU = constant(0);
const PAUSE_MEMORY = constant(500 * KiB);
const PAUSE_IMAGE = '602401143452.dkr.ecr.eu-central-1.amazonaws.com/eks/pause:3.10';

/** @param {Pod} pod @returns {string} path of the pod's cgroup as the systemd driver spells it */
function podPath(pod) {
  const bestEffort = pod.containers.every(
    ({ cpuRequest, memoryRequest }) => cpuRequest === null && memoryRequest === null,
  );
  const quality = bestEffort ? 'besteffort' : 'burstable';
  const slice = `kubepods-${quality}-pod${pod.uid.replaceAll('-', '_')}.slice`;
  return `/kubepods.slice/kubepods-${quality}.slice/${slice}`;
}

/** @param {Load} load @param {number} time epoch seconds @returns {number} millicore-seconds since the load began */
function spent({ life, cpu }, time) {
  return time <= life.from ? 0 : integralBetween(cpu, life.from, Math.min(time, life.to));
}

/** @param {Cgroup} cgroup @param {number} time epoch seconds @returns {number} core-seconds, to the microsecond */
function cpuSeconds(cgroup, time) {
  const total = cgroup.loads.reduce((sum, load) => sum + spent(load, time), 0);
  return Math.round(total * 1000) / 1e6;
}

/** @param {Cgroup} cgroup @param {number} time epoch seconds @returns {number} bytes */
function workingSet(cgroup, time) {
  return cgroup.loads.reduce(
    (sum, { life, memory }) => sum + (time >= life.from && time < life.to ? valueAt(memory, time) : 0),
    0,
  );
}

/** The containers of a pod as cgroups of their own, one for every incarnation.
 * @param {World} world @param {Pod} pod @returns {Cgroup[]} */
function containerCgroups(world, pod) {
  return pod.containers.flatMap((container) => {
    const { cpu, memory } = container;
    if (!container.observed || cpu === null || memory === null) return [];
    return incarnations(pod, container, world).map(({ id, from, to }) => ({
      labels: {
        container: container.name,
        id: `${podPath(pod)}/cri-containerd-${hashHex(id)}.scope`,
        image: container.image,
        name: hashHex(id),
        namespace: pod.namespace,
        pod: pod.name,
      },
      life: { from, to },
      loads: [{ life: { from, to }, cpu, memory }],
    }));
  });
}

/** Containers, their sandbox and the cgroup around them.
 * @param {World} world @param {Pod} pod @returns {Cgroup[]} */
function podCgroups(world, pod) {
  const containers = containerCgroups(world, pod);
  const life = podAlive(pod, world);
  if (containers.length === 0 || life === null) return [];
  const sandbox = hashHex(`${pod.uid}/sandbox`);
  const names = { namespace: pod.namespace, pod: pod.name };
  const pause = {
    labels: { ...names, id: `${podPath(pod)}/cri-containerd-${sandbox}.scope`, image: PAUSE_IMAGE, name: sandbox },
    life,
    loads: [{ life, cpu: PAUSE_CPU, memory: PAUSE_MEMORY }],
  };
  const loads = [...containers, pause].flatMap((cgroup) => cgroup.loads);
  return [...containers, pause, { labels: { ...names, id: podPath(pod) }, life, loads }];
}

/** @param {World} world @param {Node} node @returns {Cgroup[]} */
function nodeCgroups(world, node) {
  const pods = world.pods.filter((pod) => pod.node === node.name).flatMap((pod) => podCgroups(world, pod));
  const life = { from: node.start, to: node.end ?? world.end };
  const loads = pods.filter((cgroup) => cgroup.labels.container !== undefined).flatMap((cgroup) => cgroup.loads);
  const system = { life, cpu: SYSTEM_CPU, memory: SYSTEM_MEMORY };
  return [...pods, { labels: { id: '/' }, life, loads: [...loads, system] }];
}

/** @param {Record<string, string>} target @param {Cgroup} cgroup
 * @param {import('../scrape.mjs').Clock} clock @param {Record<string, string>} extra
 * @param {(cgroup: Cgroup, time: number) => number} read @returns {Series} */
function cgroupSeries(target, cgroup, clock, extra, read) {
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

/** @param {World} world @returns {Family[]} */
export function cadvisorMetrics(world) {
  const rows = world.nodes.flatMap((node) => {
    const { clock, labels } = kubelet(world, node);
    return nodeCgroups(world, node).map((cgroup) => ({ clock, labels, cgroup }));
  });
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
  ];
}
