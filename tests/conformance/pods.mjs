// What a pod holds: init containers, sidecars, overhead, waiting, virtual nodes, and what it uses of a GPU.
import { objects } from '../support/tiny_objects.mjs';

const begin = '2026-03-02T12:00:00Z';
const { node, pod } = objects(begin, 60);
const units = { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour' };
/** A core 1, a GiB 0.5, a GPU 3 an hour. */
const simple = { format: 'prorata.prices/1', currency: 'USD', units, defaults: { cpu: '1', memory: '0.5', gpu: '3' } };
const machine = node('n1', { cores: 8, gib: 32 });
const world = (series) => ({ begin, minutes: 60, series: { ...machine, ...series } });
const row = (aggregate, name, is, options = []) => ({ aggregate, row: name, is, options });

const holds = {
  name: 'a pod holds the larger of its init and app containers',
  // Apps ask for 1 + 0.5 cores; the largest init container for 2: 0.5 more, for the hour. Memory 1 + 1 GiB is more than its
  // 1.5. The sidecar runs beside all of them: 0.25 cores, 0.5 GiB.
  world: world(
    pod('shop/web', {
      node: 'n1',
      app: { cores: [1, 0.2], gib: [1, 0.5] },
      log: { cores: [0.5, 0.1], gib: [1, 0.5] },
      migrate: { cores: [2, null], gib: [1.5, null], init: true },
      copy: { cores: [1, null], gib: [0.5, null], init: true },
      proxy: { cores: [0.25, 0.05], gib: [0.5, 0.1], init: 'sidecar' },
    }),
  ),
  prices: simple,
  expect: [
    row('container', 'app', { cpuCost: 1, ramCost: 0.5 }),
    row('container', 'log', { cpuCost: 0.5, ramCost: 0.5 }),
    row('container', 'migrate', { cpuCost: 0.5, ramCost: 0 }),
    row('container', 'proxy', { cpuCost: 0.25, ramCost: 0.25 }),
    // max(1.5, 2) + 0.25 cores; max(2, 1.5) + 0.5 GiB at 0.5.
    row('pod', 'web', { cpuCost: 2.25, ramCost: 1.25, cpuCoreRequestHours: 2.25 }),
  ],
};

const overhead = {
  name: 'the overhead of a runtime class',
  world: world({
    ...pod('shop/kata', { node: 'n1', app: { cores: [1, 0.5], gib: [1, 0.5] } }),
    'kube_pod_overhead_cpu_cores{namespace="shop",pod="kata",uid="uid-kata"}': [[0, 60, 0.25]],
    'kube_pod_overhead_memory_bytes{namespace="shop",pod="kata",uid="uid-kata"}': [[0, 60, 2 ** 27]],
  }),
  prices: simple,
  // 0.25 x 1; 0.125 GiB x 0.5. Efficiency is of what can be measured: 0.5 of 1.
  expect: [
    row('container', '__pod_overhead__', { cpuCost: 0.25, ramCost: 0.0625 }),
    row('pod', 'kata', { cpuCost: 1.25, ramCost: 0.5625, cpuEfficiency: 0.5 }),
  ],
};

const waiting = {
  name: 'a container whose image cannot be pulled',
  // It waits from 12:00 to 12:30, half of its hour: the sample of 12:29 speaks for the minute after it.
  world: world({
    ...pod('shop/stuck', { node: 'n1', app: { cores: [2, null], gib: [4, null] } }),
    'kube_pod_container_status_waiting_reason{namespace="shop",pod="stuck",uid="uid-stuck",container="app",reason="ImagePullBackOff"}':
      [[0, 29, 1]],
  }),
  prices: simple,
  expect: [
    row('pod', 'stuck', { cpuCost: 2, ramCost: 2 }),
    row('pod', 'stuck', { cpuCost: 1, ramCost: 1 }, ['--charge-waiting=false']),
    { verb: 'check', notice: 'waiting-containers' },
  ],
};

const fargate = {
  name: 'pods of Fargate are billed their size',
  // One core and 8 GiB, and 256 MiB of Fargate's own: 2 cores and 9 GiB. It uses far less, or more; nothing is idle.
  world: {
    begin,
    minutes: 60,
    series: {
      ...node('fargate-ip-10-0-0-7', { cores: 2, gib: 15 }),
      ...pod('shop/batch', { node: 'fargate-ip-10-0-0-7', app: { cores: [1, 3], gib: [8, 1] } }),
    },
  },
  prices: simple,
  expect: [
    ...['interval', 'average', 'usage', 'request'].map((method) =>
      row('pod', 'batch', { cpuCost: 2, ramCost: 4.5, totalCost: 6.5 }, ['--method', method]),
    ),
    row('namespace', '__idle__', { totalCost: 0 }),
  ],
};

const gpuUse = {
  name: 'use of a GPU costs nothing, unless nobody asked for it',
  // `train` asks for two of four cards and keeps one busy for half of the time. `notebook` asks for none and uses a quarter.
  world: {
    begin,
    minutes: 60,
    series: {
      ...node('n1', { cores: 8, gib: 32, gpus: { nvidia_com_gpu: 4 } }),
      ...pod('ml/train', { node: 'n1', app: { cores: [1, null], gib: [1, null], gpus: { nvidia_com_gpu: 2 } } }),
      ...pod('ml/notebook', { node: 'n1', app: { cores: [1, null], gib: [1, null] } }),
      'DCGM_FI_DEV_GPU_UTIL{UUID="GPU-a",Hostname="n1",namespace="gpu",pod="dcgm-exporter-1",container="exporter",exported_namespace="ml",exported_pod="train",exported_container="app"}':
        [[0, 60, 50]],
      'DCGM_FI_DEV_GPU_UTIL{UUID="GPU-b",Hostname="n1",namespace="gpu",pod="dcgm-exporter-1",container="exporter",exported_namespace="ml",exported_pod="notebook",exported_container="app"}':
        [[0, 60, 25]],
      'DCGM_FI_DEV_GPU_UTIL{UUID="GPU-c",Hostname="n1",namespace="gpu",pod="dcgm-exporter-1",container="exporter"}': [
        [0, 60, 90],
      ],
    },
  },
  prices: simple,
  expect: [
    row('pod', 'train', { gpuCost: 6, gpuHours: 2 }),
    row('pod', 'notebook', { gpuCost: 0.75, gpuHours: 0.25 }),
    row('pod', '__idle__', { gpuCost: 12 - 6.75 }),
  ],
};

const accelerators = {
  name: 'accelerators that nobody knows, and a GPU that is busier than it can be',
  // A TPU host's chips have no price as GPUs; what 250 % of a GPU are, nobody knows either: only its request is charged.
  world: {
    begin,
    minutes: 60,
    series: {
      ...node('n1', { cores: 8, gib: 32, gpus: { nvidia_com_gpu: 2 } }),
      ...node('tpu', { cores: 8, gib: 32, gpus: { google_com_tpu: 4 } }),
      ...pod('ml/train', { node: 'tpu', app: { cores: [1, 1], gib: [1, 1], gpus: { google_com_tpu: 4 } } }),
      ...pod('ml/asks', { node: 'n1', app: { cores: [1, 1], gib: [1, 1], gpus: { nvidia_com_gpu: 1 } } }),
      ...pod('ml/takes', { node: 'n1', app: { cores: [1, 1], gib: [1, 1] } }),
      ...Object.fromEntries(
        ['asks', 'takes'].map((name) => [
          `DCGM_FI_DEV_GPU_UTIL{UUID="GPU-${name}",Hostname="n1",exported_namespace="ml",exported_pod="${name}",exported_container="app"}`,
          [[0, 60, 250]],
        ]),
      ),
    },
  },
  prices: simple,
  expect: [
    row('pod', 'train', { gpuCost: 0, cpuCost: 1 }),
    row('pod', 'asks', { gpuCost: 3, gpuHours: 1 }),
    row('pod', 'takes', { gpuCost: 0 }),
    { verb: 'check', notice: 'gpu-resource-unknown' },
    { verb: 'check', notice: 'gpu-activity-impossible' },
  ],
};

const mig = (() => {
  // A card at 3 an hour for a day is 72. Pods have a seventh each for 8, 6 and 4 hours: 24/7, 18/7 and 12/7.
  const { node: card, pod: on } = objects(begin, 1440);
  const seventh = (life) => ({
    node: 'a100',
    life,
    finished: true,
    app: { cores: [1, null], gib: [1, null], gpus: { nvidia_com_mig_1g_10gb: 1 } },
  });
  return {
    name: 'sevenths of a card for some hours of a day',
    world: {
      begin,
      minutes: 1440,
      series: {
        ...card('a100', {
          cores: 8,
          gib: 32,
          gpus: { nvidia_com_mig_1g_10gb: 7 },
          labels: { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB', 'nvidia.com/gpu.count': '1' },
        }),
        ...on('ml/eight', seventh([0, 480])),
        ...on('ml/six', seventh([0, 360])),
        ...on('ml/four', seventh([600, 840])),
      },
    },
    prices: simple,
    expect: [
      // In whole millionths of a card: 142857 x 8 x 3 / 1e6.
      row('pod', 'eight', { gpuCost: 3.428568 }),
      row('pod', 'six', { gpuCost: 2.571426 }),
      row('pod', 'four', { gpuCost: 1.714284 }),
      row('pod', '__idle__', { gpuCost: 64.285722 }),
      { aggregate: 'pod', is: { gpuCost: 72 }, within: 0 },
      { verb: 'assets', node: 'a100', is: { gpuCost: 72 } },
    ],
  };
})();

const hostNetwork = {
  name: "traffic of a pod on its node's network",
  // Its counters are those of the whole node, so what it sent is not known; the bill of 24 is web's alone.
  world: (() => {
    const sent = (name, bytesPerSecond) => ({
      [`container_network_transmit_bytes_total{namespace="shop",pod="${name}",interface="eth0"}`]: [
        [-5, 65, { rate: bytesPerSecond }],
      ],
    });
    const app = { cores: [1, 0.5], gib: [1, 0.5] };
    const onHost = Object.fromEntries(
      Object.entries(pod('shop/proxy', { node: 'n1', app })).map(([key, steps]) => [
        key.replace('host_network="false"', 'host_network="true"'),
        steps,
      ]),
    );
    return world({ ...pod('shop/web', { node: 'n1', app }), ...onHost, ...sent('web', 1e5), ...sent('proxy', 9e5) });
  })(),
  prices: { ...simple, units: { ...units, network: 'GiB' }, network: { monthlyBill: String(24 * 730) } },
  expect: [
    { ...row('pod', 'web', { networkCost: 24, cpuCost: 1 }), within: 1e-4 },
    row('pod', 'proxy', { networkCost: 0, cpuCost: 1 }),
  ],
};

const staticPod = {
  name: 'a static pod, whose cgroup is not named by the uid that the API gave it',
  // 2 cores are used and 1 is asked for; the owner is the node.
  world: world({
    ...pod('kube-system/etcd-n1', { node: 'n1', owner: ['Node', 'n1'], app: { cores: [1, null], gib: [1, null] } }),
    'container_cpu_usage_seconds_total{namespace="kube-system",pod="etcd-n1",container="app",cpu="total",node="n1",id="/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0123456789abcdef0123456789abcdef.slice/app"}':
      [[-5, 65, { rate: 2 }]],
    'container_memory_working_set_bytes{namespace="kube-system",pod="etcd-n1",container="app",node="n1",id="/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0123456789abcdef0123456789abcdef.slice/app"}':
      [[-5, 65, 3 * 2 ** 30]],
  }),
  prices: simple,
  expect: [
    row('pod', 'etcd-n1', { cpuCost: 2, ramCost: 1.5, cpuCoreUsageHours: 2 }),
    row('controllerKind', 'node', { cpuCost: 2 }),
  ],
};

const resized = {
  name: 'a pod that is resized while it runs',
  // 1 core until 12:30, 3 after it: 0.5 + 1.5. Memory 2 GiB, then 1: 0.5 x (1 + 0.5).
  world: world({
    ...pod('shop/web', { node: 'n1', app: { cores: [null, 0.2], gib: [null, 0.2] } }),
    'kube_pod_container_resource_requests{namespace="shop",pod="web",uid="uid-web",container="app",node="n1",resource="cpu",unit="core"}':
      [
        [0, 30, 1],
        [30, 60, 3],
      ],
    'kube_pod_container_resource_requests{namespace="shop",pod="web",uid="uid-web",container="app",node="n1",resource="memory",unit="byte"}':
      [
        [0, 30, 2 * 2 ** 30],
        [30, 60, 2 ** 30],
      ],
  }),
  prices: simple,
  // Samples are a minute apart: a minute of two cores is 0.034.
  expect: [{ ...row('pod', 'web', { cpuCost: 2, ramCost: 0.75 }), within: 0.035 }],
};

const finished = {
  name: 'a pod that finished and was not deleted',
  // It ran from 12:00 to 12:20; its requests are exported for the rest of the hour, too.
  world: world(pod('shop/job', { node: 'n1', life: [0, 20], finished: true, app: { cores: [3, 0.5], gib: [6, 0.5] } })),
  prices: simple,
  expect: [row('pod', 'job', { cpuCost: 1, ramCost: 1 })],
};

export const pods = [
  holds,
  overhead,
  waiting,
  fargate,
  gpuUse,
  accelerators,
  mig,
  hostNetwork,
  staticPod,
  resized,
  finished,
];
