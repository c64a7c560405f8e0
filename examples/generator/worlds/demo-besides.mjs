// The demo cluster's volumes, balancers and prices beside those of its nodes.

import { hashHex, uuid } from '../random.mjs';
import { constant } from '../steps.mjs';
import { DAY, GiB, HOUR } from '../world.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Volume} Volume */
/** @typedef {import('../world.mjs').Service} Service */

const EBS = { driver: 'ebs.csi.aws.com', accessMode: 'ReadWriteOnce', block: true };
const TYPES = {
  gp3: { ...EBS, storageClass: 'gp3', price: 0.0952 / 730 },
  gp2: { ...EBS, storageClass: 'gp2', price: 0.119 / 730 },
  // Shared by many pods; the exporter does not know its price.
  efs: { storageClass: 'efs', driver: 'efs.csi.aws.com', accessMode: 'ReadWriteMany', block: true, price: null },
  s3: { storageClass: '', driver: 's3.csi.aws.com', accessMode: 'ReadOnlyMany', block: false, price: null },
};

/** @param {World['start']} start @param {number} end @returns {Volume[]} */
export function demoVolumes(start, end) {
  const since = start - 25 * DAY;
  const volume = (claim, gib, type, used, more = {}) => {
    const [namespace, name] = claim.split('/');
    const id = uuid(`demo volume ${claim}`);
    return {
      name: `pvc-${id}`,
      handle: `vol-0${hashHex(id).slice(0, 16)}`,
      capacity: gib * GiB,
      used: used === null ? null : constant(Math.floor(used * gib) * GiB),
      from: since,
      to: null,
      claim: { namespace, name, from: since, to: end },
      ...TYPES[type],
      ...more,
    };
  };
  const each = (path, count, gib, type, used) =>
    Array.from({ length: count }, (_, index) => {
      const [namespace, name] = path.split('/');
      return volume(`${namespace}/data-${name}-${index}`, gib, type, used);
    });
  // Deleted on Wednesday at nine; the volume was to be kept, and still is.
  const archive = volume('data-pipeline/reports-archive', 250, 'gp2', null);
  return [
    ...each('checkout/orders-db', 2, 200, 'gp3', 0.6),
    ...each('search/opensearch', 3, 300, 'gp3', 0.45),
    ...each('data-pipeline/kafka', 3, 500, 'gp3', 0.7),
    ...each('monitoring/prometheus', 1, 100, 'gp3', 0.85),
    volume('web-frontend/media', 120, 'efs', null),
    volume('staging/qa-db', 50, 'gp2', 0.1),
    volume('sandbox/old-poc-data', 100, 'gp2', 0.02),
    // Claimed, and forgotten before anything mounted it.
    volume('sandbox/scratch', 40, 'gp3', null),
    volume('ml-training/datasets', 5000, 's3', null, { name: 'datasets-bucket', handle: 's3-shop-datasets' }),
    { ...archive, claim: { ...archive.claim, to: start + 2 * DAY + 9 * HOUR } },
  ];
}

/** @param {number} start @param {number} end @returns {Service[]} */
export function demoServices(start, end) {
  const since = start - 60 * DAY;
  const service = (path, more = {}) => {
    const [namespace, name] = path.split('/');
    return {
      ...{ namespace, name, type: /** @type {const} */ ('ClusterIP'), from: since, to: null, ingress: [], price: null },
      ...{ selector: { app: name }, labels: { app: name } },
      ...more,
    };
  };
  const balancer = (path, selector) => {
    const hostname = `k8s-${path.replace('/', '-')}-${hashHex(path).slice(0, 10)}.elb.eu-central-1.amazonaws.com`;
    return service(path, {
      type: /** @type {const} */ ('LoadBalancer'),
      ingress: [{ ip: '', hostname, from: since, to: end }],
      price: 0.027,
      ...(selector === undefined ? {} : { selector }),
    });
  };
  return [
    balancer('web-frontend/storefront'),
    balancer('checkout/checkout-api'),
    balancer('staging/storefront'),
    // What it once served is gone.
    balancer('sandbox/demo', { app: 'demo' }),
    service('web-frontend/bff'),
    service('web-frontend/image-proxy'),
    service('checkout/cart'),
    service('search/query'),
    service('recommender/ranker'),
  ];
}

/** What the exporter knows of the cluster. */
export const DEMO_PRICES = {
  networkPrices: { zone: 0.01, region: 0.02, internet: 0.09 },
  managementFee: { provisioner: 'EKS', hourly: 0.1 },
};
