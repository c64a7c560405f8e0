// Two answers in, the bands of the cost flow out: kinds of cost → groups → what they are made of. Small ones are one.
import type { AllocationResult, MoneyColumn, RowKind } from '@prorata/engine';
import { keyText, sumOf, type FlowLink, type Locale } from '@prorata/ui';

export const kinds = {
  cpu: 'cpuCost',
  ram: 'ramCost',
  gpu: 'gpuCost',
  disk: 'diskCost',
  volumes: 'pvCost',
  network: 'networkCost',
  balancers: 'loadBalancerCost',
  overhead: 'overheadCost',
  shared: 'sharedCost',
} as const;
export type KindName = keyof typeof kinds;

export interface FlowEnd {
  readonly id: string;
  readonly label: string;
  /** Of the row that it stands for; a kind of cost has none. */
  readonly role: RowKind | 'kind';
  /** Name by which it has its colour. */
  readonly name: string;
  readonly cost: number;
  /** Its keys, as conditions; null where it is no row. */
  readonly keys: readonly string[] | null;
}
export interface CostFlow {
  readonly ends: readonly FlowEnd[];
  readonly links: readonly FlowLink[];
  /** Something costs less than nothing, which no band can show. */
  readonly hasNegative: boolean;
}

/** Of each column so many have a band of their own. */
const limits = { groups: 12, parts: 22 } as const;

const rest = 'rest';
const roleName = (result: AllocationResult, row: number): string => result.kinds[row] ?? 'workload';

/** groups: rows by one key. parts: rows by that key and another, which may be shared by several groups. */
export function costFlow(groups: AllocationResult, parts: AllocationResult, locale: Locale): CostFlow {
  const ends = new Map<string, FlowEnd>();
  const links: FlowLink[] = [];
  let hasNegative = false;
  const add = (link: FlowLink): void => {
    if (link.value > 0) links.push(link);
    else if (link.value < 0) hasNegative = true;
  };
  const { digits } = groups;
  const rows = groups.names.map((_, row) => row);
  const large = new Set(rows.filter((row) => roleName(groups, row) === 'workload').slice(0, limits.groups));
  const isSmall = (row: number): boolean => roleName(groups, row) === 'workload' && !large.has(row);
  const small = rows.filter(isSmall);
  const groupOf = (row: number): string =>
    isSmall(row) ? `group ${rest}` : `group ${roleName(groups, row)} ${groups.names[row] ?? ''}`;

  for (const kind of Object.keys(kinds) as KindName[]) {
    const column: MoneyColumn = groups.columns[kinds[kind]];
    const whole = groups.totals[kinds[kind]];
    if (whole.nano[0] === 0n) continue;
    const cost = whole.units[0] ?? 0;
    ends.set(`kind ${kind}`, {
      id: `kind ${kind}`,
      label: locale.t(`column.${kind}`),
      role: 'kind',
      name: '',
      cost,
      keys: null,
    });
    for (const row of rows.filter((one) => !isSmall(one))) {
      add({ source: `kind ${kind}`, target: groupOf(row), value: column.units[row] ?? 0 });
    }
    if (small.length > 0) {
      add({ source: `kind ${kind}`, target: `group ${rest}`, value: sumOf(column, small, digits) });
    }
  }
  for (const row of rows.filter((one) => !isSmall(one))) {
    const role = groups.kinds[row] ?? 'workload';
    ends.set(groupOf(row), {
      id: groupOf(row),
      label: keyText(groups.keys[row]?.[0] ?? '', locale),
      role,
      name: groups.names[row] ?? '',
      cost: groups.columns.totalCost.units[row] ?? 0,
      keys: role === 'workload' ? (groups.keys[row] ?? null) : null,
    });
  }
  if (small.length > 0) {
    ends.set(`group ${rest}`, {
      id: `group ${rest}`,
      label: locale.t('other', { n: small.length }),
      role: 'other',
      name: '',
      cost: sumOf(groups.columns.totalCost, small, digits),
      keys: null,
    });
  }
  addParts(groups, parts, { groupOf, ends, add, locale });
  const linked = new Set(links.flatMap(({ source, target }) => [source, target]));
  return { ends: [...ends.values()].filter(({ id }) => linked.has(id)), links, hasNegative };
}

interface Drawing {
  readonly groupOf: (row: number) => string;
  readonly ends: Map<string, FlowEnd>;
  readonly add: (link: FlowLink) => void;
  readonly locale: Locale;
}

/** Rows of two keys: from their group to what the second key names. Rows without a workload end at their group. */
function addParts(groups: AllocationResult, parts: AllocationResult, { groupOf, ends, add, locale }: Drawing): void {
  const rowOfGroup = new Map(groups.keys.map((keys, row) => [`${groups.kinds[row] ?? ''} ${keys[0] ?? ''}`, row]));
  const byPart = new Map<string, number[]>();
  parts.names.forEach((_, row) => {
    if (parts.kinds[row] !== 'workload') return;
    const name = parts.keys[row]?.[1] ?? '';
    // A controller belongs to its namespace; a namespace is the same on every node.
    const key = parts.aggregate[1] === 'controller' ? (parts.names[row] ?? '') : name;
    byPart.set(key, [...(byPart.get(key) ?? []), row]);
  });
  const { totalCost } = parts.columns;
  const cost = (rows: readonly number[]): number => sumOf(totalCost, rows, parts.digits);
  const sorted = [...byPart].sort(([, a], [, b]) => cost(b) - cost(a));
  const few = sorted.slice(0, limits.parts);
  const many = sorted.slice(limits.parts).flatMap(([, rows]) => rows);
  const put = (id: string, rows: readonly number[], end: Omit<FlowEnd, 'id' | 'cost'>): void => {
    ends.set(id, { id, cost: cost(rows), ...end });
    const byGroup = new Map<string, number[]>();
    for (const row of rows) {
      const group = rowOfGroup.get(`workload ${parts.keys[row]?.[0] ?? ''}`);
      if (group === undefined) continue;
      const source = groupOf(group);
      byGroup.set(source, [...(byGroup.get(source) ?? []), row]);
    }
    for (const [source, members] of byGroup) add({ source, target: id, value: cost(members) });
  };
  for (const [key, rows] of few) {
    const [first = 0] = rows;
    const keys = parts.keys[first] ?? [];
    const own = parts.aggregate[1] === 'controller';
    put(`part ${key}`, rows, {
      label: keyText((keys[1] ?? '').replace(own ? /^[a-z]+:/i : /^$/, ''), locale),
      role: 'workload',
      name: own ? (keys[0] ?? '') : (keys[1] ?? ''),
      keys: own ? keys : [keys[1] ?? ''],
    });
  }
  if (many.length > 0) {
    put(`part ${rest}`, many, {
      label: locale.t('other', { n: sorted.length - few.length }),
      role: 'other',
      name: '',
      keys: null,
    });
  }
}
