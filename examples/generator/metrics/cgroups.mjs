// World -> the cgroups of each node that cAdvisor sees: per container, per sandbox (pause), per pod, per node.

import { hashHex } from '../random.mjs';
import { constant } from '../steps.mjs';
import { incarnations, KiB, MiB, nodeOf, outside, podAlive, uptimes } from '../world.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('../steps.mjs').Steps} Steps */
/** @typedef {import('./family.mjs').Life} Life */

/** Something that used CPU and memory during its life. @typedef {{life: Life, cpu: Steps, memory: Steps}} Load */
/** A row of cAdvisor: one cgroup, whose usage is the sum of its loads. `sandboxOf` is the pod whose network it holds.
 * @typedef {{labels: Record<string, string>, life: Life, loads: Load[], sandboxOf?: Pod}} Cgroup */

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

/** The containers of a pod as cgroups of their own, one for every incarnation.
 * @param {World} world @param {Pod} pod @returns {Cgroup[]} */
function containerCgroups(world, pod) {
  return [...pod.containers, ...pod.initContainers].flatMap((container) => {
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

/** Containers, their sandbox and the cgroup around them; after a reboot all of these are new.
 * @param {World} world @param {Pod} pod @returns {Cgroup[]} */
function podCgroups(world, pod) {
  const containers = containerCgroups(world, pod);
  const alive = podAlive(pod, world);
  if (containers.length === 0 || alive === null) return [];
  const names = { namespace: pod.namespace, pod: pod.name };
  return outside(alive, nodeOf(world, pod)?.reboots ?? []).flatMap((life, boot) => {
    const sandbox = hashHex(`${pod.uid}/sandbox${boot === 0 ? '' : boot}`);
    const pause = {
      labels: { ...names, id: `${podPath(pod)}/cri-containerd-${sandbox}.scope`, image: PAUSE_IMAGE, name: sandbox },
      life,
      loads: [{ life, cpu: PAUSE_CPU, memory: PAUSE_MEMORY }],
      sandboxOf: pod,
    };
    const inside = containers.filter((cgroup) => cgroup.life.from >= life.from && cgroup.life.from < life.to);
    const loads = [...inside, pause].flatMap((cgroup) => cgroup.loads);
    return [...inside, pause, { labels: { ...names, id: podPath(pod) }, life, loads }];
  });
}

/** @param {World} world @param {Node} node @returns {Cgroup[]} */
export function nodeCgroups(world, node) {
  const pods = world.pods.filter((pod) => nodeOf(world, pod) === node).flatMap((pod) => podCgroups(world, pod));
  if (node.virtual) return pods;
  const loads = pods.filter((cgroup) => cgroup.labels.container !== undefined).flatMap((cgroup) => cgroup.loads);
  const roots = uptimes(world, node).map((life) => {
    const system = { life, cpu: SYSTEM_CPU, memory: SYSTEM_MEMORY };
    const running = loads.filter((load) => load.life.from >= life.from && load.life.from < life.to);
    return { labels: { id: '/' }, life, loads: [...running, system] };
  });
  return [...pods, ...roots];
}
