// What a saved panel holds, version 1. Read from anything: a panel's JSON can be edited by hand.
import type { IdlePolicy, Method } from '@prorata/engine';
import { queryModes, type QueryMode } from '../queries/plan.ts';

export const views = ['table', 'series', 'treemap', 'stats', 'flow'] as const;
export type View = (typeof views)[number];
export const steps = ['auto', '1h', '1d', '1w', '1mo'] as const;
export type Step = (typeof steps)[number];
export const columns = [
  'cpuCost',
  'ramCost',
  'gpuCost',
  'diskCost',
  'pvCost',
  'networkCost',
  'loadBalancerCost',
  'overheadCost',
  'totalCost',
  'share',
  'efficiency',
  'cpuEfficiency',
  'ramEfficiency',
  'cpuCoreHours',
  'cpuRequestCoreHours',
  'cpuUsageCoreHours',
  'ramGibHours',
  'ramRequestGibHours',
  'ramUsageGibHours',
  'gpuHours',
  'gpuRequestHours',
  'gpuUsageHours',
  'diskGibHours',
] as const;
export type Column = (typeof columns)[number];
export const clicks = ['drill', 'variable', 'none'] as const;
export type Click = (typeof clicks)[number];
export const flows = ['resource', 'node'] as const;
export type FlowFrom = (typeof flows)[number];
export const legends = ['bottom', 'right', 'hidden'] as const;
export type Legend = (typeof legends)[number];
export const styles = ['bars', 'area', 'lines'] as const;
export type SeriesStyle = (typeof styles)[number];

const idlePolicies: readonly IdlePolicy[] = ['separate', 'share', 'hide'];
const methods: readonly Method[] = ['interval', 'average', 'request', 'usage'];

/** What *Set up queries* was last told; nothing of it changes a figure. */
export interface SetUp {
  readonly mode: QueryMode;
  readonly match: string;
  readonly minStep: string;
}

export interface CostOptions {
  readonly view: View;
  /** Keys of docs/questions.md; may hold variables. */
  readonly groupBy: readonly string[];
  /** A filter of docs/questions.md; may hold variables. */
  readonly filter: string;
  readonly idle: IdlePolicy;
  readonly method: Method;
  readonly step: Step;
  /** A price file; empty: exported prices, then built-in ones. */
  readonly prices: string;
  /** Name of the cluster where the data has none; may hold variables. */
  readonly cluster: string;
  /** Rows shown at most; the others are one. */
  readonly limit: number;
  readonly columns: readonly Column[];
  /** Whether columns of money are left out in which every row is 0. */
  readonly hideEmpty: boolean;
  readonly click: Click;
  readonly whatIf: boolean;
  readonly flowFrom: FlowFrom;
  readonly legend: Legend;
  readonly style: SeriesStyle;
  readonly setUp: SetUp;
}

export const defaults: CostOptions = {
  view: 'table',
  groupBy: ['namespace'],
  filter: '',
  idle: 'separate',
  method: 'interval',
  step: 'auto',
  prices: '',
  cluster: '',
  limit: 20,
  columns: [
    'totalCost',
    'cpuCost',
    'ramCost',
    'gpuCost',
    'diskCost',
    'pvCost',
    'networkCost',
    'loadBalancerCost',
    'overheadCost',
    'share',
    'efficiency',
  ],
  hideEmpty: true,
  click: 'drill',
  whatIf: false,
  flowFrom: 'resource',
  legend: 'bottom',
  style: 'bars',
  setUp: { mode: 'stepped', match: '', minStep: '5m' },
};

export const kMostRows = 1000;

/** An option that means nothing, and what it could be. */
export interface BadOption {
  readonly option: string;
  readonly found: string;
  readonly wanted: string;
}

type Read<T> = (value: unknown) => T | undefined;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const oneOf =
  <T extends string>(words: readonly T[]): Read<T> =>
  (value) =>
    words.find((word) => word === value);
const text: Read<string> = (value) => (typeof value === 'string' ? value : undefined);
const flag: Read<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
function listOf<T>(read: Read<T>): Read<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length === 0) return undefined;
    const entries = value.map((entry: unknown) => read(entry));
    return entries.every((entry) => entry !== undefined) ? entries : undefined;
  };
}
const rows: Read<number> = (value) =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= kMostRows ? Number(value) : undefined;
const setUp: Read<SetUp> = (value) => {
  if (!isObject(value)) return undefined;
  // Panels from before there were modes say none.
  const mode = oneOf(queryModes)(value['mode'] ?? defaults.setUp.mode);
  const match = text(value['match'] ?? defaults.setUp.match);
  const minStep = text(value['minStep'] ?? defaults.setUp.minStep);
  return mode !== undefined && match !== undefined && minStep !== undefined ? { mode, match, minStep } : undefined;
};

const list = (words: readonly string[]): string => words.join(', ');

type Fields = { readonly [K in keyof CostOptions]: readonly [read: Read<CostOptions[K]>, wanted: string] };

const fields: Fields = {
  view: [oneOf(views), list(views)],
  groupBy: [listOf(text), 'a list of keys, such as namespace and label:team'],
  filter: [text, 'a text'],
  idle: [oneOf(idlePolicies), list(idlePolicies)],
  method: [oneOf(methods), list(methods)],
  step: [oneOf(steps), list(steps)],
  prices: [text, 'a price file as text'],
  cluster: [text, 'a text'],
  limit: [rows, `a whole number from 1 to ${kMostRows}`],
  columns: [listOf(oneOf(columns)), `a list of ${list(columns)}`],
  hideEmpty: [flag, 'true or false'],
  click: [oneOf(clicks), list(clicks)],
  whatIf: [flag, 'true or false'],
  flowFrom: [oneOf(flows), list(flows)],
  legend: [oneOf(legends), list(legends)],
  style: [oneOf(styles), list(styles)],
  setUp: [setUp, `an object with mode (${list(queryModes)}), match and minStep`],
};

export type ReadOptions =
  | { readonly kind: 'read'; readonly options: CostOptions }
  | { readonly kind: 'bad'; readonly problems: readonly BadOption[] };

/** What is not there takes its default; what means nothing is named, never replaced. */
export function readOptions(saved: unknown): ReadOptions {
  if (saved === undefined || saved === null) return { kind: 'read', options: defaults };
  if (!isObject(saved)) {
    return { kind: 'bad', problems: [{ option: 'options', found: JSON.stringify(saved), wanted: 'an object' }] };
  }
  const options: Partial<Record<keyof CostOptions, unknown>> = {};
  const problems: BadOption[] = [];
  for (const name of Object.keys(fields) as (keyof CostOptions)[]) {
    const value = saved[name];
    const [read, wanted] = fields[name];
    const known = value === undefined ? defaults[name] : read(value);
    if (known === undefined) problems.push({ option: name, found: JSON.stringify(value).slice(0, 60), wanted });
    options[name] = known;
  }
  if (problems.length > 0) return { kind: 'bad', problems };
  // Every field was read by its own reader.
  return { kind: 'read', options: options as CostOptions };
}
