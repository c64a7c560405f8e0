// A week in the life of a shop's production cluster: what the documentation and the page show.
//
// 2026-11-09T00:00:00Z (a Monday) to 2026-11-16T00:00:00Z, scraped every 120 s. What there is to find:
//
// - general nodes for the services, memory nodes for the stores, spot nodes for batch work, two GPU nodes
// - two more general nodes (of seven) on working days; the second GPU node comes only for training
// - spot nodes are taken away and replaced every day or two, and their pods start anew elsewhere
// - horizontal autoscaling by day and night, rolling updates, hourly and daily CronJobs, a few hundred CI pods
// - over-provisioned (recommender, staging, stream-processor), under-provisioned (storefront, CI) and
//   abandoned (sandbox/old-poc, one notebook) workloads
// - spot nodes are over-committed when CI bursts; a leaking service is killed and restarted; sandbox has no labels
// - two replicas of kube-state-metrics on Wednesday 10:00-11:00, no scrapes on Thursday 03:00-03:12
// - volumes of the stores; one shared by several pods, one that nobody mounts, one released on Wednesday 09:00, one of
//   object storage; balancers, one of them without a pod; traffic between zones, to the internet, backups to another region
// - one card in time slices with three notebooks, one of them idle; one card in MIG instances with three models
// - spot machines become dearer on Thursday at noon

import { randomFrom } from '../random.mjs';
import { DAY, HOUR, instant, NOTHING_BESIDES } from '../world.mjs';
import { owners } from './build.mjs';
import { DEMO_PRICES, demoServices, demoVolumes } from './demo-besides.mjs';
import { demoNodes } from './demo-nodes.mjs';
import { BATCH, DAEMONS, SERVICES, STORES } from './demo-workloads.mjs';
import { schedule } from './scheduler.mjs';
import { isWeekend } from './shapes.mjs';
import { barePod, daemonSet, deployment, job, statefulSet } from './workloads.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('./scheduler.mjs').Wanted} Wanted */

const NAME = 'demo';
const START = instant('2026-11-09T00:00:00Z');
const END = instant('2026-11-16T00:00:00Z');
const DAYS = Array.from({ length: 7 }, (_, day) => START + day * DAY);
const HANDOVER = { from: START + 2 * DAY + 10 * HOUR, to: START + 2 * DAY + 11 * HOUR };

/** How many replicas are wanted when. @param {{night: number, day: number, weekend: number}} replicas
 * @param {string} seed @param {number} since @returns {{from: number, to: number, replicas: number}[]} */
function autoscale({ night, day, weekend }, seed, since) {
  const random = randomFrom(`${NAME} scale ${seed}`);
  const scale = [];
  let from = since;
  for (const midnight of DAYS) {
    const up = midnight + 6 * HOUR + random.integer(0, 5400);
    const down = midnight + 21 * HOUR + random.integer(0, 5400);
    scale.push(
      { from, to: up, replicas: night },
      { from: up, to: down, replicas: isWeekend(midnight) ? weekend : day },
    );
    from = down;
  }
  return [...scale, { from, to: END, replicas: night }];
}

/** @returns {Wanted[]} */
function services() {
  return SERVICES.flatMap(({ replicas, rollouts = [], ...workload }) => {
    // No spot machine is older than some hours when the week begins, so neither is what runs there.
    const age = randomFrom(`${NAME} age ${workload.name}`).integer(2, 20) * DAY;
    const since = START - (workload.pools.includes('spot') ? 4 * HOUR : age);
    const scale =
      typeof replicas === 'number'
        ? [{ from: since, to: END, replicas }]
        : autoscale(replicas, `${workload.namespace}/${workload.name}`, since);
    return deployment(workload, { scale, rollouts: rollouts.map((hours) => START + hours * HOUR), horizon: START });
  });
}

/** @returns {Wanted[]} */
function stores() {
  return STORES.flatMap(({ replicas, ...workload }) =>
    statefulSet(workload, { replicas, from: START - 25 * DAY, to: END, horizon: START }),
  );
}

/** @returns {Wanted[]} */
function cronJobs() {
  const random = randomFrom(`${NAME} cron`);
  const { etl, report, backup } = BATCH;
  const hourly = Array.from({ length: 7 * 24 }, (_, hour) =>
    job(etl, {
      from: START + hour * HOUR + 300,
      seconds: random.integer(420, 1080),
      keep: 2 * HOUR,
      cron: etl.name,
      horizon: START,
    }),
  );
  const daily = DAYS.flatMap((midnight) => [
    job(report, {
      from: midnight + 5 * HOUR,
      seconds: random.integer(2400, 4200),
      keep: DAY,
      cron: report.name,
      horizon: START,
    }),
    job(backup, {
      from: midnight + 90 * 60,
      seconds: random.integer(1500, 2700),
      keep: DAY,
      cron: backup.name,
      horizon: START,
    }),
  ]);
  return [...hourly, ...daily];
}

/** Four executors each night. @returns {Wanted[]} */
function sparkJobs() {
  return DAYS.flatMap((midnight, day) =>
    Array.from({ length: 4 }, (_, executor) => {
      const workload = { ...BATCH.spark, name: `sessionize-${day + 9}-exec-${executor + 1}` };
      return job(workload, {
        from: midnight + HOUR + executor * 7,
        seconds: 9000 + day * 180,
        keep: 900,
        horizon: START,
      });
    }),
  );
}

/** @returns {Wanted[]} */
function training() {
  const run = (name, from, hours) =>
    job(
      { ...BATCH.training, name },
      { from: START + from * HOUR, seconds: hours * HOUR, keep: 8 * HOUR, horizon: START },
    );
  return [run('train-ranker-v7', 33, 29.5), run('train-ranker-v8', 82.25, 17), run('finetune-embeddings', 100, 11)];
}

/** Pods without owner, most of them in office hours; some are over before any scrape sees them. @returns {Wanted[]} */
function ci() {
  const random = randomFrom(`${NAME} ci`);
  return DAYS.flatMap((midnight) => {
    const count = isWeekend(midnight) ? 6 : random.integer(76, 92);
    return Array.from({ length: count }, (_, i) => {
      // Two draws make the middle of the day busier than its edges.
      const from = midnight + 7 * HOUR + random.integer(0, 5 * HOUR) + random.integer(0, 5 * HOUR);
      const seconds = random.next() < 0.15 ? random.integer(25, 90) : random.integer(480, 2700);
      return barePod(BATCH.runner, { from, seconds, horizon: START, seed: `${NAME} ci ${midnight} ${i}` });
    });
  });
}

/** The exporter itself moves once; for an hour both are scraped. @returns {Wanted[]} */
function exporters() {
  const { kubeStateMetrics: workload } = BATCH;
  const replica = (from, to, revision) =>
    deployment(workload, {
      scale: [{ from, to, replicas: 1 }],
      rollouts: revision === 0 ? [] : [from],
      horizon: START,
    });
  return [...replica(START - 12 * DAY, HANDOVER.to, 0), ...replica(HANDOVER.from, END, 1)];
}

/** @param {World['pods']} pods @param {number} scrape @returns {World['stateMetrics']} */
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

const TEAMS = {
  checkout: { team: 'payments', 'cost-center': 'cc-1100' },
  search: { team: 'discovery', 'cost-center': 'cc-1200' },
  recommender: { team: 'discovery', 'cost-center': 'cc-1200' },
  'web-frontend': { team: 'storefront', 'cost-center': 'cc-1300' },
  'data-pipeline': { team: 'data', 'cost-center': 'cc-2100' },
  'ml-training': { team: 'data-science', 'cost-center': 'cc-2200' },
  'ci-runners': { team: 'developer-experience', 'cost-center': 'cc-3100' },
  staging: { team: 'storefront', 'cost-center': 'cc-1300' },
  monitoring: { team: 'platform', 'cost-center': 'cc-3000' },
  'kube-system': {},
  sandbox: null,
};

/** @returns {World['namespaces']} */
function namespaces() {
  return Object.entries(TEAMS).map(([name, labels]) => ({
    name,
    labels:
      labels === null
        ? {}
        : { 'kubernetes.io/metadata.name': name, env: name === 'staging' ? 'staging' : 'prod', ...labels },
  }));
}

/** Team and environment also stand on the pods, except where nobody cared. @param {Wanted} wanted @returns {Wanted} */
function labelled(wanted) {
  const team = TEAMS[wanted.namespace]?.team;
  if (team === undefined) return wanted;
  const env = wanted.namespace === 'staging' ? 'staging' : 'prod';
  return { ...wanted, more: { ...wanted.more, labels: { ...wanted.more.labels, team, env } } };
}

/** @param {{scrape?: number}} [options] @returns {World} */
export function demo({ scrape = 120 } = {}) {
  const nodes = demoNodes(NAME, START);
  const daemons = DAEMONS.flatMap(({ gpuOnly, ...workload }) =>
    daemonSet(
      workload,
      nodes.filter(({ gpus }) => !gpuOnly || gpus > 0),
      { to: END, horizon: START },
    ),
  );
  const wishes = [
    ...daemons,
    ...exporters(),
    ...stores(),
    ...services(),
    ...cronJobs(),
    ...sparkJobs(),
    ...training(),
    ...ci(),
  ];
  const pods = schedule(NAME, nodes, wishes.map(labelled), END);
  return {
    ...NOTHING_BESIDES,
    ...DEMO_PRICES,
    volumes: demoVolumes(START, END),
    services: demoServices(START, END),
    dcgmVersion: 4,
    disks: true,
    networkCounters: true,
    networkCosts: true,
    selectors: true,
    name: NAME,
    cluster: 'prod-eu-1',
    start: START,
    end: END,
    scrape,
    outages: [{ from: START + 3 * DAY + 3 * HOUR, to: START + 3 * DAY + 3 * HOUR + 720 }],
    namespaces: namespaces(),
    nodes,
    pods,
    replicaSets: owners(pods, 'ReplicaSet'),
    jobs: owners(pods, 'Job'),
    stateMetrics: stateMetrics(pods, scrape),
  };
}
