// The dashboards that come with the plugin, from the panel's own queries. Writes src/dashboards/; `--check` compares.
import { buildSync } from 'esbuild';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const folder = path.join(here, 'src/dashboards');

async function panelCode() {
  const scratch = mkdtempSync(path.join(tmpdir(), 'prorata-dashboards-'));
  const outfile = path.join(scratch, 'code.mjs');
  try {
    buildSync({
      entryPoints: [path.join(here, 'src/queries/panel-json.ts')],
      outfile,
      bundle: true,
      format: 'esm',
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const { panelJson, kPanelType, kVariableSource } = await panelCode();

/** Grafana's own source for panels that use another panel's answer: one set of queries for the whole dashboard. */
const kDashboard = { type: 'datasource', uid: '-- Dashboard --' };
const kSourcePanel = 1;
const kWidth = 24;

const setUp = { match: 'cluster=~"$cluster"', minStep: '5m' };
const money = { defaults: {}, overrides: [] };
const override = (name, properties) => ({
  matcher: { id: 'byName', options: name },
  properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
});
const efficiencyColours = {
  color: { mode: 'thresholds' },
  thresholds: {
    mode: 'absolute',
    steps: [
      { value: null, color: 'red' },
      { value: 0.3, color: 'orange' },
      { value: 0.6, color: 'green' },
    ],
  },
};
const coloured = {
  ...money,
  overrides: ['Efficiency', 'CPU efficiency', 'Memory efficiency'].map((name) => override(name, efficiencyColours)),
};

const variables = {
  datasource: {
    name: 'datasource',
    label: 'Data source',
    type: 'datasource',
    query: 'prometheus',
    current: {},
    hide: 0,
  },
  cluster: {
    name: 'cluster',
    label: 'Cluster',
    type: 'query',
    datasource: kVariableSource,
    query: { query: 'label_values(kube_node_info, cluster)', refId: 'cluster' },
    refresh: 2,
    includeAll: true,
    // Also where the data has no such label.
    allValue: '.*',
    multi: true,
    current: { text: ['All'], value: ['$__all'] },
    sort: 1,
    hide: 0,
  },
  namespace: {
    name: 'namespace',
    label: 'Namespace',
    type: 'query',
    datasource: kVariableSource,
    query: { query: 'label_values(kube_pod_info{cluster=~"$cluster"}, namespace)', refId: 'namespace' },
    refresh: 2,
    includeAll: true,
    multi: true,
    current: { text: ['All'], value: ['$__all'] },
    sort: 1,
    hide: 0,
  },
};

/** The panel that asks; all others use what it was given. */
function source(title, gridPos, options, fieldConfig = money) {
  return {
    id: kSourcePanel,
    gridPos,
    ...panelJson({ title, datasource: kVariableSource, options: { ...options, setUp }, fieldConfig }),
  };
}

let nextId = kSourcePanel;
function using(title, gridPos, options, { fieldConfig = money, ...more } = {}) {
  nextId += 1;
  const {
    maxDataPoints: _points,
    targets: _targets,
    ...panel
  } = panelJson({
    title,
    datasource: kDashboard,
    options: { ...options, setUp },
    fieldConfig,
  });
  const targets = [{ refId: 'A', datasource: kDashboard, panelId: kSourcePanel }];
  return { id: nextId, gridPos, ...panel, targets, ...more };
}

const at = (x, y, w, h) => ({ x, y, w, h });

function dashboard(uid, title, description, wanted, panels) {
  nextId = kSourcePanel;
  return {
    __requires: [
      { type: 'panel', id: kPanelType, name: 'Kubernetes cost (prorata)', version: '0.1.0' },
      { type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' },
    ],
    uid,
    title,
    description,
    tags: ['kubernetes', 'cost', 'finops'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    time: { from: 'now-24h', to: 'now' },
    timepicker: {},
    timezone: '',
    templating: { list: wanted.map((name) => variables[name]) },
    annotations: { list: [] },
    links: [],
    panels: panels(),
  };
}

const kDashboards = {
  'cluster-overview': dashboard(
    'prorata-overview',
    'Kubernetes cost / Overview',
    'What the cluster costs, who it is spent on, and what stands idle.',
    ['datasource', 'cluster'],
    () => [
      using('Whole cluster', at(0, 0, kWidth, 4), { view: 'stats' }),
      source('By namespace', at(0, 4, 12, 10), {
        view: 'table',
        columns: ['totalCost', 'share', 'efficiency', 'cpuCost', 'ramCost', 'gpuCost', 'pvCost', 'networkCost'],
      }),
      using('Over time', at(12, 4, 12, 10), { view: 'series' }),
      using('From nodes to namespaces', at(0, 14, 12, 11), { view: 'flow', flowFrom: 'node' }),
      using('Workloads', at(12, 14, 12, 11), { view: 'treemap', groupBy: ['controller'], limit: 40 }),
    ],
  ),
  'namespace-showback': dashboard(
    'prorata-showback',
    'Kubernetes cost / Showback by namespace',
    'What each namespace is charged, with its share of idle.',
    ['datasource', 'cluster', 'namespace'],
    () => [
      source('Charged, idle shared', at(0, 0, 14, 11), {
        view: 'table',
        idle: 'share',
        filter: 'namespace:$namespace',
      }),
      using('Over time', at(14, 0, 10, 11), {
        view: 'series',
        idle: 'share',
        filter: 'namespace:$namespace',
        step: 'auto',
      }),
      using('Workloads', at(0, 11, kWidth, 10), {
        view: 'table',
        groupBy: ['namespace', 'controller'],
        idle: 'share',
        filter: 'namespace:$namespace',
      }),
      using(
        '$namespace',
        at(0, 21, kWidth, 5),
        { view: 'stats', idle: 'share', filter: 'namespace:$namespace' },
        { repeat: 'namespace', repeatDirection: 'h', maxPerRow: 3 },
      ),
    ],
  ),
  'idle-and-efficiency': dashboard(
    'prorata-idle',
    'Kubernetes cost / Idle and efficiency',
    'What nodes cost beyond what was charged, and how much of what was requested was used.',
    ['datasource', 'cluster'],
    () => [
      using('Whole cluster', at(0, 0, kWidth, 4), { view: 'stats' }, { fieldConfig: coloured }),
      using('Spent and idle over time', at(0, 4, 12, 10), { view: 'series', limit: 5 }),
      using('Where idle stands', at(12, 4, 12, 10), { view: 'flow', flowFrom: 'node' }),
      source(
        'Efficiency of workloads',
        at(0, 14, kWidth, 12),
        {
          view: 'table',
          groupBy: ['namespace', 'controller'],
          idle: 'hide',
          columns: [
            'totalCost',
            'efficiency',
            'cpuEfficiency',
            'cpuRequestCoreHours',
            'cpuUsageCoreHours',
            'ramEfficiency',
            'ramRequestGibHours',
            'ramUsageGibHours',
          ],
        },
        coloured,
      ),
    ],
  ),
  gpu: dashboard(
    'prorata-gpu',
    'Kubernetes cost / GPU',
    'What GPUs cost, who asked for them, and how much of what was asked for was used (DCGM).',
    ['datasource', 'cluster'],
    () => [
      using('Whole cluster', at(0, 0, kWidth, 4), { view: 'stats' }),
      source('By namespace', at(0, 4, 12, 11), {
        view: 'table',
        columns: ['gpuCost', 'gpuHours', 'gpuRequestHours', 'gpuUsageHours', 'totalCost'],
      }),
      using('By node', at(12, 4, 12, 11), {
        view: 'table',
        groupBy: ['node'],
        columns: ['gpuCost', 'gpuHours', 'gpuRequestHours', 'gpuUsageHours', 'totalCost'],
      }),
      using('Pods', at(0, 15, kWidth, 11), {
        view: 'table',
        groupBy: ['namespace', 'pod'],
        columns: ['gpuCost', 'gpuHours', 'gpuRequestHours', 'gpuUsageHours', 'cpuCost', 'ramCost', 'totalCost'],
      }),
    ],
  ),
};

const checks = process.argv.includes('--check');
mkdirSync(folder, { recursive: true });
for (const [name, content] of Object.entries(kDashboards)) {
  const file = path.join(folder, `${name}.json`);
  const made = `${JSON.stringify(content, null, 2)}\n`;
  if (!checks) {
    writeFileSync(file, made);
  } else if (readFileSync(file, 'utf8') !== made) {
    console.error(`src/dashboards/${name}.json is old: run node tools/make-dashboards.mjs`);
    process.exitCode = 1;
  }
}
