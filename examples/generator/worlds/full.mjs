// The whole cost model once: a day, two clusters behind one Prometheus, constant usage and round times, one trouble per
// object. What is deleted vanishes on a multiple of five minutes, and kube-state-metrics is scraped at second 30 of each
// minute, so the midpoint between last seen and first missed is the exact end.
//
// Data of 2026-04-13, a Monday, in UTC; everything runs since the day before unless a time is given. Every series has a
// label `cluster`. OpenCost's exporter and network-costs run in the first cluster only.
//
// cluster="full-eu"
//
// node                     type           price from                 what is special
// general-a                m5.2xlarge     exported                   price rises at 12:00: core 0.04 -> 0.05, GiB 0.0045 -> 0.005
// general-b                m5.2xlarge     exported                   zone b; reboots 06:00-06:04
// spot-a                   m5.xlarge      exported, spot             taken away at 16:00; another machine (provider id, system
//                                                                    uuid) gets its name and a higher price at 16:10
// gpu-whole                g5.12xlarge    exported                   four cards; DCGM blank 20:00-21:00
// gpu-slice                g4dn.2xlarge   exported                   one card in time slices: nvidia.com/gpu = 4
// gpu-shared               g4dn.12xlarge  exported                   four cards renamed: nvidia.com/gpu.shared = 16; DCGM labels
//                                                                    are namespace, pod, container instead of exported_*
// gpu-mps                  g5.2xlarge     exported                   one card by MPS: nvidia.com/gpu = 5
// gpu-mig-mixed            p5.4xlarge     exported                   4g.40gb 4/7, 2g.20gb 2/7 and 1g.10gb 1/7 of a card
// gpu-mig-single           p5.4xlarge     exported                   nvidia.com/gpu = 7 instances of 1g.10gb
// gpu-amd                  g4ad.2xlarge   exported                   amd.com/gpu
// gpu-intel                -              default rates              gpu.intel.com/i915; no provider id
// fargate-ip-…             fargate        default rates, per pod     two virtual nodes, no idle
//
// object                                 what to find
// shop/front-…-aaaa{1,2}                 sidecar (restartable init container); balancer; traffic to zone and internet
// shop/api-…-aaaa1                       an init container of 2 cores holds them as long as the pod lives: 1.5 beyond the app
// shop/api-…-aaaa2                       from 07:30; init runs for 120 s after a sidecar started: 0.1 + 2 - 0.6 = 1.5 beyond
// shop/resized-…                         resized at 08:30: 0.5 -> 1.5 cores, 512 -> 1024 MiB
// shop/sandboxed-…                       pod overhead 0.25 cores, 160 MiB
// shop/burst-…                           15 minutes at 0.1, 5 at 1.5 cores, request 0.5; 10 GiB of ephemeral storage
// data/postgres-0                        restarted with another uid, 10:00-10:02 nothing mounts its 100 GiB
// data/share-…-aaaa{1,2}                 one volume of 50 GiB, mounted by both 06:30-18:30
// data/half-0                            20 GiB mounted until 12:00, claimed all day
// data/late-0                            10 GiB from 18:00
// data/loader-x7k2p                      200 GiB: mounted 01:00-03:00, claimed until 04:00, Released after that
// claim data/spare                       30 GiB, mounted by nobody; volume pv-free: 10 GiB, never claimed
// claim ml/models                        1200 GiB of object storage: costs nothing as a disk
// batch/thumbnails-x7k2p                 40 s, never sampled; batch/import-x7k2p is finished and stays
// batch/tool                             the same bare pod twice, with other uids and nodes
// dev/badimage-…                         ImagePullBackOff from 03:00: requests are held; dev/giant never got a node
// ml/slice-{a,b,c}                       30, 20 and 10 % of one card: DCGM shows 60 % (50 % without c) for each
// ml/shared-{a,b,d}                      25, 15 and 30 % of card 0; c has card 1 until 12:00; cards 2 and 3 are idle
// service shop/front                     balancer all day at 0.025, two pods; data/db: two addresses from 12:00, default rate
// service shop/legacy                    09:00-15:00, selects nothing
// fee                                    0.10 an hour
//
// cluster="full-hz"
//
// general-a                ecs.g7.2xlarge           default rates    same names of node, namespace and pod as the first
// gpu-mem                  ecs.gn7i-c8g1.2xlarge    default rates    one card by the GiB: aliyun.com/gpu-mem = 22
// virtual-kubelet-…        virtual-kubelet          default rates, per pod; kube-state-metrics alone knows its pods
// service shop/front: a balancer without selectors; data/postgres-0 mounts 40 GiB without an exported price;
// bytes by pod are known, not where they went.

import { constant, steps, valueAt } from '../steps.mjs';
import { GiB, HOUR, instant, nodeOf, NOTHING_BESIDES } from '../world.mjs';
import { owners } from './build.mjs';
import { byHand } from './by-hand.mjs';
import { fullNodes, secondNodes } from './full-nodes.mjs';
import { daemons, fullPods, secondPods } from './full-pods.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('../world.mjs').Volume} Volume */
/** @typedef {import('../world.mjs').Service} Service */
/** @typedef {import('../steps.mjs').Steps} Steps */

const NAME = 'full';
const SECOND = 'full-hz';
const START = instant('2026-04-13T00:00:00Z');
const SINCE = START - 12 * HOUR;

/** @param {string} time HH:MM:SS of the day @returns {number} */
const at = (time) => instant(`2026-04-13T${time}Z`);

const END = START + 24 * HOUR;
const GP3 = { storageClass: 'gp3', driver: 'ebs.csi.aws.com', accessMode: 'ReadWriteOnce', price: 0.00013041 };
const GP2 = { ...GP3, storageClass: 'gp2', price: 0.00016301 };
const EFS = { storageClass: 'efs-sc', driver: 'efs.csi.aws.com', accessMode: 'ReadWriteMany', price: null };
const S3 = { storageClass: '', driver: 's3.csi.aws.com', accessMode: 'ReadWriteMany', price: null, block: false };

/** @param {string} name @param {number} gib @param {object} type @param {string | null} claim namespace/name
 * @param {{from?: number, to?: number | null, released?: number, used?: number | null}} [more] `used` in GiB
 * @returns {Volume} */
function volume(name, gib, type, claim, { from = SINCE, to = null, released = END, used = null } = {}) {
  const [namespace, claimName] = claim?.split('/') ?? [];
  return {
    name,
    handle: `vol-0${name.replaceAll('-', '')}`,
    capacity: gib * GiB,
    used: used === null ? null : constant(used * GiB),
    from,
    to,
    claim: claim === null ? null : { namespace, name: claimName, from, to: released },
    block: true,
    ...type,
  };
}

/** @returns {Volume[]} */
function volumes() {
  return [
    volume('pvc-postgres', 100, GP3, 'data/data-postgres-0', { used: 60 }),
    volume('pvc-shared', 50, EFS, 'data/shared-files'),
    volume('pvc-half', 20, GP3, 'data/data-half-0', { used: 4 }),
    volume('pvc-late', 10, GP3, 'data/data-late-0', { from: at('18:00:00'), used: 1 }),
    volume('pvc-staging', 200, GP2, 'data/staging', { released: at('04:00:00'), used: 150 }),
    volume('pvc-spare', 30, GP3, 'data/spare'),
    volume('pv-free', 10, GP2, null),
    volume('pv-models', 1200, S3, 'ml/models'),
  ];
}

/** @param {string} path @param {Partial<Service>} [more] @returns {Service} */
function service(path, more = {}) {
  const [namespace, name] = path.split('/');
  return {
    namespace,
    name,
    type: 'ClusterIP',
    from: SINCE,
    to: null,
    selector: { app: name },
    labels: { app: name },
    ingress: [],
    price: null,
    ...more,
  };
}

/** A balancer with a host name, as AWS gives it. @param {string} name @param {number} [from] @param {number} [to] */
const elb = (name, from = SINCE, to = END) => [
  { ip: '', hostname: `${name}-8c1f.elb.eu-central-1.amazonaws.com`, from, to },
];

/** @returns {Service[]} */
function services() {
  const balancer = { type: /** @type {const} */ ('LoadBalancer') };
  const both = { from: at('12:00:00'), to: END, hostname: '' };
  return [
    service('shop/front', { ...balancer, ingress: elb('k8s-shop-front'), price: 0.025 }),
    service('shop/api'),
    service('shop/legacy', {
      ...balancer,
      selector: { app: 'gone' },
      from: at('09:00:00'),
      to: at('15:00:00'),
      ingress: elb('k8s-shop-legacy', at('09:00:00'), at('15:00:00')),
      price: 0.025,
    }),
    service('data/db', {
      ...balancer,
      selector: { app: 'postgres' },
      from: at('12:00:00'),
      ingress: [
        { ...both, ip: '18.194.7.20' },
        { ...both, ip: '2a05:d014::7:20' },
      ],
    }),
    // Asked for, and the cloud has given none.
    service('dev/pending', { ...balancer }),
  ];
}

/** Nothing is used while the machine is down. @param {Steps | null} usage @param {readonly import('../world.mjs').Span[]} gaps */
function silenced(usage, gaps) {
  if (usage === null) return null;
  const times = [...new Set([...usage.at, ...gaps.flatMap(({ from, to }) => [from, to])])].sort((a, b) => a - b);
  const down = (time) => gaps.some(({ from, to }) => from <= time && time < to);
  return steps(
    times,
    times.map((time) => (down(time) ? 0 : valueAt(usage, time))),
  );
}

/** @param {World} world @param {Pod} pod @returns {Pod} */
function onMachine(world, pod) {
  const gaps = nodeOf(world, pod)?.reboots ?? [];
  if (gaps.length === 0) return pod;
  const quiet = (flows) =>
    Object.fromEntries(Object.entries(flows).map(([kind, rate]) => [kind, silenced(rate, gaps)]));
  const still = (container) => ({
    ...container,
    cpu: silenced(container.cpu, gaps),
    memory: silenced(container.memory, gaps),
  });
  return {
    ...pod,
    containers: pod.containers.map(still),
    initContainers: pod.initContainers.map(still),
    traffic: pod.traffic && { egress: quiet(pod.traffic.egress), ingress: quiet(pod.traffic.ingress) },
  };
}

/** @param {string} name @param {readonly Pod[]} pods @param {number} scrape @returns {World['stateMetrics']} */
function stateMetrics(pods, scrape) {
  return pods
    .filter(({ controller }) => controller?.name === 'kube-state-metrics')
    .map(({ name, podIp, start, gone }) => ({
      pod: name,
      instance: `${podIp}:8080`,
      offset: scrape * 500,
      from: start ?? START,
      to: gone,
    }));
}

/** @param {number} scrape @param {Pick<World, 'name' | 'cluster' | 'nodes' | 'pods' | 'namespaces'> & Partial<World>} given
 * @returns {World} */
function cluster(scrape, given) {
  const bare = { ...NOTHING_BESIDES, start: START, end: END, scrape, outages: [], ...given };
  const pods = given.pods.map((pod) => onMachine(/** @type {World} */ (bare), pod));
  return {
    ...bare,
    pods,
    replicaSets: owners(pods, 'ReplicaSet'),
    jobs: owners(pods, 'Job'),
    stateMetrics: stateMetrics(pods, scrape),
    externalLabels: { cluster: given.cluster },
    dcgmVersion: 4,
    disks: true,
    networkCounters: true,
  };
}

/** @param {readonly Pod[]} pods @param {Record<string, string>} owner by namespace */
function namespaces(pods, owner) {
  return [...new Set(pods.map(({ namespace }) => namespace))].map((name) => ({
    name,
    labels: name === 'dev' ? {} : { 'kubernetes.io/metadata.name': name, env: 'prod' },
    ...(name in owner ? { annotations: { 'example.com/cost-owner': owner[name] } } : {}),
  }));
}

/** @param {number} scrape @returns {World} */
function secondCluster(scrape) {
  const nodes = secondNodes(SECOND, SINCE);
  const hand = byHand(SECOND, SINCE);
  const pods = [...secondPods(hand, at), ...daemons(hand, nodes)];
  const disk = { storageClass: 'alicloud-disk-essd', driver: 'diskplugin.csi.alibabacloud.com', price: null };
  return cluster(scrape, {
    name: SECOND,
    cluster: 'full-hz',
    nodes,
    pods,
    namespaces: namespaces(pods, {}),
    volumes: [
      volume('d-bp1postgres', 40, { ...disk, accessMode: 'ReadWriteOnce' }, 'data/data-postgres-0', { used: 12 }),
    ],
    services: [
      service('shop/front', {
        type: 'LoadBalancer',
        ingress: [{ ip: '47.96.10.4', hostname: '', from: SINCE, to: END }],
      }),
    ],
  });
}

/** @param {{scrape?: number}} [options] @returns {World} */
export function full({ scrape = 60 } = {}) {
  const nodes = fullNodes(NAME, SINCE, at);
  const hand = byHand(NAME, SINCE);
  const pods = [...fullPods(hand, at), ...daemons(hand, nodes)];
  return cluster(scrape, {
    name: NAME,
    cluster: 'full-eu',
    nodes,
    pods,
    namespaces: namespaces(pods, { shop: 'anna', ml: 'ravi' }),
    volumes: volumes(),
    services: services(),
    networkCosts: true,
    selectors: true,
    networkPrices: { zone: 0.01, region: 0.02, internet: 0.09 },
    managementFee: { provisioner: 'EKS', hourly: 0.1 },
    peers: [secondCluster(scrape)],
  });
}
