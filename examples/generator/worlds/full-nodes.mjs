// The machines of the world `full`, and how their cards are handed out.

import { machine } from './build.mjs';

/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('../world.mjs').GpuOffer} GpuOffer */

/** Labels of NVIDIA's feature discovery. @param {string} product @param {number} count @param {number} mib
 * @param {Record<string, string>} [more] without the prefix */
function nvidiaLabels(product, count, mib, more = {}) {
  const labels = {
    'gpu.present': 'true',
    'gpu.product': product,
    'gpu.count': String(count),
    'gpu.memory': String(mib),
    'gpu.replicas': '1',
    'gpu.sharing-strategy': 'none',
    'mig.capable': 'false',
    ...more,
  };
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [`nvidia.com/${key}`, value]));
}

/** Each of `cards` is offered `replicas` times. @param {string} resource @param {'time-slicing' | 'mps'} mode
 * @param {number} cards @param {number} replicas @returns {GpuOffer[]} */
function replicated(resource, mode, cards, replicas) {
  return [{ resource, mode, units: cards * replicas, share: 1 / replicas }];
}

/** An instance of a card: it takes the larger of its parts of the seven compute and the eight memory slices.
 * @param {string} resource @param {string} profile @param {number} units @returns {GpuOffer} */
function instances(resource, profile, units) {
  const [, compute, gigabytes] = /^(\d)g\.(\d+)gb$/.exec(profile);
  return { resource, mode: 'mig', profile, units, share: Math.max(compute / 7, gigabytes / 10 / 8) };
}

const MIXED = ['4g.40gb', '2g.20gb', '1g.10gb'];

/** Labels by profile. @param {string} product */
function mixedLabels(product) {
  return Object.assign(
    {},
    ...MIXED.map((profile) => ({
      [`mig-${profile}.count`]: '1',
      [`mig-${profile}.product`]: `${product}-MIG-${profile}`,
      [`mig-${profile}.memory`]: String(Number(/\.(\d+)gb/.exec(profile)[1]) * 1000),
    })),
  );
}

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

/** The cards, by machine. @param {(name: string, instanceType: string, more: Partial<Node>) => Node} node */
function gpuNodes(node) {
  const gpu = (name, instanceType, price, labels, more = {}) => node(name, instanceType, { price, labels, ...more });
  return [
    // Unknown from 20:00 to 21:00: DCGM answers with its blanks.
    gpu('gpu-whole', 'g5.12xlarge', PRICES.a10g, nvidiaLabels('NVIDIA-A10G', 4, 23028)),
    gpu(
      'gpu-slice',
      'g4dn.2xlarge',
      PRICES.t4,
      nvidiaLabels('Tesla-T4-SHARED', 1, 15360, { 'gpu.replicas': '4', 'gpu.sharing-strategy': 'time-slicing' }),
      { gpuOffers: replicated('nvidia_com_gpu', 'time-slicing', 1, 4) },
    ),
    // Renamed, so the product has no suffix. Its exporter's labels are honoured.
    gpu(
      'gpu-shared',
      'g4dn.12xlarge',
      PRICES.t4,
      nvidiaLabels('Tesla-T4', 4, 15360, { 'gpu.replicas': '4', 'gpu.sharing-strategy': 'time-slicing' }),
      { gpuOffers: replicated('nvidia_com_gpu_shared', 'time-slicing', 4, 4), dcgm: 'plain' },
    ),
    gpu(
      'gpu-mps',
      'g5.2xlarge',
      PRICES.a10g,
      nvidiaLabels('NVIDIA-A10G-SHARED', 1, 23028, { 'gpu.replicas': '5', 'gpu.sharing-strategy': 'mps' }),
      { gpuOffers: replicated('nvidia_com_gpu', 'mps', 1, 5) },
    ),
    gpu(
      'gpu-mig-mixed',
      'p5.4xlarge',
      PRICES.h100,
      nvidiaLabels(H100, 1, 81559, { 'mig.capable': 'true', 'mig.strategy': 'mixed', ...mixedLabels(H100) }),
      {
        gpuOffers: MIXED.map((profile) => instances(`nvidia_com_mig_${profile.replace('.', '_')}`, profile, 1)),
      },
    ),
    // The count is that of the instances.
    gpu(
      'gpu-mig-single',
      'p5.4xlarge',
      PRICES.h100,
      nvidiaLabels(`${H100}-MIG-1g.10gb`, 7, 10000, { 'mig.capable': 'true', 'mig.strategy': 'single' }),
      { gpuOffers: [instances('nvidia_com_gpu', '1g.10gb', 7)] },
    ),
    gpu(
      'gpu-amd',
      'g4ad.2xlarge',
      PRICES.amd,
      { 'amd.com/gpu.device-id': '7362' },
      { gpuOffers: [{ resource: 'amd_com_gpu', mode: 'whole', units: 1, share: 1 }], dcgm: null },
    ),
    // No cloud: no provider id, no type, no price.
    gpu(
      'gpu-intel',
      '',
      null,
      { 'intel.feature.node.kubernetes.io/gpu': 'true', 'eks.amazonaws.com/capacityType': '' },
      {
        gpuOffers: [{ resource: 'gpu_intel_com_i915', mode: 'whole', units: 1, share: 1 }],
        dcgm: null,
        providerId: '',
        region: '',
        zone: '',
      },
    ),
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
  const gpus = gpuNodes(node).map((each) =>
    each.name === 'gpu-whole' ? { ...each, dcgmBlank: { from: at('20:00:00'), to: at('21:00:00') } } : each,
  );
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
    ...gpus,
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
