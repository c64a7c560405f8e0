// World -> NVIDIA cards as the DCGM exporter shows them. Where its ServiceMonitor does not honour labels, the workload
// arrives as exported_*; an idle card or instance has no workload labels at all.
//
// A whole card: one row, of the container that holds it. A card cut into MIG instances: one row for each instance, and
// no GPU_UTIL. A card shared in time: one row for each container on it, and every one of them shows what the whole card
// does; adding them up counts it several times.

import { hashInt, uuid } from '../random.mjs';
import { scrapeClock } from '../scrape.mjs';
import { constant, valueAt } from '../steps.mjs';
import { nodeOf, outside, podAlive, targetOffset, uptimes } from '../world.mjs';
import { seriesOf } from './family.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('../world.mjs').GpuOffer} GpuOffer */
/** @typedef {import('./family.mjs').Family} Family */
/** @typedef {import('./family.mjs').Series} Series */
/** @typedef {import('./family.mjs').Life} Life */

/** Who holds a device, or a part of one, when. @typedef {object} Tenant
 * @property {Record<string, string>} names
 * @property {Life} life
 * @property {import('../steps.mjs').Steps} util percent of what it holds
 * @property {number} first device or instance that it holds
 * @property {number} count how many
 */

/** One row of the exporter for as long as its labels are the same. @typedef {object} Row
 * @property {Record<string, string>} labels
 * @property {Life} life
 * @property {(time: number) => number} util percent
 * @property {number} memory MiB that the row speaks of
 */

// What DCGM answers for a field that the card does not have: as int64 0x7ffffffffffffff2, which a double holds as 2^63,
// and as double.
const BLANK_INTEGER = 2 ** 63;
const BLANK_DOUBLE = 140737488355328;
const CARD_MIB = /** @type {const} */ ({ 'Tesla T4': 15360, 'NVIDIA A10G': 23028, 'NVIDIA A10': 23028 });
const DEFAULT_MIB = 81920;

/** @param {World} world @param {Node} node @param {number} index */
function deviceLabels(world, node, index) {
  const current = world.dcgmVersion >= 4;
  const bus = hashInt(`${world.name} ${node.name} bus ${index}`) % 256;
  return {
    DCGM_FI_DRIVER_VERSION: '550.144.03',
    ...(current
      ? { hostname: node.name, pci_bus_id: `00000000:${bus.toString(16).padStart(2, '0').toUpperCase()}:00.0` }
      : { Hostname: node.name }),
    UUID: `GPU-${uuid(`${world.name} ${node.name} gpu ${index}`)}`,
    device: `nvidia${index}`,
    gpu: String(index),
    modelName: node.gpuModel,
  };
}

/** @param {Node} node */
function targetLabels(node) {
  return {
    container: 'dcgm-exporter',
    endpoint: 'metrics',
    instance: `${node.internalIp}:9400`,
    job: 'dcgm-exporter',
    namespace: 'kube-system',
    pod: `dcgm-exporter-${node.name.replaceAll('-', '')}`,
    service: 'dcgm-exporter',
  };
}

/** @param {Node} node @param {string} namespace @param {string} pod @param {string} container */
function tenantNames(node, namespace, pod, container) {
  return node.dcgm === 'exported'
    ? { exported_namespace: namespace, exported_pod: pod, exported_container: container }
    : { namespace, pod, container };
}

/** Who holds units of an offer. @param {World} world @param {Node} node @param {GpuOffer} offer @returns {Tenant[]} */
function tenants(world, node, offer) {
  return world.pods
    .filter((pod) => nodeOf(world, pod) === node)
    .flatMap((pod) =>
      pod.containers
        .filter(({ gpuRequest, gpuResource }) => gpuRequest > 0 && gpuResource === offer.resource)
        .map((container) => ({ pod, container })),
    )
    .flatMap(({ pod, container }) => {
      const life = podAlive(pod, world);
      if (life === null) return [];
      return outside(life, node.reboots).map((part) => ({
        names: tenantNames(node, pod.namespace, pod.name, container.name),
        life: part,
        util: container.gpuUtil ?? constant(0),
        first: offer.mode === 'whole' ? pod.gpuIndex : pod.gpuInstance,
        count: container.gpuRequest,
        card: pod.gpuIndex,
      }));
    })
    .sort((a, b) => a.life.from - b.life.from);
}

/** What is left of `wholes` without `busy`. @param {readonly Life[]} wholes @param {readonly Life[]} busy @returns {Life[]} */
function idleTimes(wholes, busy) {
  return busy.reduce((idle, life) => idle.flatMap((part) => outside(part, [life])), [...wholes]);
}

/** A device or instance that one container holds at a time. @param {readonly Life[]} wholes
 * @param {Record<string, string>} labels @param {readonly Tenant[]} held @param {number} memory @returns {Row[]} */
function exclusiveRows(wholes, labels, held, memory) {
  const idle = idleTimes(
    wholes,
    held.map(({ life }) => life),
  );
  return [
    ...held.map(({ names, life, util }) => ({
      labels: { ...labels, ...names },
      life,
      util: (time) => valueAt(util, time),
      memory,
    })),
    ...idle.map((life) => ({ labels, life, util: () => 0, memory })),
  ];
}

/** A card that several containers use at a time: each shows what all of them do. Where the exporter does not know the
 * plugin that shares it, there is one row without names.
 * @param {readonly Life[]} wholes @param {Record<string, string>} labels @param {readonly Tenant[]} held
 * @param {number} memory @param {boolean} known @returns {Row[]} */
function sharedRows(wholes, labels, held, memory, known) {
  const util = (time) => {
    const now = held.filter(({ life }) => life.from <= time && time < life.to);
    const sum = now.reduce((total, tenant) => total + valueAt(tenant.util, time), 0);
    return Math.min(100, sum);
  };
  const lives = known ? held.map(({ life }) => life) : [];
  return [
    ...held.slice(0, lives.length).map(({ names, life, first }) => ({
      labels: { ...labels, ...names, vgpu: String(first) },
      life,
      util,
      memory,
    })),
    ...idleTimes(wholes, lives).map((life) => ({ labels, life, util, memory })),
  ];
}

/** The instances of one card, numbered through all profiles. @param {World} world @param {Node} node @param {number} card
 * @returns {Row[]} */
function instanceRows(world, node, card) {
  const wholes = uptimes(world, node);
  let id = 0;
  return node.gpuOffers.flatMap((offer) => {
    const held = tenants(world, node, offer).filter((tenant) => tenant.card === card);
    const perCard = offer.units / node.gpus;
    const mib = Number(/\.(\d+)gb$/.exec(offer.profile ?? '')?.[1]) * 1024;
    return Array.from({ length: perCard }, (_, index) => {
      id += 1;
      const labels = { ...deviceLabels(world, node, card), GPU_I_ID: String(id), GPU_I_PROFILE: offer.profile };
      const here = held.filter(({ first, count }) => first <= index && index < first + count);
      return exclusiveRows(wholes, labels, here, mib);
    }).flat();
  });
}

/** @param {World} world @param {Node} node @param {number} card @returns {Row[]} */
function cardRows(world, node, card) {
  const [offer] = node.gpuOffers;
  if (offer.mode === 'mig') return instanceRows(world, node, card);
  const labels = deviceLabels(world, node, card);
  const memory = CARD_MIB[node.gpuModel] ?? DEFAULT_MIB;
  const held = tenants(world, node, offer);
  if (offer.mode === 'whole') {
    const here = held.filter(({ first, count }) => first <= card && card < first + count);
    return exclusiveRows(uptimes(world, node), labels, here, memory);
  }
  const here = held.filter((tenant) => tenant.card === card);
  return sharedRows(uptimes(world, node), labels, here, memory, offer.mode !== 'memory');
}

/** @param {World} world @param {Node} node @returns {(Row & {node: Node, clock: import('../scrape.mjs').Clock})[]} */
function nodeRows(world, node) {
  if (node.dcgm === null) return [];
  const life = { from: node.start, to: node.end ?? world.end };
  const clock = scrapeClock(world, { offset: targetOffset(`dcgm ${node.name}`, world), ...life });
  const rows = Array.from({ length: node.gpus }, (_, card) => cardRows(world, node, card)).flat();
  return rows.map((row) => ({ ...row, labels: { ...targetLabels(node), ...row.labels }, node, clock }));
}

/** @param {World} world @returns {Family[]} */
export function gpuMetrics(world) {
  const rows = world.nodes.flatMap((node) => nodeRows(world, node));
  const family = (name, help, which, blank, read) => ({
    name,
    type: /** @type {const} */ ('gauge'),
    help,
    series: rows.filter(which).map((row) =>
      seriesOf(row.labels, row.clock, row.life, (time) => {
        const unknown = row.node.dcgmBlank !== null && time >= row.node.dcgmBlank.from && time < row.node.dcgmBlank.to;
        return unknown ? blank : read(row, time);
      }),
    ),
  });
  const all = () => true;
  const used = ({ util, memory }, time) => Math.round((memory * Math.min(90, util(time))) / 100);
  const families = [
    family(
      'DCGM_FI_DEV_GPU_UTIL',
      'GPU utilization (in %).',
      ({ labels }) => labels.GPU_I_ID === undefined,
      BLANK_INTEGER,
      ({ util }, time) => util(time),
    ),
  ];
  if (world.dcgmVersion < 4) return families;
  return [
    ...families,
    family(
      'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
      'Ratio of time the graphics engine is active.',
      all,
      BLANK_DOUBLE,
      (row, time) => row.util(time) / 100,
    ),
    family('DCGM_FI_DEV_FB_USED', 'Framebuffer memory used (in MiB).', all, BLANK_INTEGER, used),
    family(
      'DCGM_FI_DEV_FB_FREE',
      'Framebuffer memory free (in MiB).',
      all,
      BLANK_INTEGER,
      (row, time) => row.memory - used(row, time),
    ),
  ];
}
