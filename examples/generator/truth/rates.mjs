// Prices, and the money of amounts.

import { GiB, HOUR } from '../world.mjs';

/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('../world.mjs').Price} Price */
/** @typedef {import('../world.mjs').Span} Span */

/**
 * OpenCost's default prices in dollars: per core-hour, GiB-hour and GPU-hour of a node, per GiB-hour of any disk, per hour
 * of a balancer, per GiB of traffic. There is no default fee for a cluster.
 */
export const DEFAULT_RATES = {
  onDemand: { cpu: 0.031611, ram: 0.004237, gpu: 0.95 },
  spot: { cpu: 0.006655, ram: 0.000892, gpu: 0.308 },
  storage: 0.00005479452,
  loadBalancer: 0.025,
  network: { zone: 0.01, region: 0.01, internet: 0.12 },
};

/**
 * @typedef {object} Amounts
 * @property {number} coreSeconds
 * @property {number} byteSeconds
 * @property {number} gpuSeconds of physical cards
 */

/** @param {Amounts} amounts @param {Price} rates */
export function dollars(amounts, rates) {
  const cpu = (amounts.coreSeconds / HOUR) * rates.cpu;
  const ram = (amounts.byteSeconds / GiB / HOUR) * rates.ram;
  const gpu = (amounts.gpuSeconds / HOUR) * rates.gpu;
  return { cpu, ram, gpu, total: cpu + ram + gpu };
}

/** @param {Node} node @returns {Price} */
export function defaultRates(node) {
  return node.spot ? DEFAULT_RATES.spot : DEFAULT_RATES.onDemand;
}

/** @param {number} byteSeconds @param {number} [rate] per GiB-hour */
export function diskDollars(byteSeconds, rate = DEFAULT_RATES.storage) {
  return (byteSeconds / GiB / HOUR) * rate;
}

/** The span between changes of price, each with the exported price that holds there.
 * @param {Node} node @param {Span} span @returns {{span: Span, price: Price}[]} empty where nothing is exported */
export function pricedSpans({ price, priceChanges }, { from, to }) {
  if (price === null) return [];
  const changes = priceChanges.filter(({ at }) => at > from && at < to);
  const first = priceChanges.findLast(({ at }) => at <= from)?.price ?? price;
  const begins = [from, ...changes.map(({ at }) => at)];
  return begins.map((begin, i) => ({
    span: { from: begin, to: changes[i]?.at ?? to },
    price: i === 0 ? first : changes[i - 1].price,
  }));
}

/** @template {Record<string, number>} T @param {readonly T[]} all at least one @returns {T} field by field */
export function summed(all) {
  const add = (a, b) => Object.fromEntries(Object.keys(a).map((key) => [key, a[key] + b[key]]));
  return /** @type {T} */ (all.reduce(add));
}

/** Money of whatever happened on a node in a span: at default rates, at exported ones (null where there are none), and
 * at those in force: the exported ones where there are any.
 * @param {Node} node @param {Span} span @param {(part: Span) => Amounts} amountsIn
 * @returns {{dollars: ReturnType<typeof dollars>, listDollars: ReturnType<typeof dollars> | null}} */
export function priced(node, span, amountsIn) {
  const parts = pricedSpans(node, span).map((part) => dollars(amountsIn(part.span), part.price));
  return {
    dollars: dollars(amountsIn(span), defaultRates(node)),
    listDollars: parts.length === 0 ? null : summed(parts),
  };
}

/** Prices in force, with the disk beside. @param {ReturnType<typeof priced>} money @param {number} disk dollars */
export function inForce({ dollars: standard, listDollars }, disk) {
  const { cpu, ram, gpu, total } = listDollars ?? standard;
  return { cpu, ram, gpu, disk, total: total + disk };
}
