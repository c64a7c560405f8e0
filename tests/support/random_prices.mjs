// Price files of chance, with everything that one can say; the same seed gives the same file.
import { randomFrom } from '../../examples/generator/random.mjs';

const kUnits = {
  ...{ cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', node: 'hour', storage: 'GiB-month' },
  ...{ loadBalancer: 'hour', network: 'GiB', line: 'month' },
};
/** Each is drawn by itself: [its name, the part of a file that it is].
 * @param {string[]} nodes @param {string | undefined} cluster theirs, where there are several */
const partsFor = (nodes, cluster) => ({
  'spot rates': { spot: { cpu: '0.0067', memory: '0.0009', gpu: '0.31' } },
  'rates of virtual nodes': { virtualNodes: { cpu: '0.04048', memory: '0.004445' } },
  'prices by name and label': {
    nodes: [
      { name: nodes[0], price: '0.37' },
      { label: 'eks.amazonaws.com/nodegroup', value: 'pool', cpu: '0.041', gpu: '1.05' },
    ],
  },
  'list prices': {
    instances: [
      { provider: 'aws', region: 'us-east-1', prices: { 'm5.xlarge': '0.192', 'm5.large': '0.096' } },
      { provider: 'aws', region: 'us-east-1', instanceType: 'm5.xlarge', spot: true, price: '0.071' },
    ],
  },
  'prices of cards': {
    gpus: [
      { model: 'a100-80gb', price: '32.77', priceScope: 'instance', gpusPerInstance: '8' },
      { model: 't4', price: '0.35', priceScope: 'gpu-attach' },
    ],
  },
  'prices of storage': {
    volumes: [
      { storageClass: 'gp3', price: '0.0952', perMonth: '12.5' },
      { storageClass: 'fast', upToGib: '64', perMonth: '9.13' },
      { storageClass: 'fast', minGib: '150', price: '0.07' },
      { driver: 's3.csi.aws.com', price: 'free' },
    ],
  },
  'prices of balancers': {
    loadBalancers: [{ namespace: 'shop', price: '0.0225', perAddress: '0.005', perGib: '0.008' }],
  },
  'a bill for traffic': { network: { monthlyBill: '31.5' } },
  'prices of traffic': { network: { zone: '0.01', region: '0.02', internet: '0.087' } },
  'a fee': { management: { perHour: '0.1' } },
  lines: {
    lines: [
      { name: 'support', perMonth: '100' },
      { name: 'egress', service: 'uplink', count: '3', gbPerMonth: '2000' },
    ],
    services: [{ provider: 'own', service: 'uplink', perHour: '0.05', perGb: '0.01' }],
  },
  'attached disks': {
    disks: [{ name: 'scratch', node: nodes[0], gib: '200', price: '0.05', ...(cluster && { cluster }) }],
  },
  'a minimum of a life': { billing: { minimumSeconds: '3600', roundTo: 'hour' } },
  discounts: { discounts: { cpu: '30%', memory: '20%', negotiated: '5%' }, spotDiscount: '60%' },
  commitments: {
    commitments: [
      { provider: 'aws', instanceType: 'm5.xlarge', perHour: '0.121', covered: '1' },
      { provider: 'aws', instanceType: 'c5.2xlarge', perHour: '0.2', covered: '60%' },
    ],
  },
  'another currency': { exportedCurrency: 'EUR', exchangeRates: { EUR: '1.08' } },
  'the built-in list': { extends: 'builtin' },
  'price templates': {
    templates: [
      { namespace: 'shop', labels: { team: 'red' }, cpu: '0.36', memory: '0.05' },
      { labels: { team: 'blue' }, cpu: '0.4', basis: 'limit' },
      { cpu: '0.2', gpu: '2', basis: 'max' },
    ],
  },
  'a bill': { bill: { amount: '12.345' } },
});
const kSplits = [
  undefined,
  { method: 'residual' },
  { method: 'gpu-only' },
  { method: 'ratio', cpu: '9', memory: '1', gpu: '90' },
];

/** @param {number} seed @param {string[]} nodes names of the cluster's, the first of which has a price of its own
 * @param {string} [cluster] theirs, where there are several
 * @returns {{file: object, drew: Set<string>}} */
export function randomPrices(seed, nodes, cluster) {
  const random = randomFrom(`prices ${seed}`);
  const drew = new Set();
  const parts = Object.entries(partsFor(nodes, cluster)).filter(([name]) => {
    const yes = random.next() < 0.4;
    if (yes) drew.add(name);
    return yes;
  });
  const split = random.pick(kSplits);
  if (split !== undefined) drew.add(`split: ${split.method}`);
  // A currency without cents, of which a unit is worth little.
  const yen = random.next() < 0.2;
  if (yen) drew.add('yen');
  const file = {
    ...{ format: 'prorata.prices/1', currency: yen ? 'JPY' : 'USD', units: kUnits },
    defaults: {
      ...{ cpu: '0.0316', memory: '0.0042', gpu: '0.95', disk: '0.08', volume: '0.10', loadBalancer: '0.025' },
      network: { zone: '0.02', region: '0.02', internet: '0.09' },
    },
    ...(split === undefined ? {} : { nodeSplit: split }),
    ...Object.assign({}, ...parts.map(([, part]) => part)),
    ...(yen ? { exchangeRates: { EUR: '170', USD: '150' } } : {}),
  };
  return { file, drew };
}

const kRules = [
  'namespace:"monitoring" by even',
  'namespace:"monitoring" by ram',
  'overhead',
  'overhead by cpu',
  '0.7/hour by gpu',
  'label[team]:"red" by network',
  'controllerKind:"daemonset"',
];

/** Options of a question, which change who bears what and never how much it is. @param {number} seed */
export function randomQuestion(seed) {
  const random = randomFrom(`question ${seed}`);
  const drew = new Set();
  const options = [];
  const say = (chance, feature, ...words) => {
    if (random.next() >= chance) return;
    drew.add(feature);
    options.push(...words);
  };
  const method = random.pick(['interval', 'average', 'request', 'usage']);
  drew.add(`method ${method}`);
  say(0.5, 'idle that is shared', '--idle', 'share', '--idle-by', random.pick(['node', 'cluster']));
  if (drew.has('idle that is shared')) {
    say(0.4, 'idle that is shared evenly', '--idle-split', 'even');
    say(0.4, 'idle that is shared in part', '--idle-coefficients', 'cpu=0.5,gpu=0.25');
  }
  for (const rule of kRules) say(0.2, `--share ${rule}`, '--share', rule);
  say(0.3, 'hours of another zone', '--tz', 'Asia/Kathmandu');
  return { method: ['--method', method], options, drew };
}

export const kKeys = ['namespace', 'pod', 'node', 'cluster,namespace,pod,container', 'label:team', 'controllerKind'];
export const kSteps = [[], ['--step', '1h'], ['--step', '1d'], ['--step', '2h']];
