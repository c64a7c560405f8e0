// Parquet with the columns that OpenCost's exporter of it writes: the fields of OpenCost's answer, members of members
// joined by dots. A module of its own, so that the writer is loaded only by those who ask for it.
// Source: github.com/opencost/opencost-parquet-exporter, data_types.json, rename_cols.json, ignore_alloc_keys.json.
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';

import type { Question, Session } from './types.js';

type Value = string | number | null;
type Row = ReadonlyMap<string, Value>;

const kTexts = [
  ...['name', 'properties.cluster', 'properties.node', 'properties.container', 'properties.controller'],
  ...['properties.controllerKind', 'properties.namespace', 'properties.pod', 'properties.providerID'],
  ...['window.start', 'window.end', 'running_start_time', 'running_end_time'],
];
const kNumbers = [
  ...['running_minutes', 'cpuCores', 'cpuCoreRequestAverage', 'cpuCoreUsageAverage', 'cpuCoreHours', 'cpuCost'],
  ...['cpuCostAdjustment', 'cpuCostIdle', 'cpuEfficiency', 'gpuCount', 'gpuRequestAverage', 'gpuUsageAverage'],
  ...['gpuHours', 'gpuCost', 'gpuCostAdjustment', 'gpuCostIdle', 'gpuEfficiency', 'networkTransferBytes'],
  ...['networkReceiveBytes', 'networkCost', 'networkCrossZoneCost', 'networkCrossRegionCost', 'networkInternetCost'],
  ...['networkCostAdjustment', 'loadBalancerCost', 'loadBalancerCostAdjustment', 'pvBytes', 'pvByteHours', 'pvCost'],
  ...['pvCostAdjustment', 'ramBytes', 'ramByteRequestAverage', 'ramByteUsageAverage', 'ramByteHours', 'ramCost'],
  ...[
    'ramCostAdjustment',
    'ramCostIdle',
    'ramEfficiency',
    'externalCost',
    'sharedCost',
    'totalCost',
    'totalEfficiency',
  ],
];
const kRenamed: Readonly<Record<string, string>> = {
  start: 'running_start_time',
  end: 'running_end_time',
  minutes: 'running_minutes',
};
/** Labels that the exporter calls by shorter names, so that tables made of its files keep their columns. */
const kShort: Readonly<Record<string, readonly string[]>> = {
  labels: ['node_type', 'product', 'project', 'role', 'team'],
  namespaceLabels: ['product', 'project', 'role', 'team'],
};
const kLeftOut: ReadonlySet<string> = new Set(['pvs', 'lbAllocations']);

function nameOf(path: readonly string[]): string {
  const [first = '', map = '', ...rest] = path;
  const key = rest.join('.');
  if (first === 'properties' && kShort[map]?.includes(key)) return `${map === 'labels' ? 'label' : map}.${key}`;
  return path.length === 1 ? (kRenamed[first] ?? first) : path.join('.');
}

/** Texts and numbers of an object, by their paths. What is neither is JSON. */
function flatten(object: object, path: readonly string[], row: Map<string, Value>): void {
  for (const [name, value] of Object.entries(object) as [string, unknown][]) {
    const here = [...path, name];
    if (path.length === 0 && kLeftOut.has(name)) continue;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) flatten(value, here, row);
    else if (value === null || typeof value === 'string' || typeof value === 'number') row.set(nameOf(here), value);
    else row.set(nameOf(here), JSON.stringify(value));
  }
}

function column(name: string, rows: readonly Row[], type: 'STRING' | 'DOUBLE'): ColumnSource {
  return { name, data: rows.map((row) => row.get(name) ?? null), type, nullable: true };
}

/** Columns that an answer has beside those of every answer, such as labels, by name. Without a value: none. */
function furtherColumns(rows: readonly Row[]): ColumnSource[] {
  const known = new Set([...kTexts, ...kNumbers]);
  const types = new Map<string, 'STRING' | 'DOUBLE'>();
  for (const row of rows) {
    for (const [name, value] of row) {
      if (known.has(name) || value === null) continue;
      const text = typeof value === 'string' || types.get(name) === 'STRING';
      types.set(name, text ? 'STRING' : 'DOUBLE');
    }
  }
  return [...types].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, type]) => column(name, rows, type));
}

/**
 * The bytes of a Parquet file: a row for each key and step of the question, with idle, as `opencost` has them, so that
 * sums are those of every other format: a cost is the double nearest to its exact decimal. Texts are UTF-8, times among
 * them (RFC 3339); numbers doubles; what is not known null. The same question gives the same bytes.
 */
export async function parquetOf(session: Pick<Session, 'report'>, question: Question = {}): Promise<ArrayBuffer> {
  const { data } = JSON.parse(await session.report('opencost', question)) as {
    readonly data: readonly Readonly<Record<string, object>>[];
  };
  const rows = data
    .flatMap((step) => Object.values(step))
    .map((allocation) => {
      const row = new Map<string, Value>();
      flatten(allocation, [], row);
      return row;
    });
  return parquetWriteBuffer({
    columnData: [
      ...kTexts.map((name) => column(name, rows, 'STRING')),
      ...kNumbers.map((name) => column(name, rows, 'DOUBLE')),
      ...furtherColumns(rows),
    ],
    createdBy: 'prorata',
  });
}
