// Formulas that advise on what to buy, as far as they are about what is paid: each side of a comparison is a world, and
// so is what nobody uses of a request. The numbers stand in finops.json; what is advised stands in formulas.json.
import { objects } from '../support/tiny_objects.mjs';
import { numbers } from './numbers.mjs';

const begin = '2026-03-02T12:00:00Z';
const kMonth = 730;
const sum = (...parts) => Object.assign({}, ...parts);
const units = { cpu: 'core-hour', memory: 'GiB-hour', node: 'hour', storage: 'GiB-month', line: 'month' };
const priced = (more) => ({ format: 'prorata.prices/1', currency: 'USD', units, ...more });
const text = (number) => String(number);
/** A pod, so that there is a cluster. */
const small = { node: 'n1', app: { cores: [0.1, null], gib: [0.1, null] } };

const inference = (() => {
  const { input, expected } = numbers('E5');
  const { price, instances, redundancy, hours } = input.inference;
  const { node, pod } = objects(begin, 1440);
  return {
    name: 'E5, a day of a service with spare instances',
    world: { begin, minutes: 1440, series: sum(node('n1', { cores: 4, gib: 16 }), pod('shop/web', small)) },
    asked: { resolution: '1h' },
    prices: priced({
      defaults: { cpu: '0.01', memory: '0.01' },
      services: [{ provider: 'own', service: 'endpoint', perHour: text(price) }],
      // 4 x (1 + 0.2) of them.
      lines: [{ name: 'inference', service: 'endpoint', count: text(instances * (1 + redundancy)) }],
    }),
    expect: [
      { aggregate: 'namespace', row: '__overhead__', is: { totalCost: (expected.inference * 24) / hours } },
      { verb: 'assets', asset: 'inference', is: { totalCost: (expected.inference * 24) / hours } },
    ],
  };
})();

const requested = (() => {
  const { input, expected } = numbers('E9');
  const { request, replicas, rates } = input;
  const { node, pod } = objects(begin, 60);
  const app = {
    cores: [request.cores, expected.cpuMillicores / 1000],
    gib: [request.mib / 1024, expected.memoryMiB / 1024],
  };
  const names = Array.from({ length: replicas }, (_, i) => `web-${i}`);
  return {
    name: 'E9, what nobody uses of a request',
    // 1.39 cores x 2 x 0.031611 + 1574 / 1024 GiB x 2 x 0.004237 an hour.
    world: {
      begin,
      minutes: 60,
      series: sum(node('n1', { cores: 8, gib: 16 }), ...names.map((name) => pod(`shop/${name}`, { node: 'n1', app }))),
    },
    prices: priced({ defaults: { cpu: text(rates.cpu), memory: text(rates.ram) } }),
    expect: [
      {
        aggregate: 'namespace',
        row: 'shop',
        is: { workloadIdleCost: expected.monthly / kMonth },
        // Written in cents of a month.
        within: 0.005 / kMonth,
      },
    ],
  };
})();

const storageClasses = (() => {
  const { input, expected } = numbers('E12');
  const { node, pod, volume } = objects(begin, 60);
  const sizes = input.gp2GiB;
  return {
    name: 'E12, volumes of gp2 and gp3',
    world: {
      begin,
      minutes: 60,
      series: sum(
        node('n1', { cores: 4, gib: 16 }),
        pod('shop/web', small),
        ...sizes.map((gib) => volume(`old-${gib}`, { gib, storageClass: 'gp2', claim: `shop/old-${gib}` })),
        ...sizes.map((gib) => volume(`as-${gib}`, { gib, storageClass: `as-${gib}`, claim: `shop/as-${gib}` })),
        volume('new', { gib: input.gp3BaselineGiB, storageClass: 'gp3', claim: 'shop/new' }),
      ),
    },
    prices: priced({
      defaults: { cpu: '0.01', memory: '0.01' },
      volumes: [
        { storageClass: 'gp2', price: text(input.perGibMonth.gp2) },
        { storageClass: 'gp3', price: text(input.perGibMonth.gp3) },
        // With the IOPS and the throughput that gp2 has.
        ...sizes.map((gib, i) => ({
          storageClass: `as-${gib}`,
          price: text(input.perGibMonth.gp3),
          perMonth: text(input.gp3ExtraMonthly[i]),
        })),
      ],
    }),
    expect: [...sizes.map((gib, i) => [`old-${gib}`, expected.gp2[i]]), ['new', expected.gp3Baseline]].map(
      ([asset, monthly]) => ({ verb: 'assets', asset, is: { totalCost: monthly / kMonth } }),
    ),
  };
})();

const blend = (() => {
  const { input, expected } = numbers('E17');
  const { node, pod } = objects(begin, 60);
  const machines = Array.from({ length: 10 }, (_, i) =>
    node(`n${i + 1}`, {
      ...{ cores: 4, gib: 16 },
      labels: {
        'node.kubernetes.io/instance-type': 'm5.xlarge',
        ...(i < 10 * input.spotShare ? { 'karpenter.sh/capacity-type': 'spot' } : {}),
      },
    }),
  );
  return {
    name: 'E17, seven spot machines of ten',
    // 3 x 1 + 7 x 0.3 = 5.1 in place of 10.
    world: { begin, minutes: 60, series: sum(...machines, pod('shop/web', small)) },
    prices: priced({
      spotDiscount: `${input.spotDiscount * 100}%`,
      defaults: { cpu: '0.01', memory: '0.01' },
      instances: [{ provider: 'aws', instanceType: 'm5.xlarge', perHour: '1' }],
    }),
    expect: [{ is: { totalCost: 10 * (1 - expected.spotSavedPercent / 100) } }],
  };
})();

const commitments = (() => {
  const { input, expected } = numbers('E18');
  const { hourly, discount, candidates } = input;
  const hours = hourly.length;
  const { node, pod } = objects(begin, hours * 60);
  const labels = { 'node.kubernetes.io/instance-type': 'm5.xlarge' };
  const most = Math.max(...hourly);
  // Machine k runs in the hours that need at least k. One that comes again is another machine.
  const machines = Array.from({ length: most }, (_, k) => {
    const needed = hourly.map((count) => count > k);
    const begins = needed.flatMap((runs, h) => (runs && !needed[h - 1] ? [h] : []));
    return begins.map((from, i) => {
      const to = needed.indexOf(false, from) === -1 ? hours : needed.indexOf(false, from);
      const given = {
        cores: 4,
        gib: 16,
        labels,
        life: [from * 60, to * 60 - (to < hours ? 1 : 0)],
        created: from * 60,
      };
      return node(`n${k + 1}${i === 0 ? '' : `-${i}`}`, given);
    });
  }).flat();
  const world = { begin, minutes: hours * 60, series: sum(...machines, pod('shop/web', small)) };
  return candidates.map((committed, i) => {
    const perHour = 1 - discount;
    const unused = hourly.reduce((total, count) => total + Math.max(0, committed - count), 0) / hours;
    const line = { name: 'unused commitment', perHour: text(unused * perHour) };
    return {
      name: `E18, ${committed} machines committed`,
      world,
      prices: priced({
        defaults: { cpu: '0.01', memory: '0.01' },
        instances: [{ provider: 'aws', instanceType: 'm5.xlarge', perHour: '1' }],
        commitments:
          committed === 0 ? [] : [{ instanceType: 'm5.xlarge', perHour: text(perHour), covered: text(committed) }],
        lines: unused === 0 ? [] : [line],
      }),
      expect: [{ is: { totalCost: expected.costs[i] * hours }, within: 1e-6 }],
    };
  });
})();

export const plans = [inference, requested, storageClasses, blend, ...commitments];
