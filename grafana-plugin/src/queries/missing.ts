// What is lost without a query. Its name is that of *Set up queries*.
import type { Findings } from '../engine/pool.ts';
import type { Answer } from '../frames/collect.ts';
import { planQueries, type QueryId, type QueryMode } from './plan.ts';

export interface Missing {
  readonly refId: string;
  readonly effect: string;
}

const effects: Readonly<Record<string, string>> = {
  inventory: 'Pods are known by their usage only: no owners, no start times, no nodes, volumes or load balancers.',
  labels: 'Costs by label are “Unallocated”, and prices by instance type, region or spot do not match.',
  lifetimes: 'A pod without a start time, and every node, is charged for the whole range.',
  presence: 'A machine that was replaced by another of the same name is not told apart.',
  capacity: 'Nodes cost what their pods are charged, and there is no idle.',
  requests: 'Everything is charged by usage, GPUs not at all, and there is no efficiency.',
  cpu_usage: 'CPU is charged by request only, and its efficiency reads 0.',
  ram_usage: 'Memory is charged by request only, and its efficiency reads 0.',
};

/** Where the server sums up the range, use itself is not what is charged. */
const effectsInTotals: Readonly<Record<string, string>> = {
  ...effects,
  requests: 'There is no efficiency, and GPUs are not charged at all.',
  cpu_usage: 'The efficiency of CPU reads 0.',
  ram_usage: 'The efficiency of memory reads 0.',
};
/** Of the query `charged`: what was charged is averaged. */
const chargedEffects: Readonly<Partial<Record<QueryMode, string>>> = {
  totals: 'The larger of average request and average use is charged: bursts above the request are not.',
  rules:
    'The larger of average request and average use is charged: bursts above the request are not. Load the rules that “prorata rules” prints into Prometheus, or choose the mode Totals.',
};

/** What is lost without a query; null where it may rightly give nothing. */
export function effectOf(refId: string, mode: QueryMode = 'stepped'): string | null {
  if (refId === 'charged') return chargedEffects[mode] ?? null;
  const known = mode === 'stepped' ? effects : effectsInTotals;
  return Object.hasOwn(known, refId) ? (known[refId] ?? null) : null;
}

/** Answers without which a query's answer is as good as missing; others may be empty in a healthy cluster. */
const decisive: Readonly<Record<string, readonly QueryId[]>> = {
  inventory: ['pods', 'nodes'],
  labels: ['pod_labels', 'namespace_labels', 'node_labels'],
  lifetimes: ['pod_first', 'node_first'],
  presence: ['node_presence'],
  capacity: ['node_capacity'],
  requests: ['requests'],
  cpu_usage: ['cpu_usage'],
  ram_usage: ['ram_usage'],
  charged: ['cpu_charged', 'ram_charged'],
};

function isFound(findings: Findings, answer: Answer): boolean {
  const alike: readonly Answer[] = answer === 'ram_usage' ? ['ram_usage', 'ram_usage_bytes'] : [answer];
  return alike.some((one) => (findings.found.get(one)?.series ?? 0) > 0);
}

/** Queries of the plan of which nothing came. Prices and changed requests may rightly be empty. mode: that of the data
 * unless another is given. */
export function missingQueries(
  findings: Findings,
  mode: QueryMode = findings.inTotals ? 'totals' : 'stepped',
): readonly Missing[] {
  return planQueries({ mode }).flatMap(({ refId }): Missing[] => {
    const answers = decisive[refId];
    const effect = effectOf(refId, mode);
    if (!answers || effect === null || answers.some((answer) => isFound(findings, answer))) return [];
    return [{ refId, effect }];
  });
}

/** Whether any cost can come of it: pods, or usage that tells of pods. */
export function canCompute(findings: Findings): boolean {
  return (['pods', 'cpu_usage', 'ram_usage'] as const).some((answer) => isFound(findings, answer));
}
