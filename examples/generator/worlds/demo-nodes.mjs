// The machines of the demo cluster. Prices are list prices of the machine, shared out to cores, GiB and GPU.

import { hashInt, randomFrom } from '../random.mjs';
import { DAY, HOUR } from '../world.mjs';
import { machine } from './build.mjs';
import { migMixed, nvidiaLabels, timeSliced } from './cards.mjs';

/** @typedef {import('../world.mjs').Node} Node */

const REGION = 'eu-central-1';

/** @typedef {{instanceType: string, spot: boolean, price: import('../world.mjs').Price}} Pool */
/** @type {Readonly<Record<'general' | 'memory' | 'spot' | 'gpu' | 'slices' | 'instances', Pool>>} */
const POOLS = {
  general: { instanceType: 'm6i.2xlarge', spot: false, price: { cpu: 0.04, ram: 0.004375, gpu: 0 } },
  memory: { instanceType: 'r6i.2xlarge', spot: false, price: { cpu: 0.04, ram: 0.0045, gpu: 0 } },
  spot: { instanceType: 'c6i.2xlarge', spot: true, price: { cpu: 0.015, ram: 0.0025, gpu: 0 } },
  gpu: { instanceType: 'g5.2xlarge', spot: false, price: { cpu: 0.04, ram: 0.0045, gpu: 1.052 } },
  slices: { instanceType: 'g4dn.2xlarge', spot: false, price: { cpu: 0.04, ram: 0.0045, gpu: 0.48 } },
  instances: { instanceType: 'p5.4xlarge', spot: false, price: { cpu: 0.04, ram: 0.0045, gpu: 4.1 } },
};
const DEARER_SPOT = { cpu: 0.019, ram: 0.003, gpu: 0 };
/** Thursday noon. */
const SPOT_RISES = 3.5 * DAY;

/** How the cards of a pool are handed out, and what their labels say. @param {keyof typeof POOLS} pool */
function handedOut(pool) {
  if (pool === 'slices') return timeSliced('Tesla-T4', 1, 15360, 4);
  if (pool === 'instances') return migMixed('NVIDIA-H100-80GB-HBM3', 81559, ['4g.40gb', '2g.20gb', '1g.10gb']);
  if (pool === 'gpu') return { labels: nvidiaLabels('NVIDIA-A10G', 1, 23028) };
  return { labels: {} };
}

/** A machine to be: its pool and when it is there. @typedef {{pool: keyof typeof POOLS, start: number, end: number | null}} Stay */

/** @param {string} world @param {Stay} stay @param {number} index among all machines; makes the address its own
 * @param {number} rise when spot machines become dearer @returns {Node} */
function node(world, { pool, start, end }, index, rise) {
  const { labels, ...cards } = handedOut(pool);
  const subnet = hashInt(`${world} subnet ${index}`) % 96;
  const host = 10 + ((index * 37) % 240);
  return machine(world, {
    name: `ip-10-0-${subnet}-${host}.${REGION}.compute.internal`,
    internalIp: `10.0.${subnet}.${host}`,
    region: REGION,
    // One /19 network for each zone.
    zone: `${REGION}${'abc'[subnet >> 5]}`,
    start,
    end,
    labels: { pool, 'eks.amazonaws.com/nodegroup': `prod-${pool}`, ...labels },
    ...POOLS[pool],
    ...(pool === 'spot' ? { priceChanges: [{ at: rise, price: DEARER_SPOT }] } : {}),
    ...cards,
  });
}

/** A spot machine lasts a day or two; its successor joins minutes after it was taken away.
 * @param {string} world @param {number} slot @param {number} start of the world @returns {Stay[]} */
function spotChain(world, slot, start) {
  const random = randomFrom(`${world} spot ${slot}`);
  const end = start + 7 * DAY;
  const stays = [];
  let from = start - random.integer(6, 30) * HOUR;
  while (from < end) {
    const to = Math.max(from, start) + random.integer(20 * HOUR, 62 * HOUR);
    stays.push({ pool: /** @type {const} */ ('spot'), start: from, end: to > end ? null : to });
    from = to + random.integer(120, 300);
  }
  return stays;
}

/** More machines while the shop's own people work. @param {string} world @param {number} start @returns {Stay[]} */
function workdays(world, start) {
  const random = randomFrom(`${world} workdays`);
  return [0, 0, 1, 1, 2, 2, 3, 3, 4, 4].map((day) => ({
    pool: /** @type {const} */ ('general'),
    start: start + day * DAY + 5 * HOUR + random.integer(1800, 3000),
    end: start + day * DAY + 22 * HOUR + random.integer(2400, 3500),
  }));
}

/** @param {string} world @param {number} start of the world @returns {Node[]} */
export function demoNodes(world, start) {
  const lasting = (pool, count) => Array(count).fill({ pool, start: start - 30 * DAY, end: null });
  const trainers = [
    [32.75, 64],
    [81.9, 112],
  ].map(([from, to]) => ({
    pool: /** @type {const} */ ('gpu'),
    start: start + Math.round(from * HOUR),
    end: start + to * HOUR,
  }));
  return [
    ...lasting('general', 5),
    ...lasting('memory', 2),
    ...lasting('gpu', 1),
    ...[0, 1, 2].flatMap((slot) => spotChain(world, slot, start)),
    ...workdays(world, start),
    ...trainers,
    ...lasting('slices', 1),
    ...lasting('instances', 1),
  ].map((stay, index) => node(world, stay, index, start + SPOT_RISES));
}
