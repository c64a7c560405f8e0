// World -> what OpenCost's exporter publishes: list prices of machines, volumes, balancers and traffic, the fee for the
// cluster, and what a Service selects.

import { uuid } from '../random.mjs';
import { scrapeClock } from '../scrape.mjs';
import { GiB, podAlive, targetOffset } from '../world.mjs';
import { labelNames, seriesOf } from './family.mjs';
import { serviceUid } from './services.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('../world.mjs').Price} Price */
/** @typedef {import('../world.mjs').Volume} Volume */
/** @typedef {import('./family.mjs').Family} Family */
/** @typedef {import('./family.mjs').Life} Life */

/** One sample source. @typedef {{labels: Record<string, string>, life: Life, value: number | ((time: number) => number)}} Row */

/** @param {Node} node @param {Price} price */
function hourly(node, price) {
  return (node.cpu / 1000) * price.cpu + (node.memory / GiB) * price.ram + node.gpus * price.gpu;
}

/** @param {World} world @param {Node} node */
function nodeLabels(world, node) {
  return {
    arch: 'amd64',
    instance: node.name,
    instance_type: node.instanceType,
    node: node.name,
    provider_id: node.providerId,
    region: node.region,
    uid: uuid(`${world.name} node object ${node.providerId} ${node.name}`),
  };
}

/** A price with the changes that it goes through. @param {Node} node @param {number} time @returns {Price} */
function priceAt({ price, priceChanges }, time) {
  return priceChanges.findLast(({ at }) => at <= time)?.price ?? price;
}

/** @param {World} world @returns {[name: string, help: string, rows: Row[]][]} */
function nodePrices(world) {
  const priced = world.nodes.filter(({ price }) => price !== null);
  const rows = (value) =>
    priced.map((node) => ({
      labels: nodeLabels(world, node),
      life: { from: node.start, to: node.end ?? world.end },
      value: node.priceChanges.length === 0 ? value(node, node.price) : (time) => value(node, priceAt(node, time)),
    }));
  return [
    ['node_cpu_hourly_cost', 'Hourly cost per vCPU on this node', rows((_, price) => price.cpu)],
    ['node_ram_hourly_cost', 'Hourly cost per Gb of memory on this node', rows((_, price) => price.ram)],
    ['node_gpu_hourly_cost', 'Hourly GPU cost on this node', rows((_, price) => price.gpu)],
    ['node_gpu_count', 'count of gpu on this node', rows(({ gpus }) => gpus)],
    ['node_total_hourly_cost', 'Total node cost per hour', rows(hourly)],
    ['kubecost_node_is_spot', 'Cloud provider info about node preemptibility', rows(({ spot }) => Number(spot))],
  ];
}

/** @param {World} world @returns {[name: string, help: string, rows: Row[]][]} */
function volumePrices(world) {
  const rows = (volumes, labels, value) =>
    volumes.map((volume) => ({
      labels: {
        persistentvolume: volume.name,
        provider_id: volume.handle,
        uid: uuid(`${world.cluster} volume ${volume.name}`),
        ...labels(volume),
      },
      life: { from: volume.from, to: volume.to ?? world.end },
      value: value(volume),
    }));
  return [
    [
      'pv_hourly_cost',
      'Cost per GB per hour on a persistent disk',
      rows(
        world.volumes.filter(({ price }) => price !== null),
        ({ name }) => ({ volumename: name }),
        ({ price }) => price,
      ),
    ],
    [
      'kubecost_pv_info',
      'The pv info',
      world.selectors
        ? rows(
            world.volumes,
            ({ storageClass }) => ({ storageclass: storageClass }),
            () => 1,
          )
        : [],
    ],
    ['pod_pvc_allocation', 'Bytes used by a PVC attached to a pod', world.selectors ? mounts(world) : []],
  ];
}

/** Each pod gets an equal part of a claim's bytes, whoever else mounts it right now. @param {World} world @returns {Row[]} */
function mounts(world) {
  return world.volumes.flatMap(({ name, capacity, claim }) => {
    const mounting = world.pods.filter((pod) => pod.namespace === claim?.namespace && pod.claims.includes(claim.name));
    const lives = mounting.map((pod) => podAlive(pod, world));
    return mounting.map((pod, i) => ({
      labels: {
        namespace: pod.namespace,
        pod: pod.name,
        persistentvolumeclaim: claim.name,
        persistentvolume: name,
        uid: pod.uid,
      },
      life: lives[i],
      value: (time) => capacity / lives.filter(({ from, to }) => from <= time && time < to).length,
    }));
  });
}

/** @param {World} world @returns {[name: string, help: string, rows: Row[]][]} */
function servicePrices(world) {
  const selecting = world.selectors ? world.services.filter(({ selector }) => Object.keys(selector).length > 0) : [];
  const balancers = world.services.filter(({ price }) => price !== null);
  return [
    [
      'kubecost_load_balancer_cost',
      'Hourly cost of load balancer',
      balancers.flatMap((service) =>
        // One address for each balancer, although the cloud may have given it several.
        service.ingress.slice(0, 1).map(({ ip, hostname, from, to }) => ({
          labels: {
            ingress_ip: ip || hostname,
            namespace: service.namespace,
            service_name: service.name,
            uid: serviceUid(world, service),
          },
          life: { from, to },
          value: service.price,
        })),
      ),
    ],
    [
      'service_selector_labels',
      'service selector labels',
      selecting.map(({ namespace, name, selector, from, to }) => ({
        labels: { namespace, service: name, ...labelNames(selector) },
        life: { from, to: to ?? world.end },
        value: 1,
      })),
    ],
  ];
}

/** @param {World} world @returns {[name: string, help: string, rows: Row[]][]} */
function clusterPrices(world) {
  const life = { from: world.start, to: world.end };
  const { networkPrices: network, managementFee: fee } = world;
  const egress = (kind, help) => [
    `kubecost_network_${kind}_egress_cost`,
    help,
    network === null ? [] : [{ labels: {}, life, value: network[kind] }],
  ];
  return [
    egress('zone', 'Total cost per GB egress across zones'),
    egress('region', 'Total cost per GB egress across regions'),
    egress('internet', 'Total cost per GB of internet egress.'),
    [
      'kubecost_cluster_management_cost',
      'Hourly cost paid as a cluster management fee.',
      fee === null ? [] : [{ labels: { provisioner_name: fee.provisioner }, life, value: fee.hourly }],
    ],
  ];
}

/** @param {World} world @returns {Family[]} */
export function priceMetrics(world) {
  const clock = scrapeClock(world, { offset: targetOffset('opencost', world), from: world.start, to: world.end });
  // Its own labels win over those of the target.
  const target = {
    container: 'opencost',
    endpoint: 'http',
    job: 'opencost',
    namespace: 'monitoring',
    service: 'opencost',
  };
  return [...nodePrices(world), ...volumePrices(world), ...servicePrices(world), ...clusterPrices(world)].map(
    ([name, help, rows]) => ({
      name,
      type: /** @type {const} */ ('gauge'),
      help,
      series: rows.map(({ labels, life, value }) => seriesOf({ ...target, ...labels }, clock, life, value)),
    }),
  );
}
