// What is known about an answer although a query of it is missing: what each query feeds, and which figures lean on it.

/** What is missing or wrong in the figures; the page has a sentence for each. */
export type Effect =
  | 'probe'
  | 'pods'
  | 'lifetimes'
  | 'owners'
  | 'labels'
  | 'nodes'
  | 'node-labels'
  | 'requests'
  | 'cpu-usage'
  | 'memory-usage'
  | 'prices';

/** Figures above the table that an effect reaches. */
export type Figure = 'total' | 'idle' | 'efficiency';

const effects: Readonly<Record<string, Effect>> = {
  probe_metrics: 'probe',
  probe_scrape: 'probe',
  probe_containers: 'probe',
  pods: 'pods',
  containers: 'pods',
  pod_start: 'lifetimes',
  pod_completion: 'lifetimes',
  pod_finished: 'lifetimes',
  pod_first: 'lifetimes',
  pod_last: 'lifetimes',
  node_first: 'lifetimes',
  node_last: 'lifetimes',
  node_presence: 'lifetimes',
  replicaset_owners: 'owners',
  job_owners: 'owners',
  pod_labels: 'labels',
  namespace_labels: 'labels',
  nodes: 'nodes',
  node_capacity: 'nodes',
  node_labels: 'node-labels',
  requests: 'requests',
  requests_changed: 'requests',
  requests_fine: 'requests',
  cpu_usage: 'cpu-usage',
  ram_usage: 'memory-usage',
  price_cpu: 'prices',
  price_ram: 'prices',
  price_gpu: 'prices',
};

/** Null for a query that this version does not know. */
export function effectOf(query: string): Effect | null {
  return Object.hasOwn(effects, query) ? (effects[query] ?? null) : null;
}

/** What a query feeds, in the engine's words. A live plan says so itself; a recording does not. */
export function feedsOf(query: string): string {
  const effect = effectOf(query);
  return effect === 'node-labels' ? 'nodes' : (effect ?? '');
}

const reached: Readonly<Record<Effect, readonly Figure[]>> = {
  probe: ['total', 'idle'],
  pods: ['total', 'idle', 'efficiency'],
  lifetimes: ['total', 'idle'],
  owners: [],
  labels: [],
  nodes: ['total', 'idle'],
  'node-labels': ['total', 'idle'],
  requests: ['idle', 'efficiency'],
  'cpu-usage': ['idle', 'efficiency'],
  'memory-usage': ['idle', 'efficiency'],
  prices: ['total', 'idle'],
};

export function figuresOf(effect: Effect): readonly Figure[] {
  return reached[effect];
}
