// The kube_node_* families.

import { labelNames } from './family.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('./kube-state-metrics.mjs').Table} Table */
/** @typedef {import('./kube-state-metrics.mjs').Row} Row */

const KUBELET_VERSION = 'v1.31.4-eks-aeac579';

/** @param {World} world @param {Node} node */
function listed(world, node) {
  return { from: node.start, to: node.end ?? world.end };
}

/** @param {Node} node */
function infoLabels(node) {
  return {
    node: node.name,
    container_runtime_version: 'containerd://1.7.25',
    internal_ip: node.internalIp,
    kernel_version: '6.1.128-136.201.amzn2023.x86_64',
    kubelet_version: KUBELET_VERSION,
    kubeproxy_version: KUBELET_VERSION,
    os_image: 'Amazon Linux 2023.6.20250203',
    provider_id: node.providerId,
    system_uuid: node.systemUuid,
  };
}

/** @param {Node} node */
function kubernetesLabels(node) {
  return {
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': node.name,
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': node.instanceType,
    'topology.kubernetes.io/region': node.region,
    'topology.kubernetes.io/zone': node.zone,
    'eks.amazonaws.com/capacityType': node.spot ? 'SPOT' : 'ON_DEMAND',
    ...node.labels,
  };
}

/** A resource that was renamed or cut up leaves none of `nvidia.com/gpu`. @param {Node} node */
function gpuAmounts({ gpuOffers }) {
  const offers = gpuOffers.map(({ resource, units }) => ({ resource, unit: 'integer', value: units }));
  const renamed = gpuOffers.length > 0 && gpuOffers.every(({ resource }) => /^nvidia_com_(?!gpu$)/.test(resource));
  return renamed ? [{ resource: 'nvidia_com_gpu', unit: 'integer', value: 0 }, ...offers] : offers;
}

/** @param {World} world @param {Node} node @param {number} cpu @param {number} memory @returns {Row[]} */
function resourceRows(world, node, cpu, memory) {
  const amounts = [
    { resource: 'cpu', unit: 'core', value: cpu / 1000 },
    { resource: 'memory', unit: 'byte', value: memory },
    { resource: 'ephemeral_storage', unit: 'byte', value: node.disk },
    { resource: 'pods', unit: 'integer', value: node.maxPods },
    ...gpuAmounts(node),
  ];
  return amounts.map(({ resource, unit, value }) => ({
    labels: { node: node.name, resource, unit },
    life: listed(world, node),
    value,
  }));
}

/** @param {World} world @returns {Table[]} */
export function nodeFamilies(world) {
  const table = (name, help, rows) => ({ name, type: 'gauge', help, rows: world.nodes.flatMap(rows) });
  const row = (labels, value) => (node) => [{ labels: labels(node), life: listed(world, node), value: value(node) }];
  const one = () => 1;
  return [
    table('kube_node_info', 'Information about a cluster node.', row(infoLabels, one)),
    table(
      'kube_node_labels',
      'Kubernetes labels converted to Prometheus labels.',
      row((node) => ({ node: node.name, ...labelNames(kubernetesLabels(node)) }), one),
    ),
    table(
      'kube_node_created',
      'Unix creation timestamp',
      row(
        (node) => ({ node: node.name }),
        (node) => node.start,
      ),
    ),
    table('kube_node_status_capacity', 'The total amount of resources available for a node.', (node) =>
      resourceRows(world, node, node.cpu, node.memory),
    ),
    table(
      'kube_node_status_allocatable',
      'The allocatable for different resources of a node that are available for scheduling.',
      (node) => resourceRows(world, node, node.allocatableCpu, node.allocatableMemory),
    ),
  ];
}
