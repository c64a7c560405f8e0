// The kube_service_* families.

import { hashInt, uuid } from '../random.mjs';
import { labelNames } from './family.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Service} Service */
/** @typedef {import('./kube-state-metrics.mjs').Table} Table */

/** @param {World} world @param {Service} service */
export function serviceUid(world, { namespace, name }) {
  return uuid(`${world.cluster} service ${namespace}/${name}`);
}

/** @param {World} world @returns {Table[]} */
export function serviceFamilies(world) {
  const key = (service) => ({ namespace: service.namespace, service: service.name, uid: serviceUid(world, service) });
  const table = (name, help, rows) => ({
    name,
    type: /** @type {const} */ ('gauge'),
    help,
    rows: world.services.flatMap((service) =>
      rows(service).map(({ labels = {}, life, value = 1 }) => ({
        labels: { ...key(service), ...labels },
        life: life ?? { from: service.from, to: service.to ?? world.end },
        value,
      })),
    ),
  });
  const address = (service) => `172.20.${hashInt(`${service.namespace}/${service.name}`) % 250}.10`;
  return [
    table('kube_service_info', 'Information about service.', (service) => [
      {
        labels: {
          cluster_ip: address(service),
          external_traffic_policy: service.type === 'LoadBalancer' ? 'Cluster' : '',
        },
      },
    ]),
    table('kube_service_created', 'Unix creation timestamp', (service) => [{ value: service.from }]),
    table('kube_service_spec_type', 'Type about service.', ({ type }) => [{ labels: { type } }]),
    table('kube_service_labels', 'Kubernetes labels converted to Prometheus labels.', ({ labels }) => [
      { labels: labelNames(labels) },
    ]),
    table('kube_service_status_load_balancer_ingress', 'Service load balancer ingress status', ({ ingress }) =>
      ingress.map(({ ip, hostname, from, to }) => ({ labels: { ip, hostname }, life: { from, to } })),
    ),
  ];
}
