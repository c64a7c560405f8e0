// What runs in the demo cluster. CPU in millicores, memory in MiB; `*Use` is one replica at full demand.
// rollouts are hours after the start of the world (Monday midnight).

/** @typedef {import('./workloads.mjs').Workload} Workload */
/** @typedef {import('./workloads.mjs').Recipe} Recipe */

const GENERAL = ['general'];

/** @param {string} path namespace/name @param {Recipe[]} containers @param {object} [more] */
function service(path, containers, more = {}) {
  const [namespace, name] = path.split('/');
  return {
    namespace,
    name,
    pools: GENERAL,
    profile: /** @type {const} */ ('shoppers'),
    replicas: 2,
    containers,
    ...more,
  };
}

/** @param {string} path @param {number} replicas @param {Recipe} container @param {Partial<Workload>} [more] */
function store(path, replicas, container, more = {}) {
  const [namespace, name] = path.split('/');
  return {
    namespace,
    name,
    pools: ['memory'],
    profile: /** @type {const} */ ('shoppers'),
    replicas,
    containers: [container],
    ...more,
  };
}

/** Every pod mounts a volume of its own. */
const onDisk = { claims: ['data'] };

const proxy = { name: 'istio-proxy', cpu: 50, cpuUse: 35, mib: 128, mibUse: 70, mibSwing: 20, mibLimit: 512 };

/** @type {(Workload & {replicas: number | {night: number, day: number, weekend: number}, rollouts?: number[]})[]} */
export const SERVICES = [
  service(
    'web-frontend/storefront',
    [{ name: 'app', cpu: 400, cpuUse: 560, mib: 384, mibUse: 260, mibSwing: 180 }, proxy],
    {
      replicas: { night: 3, day: 8, weekend: 8 },
      rollouts: [10.5, 34.2, 57.9, 83, 106.4],
      sends: { internet: 60000, zone: 12000, sameZone: 30000 },
    },
  ),
  service(
    'web-frontend/bff',
    [{ name: 'node', cpu: 400, cpuUse: 310, mib: 512, mibUse: 300, leak: 14, mibLimit: 1024 }],
    { replicas: 3, rollouts: [33.6], sends: { zone: 15000, sameZone: 40000 } },
  ),
  service(
    'web-frontend/image-proxy',
    [{ name: 'imgproxy', cpu: 500, cpuUse: 420, mib: 512, mibUse: 380, mibSwing: 150 }],
    { replicas: { night: 2, day: 3, weekend: 3 }, sends: { internet: 150000 }, claims: ['media'] },
  ),
  service(
    'checkout/checkout-api',
    [{ name: 'app', cpu: 700, cpuUse: 520, mib: 1024, mibUse: 700, mibSwing: 140 }, proxy],
    {
      replicas: { night: 3, day: 6, weekend: 6 },
      rollouts: [36.5, 85.25],
      sends: { internet: 8000, zone: 18000, sameZone: 20000 },
    },
  ),
  service('checkout/payment-gateway', [{ name: 'app', cpu: 300, cpuUse: 120, mib: 768, mibUse: 520 }]),
  service('checkout/cart', [{ name: 'app', cpu: 400, cpuUse: 290, mib: 512, mibUse: 350, mibSwing: 60 }], {
    replicas: 3,
    rollouts: [61.1],
  }),
  service('search/query', [{ name: 'app', cpu: 1000, cpuUse: 780, mib: 2048, mibUse: 1500, mibSwing: 300 }], {
    replicas: { night: 3, day: 5, weekend: 5 },
    rollouts: [58.5],
    sends: { zone: 30000, sameZone: 60000 },
  }),
  service('search/indexer', [{ name: 'indexer', cpu: 750, cpuUse: 640, mib: 1536, mibUse: 1700 }], {
    profile: 'night',
  }),
  service('search/suggest', [{ name: 'app', cpu: 250, cpuUse: 90, mib: 512, mibUse: 280 }]),
  service('recommender/ranker', [{ name: 'app', cpu: 1500, cpuUse: 240, mib: 3072, mibUse: 900, mibSwing: 200 }], {
    replicas: 3,
    rollouts: [87],
  }),
  service('recommender/profile-api', [{ name: 'app', cpu: 250, cpuUse: 130, mib: 512, mibUse: 300 }]),
  service('data-pipeline/airflow-scheduler', [{ name: 'scheduler', cpu: 500, cpuUse: 180, mib: 1024, mibUse: 780 }], {
    replicas: 1,
    profile: 'flat',
  }),
  service('data-pipeline/airflow-web', [{ name: 'web', cpu: 250, cpuUse: 60, mib: 1024, mibUse: 690 }], {
    replicas: 1,
    profile: 'office',
  }),
  service(
    'data-pipeline/stream-processor',
    [{ name: 'flink', cpu: 3000, cpuUse: 340, mib: 2560, mibUse: 1400, mibSwing: 200 }],
    { replicas: 3, pools: ['spot'], apart: true, sends: { zone: 90000 } },
  ),
  service(
    'ml-training/embedding-server',
    [{ name: 'server', cpu: 2000, cpuUse: 1400, mib: 10240, mibUse: 7900, gpu: 1, gpuUse: 46 }],
    { replicas: 1, pools: ['gpu'] },
  ),
  service(
    'ml-training/notebook-anna',
    [{ name: 'jupyter', cpu: 2000, cpuUse: 700, mib: 6144, mibUse: 2200, mibSwing: 900 }],
    { replicas: 1, pools: ['gpu'], profile: 'office' },
  ),
  service('ml-training/notebook-old', [{ name: 'jupyter', cpu: 2000, cpuUse: 4, mib: 6144, mibUse: 310 }], {
    replicas: 1,
    pools: ['gpu'],
    profile: 'flat',
  }),
  // Three notebooks on one card in slices, and three models on instances of another.
  ...['kim', 'lee', 'pat'].map((name, index) =>
    service(
      `ml-training/notebook-${name}`,
      [{ name: 'jupyter', cpu: 500, cpuUse: 350, mib: 4096, mibUse: 1800, gpu: 1, gpuUse: [45, 30, 2][index] }],
      { replicas: 1, pools: ['slices'], profile: index === 2 ? 'flat' : 'office', gpuInstance: index },
    ),
  ),
  ...[
    ['recommender/session-model', '4g_40gb', 62],
    ['search/embedder', '2g_20gb', 48],
    ['checkout/fraud-model', '1g_10gb', 15],
  ].map(([path, profile, gpuUse]) =>
    service(
      path,
      [
        {
          ...{ name: 'server', cpu: 1500, cpuUse: 700, mib: 12288, mibUse: 9000 },
          ...{ gpu: 1, gpuUse, gpuResource: `nvidia_com_mig_${profile}` },
        },
      ],
      { replicas: 1, pools: ['instances'] },
    ),
  ),
  service('ci-runners/runner-manager', [{ name: 'manager', cpu: 100, cpuUse: 25, mib: 128, mibUse: 75 }], {
    replicas: 1,
    profile: 'office',
  }),
  service('staging/storefront', [{ name: 'app', cpu: 400, cpuUse: 40, mib: 384, mibUse: 240 }, proxy], {
    profile: 'office',
    rollouts: [9.4, 14.2, 33.1, 38.6, 56.8, 62.3, 82.1, 105.5],
  }),
  service('staging/checkout-api', [{ name: 'app', cpu: 700, cpuUse: 35, mib: 1024, mibUse: 640 }, proxy], {
    profile: 'office',
    replicas: 1,
    rollouts: [35.4, 84.2],
  }),
  service('staging/query', [{ name: 'app', cpu: 1000, cpuUse: 60, mib: 2048, mibUse: 1300 }], {
    profile: 'office',
    replicas: 1,
  }),
  service('staging/qa-db', [{ name: 'postgres', cpu: 500, cpuUse: 20, mib: 2048, mibUse: 420 }], {
    profile: 'office',
    replicas: 1,
    claims: ['qa-db'],
  }),
  service('sandbox/old-poc', [{ name: 'app', cpu: 1000, cpuUse: 2, mib: 2048, mibUse: 120 }], {
    profile: 'flat',
    replicas: 1,
    claims: ['old-poc-data'],
  }),
  service('sandbox/playground', [{ name: 'app', cpu: null, cpuUse: 150, mib: null, mibUse: 300 }], {
    profile: 'office',
  }),
  service('sandbox/experiment', [{ name: 'app', cpu: 50, cpuUse: 30, mib: 64, mibUse: 45, leak: 9, mibLimit: 100 }], {
    profile: 'flat',
    replicas: 1,
  }),
  service('monitoring/grafana', [{ name: 'grafana', cpu: 100, cpuUse: 60, mib: 256, mibUse: 190 }], {
    profile: 'office',
    replicas: 1,
  }),
  service('kube-system/coredns', [{ name: 'coredns', cpu: 100, cpuUse: 70, mib: 70, mibUse: 42, mibLimit: 170 }]),
  service('kube-system/metrics-server', [{ name: 'metrics-server', cpu: 100, cpuUse: 30, mib: 200, mibUse: 80 }], {
    replicas: 1,
    profile: 'flat',
  }),
  service(
    'kube-system/cluster-autoscaler',
    [{ name: 'cluster-autoscaler', cpu: 100, cpuUse: 20, mib: 300, mibUse: 110 }],
    { replicas: 1, profile: 'flat' },
  ),
];

/** @type {(Workload & {replicas: number})[]} */
export const STORES = [
  store(
    'checkout/orders-db',
    2,
    { name: 'postgres', cpu: 1500, cpuUse: 900, mib: 12288, mibUse: 9800, mibSwing: 900 },
    { ...onDisk, sends: { zone: 40000, sameZone: 50000 } },
  ),
  store('checkout/session-cache', 2, { name: 'redis', cpu: 250, cpuUse: 180, mib: 4096, mibUse: 2600, mibSwing: 900 }),
  store(
    'search/opensearch',
    3,
    {
      name: 'opensearch',
      cpu: 1500,
      cpuUse: 1350,
      mib: 12288,
      mibUse: 11500,
      mibSwing: 700,
    },
    { ...onDisk, sends: { zone: 60000, sameZone: 40000 } },
  ),
  store('recommender/feature-store', 2, {
    name: 'redis',
    cpu: 500,
    cpuUse: 210,
    mib: 8192,
    mibUse: 5100,
    mibSwing: 400,
  }),
  store(
    'data-pipeline/kafka',
    3,
    { name: 'kafka', cpu: 750, cpuUse: 520, mib: 6144, mibUse: 5200, mibSwing: 300 },
    { ...onDisk, sends: { zone: 180000, sameZone: 90000 } },
  ),
  {
    namespace: 'monitoring',
    name: 'prometheus',
    pools: GENERAL,
    profile: 'flat',
    replicas: 1,
    ...onDisk,
    containers: [
      { name: 'prometheus', cpu: 750, cpuUse: 620, mib: 4096, mibUse: 3700 },
      { name: 'config-reloader', cpu: 10, cpuUse: 1, mib: 25, mibUse: 16 },
    ],
  },
  {
    namespace: 'monitoring',
    name: 'alertmanager',
    pools: GENERAL,
    profile: 'flat',
    replicas: 1,
    containers: [{ name: 'alertmanager', cpu: 50, cpuUse: 8, mib: 128, mibUse: 40 }],
  },
];

/** @type {(Workload & {gpuOnly: boolean})[]} */
export const DAEMONS = [
  { name: 'node-exporter', cpu: 50, cpuUse: 18, mib: 48, mibUse: 26 },
  { name: 'aws-node', cpu: 50, cpuUse: 12, mib: null, mibUse: 64 },
  { name: 'kube-proxy', cpu: 100, cpuUse: 8, mib: null, mibUse: 34 },
  { name: 'nvidia-device-plugin', cpu: null, cpuUse: 4, mib: null, mibUse: 60 },
].map((container) => ({
  namespace: container.name === 'node-exporter' ? 'monitoring' : 'kube-system',
  name: container.name,
  pools: [],
  profile: 'flat',
  containers: [container],
  gpuOnly: container.name.startsWith('nvidia'),
}));

/** Templates of what starts and ends. @type {Readonly<Record<string, Workload>>} */
export const BATCH = {
  etl: {
    namespace: 'data-pipeline',
    name: 'etl-hourly',
    pools: ['spot'],
    profile: 'flat',
    containers: [{ name: 'etl', cpu: 1000, cpuUse: 850, mib: 1536, mibUse: 1100 }],
  },
  report: {
    namespace: 'data-pipeline',
    name: 'daily-report',
    pools: ['spot'],
    profile: 'flat',
    containers: [{ name: 'report', cpu: 500, cpuUse: 900, mib: 1024, mibUse: 1300 }],
  },
  backup: {
    namespace: 'checkout',
    name: 'orders-backup',
    pools: ['memory'],
    profile: 'flat',
    // To another region, in case this one burns down.
    sends: { region: 2500000 },
    containers: [{ name: 'pg-dump', cpu: 500, cpuUse: 480, mib: 1024, mibUse: 300 }],
  },
  spark: {
    namespace: 'data-pipeline',
    name: 'sessionize',
    labels: { app: 'sessionize' },
    pools: ['spot'],
    profile: 'flat',
    containers: [{ name: 'spark-executor', cpu: 2000, cpuUse: 1500, mib: 3072, mibUse: 2500 }],
  },
  training: {
    namespace: 'ml-training',
    name: 'train',
    labels: { app: 'train' },
    claims: ['datasets'],
    pools: ['gpu'],
    profile: 'flat',
    containers: [{ name: 'trainer', cpu: 4000, cpuUse: 3100, mib: 16384, mibUse: 13500, gpu: 1, gpuUse: 86 }],
  },
  runner: {
    namespace: 'ci-runners',
    name: 'runner-project-42',
    labels: { app: 'ci-build' },
    pools: ['spot'],
    profile: 'flat',
    containers: [
      { name: 'build', cpu: 1400, cpuUse: 2100, mib: 1536, mibUse: 1400 },
      { name: 'helper', cpu: 100, cpuUse: 30, mib: 128, mibUse: 60 },
    ],
  },
  kubeStateMetrics: {
    namespace: 'monitoring',
    name: 'kube-state-metrics',
    pools: GENERAL,
    profile: 'flat',
    containers: [{ name: 'kube-state-metrics', cpu: 100, cpuUse: 12, mib: 190, mibUse: 90 }],
  },
};
