// Reads packed answers: every column is a view of the one buffer that came with the header.
import type { Packed } from './native.js';
import type { AllocationResult, AssetsResult, CostColumns, MoneyColumn } from './types.js';

interface Place {
  readonly type: 'f64' | 'money';
  readonly at: number;
  readonly length: number;
}
type Table = Readonly<Record<string, Place>>;

const kWord = 8; // bytes of every number

class Columns {
  constructor(
    readonly table: Table,
    readonly bytes: ArrayBuffer,
  ) {}

  #place(name: string): Place {
    const place = this.table[name];
    if (!place) throw new Error(`no column ${name}`);
    return place;
  }

  numbers(name: string): Float64Array {
    const { at, length } = this.#place(name);
    return new Float64Array(this.bytes, at, length);
  }

  /** Whole units lie first, then the same values as doubles. The view of whole units is made when asked for. */
  money(name: string): MoneyColumn {
    const { at, length } = this.#place(name);
    const { bytes } = this;
    return {
      units: new Float64Array(bytes, at + kWord * length, length),
      get nano() {
        return new BigInt64Array(bytes, at, length);
      },
    };
  }

  costs(prefix: string): CostColumns {
    const money = (name: string) => this.money(prefix + name);
    const numbers = (name: string) => this.numbers(prefix + name);
    return {
      cpuCost: money('cpuCost'),
      ramCost: money('ramCost'),
      gpuCost: money('gpuCost'),
      diskCost: money('diskCost'),
      pvCost: money('pvCost'),
      networkCost: money('networkCost'),
      networkCrossZoneCost: money('networkCrossZoneCost'),
      networkCrossRegionCost: money('networkCrossRegionCost'),
      networkInternetCost: money('networkInternetCost'),
      networkOtherCost: money('networkOtherCost'),
      loadBalancerCost: money('loadBalancerCost'),
      overheadCost: money('overheadCost'),
      sharedCost: money('sharedCost'),
      totalCost: money('totalCost'),
      cpuCoreHours: numbers('cpuCoreHours'),
      ramGibHours: numbers('ramGibHours'),
      gpuHours: numbers('gpuHours'),
      diskGibHours: numbers('diskGibHours'),
      cpuRequestCoreHours: numbers('cpuRequestCoreHours'),
      ramRequestGibHours: numbers('ramRequestGibHours'),
      cpuUsageCoreHours: numbers('cpuUsageCoreHours'),
      ramUsageGibHours: numbers('ramUsageGibHours'),
      gpuRequestHours: numbers('gpuRequestHours'),
      gpuUsageHours: numbers('gpuUsageHours'),
      efficiency: numbers('efficiency'),
      cpuEfficiency: numbers('cpuEfficiency'),
      ramEfficiency: numbers('ramEfficiency'),
      share: numbers('share'),
      workloadIdleCost: money('workloadIdleCost'),
      workloadIdleRatio: numbers('workloadIdleRatio'),
      runningHours: numbers('runningHours'),
      cpuCoreUsageMax: numbers('cpuCoreUsageMax'),
      ramByteUsageMax: numbers('ramByteUsageMax'),
    };
  }
}

type AllocationColumn = 'columns' | 'totals' | 'stepCost' | 'stepTotals' | 'assetCost' | 'remainder' | IdleColumn;
type IdleColumn = 'idleCost' | 'allocationCost' | 'idleRatio';
type AssetText =
  | 'currency'
  | 'digits'
  | 'rowCount'
  | 'names'
  | 'kinds'
  | 'clusters'
  | 'of'
  | 'regions'
  | 'zones'
  | 'instanceTypes'
  | 'spot'
  | 'states'
  | 'priceSources'
  | 'units';

export function allocationOf(packed: Packed): AllocationResult {
  const { table, ...header } = packed.header as { table: Table } & Omit<AllocationResult, AllocationColumn>;
  const columns = new Columns(table, packed.bytes);
  return {
    ...header,
    columns: columns.costs('rows.'),
    totals: columns.costs('totals.'),
    stepCost: columns.money('stepCost'),
    stepTotals: columns.money('stepTotals'),
    assetCost: columns.money('assetCost'),
    remainder: columns.money('remainder'),
    idleCost: columns.money('idleCost'),
    allocationCost: columns.money('allocationCost'),
    idleRatio: columns.numbers('idleRatio')[0] ?? NaN,
  };
}

export function assetsOf(packed: Packed): AssetsResult {
  const { table, ...header } = packed.header as { table: Table } & Pick<AssetsResult, AssetText>;
  const columns = new Columns(table, packed.bytes);
  return {
    ...header,
    hours: columns.numbers('hours'),
    cpuCores: columns.numbers('cpuCores'),
    ramGib: columns.numbers('ramGib'),
    gpus: columns.numbers('gpus'),
    diskGib: columns.numbers('diskGib'),
    cpuOverhead: columns.numbers('cpuOverhead'),
    ramOverhead: columns.numbers('ramOverhead'),
    amount: columns.numbers('amount'),
    rate: columns.numbers('rate'),
    hourlyPrice: columns.money('hourlyPrice'),
    cpuCost: columns.money('cpuCost'),
    ramCost: columns.money('ramCost'),
    gpuCost: columns.money('gpuCost'),
    diskCost: columns.money('diskCost'),
    reservedCost: columns.money('reservedCost'),
    totalCost: columns.money('totalCost'),
    idleCost: columns.money('idleCost'),
    unmountedCost: columns.money('unmountedCost'),
  };
}
