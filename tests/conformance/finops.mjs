// Formulas of FinOps guides as worlds: what goes in and what must come out stands in finops.json.
import { objects } from '../support/tiny_objects.mjs';
import { numbers } from './numbers.mjs';

const begin = '2026-03-02T12:00:00Z';
const sum = (...parts) => Object.assign({}, ...parts);
const units = {
  ...{ cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', node: 'hour' },
  ...{ storage: 'GiB-month', network: 'GB', loadBalancer: 'hour', line: 'month' },
};
const defaults = { cpu: '1', memory: '1', gpu: '1' };
const priced = (more) => ({ format: 'prorata.prices/1', currency: 'USD', units, defaults, ...more });
const text = (number) => String(number);
/** A pod that asks for cores and GiB, and cards. */
const asking = (cores, gib, cards = 0) => ({
  node: 'n1',
  app: { cores: [cores, null], gib: [gib, null], ...(cards ? { gpus: { nvidia_com_gpu: cards } } : {}) },
});
const total = (is, more = {}) => ({ is, ...more });
const pod = (row, is, options = []) => ({ aggregate: 'pod', row, is, options });

const instancePrice = (() => {
  const { input, expected } = numbers('E4');
  const minutes = input.hours * 60;
  const { node, pod: running } = objects(begin, minutes);
  const labels = { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB' };
  const world = {
    begin,
    minutes,
    series: sum(
      node('n1', { cores: 4, gib: 16, gpus: { nvidia_com_gpu: input.gpusPerInstance }, labels }),
      running('ml/train', asking(1, 1, input.gpus)),
    ),
  };
  const prices = (scope) => priced({ gpus: [{ model: 'a100', perHour: text(input.price), ...scope }] });
  const asked = { resolution: '1h' };
  const suspicious = { verb: 'check', notice: expected.warning };
  return [
    {
      name: 'E4, the price of an instance with eight GPUs',
      ...{ world, asked, prices: prices({ priceScope: 'instance', gpusPerInstance: text(input.gpusPerInstance) }) },
      expect: [pod('train', { gpuCost: expected.cost })],
    },
    {
      name: 'E4, the same price said to be that of one',
      ...{ world, asked, prices: prices({ priceScope: 'gpu' }) },
      expect: [pod('train', { gpuCost: expected.naive }), suspicious],
    },
    {
      name: 'E4, the same price without a word on what it is for',
      // It is not applied: a GPU has the default rate of 1 an hour.
      ...{ world, asked, prices: prices({}) },
      expect: [pod('train', { gpuCost: input.gpus * input.hours }), suspicious],
    },
  ];
})();

const training = (() => {
  const { input, expected } = numbers('E5');
  const run = (name, gpus, hours, { storage = 0, network = 0 }, is) => {
    const minutes = hours * 60;
    const { node, pod: running, volume, egress, egressPrices } = objects(begin, minutes);
    const labels = { 'node.kubernetes.io/instance-type': 'gpu.large', 'karpenter.sh/capacity-type': 'spot' };
    return {
      name,
      world: {
        begin,
        minutes,
        series: sum(
          node('n1', { cores: 4, gib: 16, gpus: { nvidia_com_gpu: gpus }, labels }),
          running('ml/train', { ...asking(1, 1, gpus), claims: storage ? ['data'] : [] }),
          storage ? volume('pv-1', { gib: 100, claim: 'ml/data', price: storage / 100 / hours }) : {},
          network ? egress('ml/train', { internet: network }) : {},
          network ? egressPrices({ zone: 1, region: 1, internet: 1 }) : {},
        ),
      },
      asked: { resolution: '1h' },
      prices: priced({
        spotDiscount: `${input.discount * 100}%`,
        nodeSplit: { method: 'gpu-only' },
        instances: [{ instanceType: 'gpu.large', provider: 'aws', perHour: text(gpus * input.gpuHour) }],
      }),
      expect: [pod('train', is)],
    };
  };
  const { gpus, hours, ...besides } = input.training;
  return [
    run('E5, a GPU of a spot machine for a day', 1, input.hours, {}, { totalCost: expected.gpuCost }),
    run('E5, a training run', gpus, hours, besides, { totalCost: expected.training }),
  ];
})();

const traffic = (() => {
  const { input, expected } = numbers('E7');
  const across = numbers('E13');
  const { node, pod: running, egress } = objects(begin, 60);
  const machine = node('n1', { cores: 4, gib: 16 });
  const GB = 1e9 / 2 ** 30;
  const both = (gb, each, costs, name) => ({
    name,
    world: {
      begin,
      minutes: 60,
      series: sum(machine, running('shop/web', asking(0.1, 0.1)), egress('shop/web', { zone: gb * GB })),
    },
    prices: priced({ network: { zone: text(2 * each), region: '0.05', internet: '0.12' } }),
    expect: [pod('web', { networkCrossZoneCost: costs })],
  });
  const { bill, transmitted } = input.fallback;
  const sent = Object.fromEntries(
    transmitted.map((gb, i) => [
      `container_network_transmit_bytes_total{namespace="shop",pod="p${i}",interface="eth0"}`,
      [[-5, 65, { rate: (gb * 1e6) / 3600 }]],
    ]),
  );
  return [
    both(input.gib.zone, input.perGib.zone, expected.zoneBothWays, 'E7, both directions of traffic between zones'),
    both(across.input.gbPerMonth, across.input.perGbEachWay, across.expected.monthly, 'E13, a month of replication'),
    both(across.input.routedGb, across.input.perGbEachWay, across.expected.routedMonthly, 'E13, routed at random'),
    {
      name: 'E7, a bill spread by what pods sent',
      // The bill of a month is such that the hour has its part: 96.
      world: {
        begin,
        minutes: 60,
        series: sum(machine, ...transmitted.map((_, i) => running(`shop/p${i}`, asking(0.1, 0.1))), sent),
      },
      prices: priced({ network: { monthlyBill: text(bill * 730) } }),
      expect: [
        // Traffic is asked in whole KiB.
        ...expected.fallback.map((networkCost, i) => ({ ...pod(`p${i}`, { networkCost }), within: 1e-4 })),
        total({ networkCost: bill }),
      ],
    },
  ];
})();

const efficiency = (() => {
  const { input, expected } = numbers('E11');
  const { cpu, cpuCost, ram, ramCost } = input.efficiency;
  const { node, pod: running } = objects(begin, 60);
  const app = { cores: [cpuCost, cpu * cpuCost], gib: [ramCost, ram * ramCost] };
  return {
    name: 'E11, efficiency weighted by cost',
    world: {
      begin,
      minutes: 60,
      series: sum(node('n1', { cores: 32, gib: 64 }), running('shop/web', { node: 'n1', app })),
    },
    prices: priced({}),
    // 26.19 % is written with two digits.
    expect: [
      { ...pod('web', { cpuCost, ramCost, cpuEfficiency: cpu, ramEfficiency: ram }) },
      { ...pod('web', { totalEfficiency: expected.efficiencyPercent / 100 }), within: 5e-5 },
    ],
  };
})();

const released = (() => {
  const { input, expected } = numbers('E12');
  const { gib, perGibMonth, days } = input.released;
  const { node, pod: running, volume } = objects(begin, 1440);
  const nobody = { aggregate: 'namespace', row: '__unmounted__' };
  return {
    name: 'E12, a day of a volume that nobody claims',
    world: {
      ...{ begin, minutes: 1440 },
      series: sum(
        node('n1', { cores: 4, gib: 16 }),
        running('shop/web', asking(0.1, 0.1)),
        volume('pv-1', { gib, storageClass: 'gp2' }),
      ),
    },
    asked: { resolution: '1h' },
    prices: priced({ volumes: [{ storageClass: 'gp2', price: text(perGibMonth) }] }),
    // A day of a month of 730 hours, and one of 45 days, of which the sum is written in cents.
    expect: [
      { ...nobody, is: { pvCost: (expected.releasedMonthly * 24) / 730 } },
      { ...nobody, is: { pvCost: expected.releasedSpent / days }, within: 0.005 / days },
    ],
  };
})();

const ack = (() => {
  const { input, expected } = numbers('E16');
  const { node, pod: running } = objects(begin, 60);
  const busy = input.cluster - input.idle - input.adapter;
  const of = input.pod;
  const world = {
    begin,
    minutes: 60,
    series: sum(
      node('n1', { cores: of.cores, gib: of.gib }),
      running('kube-system/terway', asking(of.requestCores, of.requestMiB / 1024)),
    ),
  };
  const weighted = input.weights.map(({ cpu, ram }, i) => ({
    name: `E16, a pod by cost weights of ${cpu} and ${ram}`,
    world,
    prices: priced({
      nodeSplit: { method: 'shares', cpu: text(cpu), memory: text(ram) },
      nodes: [{ price: text(of.node) }],
    }),
    expect: [pod('terway', { totalCost: expected.podCosts[i] }, ['--method', 'request'])],
  }));
  return [
    ...weighted,
    {
      name: 'E16, what a metrics adapter costs with its share of idle',
      world: {
        begin,
        minutes: 60,
        series: sum(
          node('n1', { cores: input.cluster, gib: 0 }),
          running('kube-system/adapter', asking(input.adapter, null)),
          running('shop/web', asking(busy, null)),
        ),
      },
      prices: priced({}),
      expect: [
        { ...pod('__idle__', { totalCost: input.idle, share: expected.idleRatio }), within: 1e-6 },
        {
          ...pod('adapter', { totalCost: expected.adapter, share: expected.adapterRatio }, ['--idle', 'share']),
          within: 1e-5,
        },
      ],
    },
  ];
})();

// Examples that providers publish.
const aws = (() => {
  const { node, pod: running } = objects(begin, 60);
  const split = { nodeSplit: { method: 'ratio', cpu: '9', memory: '1', gpu: '90' } };
  const of = (name, cores, gib, gpus, price, is) => ({
    name,
    world: {
      begin,
      minutes: 60,
      series: sum(
        node('n1', { cores, gib, ...(gpus ? { gpus: { nvidia_com_gpu: gpus } } : {}) }),
        running('shop/web', asking(1, 1, gpus && 1)),
      ),
    },
    prices: priced({ ...split, nodes: [{ price: text(price) }] }),
    expect: [pod('web', is), { verb: 'assets', node: 'n1', is: { totalCost: price } }],
  });
  return [
    // 4 x 9 + 16 x 1 = 52 parts.
    of('AWS split cost, m5.xlarge at 1 an hour', 4, 16, 0, 1, { cpuCost: 9 / 52, ramCost: 1 / 52 }),
    // 8 x 90 + 64 x 9 + 488 = 1784 parts of 10: a GPU 900 / 1784 = 0.5045.
    of('AWS split cost, eight GPUs, 64 vCPU and 488 GB at 10 an hour', 64, 488, 8, 10, {
      gpuCost: 900 / 1784,
      cpuCost: 90 / 1784,
      ramCost: 10 / 1784,
    }),
  ];
})();

export const finops = [...instancePrice, ...training, ...traffic, efficiency, released, ...ack, ...aws];
