// What each column of a table is of an answer.
import type { AllocationResult, CostColumns } from '@prorata/engine';
import type { Column } from '../options/options.ts';

export type Kind = 'money' | 'ratio' | 'amount';

interface Known {
  readonly kind: Kind;
  readonly values: (columns: CostColumns) => Float64Array;
}

export const known: Readonly<Record<Column, Known>> = {
  cpuCost: { kind: 'money', values: ({ cpuCost }) => cpuCost.units },
  ramCost: { kind: 'money', values: ({ ramCost }) => ramCost.units },
  gpuCost: { kind: 'money', values: ({ gpuCost }) => gpuCost.units },
  diskCost: { kind: 'money', values: ({ diskCost }) => diskCost.units },
  pvCost: { kind: 'money', values: ({ pvCost }) => pvCost.units },
  networkCost: { kind: 'money', values: ({ networkCost }) => networkCost.units },
  loadBalancerCost: { kind: 'money', values: ({ loadBalancerCost }) => loadBalancerCost.units },
  overheadCost: { kind: 'money', values: ({ overheadCost }) => overheadCost.units },
  totalCost: { kind: 'money', values: ({ totalCost }) => totalCost.units },
  share: { kind: 'ratio', values: ({ share }) => share },
  efficiency: { kind: 'ratio', values: ({ efficiency }) => efficiency },
  cpuEfficiency: { kind: 'ratio', values: ({ cpuEfficiency }) => cpuEfficiency },
  ramEfficiency: { kind: 'ratio', values: ({ ramEfficiency }) => ramEfficiency },
  cpuCoreHours: { kind: 'amount', values: ({ cpuCoreHours }) => cpuCoreHours },
  cpuRequestCoreHours: { kind: 'amount', values: ({ cpuRequestCoreHours }) => cpuRequestCoreHours },
  cpuUsageCoreHours: { kind: 'amount', values: ({ cpuUsageCoreHours }) => cpuUsageCoreHours },
  ramGibHours: { kind: 'amount', values: ({ ramGibHours }) => ramGibHours },
  ramRequestGibHours: { kind: 'amount', values: ({ ramRequestGibHours }) => ramRequestGibHours },
  ramUsageGibHours: { kind: 'amount', values: ({ ramUsageGibHours }) => ramUsageGibHours },
  gpuHours: { kind: 'amount', values: ({ gpuHours }) => gpuHours },
  gpuRequestHours: { kind: 'amount', values: ({ gpuRequestHours }) => gpuRequestHours },
  gpuUsageHours: { kind: 'amount', values: ({ gpuUsageHours }) => gpuUsageHours },
  diskGibHours: { kind: 'amount', values: ({ diskGibHours }) => diskGibHours },
};

/** Columns of money in which some row costs something, and all others. The total always stays. */
export function withCost(result: AllocationResult, columns: readonly Column[]): readonly Column[] {
  return columns.filter((column) => {
    const { kind, values } = known[column];
    return kind !== 'money' || column === 'totalCost' || values(result.columns).some((cost) => cost !== 0);
  });
}
