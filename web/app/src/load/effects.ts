// What is known about an answer although a query of it is missing: what each query feeds, and which figures lean on it.

/** Queries by what they feed, in the engine's words. A live plan says so itself; a recording does not. */
const fed = {
  probe: 'probe_metrics probe_scrape probe_containers',
  pods: 'pods containers',
  lifetimes: 'pod_start pod_completion pod_finished pod_first pod_last node_first node_last node_presence',
  owners: 'replicaset_owners job_owners',
  labels: 'pod_labels namespace_labels pod_annotations namespace_annotations',
  nodes: 'nodes node_labels node_spot exporters node_capacity node_allocatable',
  requests: 'requests requests_changed requests_fine init_containers init_requests pod_overhead waiting',
  'cpu-usage': 'cpu_usage',
  'memory-usage': 'ram_usage',
  'gpu-usage': 'gpu_active gpu_util',
  charged: 'cpu_charged ram_charged',
  volumes: 'volumes volume_bytes volume_first volume_last claims claim_first claim_last mounts',
  services: 'balancers balancer_first balancer_last selectors',
  network: 'network_bytes transmit_bytes',
  prices: 'price_cpu price_ram price_gpu price_node prices_fine price_volume price_balancer price_network management',
} as const;

/** What is missing or wrong in the figures; the page has a sentence for each. */
export type Effect = keyof typeof fed | 'node-labels' | 'reserved' | 'held' | 'doubled';

/** Queries that cost less than the others with the same use. */
const milder: Readonly<Record<string, Effect>> = {
  node_labels: 'node-labels',
  node_spot: 'node-labels',
  exporters: 'doubled',
  node_allocatable: 'reserved',
  init_containers: 'held',
  init_requests: 'held',
  pod_overhead: 'held',
  waiting: 'held',
};

const isUse = (text: string): text is keyof typeof fed => Object.hasOwn(fed, text);
const uses: ReadonlyMap<string, keyof typeof fed> = new Map(
  Object.entries(fed).flatMap(([use, queries]) =>
    isUse(use) ? queries.split(' ').map((query) => [query, use] as const) : [],
  ),
);

/** Empty for a query that this version does not know. */
export function feedsOf(query: string): string {
  return uses.get(query) ?? '';
}

/** Null for a query that this version does not know. */
export function effectOf(query: string): Effect | null {
  return (Object.hasOwn(milder, query) ? milder[query] : uses.get(query)) ?? null;
}

/** Figures above the table that an effect reaches. */
export type Figure = 'total' | 'idle' | 'efficiency';

const reached: Readonly<Record<Effect, readonly Figure[]>> = {
  probe: ['total', 'idle'],
  pods: ['total', 'idle', 'efficiency'],
  lifetimes: ['total', 'idle'],
  owners: [],
  labels: [],
  nodes: ['total', 'idle'],
  'node-labels': ['total', 'idle'],
  reserved: [],
  doubled: [],
  requests: ['idle', 'efficiency'],
  held: ['idle'],
  'cpu-usage': ['idle', 'efficiency'],
  'memory-usage': ['idle', 'efficiency'],
  'gpu-usage': ['idle', 'efficiency'],
  charged: ['idle'],
  volumes: ['total'],
  services: ['total'],
  network: ['total'],
  prices: ['total', 'idle'],
};

export function figuresOf(effect: Effect): readonly Figure[] {
  return reached[effect];
}
