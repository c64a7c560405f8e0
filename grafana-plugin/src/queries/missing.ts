// What is lost without a query. Its name is that of *Set up queries*.
import type { Findings } from '../engine/pool.ts';
import type { Answer } from '../frames/collect.ts';
import { planQueries, type QueryId } from './plan.ts';

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

/** What is lost without a query; null where it may rightly give nothing. */
export const effectOf = (refId: string): string | null =>
  Object.hasOwn(effects, refId) ? (effects[refId] ?? null) : null;

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
};

function isFound(findings: Findings, answer: Answer): boolean {
  const alike: readonly Answer[] = answer === 'ram_usage' ? ['ram_usage', 'ram_usage_bytes'] : [answer];
  return alike.some((one) => (findings.found.get(one)?.series ?? 0) > 0);
}

/** Queries of the plan of which nothing came. Prices and changed requests may rightly be empty. */
export function missingQueries(findings: Findings): readonly Missing[] {
  return planQueries().flatMap(({ refId }): Missing[] => {
    const answers = decisive[refId];
    const effect = effects[refId];
    if (!answers || effect === undefined || answers.some((answer) => isFound(findings, answer))) return [];
    return [{ refId, effect }];
  });
}

/** Whether any cost can come of it: pods, or usage that tells of pods. */
export function canCompute(findings: Findings): boolean {
  return (['pods', 'cpu_usage', 'ram_usage'] as const).some((answer) => isFound(findings, answer));
}
