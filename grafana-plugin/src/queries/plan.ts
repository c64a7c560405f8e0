// The engine's queries as few queries of a Grafana panel. A panel cannot write its own queries, so a user copies these.
//
// Queries that look up the last value of metrics with the same labels are one query over several metric names. Others
// are joined by `or`, and carry a label that says what they are, because functions drop the metric's name.
import { catalogue } from './catalogue.ts';

export type QueryId = (typeof catalogue)[number]['id'];

/** How usage is asked for: at every step; summed up by the server for the whole range; or so, from recording rules. */
export const queryModes = ['stepped', 'totals', 'rules'] as const;
export type QueryMode = (typeof queryModes)[number];

/** Label that names the query of the engine whose answer a series is. */
export const kTag = 'prorata';
/** Tag of a series that tells the step of the query for lifetimes, in milliseconds. */
export const kLifetimeStep = 'lifetime_step';
/** Tag of a series that says that usage is summed up for the whole range. */
export const kTotalRange = 'total_range';
/** Tag of CPU counters as they stood at the begin of the range. */
export const kCpuBefore = 'cpu_usage_before';

/** One query of a panel. */
export interface PanelQuery {
  readonly refId: string;
  readonly expr: string;
  /** Evaluated once at the end of the dashboard's time range, at every step of it, or both. */
  readonly type: 'instant' | 'range' | 'both';
  readonly format: 'table' | 'time_series';
  /** Grafana's "Min step". */
  readonly minStep: string;
  readonly answers: readonly QueryId[];
}

export interface PlanOptions {
  readonly mode?: QueryMode;
  /** Extra matchers for every selector, without braces: `cluster="$cluster"`. */
  readonly match?: string;
  /** Smallest step of usage: at least four scrapes. */
  readonly minStep?: string;
}

export const kDefaultMinStep = '5m';

interface Entry {
  readonly id: QueryId;
  readonly promql: string;
  readonly keep?: readonly string[];
  /** What takes its place where the server sums up the range, and where recording rules have done so. */
  readonly totals?: string;
  readonly rule?: string;
}

function entryOf(id: QueryId): Entry {
  const found = catalogue.find((entry) => entry.id === id);
  if (!found) throw new Error(`no query ${id}`);
  return found;
}

const tagged = (expr: string, tag: string): string => `label_replace(${expr}, "${kTag}", "${tag}", "", "")`;
const taggedQuery = (id: QueryId): string => tagged(entryOf(id).promql, id);

const lastValue = /^max by \(([^)]*)\) \(last_over_time\((\w+)\{\$sel\}\[\$__range\]\)\)$/;

/** Last values of metrics that are told apart by the same labels are one query, which keeps the metric's name. */
function lastValues(labels: string, metrics: readonly string[]): string {
  return `max by (__name__,${labels}) (last_over_time({__name__=~"${metrics.join('|')}",$sel}[$__range]))`;
}

/** Several queries as one. */
function joined(ids: readonly QueryId[]): string {
  const byLabels = new Map<string, string[]>();
  const others: string[] = [];
  for (const id of ids) {
    const [, labels, metric] = lastValue.exec(entryOf(id).promql) ?? [];
    if (labels !== undefined && metric !== undefined) {
      byLabels.set(labels, [...(byLabels.get(labels) ?? []), metric]);
    } else {
      others.push(taggedQuery(id));
    }
  }
  return [...[...byLabels].map(([labels, metrics]) => lastValues(labels, metrics)), ...others].join(' or ');
}

/** Requests at every step, of containers whose request changed within the range: a panel cannot ask again for hours. */
function changedRequests(): string {
  const everChanged = entryOf('requests_changed').promql.replaceAll('[$__interval]', '[$__range] @ end()');
  const labels = (entryOf('requests_fine').keep ?? []).join(',');
  return tagged(`${entryOf('requests_fine').promql} and on (${labels}) (${everChanged})`, 'requests_fine');
}

/** The same for prices of nodes. Functions drop the names of metrics, so that each is looked at alone. */
function changedPrices(): string {
  const everChanged = ['cpu', 'ram', 'gpu', 'total'].map((part) => {
    const price = `node_${part}_hourly_cost{$sel}[$__range] @ end()`;
    return `max_over_time(${price}) != min_over_time(${price})`;
  });
  const labels = (entryOf('prices_fine').keep ?? []).filter((label) => label !== '__name__').join(',');
  return tagged(`${entryOf('prices_fine').promql} and on (${labels}) (${everChanged.join(' or ')})`, 'prices_fine');
}

/** Of the whole range, evaluated once. */
function summed(ids: readonly QueryId[], mode: QueryMode): string {
  const exprs = ids.map((id) => {
    const { promql, totals = promql, rule = totals } = entryOf(id);
    return tagged(mode === 'rules' ? rule : totals, id);
  });
  return exprs.join(' or ');
}

/** A counter grows from what it showed when the range began; an instant query looks back for that. */
function counterOfRange(): string {
  const { promql, totals = promql } = entryOf('cpu_usage');
  const before = totals.replaceAll('[$__range]', '[$__range] offset $__range');
  return `${tagged(totals, 'cpu_usage')} or ${tagged(before, kCpuBefore)}`;
}

const inventory = [
  'pods',
  'containers',
  'pod_start',
  'pod_completion',
  'replicaset_owners',
  'job_owners',
  'init_containers',
  'init_requests',
  'pod_overhead',
  'nodes',
  'node_spot',
  'volumes',
  'claims',
  'mounts',
  'balancers',
] as const;
const labels = [
  'pod_labels',
  'namespace_labels',
  'node_labels',
  'pod_annotations',
  'namespace_annotations',
  'selectors',
] as const;
const lifetimes = [
  'pod_first',
  'pod_last',
  'pod_finished',
  'node_first',
  'node_last',
  'volume_first',
  'volume_last',
  'claim_first',
  'claim_last',
  'balancer_first',
  'balancer_last',
  'exporters',
  'probe_scrape',
] as const;
const presence = ['node_presence', 'waiting'] as const;
const capacity = ['node_capacity', 'node_allocatable', 'volume_bytes'] as const;
const gpuUsage = ['gpu_active', 'gpu_util'] as const;
const network = ['network_bytes', 'transmit_bytes'] as const;
const prices = [
  'price_cpu',
  'price_ram',
  'price_gpu',
  'price_node',
  'price_volume',
  'price_balancer',
  'price_network',
  'management',
] as const;

/** Seen first and last within a minute: what a pod without a start time, or a node, is charged by. */
const kLifetimeMinStep = '1m';
const kHour = '1h';

const charged = ['cpu_charged', 'ram_charged'] as const;

const once = { type: 'instant', format: 'table' } as const;
// Grafana evaluates a range at whole steps only; asking at its end as well catches what came after the last of them.
const often = { type: 'both', format: 'time_series' } as const;

const atOnce = (refId: string, answers: readonly QueryId[], expr: string): PanelQuery => ({
  refId,
  expr,
  ...once,
  minStep: '',
  answers,
});
const atStep = (refId: string, answers: readonly QueryId[], minStep: string, expr = joined(answers)): PanelQuery => ({
  refId,
  expr,
  ...often,
  minStep,
  answers,
});
const hourly = (refId: string, answers: readonly QueryId[]): PanelQuery => atStep(refId, answers, kHour);

/** What there is, and from when to when. */
function things(): readonly PanelQuery[] {
  const step = tagged('vector($__interval_ms)', kLifetimeStep);
  return [
    atOnce('inventory', inventory, joined(inventory)),
    atOnce('labels', labels, joined(labels)),
    { ...atOnce('lifetimes', lifetimes, `${joined(lifetimes)} or ${step}`), minStep: kLifetimeMinStep },
  ];
}

function steppedQueries(minStep: string): readonly PanelQuery[] {
  return [
    ...things(),
    atStep('presence', presence, minStep),
    hourly('capacity', capacity),
    hourly('requests', ['requests']),
    atStep('requests_fine', ['requests_fine', 'prices_fine'], minStep, `${changedRequests()} or ${changedPrices()}`),
    atStep('cpu_usage', ['cpu_usage'], minStep),
    atStep('ram_usage', ['ram_usage'], minStep),
    hourly('gpu_usage', gpuUsage),
    hourly('network', network),
    hourly('prices', prices),
  ];
}

/** What nodes are and cost changes within a range, and is little: it is asked by the hour in every mode. */
function totalQueries(mode: QueryMode): readonly PanelQuery[] {
  const range = tagged('vector($__range_ms)', kTotalRange);
  return [
    ...things(),
    atOnce('presence', presence, summed(presence, mode)),
    hourly('capacity', capacity),
    atOnce('requests', ['requests'], summed(['requests'], mode)),
    atOnce('cpu_usage', ['cpu_usage'], counterOfRange()),
    atOnce('ram_usage', ['ram_usage'], summed(['ram_usage'], mode)),
    atOnce('charged', charged, `${summed(charged, mode)} or ${range}`),
    hourly('gpu_usage', gpuUsage),
    hourly('network', network),
    hourly('prices', prices),
  ];
}

/** All queries that a panel needs, in the order in which they are listed. */
export function planQueries(options: PlanOptions = {}): readonly PanelQuery[] {
  const { mode = 'stepped', match = '', minStep = kDefaultMinStep } = options;
  const withMatch = (expr: string): string =>
    expr.replaceAll(',$sel', match === '' ? '' : `,${match}`).replaceAll('$sel', match);
  const queries = mode === 'stepped' ? steppedQueries(minStep) : totalQueries(mode);
  return queries.map((query) => ({ ...query, expr: withMatch(query.expr) }));
}
