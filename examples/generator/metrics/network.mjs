// World -> bytes on the network: by pod as cAdvisor counts them, and by where they went as the network-costs DaemonSet does.

import { scrapeClock } from '../scrape.mjs';
import { constant } from '../steps.mjs';
import { nodeOf, outside, podAlive, targetOffset } from '../world.mjs';
import { cgroupSeries, grown, shownCgroups } from './cadvisor.mjs';
import { seriesOf } from './family.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('./cadvisor.mjs').Shown} Shown */
/** @typedef {import('./family.mjs').Family} Family */
/** @typedef {import('./family.mjs').Life} Life */
/** @typedef {'egress' | 'ingress'} Way */
/** A constant or stepwise rate during a life. @typedef {{life: Life, rate: import('../steps.mjs').Steps}} Flow */

// What the host itself talks, beside all pods: bytes per second each way.
const HOST_TRAFFIC = constant(2000);

/** @param {Pod} pod @param {Life} life @param {Way} way @returns {Flow[]} */
function flowsOf({ traffic }, life, way) {
  return traffic === null ? [] : Object.values(traffic[way]).map((rate) => ({ life, rate }));
}

/** All that a machine talked since it was switched on. @param {readonly Shown[]} onNode @param {Life} life @param {Way} way
 * @returns {Flow[]} */
function hostFlows(onNode, life, way) {
  const sandboxes = onNode.filter(
    ({ cgroup }) => cgroup.sandboxOf !== undefined && cgroup.life.from >= life.from && cgroup.life.from < life.to,
  );
  return [
    ...sandboxes.flatMap(({ cgroup }) => flowsOf(cgroup.sandboxOf, cgroup.life, way)),
    { life, rate: HOST_TRAFFIC },
  ];
}

/** Pods on the host's network show the host's counters. @param {readonly Shown[]} onNode @param {Way} way */
function nodeSeries(onNode, way) {
  const roots = onNode.filter(({ cgroup }) => cgroup.labels.id === '/').map(({ cgroup }) => cgroup.life);
  const upDuring = (life) => roots.find(({ to }) => to > life.from) ?? life;
  return onNode.flatMap(({ clock, labels, cgroup }) => {
    const pod = cgroup.sandboxOf;
    const wholeHost = cgroup.labels.id === '/' || pod?.hostNetwork === true;
    if (!wholeHost && (pod === undefined || pod.traffic === null)) return [];
    const flows = wholeHost ? hostFlows(onNode, upDuring(cgroup.life), way) : flowsOf(pod, cgroup.life, way);
    const bytes = (_, time) => Math.round(flows.reduce((sum, { life, rate }) => sum + grown(life, rate, time), 0));
    return [cgroupSeries(labels, cgroup, clock, { interface: 'eth0' }, bytes)];
  });
}

/** @param {World} world @returns {Family[]} */
function counters(world) {
  if (!world.networkCounters) return [];
  const rows = shownCgroups(world);
  const family = (name, help, way) => ({
    name,
    type: /** @type {const} */ ('counter'),
    help,
    series: world.nodes.flatMap((node) =>
      nodeSeries(
        rows.filter((row) => row.node === node),
        way,
      ),
    ),
  });
  return [
    family('container_network_receive_bytes', 'Cumulative count of bytes received', 'ingress'),
    family('container_network_transmit_bytes', 'Cumulative count of bytes transmitted', 'egress'),
  ];
}

/** As the labels of network-costs say it. @type {Record<keyof import('../world.mjs').Direction, Record<string, string>>} */
const CLASSES = {
  sameZone: { internet: 'false', same_region: 'true', same_zone: 'true' },
  zone: { internet: 'false', same_region: 'true', same_zone: 'false' },
  region: { internet: 'false', same_region: 'false', same_zone: 'false' },
  internet: { internet: 'true', same_region: 'false', same_zone: 'false' },
};

/** One exporter on each node, which knows the classes that it has seen, and forgets what it counted when the machine is
 * switched off.
 * @param {World} world @param {Node} node @param {Way} way */
function costSeries(world, node, way) {
  const whole = { from: node.start, to: node.end ?? world.end };
  const clock = scrapeClock(world, { offset: targetOffset(`network-costs ${node.name}`, world), ...whole });
  const target = { instance: `${node.internalIp}:3001`, job: 'kubecost-networking' };
  const talking = world.pods.filter((pod) => pod.traffic !== null && nodeOf(world, pod) === node);
  return talking.flatMap((pod) =>
    Object.entries(CLASSES)
      .filter(([kind]) => pod.traffic[way][kind].value.some((rate) => rate > 0))
      .flatMap(([kind, labels]) =>
        outside(podAlive(pod, world), node.reboots).map((life) =>
          seriesOf({ ...target, ...labels, namespace: pod.namespace, pod_name: pod.name }, clock, life, (time) =>
            Math.round(grown(life, pod.traffic[way][kind], time)),
          ),
        ),
      ),
  );
}

/** @param {World} world @returns {Family[]} */
function costs(world) {
  if (!world.networkCosts) return [];
  const family = (name, way) => ({
    name: `kubecost_pod_network_${name}_bytes`,
    type: /** @type {const} */ ('counter'),
    help: `kubecost_pod_network_${name}_bytes_total ${name}ed byte counts by pod.`,
    series: world.nodes.filter(({ virtual }) => !virtual).flatMap((node) => costSeries(world, node, way)),
  });
  return [family('egress', 'egress'), family('ingress', 'ingress')];
}

/** @param {World} world @returns {Family[]} */
export function networkMetrics(world) {
  return [...counters(world), ...costs(world)];
}
