// What a machine's core, GiB and GPU cost, and what stands idle. Windows of one hour, so that hours equal units.
import { objects } from '../support/tiny_objects.mjs';
import { numbers } from './numbers.mjs';

const begin = '2026-03-02T12:00:00Z';
const { node, pod } = objects(begin, 60);
const world = (...series) => ({ begin, minutes: 60, series: Object.assign({}, ...series) });
const units = { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', node: 'hour' };
const openCostRates = { cpu: '0.031611', memory: '0.004237', gpu: '0.95' };
const machinePrice = (price, defaults = openCostRates) => ({
  format: 'prorata.prices/1',
  currency: 'USD',
  units,
  defaults,
  nodes: [{ price }],
});

const rated = { format: 'prorata.prices/1', currency: 'USD', units, defaults: openCostRates };

const oneOfEach = (gpus = {}) => pod('shop/web', { node: 'n1', app: { cores: [1, null], gib: [1, null], gpus } });

const exportedPrices = {
  name: 'G7, exported prices',
  // 2 cores x 0.04 + 4 GiB x 0.006 = 0.104.
  world: world(
    node('n1', { cores: 4, gib: 16, price: { cpu: 0.04, ram: 0.006 } }),
    pod('shop/web', { node: 'n1', app: { cores: [2, null], gib: [4, null] } }),
  ),
  expect: [{ aggregate: 'pod', row: 'web', is: { cpuCost: 0.08, ramCost: 0.024, totalCost: 0.104 } }],
};

const discounted = {
  name: 'G7, exported prices less two discounts',
  // Discount 30 % and negotiated discount 10 %: 1 - 0.7 x 0.9 = 0.37 off; 0.04 -> 0.0252, 0.006 -> 0.00378.
  world: exportedPrices.world,
  prices: { ...rated, discounts: { cpu: '30%', memory: '30%', negotiated: '10%' } },
  expect: [
    { aggregate: 'pod', row: 'web', is: { cpuCost: 0.0504, ramCost: 0.01512, totalCost: 0.06552 } },
    // The node is discounted as its pods are: 4 x 0.0252 + 16 x 0.00378.
    { verb: 'assets', node: 'n1', is: { totalCost: 0.16128 } },
  ],
};

const spotMachine = world(
  node('n1', {
    cores: 4,
    gib: 16,
    price: { cpu: 0, ram: 0.003 },
    labels: { 'eks.amazonaws.com/capacity_type': 'SPOT' },
  }),
  pod('shop/web', { node: 'n1', app: { cores: [2, null], gib: [4, null] } }),
);
const spotRates = { ...rated, spot: { cpu: '0.006655', memory: '0.000892' } };

const zeroPrice = {
  name: 'G7, a price of zero on a spot node',
  // Zero is no price, so the core takes the spot rate: 2 x 0.006655 + 4 x 0.003 = 0.02531.
  world: spotMachine,
  expect: [{ aggregate: 'pod', row: 'web', is: { cpuCost: 0.01331, ramCost: 0.012, totalCost: 0.02531 } }],
};
const zeroPriceDiscounted = {
  name: 'G7, a price of zero on a spot node, less two discounts',
  // The spot rate has no discount, the exported price of memory has: 0.003 x 0.63 = 0.00189.
  world: spotMachine,
  prices: { ...spotRates, discounts: { cpu: '30%', memory: '30%', negotiated: '10%' } },
  expect: [{ aggregate: 'pod', row: 'web', is: { cpuCost: 0.01331, ramCost: 0.00756, totalCost: 0.02087 } }],
};
const preemptible = {
  name: 'G7, the same on a preemptible machine of Google Cloud',
  // OpenCost takes no sustained use discount there; in a price file that is one without: 0.003 x 0.9 = 0.0027.
  world: spotMachine,
  prices: { ...spotRates, discounts: { negotiated: '10%' } },
  expect: [{ aggregate: 'pod', row: 'web', is: { ramCost: 0.0108 } }],
};

const [example, xlarge, p4d] = numbers('E3').expected;

const machineSplit = {
  name: 'G8, a machine of 0.192 split into cores and memory',
  // At base rates it would be 4 x 0.031611 + 16 x 0.004237 = 0.194236; factor 0.192 / 0.194236 = 0.98848823.
  // A core 0.031611 x 0.98848823 = 0.03124710, a GiB 0.004237 x 0.98848823 = 0.00418822.
  world: world(node('n1', { cores: 4, gib: 16 }), oneOfEach()),
  prices: machinePrice('0.192'),
  expect: [
    { aggregate: 'pod', row: 'web', is: { cpuCost: xlarge.cpu, ramCost: xlarge.ram } },
    { verb: 'assets', node: 'n1', is: { totalCost: 0.192 } },
  ],
  // Rounded to six decimals first: 4 x 0.031247 + 16 x 0.004188.
  differs: 'numbers',
  opencost: { cpuPrice: 0.031247, ramPrice: 0.004188, sum: 0.191996 },
};

const gpuMachineSplit = {
  name: 'G8, a machine of 0.526 with a GPU',
  // 4 x 0.031611 + 16 x 0.004237 + 0.95 = 1.144236; factor 0.526 / 1.144236 = 0.45969538.
  // A core 0.01453143, a GiB 0.00194773, the GPU 0.43671061.
  world: world(node('n1', { cores: 4, gib: 16, gpus: { nvidia_com_gpu: 1 } }), oneOfEach({ nvidia_com_gpu: 1 })),
  prices: machinePrice('0.526'),
  expect: [
    { aggregate: 'pod', row: 'web', is: { cpuCost: 0.01453143, ramCost: 0.00194773, gpuCost: 0.43671061 } },
    { verb: 'assets', node: 'n1', is: { totalCost: 0.526 } },
  ],
  differs: 'numbers',
  opencost: { cpuPrice: 0.014531, ramPrice: 0.001948, gpuPrice: 0.436711 },
};

const specificationSplit = {
  name: 'G8, the example of the specification',
  // Bases 30, 30 and 10 for one GPU, one core and one GiB; the node costs 35, half of their sum.
  world: world(node('n1', { cores: 1, gib: 1, gpus: { nvidia_com_gpu: 1 } }), oneOfEach({ nvidia_com_gpu: 1 })),
  prices: machinePrice('35', { cpu: '30', memory: '10', gpu: '30' }),
  expect: [
    {
      aggregate: 'pod',
      row: 'web',
      is: { cpuCost: example.cpu, ramCost: example.ram, gpuCost: example.gpu, totalCost: 35 },
    },
  ],
};

const largeMachine = (() => {
  const price = '21.957642';
  const world_ = world(
    node('n1', { cores: 96, gib: 1152, gpus: { nvidia_com_gpu: 8 } }),
    oneOfEach({ nvidia_com_gpu: 2 }),
  );
  const is = (gpu, share) => [
    { aggregate: 'pod', row: 'web', is: { gpuCost: 2 * gpu } },
    { verb: 'assets', node: 'n1', is: { totalCost: Number(price) } },
    { verb: 'assets', node: 'n1', is: { gpuCost: Number(price) * share }, within: 2e-3 },
  ];
  return [
    {
      name: 'E3, a machine with eight GPUs',
      // 96 x 0.031611 + 1152 x 0.004237 + 8 x 0.95 = 15.51568; factor 21.957642 / 15.51568 = 1.41519044; a GPU 1.3444309.
      ...{ world: world_, prices: machinePrice(price), expect: is(p4d.gpu, p4d.gpuShare) },
    },
    {
      name: 'E3, the same machine, GPUs get what cores and memory leave',
      // (21.957642 - 3.034656 - 4.881024) / 8 = 1.755245 a GPU.
      world: world_,
      prices: { ...machinePrice(price), nodeSplit: { method: 'residual' } },
      expect: is(p4d.residualGpu, p4d.residualGpuShare),
    },
  ];
})();

const onlyACorePrice = {
  name: 'G8, only the price of a core is known',
  // 8 cores x 0.006655 = 0.05324; memory takes the default rate: 16623628288 / 2^30 x 0.004237 = 0.06559633.
  world: world(node('n1', { cores: 8, gib: 16623628288 / 2 ** 30, price: { cpu: 0.006655 } }), oneOfEach()),
  expect: [{ verb: 'assets', node: 'n1', is: { totalCost: 0.05324 + 0.06559633 } }],
  // The core price is taken for that of the machine, which is split.
  differs: 'price of a core alone',
  opencost: { cpuPrice: 0.000661, ramPrice: 0.000089 },
};

const signedIdle = {
  name: 'G14, a node with too much memory handed out',
  // 2 cores and 8 GiB; handed out 1.5 cores and 9 GiB.
  // Idle 0.5 x 0.031611 = 0.0158055 and (8 - 9) x 0.004237 = -0.004237, together 0.0115685.
  world: world(
    node('n1', { cores: 2, gib: 8 }),
    pod('shop/a', { node: 'n1', app: { cores: [1, null], gib: [4, null] } }),
    pod('shop/b', { node: 'n1', app: { cores: [0.5, null], gib: [5, null] } }),
  ),
  expect: [
    {
      aggregate: 'namespace',
      row: '__idle__',
      is: { cpuCost: 0.0158055, ramCost: -0.004237, totalCost: 0.0115685 },
    },
  ],
};

const fullyHandedOut = {
  name: 'G14, own prices on a node without room',
  // One price for the machine and for what runs on it: nothing is idle.
  world: world(
    node('n1', { cores: 2, gib: 8 }),
    pod('shop/a', { node: 'n1', app: { cores: [2, null], gib: [8, null] } }),
  ),
  prices: { format: 'prorata.prices/1', currency: 'USD', units, defaults: openCostRates },
  expect: [
    { aggregate: 'namespace', row: 'shop', is: { cpuCost: 0.063222, ramCost: 0.033896 } },
    { verb: 'assets', node: 'n1', is: { totalCost: 0.063222 + 0.033896 } },
  ],
  // With a discount of 30 % the asset is 0.0442554 and its pods are not discounted: idle -0.0189666.
  differs: 'discounts',
  opencost: { assetCpuCost: 0.0442554, cpuCost: 0.063222, idleCpuCost: -0.0189666 },
};

const sharedCoreMachine = {
  name: 'B4, a machine type with shared cores',
  // The node says two cores, and one rate prices it and its pods: 0.063222, and nothing idle.
  world: world(
    node('n1', { cores: 2, gib: 4, labels: { 'node.kubernetes.io/instance-type': 'e2-medium' } }),
    pod('shop/a', { node: 'n1', app: { cores: [2, null], gib: [4, null] } }),
  ),
  expect: [
    { aggregate: 'namespace', row: 'shop', is: { cpuCost: 0.063222 } },
    { verb: 'assets', node: 'n1', is: { totalCost: 0.063222 + 4 * 0.004237 } },
  ],
  // OpenCost halves the asset and not the pods: idle -0.031611.
  differs: 'shared cores',
  opencost: { assetCpuCores: 1, assetCpuCost: 0.031611, cpuCost: 0.063222, idleCpuCost: -0.031611 },
};

const keys = {
  name: 'B3, keys',
  world: world(
    node('n1', { cores: 2, gib: 4 }),
    pod('shop/a', { node: 'n1', labels: { 'app.kubernetes.io/name': 'x' }, app: { cores: [1, null] } }),
  ),
  expect: [
    { aggregate: 'controller,label:app.kubernetes.io/name', row: '__unallocated__/x', is: { cpuCost: 0.031611 } },
    // A key that does not exist is a mistake, not one row for everything.
    { aggregate: 'foo', fails: 2 },
  ],
  differs: 'unknown keys',
  opencost: { rows: ['__unallocated__/x'], foo: [''] },
};

export const prices = [
  exportedPrices,
  discounted,
  zeroPrice,
  zeroPriceDiscounted,
  preemptible,
  machineSplit,
  gpuMachineSplit,
  specificationSplit,
  ...largeMachine,
  onlyACorePrice,
  signedIdle,
  fullyHandedOut,
  sharedCoreMachine,
  keys,
];
