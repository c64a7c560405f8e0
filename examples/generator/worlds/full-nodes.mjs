// The machines of the world `full`, and how their cards are handed out.

import { machine } from './build.mjs';
import { migMixed, migSingle, nvidiaLabels, renamed, timeSliced } from './cards.mjs';

/** @typedef {import('../world.mjs').Node} Node */

const H100 = 'NVIDIA-H100-80GB-HBM3';
const PRICES = {
  general: { cpu: 0.04, ram: 0.0045, gpu: 0 },
  dearer: { cpu: 0.05, ram: 0.005, gpu: 0 },
  spot: { cpu: 0.015, ram: 0.002, gpu: 0 },
  dearerSpot: { cpu: 0.018, ram: 0.0024, gpu: 0 },
  t4: { cpu: 0.035, ram: 0.004, gpu: 0.35 },
  a10g: { cpu: 0.035, ram: 0.004, gpu: 0.7 },
  h100: { cpu: 0.04, ram: 0.0045, gpu: 4.5 },
  amd: { cpu: 0.035, ram: 0.004, gpu: 0.2 },
};

/** Machines with cards. @param {(name: string, instanceType: string, more: Partial<Node>) => Node} node
 * @param {import('../world.mjs').Span} blank */
function gpuNodes(node, blank) {
  const one = (resource) => ({
    gpuOffers: [{ resource, mode: /** @type {const} */ ('whole'), units: 1, share: 1 }],
    dcgm: null,
  });
  return [
    node('gpu-whole', 'g5.12xlarge', {
      price: PRICES.a10g,
      labels: nvidiaLabels('NVIDIA-A10G', 4, 23028),
      dcgmBlank: blank,
    }),
    node('gpu-slice', 'g4dn.2xlarge', { price: PRICES.t4, ...timeSliced('Tesla-T4', 1, 15360, 4) }),
    // The labels of its exporter are honoured.
    node('gpu-shared', 'g4dn.12xlarge', { price: PRICES.t4, ...renamed('Tesla-T4', 4, 15360, 4), dcgm: 'plain' }),
    node('gpu-mps', 'g5.2xlarge', { price: PRICES.a10g, ...timeSliced('NVIDIA-A10G', 1, 23028, 5, 'mps') }),
    node('gpu-mig-mixed', 'p5.4xlarge', {
      price: PRICES.h100,
      ...migMixed(H100, 81559, ['4g.40gb', '2g.20gb', '1g.10gb']),
    }),
    node('gpu-mig-single', 'p5.4xlarge', { price: PRICES.h100, ...migSingle(H100, 10000, '1g.10gb', 7) }),
    node('gpu-amd', 'g4ad.2xlarge', {
      price: PRICES.amd,
      labels: { 'amd.com/gpu.device-id': '7362' },
      ...one('amd_com_gpu'),
    }),
    // No cloud: no provider id, no type, no price.
    node('gpu-intel', '', {
      labels: { 'intel.feature.node.kubernetes.io/gpu': 'true', 'eks.amazonaws.com/capacityType': '' },
      ...one('gpu_intel_com_i915'),
      ...{ providerId: '', region: '', zone: '' },
    }),
  ];
}

/** What is no machine: what its pods take is paid for. @param {string} name @param {Record<string, string>} labels */
const virtual = (labels) => ({
  virtual: true,
  dcgm: null,
  labels: { 'node.kubernetes.io/instance-type': '', 'eks.amazonaws.com/capacityType': '', ...labels },
});

/** @param {string} world @param {number} since @param {(time: string) => number} at @returns {Node[]} */
export function fullNodes(world, since, at) {
  const node = (name, instanceType, more = {}) =>
    machine(world, {
      ...{ name, instanceType, region: 'eu-central-1', zone: 'eu-central-1a', start: since, end: null },
      ...more,
    });
  const fargate = (ip) =>
    node(`fargate-ip-${ip}.eu-central-1.compute.internal`, 'fargate', {
      ...virtual({ 'eks.amazonaws.com/compute-type': 'fargate' }),
      zone: 'eu-central-1b',
      providerId: `aws:///eu-central-1b/8c0f1d2e3a-${ip}/fargate-ip-${ip}.eu-central-1.compute.internal`,
    });
  const second = machine(`${world} second`, {
    ...{ name: 'spot-a', instanceType: 'm5.xlarge', region: 'eu-central-1', zone: 'eu-central-1a' },
    ...{ start: at('16:10:00'), end: null, spot: true, price: PRICES.dearerSpot },
  });
  return [
    node('general-a', 'm5.2xlarge', {
      price: PRICES.general,
      priceChanges: [{ at: at('12:00:00'), price: PRICES.dearer }],
    }),
    node('general-b', 'm5.2xlarge', {
      zone: 'eu-central-1b',
      price: PRICES.general,
      reboots: [{ from: at('06:00:00'), to: at('06:04:00') }],
    }),
    node('spot-a', 'm5.xlarge', { spot: true, price: PRICES.spot, end: at('16:00:00') }),
    second,
    ...gpuNodes(node, { from: at('20:00:00'), to: at('21:00:00') }),
    fargate('10-0-130-21'),
    fargate('10-0-141-8'),
  ];
}

/** The second cluster, of another cloud and without an exporter of prices.
 * @param {string} world @param {number} since @returns {Node[]} */
export function secondNodes(world, since) {
  const node = (name, instanceType, more = {}) =>
    machine(world, {
      ...{ name, instanceType, region: 'cn-hangzhou', zone: 'cn-hangzhou-h', start: since, end: null },
      providerId: `cn-hangzhou.i-bp1${name.replaceAll('-', '')}7q2`,
      ...more,
      labels: { 'eks.amazonaws.com/capacityType': '', ...more.labels },
    });
  return [
    node('general-a', 'ecs.g7.2xlarge'),
    // One card of 24 GB, handed out by the GiB.
    node('gpu-mem', 'ecs.gn7i-c8g1.2xlarge', {
      labels: { 'aliyun.accelerator/nvidia_name': 'NVIDIA-A10', 'aliyun.accelerator/nvidia_mem': '23028MiB' },
      gpuOffers: [{ resource: 'aliyun_com_gpu_mem', mode: 'memory', units: 22, share: 1 / 22 }],
    }),
    node('virtual-kubelet-cn-hangzhou-h', 'virtual-kubelet', {
      ...virtual({ type: 'virtual-kubelet', 'kubernetes.io/role': 'agent' }),
      providerId: '',
    }),
  ];
}
