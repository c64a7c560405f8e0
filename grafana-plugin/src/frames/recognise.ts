// Which query of the engine a series answers. By its tag, else by the metric's name, else by the name of the query that
// it came with or that its column bears; never by position.
import { catalogue } from '../queries/catalogue.ts';
import { kCpuBefore, kLifetimeStep, kTag, kTotalRange, type QueryId } from '../queries/plan.ts';

/** What a series can be to the engine: an answer to one of its queries, memory in bytes as the metric has it, or what
 * says how it was asked. */
export type Answer = QueryId | 'ram_usage_bytes' | typeof kCpuBefore | typeof kLifetimeStep | typeof kTotalRange;

export type Labels = Readonly<Record<string, string>>;

interface Metric {
  readonly answer: Answer;
  /** Series of the metric that count; a plain selector also has sums of pods and single CPUs. */
  readonly counts?: (labels: Labels) => boolean;
}

const isContainer = (labels: Labels): boolean =>
  (labels['container'] ?? '') !== '' && labels['container'] !== 'POD' && (labels['pod'] ?? '') !== '';
const isWholeCpu = (labels: Labels): boolean => ['', 'total'].includes(labels['cpu'] ?? '');

const metrics: ReadonlyMap<string, Metric> = new Map<string, Metric>([
  ['kube_pod_info', { answer: 'pods' }],
  ['kube_pod_container_info', { answer: 'containers' }],
  ['kube_pod_start_time', { answer: 'pod_start' }],
  ['kube_pod_completion_time', { answer: 'pod_completion' }],
  ['kube_replicaset_owner', { answer: 'replicaset_owners' }],
  ['kube_job_owner', { answer: 'job_owners' }],
  ['kube_pod_labels', { answer: 'pod_labels' }],
  ['kube_namespace_labels', { answer: 'namespace_labels' }],
  ['kube_pod_annotations', { answer: 'pod_annotations' }],
  ['kube_namespace_annotations', { answer: 'namespace_annotations' }],
  ['kube_node_info', { answer: 'nodes' }],
  ['kube_node_labels', { answer: 'node_labels' }],
  ['kube_node_created', { answer: 'node_presence' }],
  ['kube_node_status_capacity', { answer: 'node_capacity' }],
  ['kube_node_status_allocatable', { answer: 'node_allocatable' }],
  ['kubecost_node_is_spot', { answer: 'node_spot' }],
  ['kube_pod_init_container_info', { answer: 'init_containers' }],
  ['kube_pod_init_container_resource_requests', { answer: 'init_requests' }],
  ['kube_pod_overhead_cpu_cores', { answer: 'pod_overhead' }],
  ['kube_pod_overhead_memory_bytes', { answer: 'pod_overhead' }],
  ['kube_pod_container_status_waiting_reason', { answer: 'waiting' }],
  ['kube_persistentvolume_info', { answer: 'volumes' }],
  ['kube_persistentvolume_claim_ref', { answer: 'volumes' }],
  ['kube_persistentvolume_capacity_bytes', { answer: 'volume_bytes' }],
  ['kube_persistentvolumeclaim_info', { answer: 'claims' }],
  ['kube_pod_spec_volumes_persistentvolumeclaims_info', { answer: 'mounts' }],
  ['kube_service_status_load_balancer_ingress', { answer: 'balancers' }],
  ['service_selector_labels', { answer: 'selectors' }],
  ['kubecost_pod_network_egress_bytes_total', { answer: 'network_bytes' }],
  ['kube_pod_container_resource_requests', { answer: 'requests' }],
  [
    'container_cpu_usage_seconds_total',
    { answer: 'cpu_usage', counts: (labels) => isContainer(labels) && isWholeCpu(labels) },
  ],
  ['container_memory_working_set_bytes', { answer: 'ram_usage_bytes', counts: isContainer }],
  ['node_cpu_hourly_cost', { answer: 'price_cpu' }],
  ['node_ram_hourly_cost', { answer: 'price_ram' }],
  ['node_gpu_hourly_cost', { answer: 'price_gpu' }],
  ['node_total_hourly_cost', { answer: 'price_node' }],
  ['pv_hourly_cost', { answer: 'price_volume' }],
  ['kubecost_load_balancer_cost', { answer: 'price_balancer' }],
  ['kubecost_network_zone_egress_cost', { answer: 'price_network' }],
  ['kubecost_network_region_egress_cost', { answer: 'price_network' }],
  ['kubecost_network_internet_egress_cost', { answer: 'price_network' }],
  ['kubecost_cluster_management_cost', { answer: 'management' }],
  // Recording rules, as `prorata rules` names them.
  ['prorata:container_cpu_charged_cores:max', { answer: 'cpu_charged' }],
  ['prorata:container_memory_charged_bytes:max', { answer: 'ram_charged' }],
]);

const answers = new Map<string, Answer>(catalogue.map(({ id }) => [id, id]));
for (const tag of [kCpuBefore, kLifetimeStep, kTotalRange] as const) answers.set(tag, tag);

interface Identity {
  readonly keep?: ReadonlySet<string>;
  readonly drop?: ReadonlySet<string>;
}
const identities = new Map<Answer, Identity>(
  catalogue.map((entry) => [
    entry.id,
    'keep' in entry ? { keep: new Set<string>(entry.keep) } : { drop: new Set<string>(entry.drop) },
  ]),
);

/** Whose labels an answer has. */
function queryOf(answer: Answer): Answer {
  if (answer === 'ram_usage_bytes') return 'ram_usage';
  return answer === kCpuBefore ? 'cpu_usage' : answer;
}

/** Whether a label tells series of this answer apart; the rest says where a series was scraped and is left out. */
export function isIdentity(answer: Answer, label: string): boolean {
  if (label === kTag) return false;
  const identity = identities.get(queryOf(answer));
  // The metric's name, too, where an answer is of several metrics.
  if (identity?.keep) return identity.keep.has(label);
  return identity?.drop && label !== '__name__' ? !identity.drop.has(label) : false;
}

export type Recognised =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** A series of a known metric that does not count, such as that of a whole pod. */
  | { readonly kind: 'beside' }
  | { readonly kind: 'unknown' };

export interface Marks {
  readonly labels: Labels;
  /** Name of the query in the panel; empty where a transformation lost it. */
  readonly refId: string;
  /** Name of the value column. */
  readonly field: string;
}

/** `Value #cpu_usage`, as a table of several queries names its columns. */
const queryOfColumn = (field: string): string => /^Value #(.+)$/.exec(field)?.[1] ?? field;

export function recognise({ labels, refId, field }: Marks): Recognised {
  const answer = (named: Answer): Recognised => ({ kind: 'answer', answer: named });
  const tag = answers.get(labels[kTag] ?? '');
  if (tag !== undefined) return answer(tag);
  const metric = metrics.get(labels['__name__'] ?? '');
  if (metric) return (metric.counts?.(labels) ?? true) ? answer(metric.answer) : { kind: 'beside' };
  const query = answers.get(refId) ?? answers.get(queryOfColumn(field));
  if (query !== undefined) return answer(query);
  const column = metrics.get(field);
  if (!column) return { kind: 'unknown' };
  return (column.counts?.(labels) ?? true) ? answer(column.answer) : { kind: 'beside' };
}
