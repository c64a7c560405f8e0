// Parts of a card, shared cost by rule, coefficients of idle: the numbers E1, E2, E6 and E7 of finops.json as worlds.
import { objects } from '../support/tiny_objects.mjs';
import { numbers } from './numbers.mjs';

const begin = '2026-03-02T12:00:00Z';
const units = { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour' };
const priced = (defaults) => ({ format: 'prorata.prices/1', currency: 'USD', units, defaults });
const sum = (...parts) => Object.assign({}, ...parts);

/** What an hour of a card costs; cores and memory are beside the point. */
const cards6 = numbers('E6');
const card = cards6.input.price;
const cardPrice = priced({ cpu: '0.01', memory: '0.001', gpu: String(card) });

/** Machines with cards, and a pod of one hour for each [name, machine, resource, units].
 * @param {[name: string, gpus: Record<string, number>, labels: Record<string, string>][]} machines
 * @param {[name: string, node: string, resource: string, units: number][]} pods */
function cards(machines, pods) {
  const { node, pod } = objects(begin, 60);
  const series = sum(
    ...machines.map(([name, gpus, labels]) => node(name, { cores: 16, gib: 64, gpus, labels })),
    ...pods.map(([name, on, resource, count]) =>
      pod(`ml/${name}`, { node: on, app: { cores: [1, null], gib: [1, null], gpus: { [resource]: count } } }),
    ),
  );
  return { begin, minutes: 60, series };
}

const shared = (count, replicas) => ({
  'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB-SHARED',
  'nvidia.com/gpu.count': String(count),
  'nvidia.com/gpu.replicas': String(replicas),
  'nvidia.com/gpu.sharing-strategy': 'time-slicing',
});
const mixed = {
  'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB',
  'nvidia.com/gpu.count': '1',
  'nvidia.com/mig.strategy': 'mixed',
};
const single = {
  'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB-MIG-1g.10gb',
  'nvidia.com/gpu.count': '7',
  'nvidia.com/mig.strategy': 'single',
};
/** Parts of cards are whole millionths of one, and finops.json has six digits. */
const within = 5e-6;
const gpuCosts = (costs) =>
  Object.entries(costs).map(([row, gpuCost]) => ({ aggregate: 'pod', row, is: { gpuCost }, within }));

const [one, two, five] = cards6.expected.timeSlices;
const timeSlices = {
  name: 'E6, time slices of a card',
  // One of four: 4.09625 / 4 = 1.0240625; two: 2.048125. Eight cards four times: 5 of 32 units, 5/32 x 8 x 4.09625 = 5.1203125.
  world: cards(
    [
      ['one', { nvidia_com_gpu: 4 }, shared(1, 4)],
      ['eight', { nvidia_com_gpu: 32 }, shared(8, 4)],
      [
        'renamed',
        { nvidia_com_gpu: 0, nvidia_com_gpu_shared: 4 },
        { ...shared(1, 4), 'nvidia.com/gpu.product': 'Tesla-T4' },
      ],
    ],
    [
      ['slice', 'one', 'nvidia_com_gpu', 1],
      ['two-slices', 'one', 'nvidia_com_gpu', 2],
      ['five-slices', 'eight', 'nvidia_com_gpu', 5],
      ['renamed-slice', 'renamed', 'nvidia_com_gpu_shared', 1],
    ],
  ),
  prices: cardPrice,
  expect: [
    ...gpuCosts({ slice: one, 'two-slices': two, 'five-slices': five, 'renamed-slice': one }),
    // Physical cards, not 4, 32 and 4 units.
    ...Object.entries({ one: 1, eight: 8, renamed: 1 }).map(([machine, count]) => ({
      verb: 'assets',
      node: machine,
      is: { gpuCost: count * card },
    })),
  ],
  // Each unit is a card, and the renamed ones are none.
  differs: 'parts of GPUs',
  opencost: { slice: 4.09625, 'two-slices': 8.1925, 'five-slices': 20.48125, 'renamed-slice': 0 },
};

const profile = (name) => cards6.expected.profiles[cards6.input.profiles.indexOf(name)];
const instances = {
  name: 'E6, MIG instances of a card',
  // The larger of the parts of 7 compute and 8 memory slices: 1/7, 2/8, 2/7, 4/8, 4/7, 1; times 4.09625.
  world: cards(
    [
      ['sevenths', { nvidia_com_mig_1g_10gb: 7 }, mixed],
      ['quarters', { nvidia_com_mig_1g_20gb: 4 }, mixed],
      ['halves', { nvidia_com_mig_3g_40gb: 2 }, mixed],
      ['three', { nvidia_com_mig_4g_40gb: 1, nvidia_com_mig_2g_20gb: 1, nvidia_com_mig_1g_10gb: 1 }, mixed],
      ['whole', { nvidia_com_mig_7g_80gb: 1 }, mixed],
      ['single', { nvidia_com_gpu: 7 }, single],
    ],
    [
      ['small', 'sevenths', 'nvidia_com_mig_1g_10gb', 1],
      ['more-memory', 'quarters', 'nvidia_com_mig_1g_20gb', 1],
      ['half', 'halves', 'nvidia_com_mig_3g_40gb', 1],
      ['four', 'three', 'nvidia_com_mig_4g_40gb', 1],
      ['two', 'three', 'nvidia_com_mig_2g_20gb', 1],
      ['seven', 'whole', 'nvidia_com_mig_7g_80gb', 1],
      ['pair', 'single', 'nvidia_com_gpu', 2],
    ],
  ),
  prices: cardPrice,
  expect: [
    ...gpuCosts({
      small: profile('1g.10gb'),
      'more-memory': profile('1g.20gb'),
      half: profile('3g.40gb'),
      four: profile('4g.40gb'),
      two: profile('2g.20gb'),
      seven: profile('7g.80gb'),
      pair: 2 * profile('1g.10gb'),
    }),
    ...['sevenths', 'quarters', 'halves', 'three', 'whole', 'single'].map((machine) => ({
      verb: 'assets',
      node: machine,
      is: { gpuCost: card },
    })),
  ],
  differs: 'parts of GPUs',
  opencost: { pair: 8.1925 },
};

const impossible = {
  name: 'E6, instances that no card can hold',
  // 3 x 2g.20gb + 4g.40gb: 10 compute slices of 7, 10 memory slices of 8; together 10/7 of a card.
  world: cards(
    [['wrong', { nvidia_com_mig_2g_20gb: 3, nvidia_com_mig_4g_40gb: 1 }, mixed]],
    [['two', 'wrong', 'nvidia_com_mig_2g_20gb', 1]],
  ),
  prices: cardPrice,
  expect: [{ verb: 'check', notice: 'mig-layout-impossible' }],
};

const networkUnits = (() => {
  const { input, expected } = numbers('E7');
  const { node, pod, egress, egressPrices } = objects(begin, 60);
  return {
    name: 'E7, traffic at the prices of the guide',
    // 500 x 0.01 + 120 x 0.05 + 80 x 0.12 = 5 + 6 + 9.6.
    world: {
      begin,
      minutes: 60,
      series: sum(
        node('n1', { cores: 4, gib: 16 }),
        pod('shop/web', { node: 'n1', app: { cores: [0.1, null] } }),
        egress('shop/web', input.gib),
        egressPrices(input.perGib),
      ),
    },
    expect: [{ aggregate: 'namespace', row: 'shop', is: { networkCost: expected.cost } }],
  };
})();

const sharedRules = (() => {
  const { total, ...costs } = numbers('E1').expected;
  // Twenty hours at 1 a core and 1 a GPU, no memory. Cards are full and so are cores: nothing is idle.
  const { node, pod } = objects(begin, 1200);
  const on = (cores, gpus = 0) => ({
    node: 'n1',
    app: { cores: [cores, null], ...(gpus === 0 ? {} : { gpus: { nvidia_com_gpu: gpus } }) },
  });
  return {
    name: 'E1, three rules of shared cost',
    // Direct: training 21 x 20 + 9 x 20 = 600 with 180 GPU-hours, inference 12 x 20 + 3 x 20 = 300 with 60, web 5 x 20 = 100.
    // Fee 3.6 x 20 = 72 by cost: 43.2, 21.6, 7.2. Monitoring 2 x 20 + logging 1 x 20 = 60 evenly: 20 each.
    // Operator 1.2 x 20 = 24 by GPU-hours: 18, 6, 0. Sums 681.2, 347.6, 127.2, together 1156 = 1000 + 156.
    world: {
      begin,
      minutes: 1200,
      series: sum(
        node('n1', { cores: 42.2, gib: 0, gpus: { nvidia_com_gpu: 12 } }),
        pod('ml-training/train', on(21, 9)),
        pod('ml-inference/serve', on(12, 3)),
        pod('web/front', on(5)),
        pod('monitoring/prometheus', on(2)),
        pod('logging/loki', on(1)),
        pod('gpu-operator-resources/operator', on(1.2)),
        { 'kubecost_cluster_management_cost{provisioner_name="EKS"}': [[0, 1200, 3.6]] },
      ),
    },
    asked: { resolution: '1h' },
    prices: priced({ cpu: '1', memory: '1', gpu: '1' }),
    expect: [
      ...Object.entries(costs).map(([row, totalCost]) => ({ row, is: { totalCost } })),
      { is: { totalCost: total } },
    ].map((each) => ({
      ...{ aggregate: 'namespace', ...each },
      options: [
        ['--share', 'overhead'],
        ['--share', 'namespace:"monitoring","logging" by even'],
        ['--share', 'namespace:"gpu-operator-resources" by gpu'],
      ].flat(),
    })),
  };
})();

const idleCoefficients = (() => {
  const { total, ...costs } = numbers('E2').expected;
  const { node, pod } = objects(begin, 60);
  return {
    name: 'E2, half of idle cores and memory shared, all of idle cards',
    // Dollars of an hour. ml: cores 30, memory 20, cards 6 x 24 = 144; web 30, 20, 0. Idle 40, 20, 4 x 24 = 96.
    // ml 30 + 0.5 x 40 / 2 = 40, 20 + 0.5 x 20 / 2 = 25, 144 + 96 = 240: 305. web 40 + 25 = 65. Left 20 + 10 + 0 = 30.
    world: {
      begin,
      minutes: 60,
      series: sum(
        node('n1', { cores: 100, gib: 60, gpus: { nvidia_com_gpu: 10 } }),
        pod('ml/train', { node: 'n1', app: { cores: [30, null], gib: [20, null], gpus: { nvidia_com_gpu: 6 } } }),
        pod('web/front', { node: 'n1', app: { cores: [30, null], gib: [20, null] } }),
      ),
    },
    prices: priced({ cpu: '1', memory: '1', gpu: '24' }),
    expect: [
      ...Object.entries(costs).map(([row, totalCost]) => ({ row, is: { totalCost } })),
      { is: { totalCost: total } },
    ].map((each) => ({
      ...{ aggregate: 'namespace', ...each },
      options: ['--idle', 'share', '--idle-coefficients', 'cpu=0.5,ram=0.5,gpu=1'],
    })),
  };
})();

export const fractions = [timeSlices, instances, impossible, networkUnits, sharedRules, idleCoefficients];
