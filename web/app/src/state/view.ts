// What the page shows, as one value. The URL holds exactly this; data and credentials are elsewhere.
import type { IdlePolicy, Method } from '@prorata/engine';
import type { Language, TableColumn } from '@prorata/ui';
import type { NamedScenario } from './scenario.ts';

export const views = ['overview', 'allocation', 'flow', 'assets', 'gpu', 'prices', 'queries'] as const;
export type View = (typeof views)[number];

export const idlePolicies = ['separate', 'share', 'hide'] as const satisfies readonly IdlePolicy[];
export const methods = ['interval', 'average', 'request', 'usage'] as const satisfies readonly Method[];
/** Whose figures a link wants to be like: a method, as `prorata serve` has it on the paths of their APIs. */
export const presets = { opencost: 'average', kubecost: 'average', ack: 'request' } as const satisfies Readonly<
  Record<string, Method>
>;
/** auto: spread by node, and in one row where it is separate. */
export const idleScopes = ['auto', 'node', 'cluster'] as const;
export const idleSplits = ['weighted', 'even'] as const;
export const weekDays = ['', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
/** Keys whose label can be another. */
export const aliased = ['department', 'environment', 'owner', 'product', 'team'] as const;
/** Where prices are from; a file that was opened stands before either, and is in no link. */
export const priceLists = ['exported', 'builtin'] as const;
export const steps = ['auto', '1h', '1d', '1w', '1mo'] as const;
/** Series in steps, or sums of whole days that the server makes: less to load, and about the same figures. */
export const modes = ['stepped', 'totals'] as const;
export type StepChoice = (typeof steps)[number];
export const charts = ['bar', 'area', 'line', 'table'] as const;
export type Chart = (typeof charts)[number];
/** What stands in the middle of the cost flow, and what behind it: namespaces and workloads, nodes and namespaces … */
export const flows = ['workload', 'node', 'cluster'] as const;
/** What stands beside the allocation; empty for nothing. */
export const drawers = ['', 'whatif'] as const;
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
export const languages = ['en', 'zh-CN'] as const satisfies readonly Language[];

/** Limits of `timeout`, in seconds. */
export const timeouts = { least: 1, most: 3600 } as const;

export interface ViewState {
  /**
   * Base address without credentials, several as `NAME=ADDRESS` with spaces between; `demo` for the recording that comes
   * with the page; null where none is named.
   */
  readonly metrics: string | null;
  readonly view: View;
  /** A window word of the engine: `7d`, `month`, `START..END`. Empty: 7 days of a server, all of what a file covers. */
  readonly window: string;
  readonly step: StepChoice;
  readonly mode: (typeof modes)[number];
  /** Grid step as the engine reads it: `1h`; empty: as the amount of data allows. */
  readonly resolution: string;
  /** PromQL matchers without braces, put into every selector; empty for none. */
  readonly match: string;
  /** `NAME=PROMQL`: queries that costs can be shared by. */
  readonly weights: readonly string[];
  /** `UTC`, `local` or an IANA name. */
  readonly timeZone: string;
  /** First day of weeks; empty: the engine's. */
  readonly weekStart: (typeof weekDays)[number];
  readonly by: readonly string[];
  /** `team=squad`: labels that keys stand for instead of OpenCost's. */
  readonly aliases: readonly string[];
  /** Filter text of the engine; empty for none. */
  readonly filter: string;
  readonly idle: IdlePolicy;
  readonly method: Method;
  /** A second method beside the first; null for none. */
  readonly compare: Method | null;
  /** What rows are set against: `prev`, the window of the same length before, or another window; empty for nothing. */
  readonly against: string;
  readonly idleBy: (typeof idleScopes)[number];
  readonly idleSplit: (typeof idleSplits)[number];
  /** How much of idle is shared, as the engine reads it: `cpu=0.5`; empty for all. */
  readonly idlePart: string;
  readonly chargeWaiting: boolean;
  /** Rules for costs that others bear. */
  readonly share: readonly string[];
  readonly prices: (typeof priceLists)[number];
  /** Prices and idle of a scenario: `spot:35,cpu:-10,idle:50`; empty for none. And the rules that it has instead. */
  readonly whatIf: string;
  readonly whatIfShare: readonly string[];
  /** And prices of kinds of nodes per hour, as `formatEdits` has them. */
  readonly whatIfPrices: string;
  /** Scenarios with names, to be compared. */
  readonly scenarios: readonly NamedScenario[];
  /** `CNY:7.1`: what one unit of the answer's currency is worth in the reader's own; empty for none. */
  readonly ownRate: string;
  /** The scenario's sliders beside the allocation, which then shows the scenario. */
  readonly drawer: (typeof drawers)[number];
  readonly chart: Chart;
  readonly flow: (typeof flows)[number];
  /** Longest wait for one answer of the source, in seconds. */
  readonly timeout: number;
  /** A column, with `-` for the largest first. */
  readonly sort: string;
  /** Of the cost table; empty for all that there are. */
  readonly columns: readonly TableColumn[];
  /** Paths of rows that are opened in place, as `pathOf` writes them. */
  readonly opened: readonly string[];
  /** What stands out: `row:` and its path, or `step:` and when it begins; empty for nothing. */
  readonly selected: string;
  /** In the frame of another page: without rail and bar. */
  readonly embedded: boolean;
  /** null: what the browser prefers. */
  readonly language: Language | null;
  readonly theme: Theme;
}

/** Whether what is shown is a scenario, not what is charged now. */
export const showsScenario = ({ view, drawer }: ViewState): boolean =>
  view === 'prices' || (view === 'allocation' && drawer === 'whatif');

/** What a server is asked; a file has what it was made with. */
export type Fetched = Pick<ViewState, 'mode' | 'resolution' | 'match' | 'weights'>;
export const asRecorded: Fetched = { mode: 'stepped', resolution: '', match: '', weights: [] };

const fetchWords = ({ mode, resolution, match, weights }: Fetched): string =>
  [mode === 'stepped' ? '' : mode, resolution, match, ...weights].filter(Boolean).join(', ');

/** What a link says and the figures of its view do not hold. */
export const leavesOut = (state: ViewState) => ({
  scenario:
    state.view !== 'queries' && !showsScenario(state) && state.whatIf + state.whatIfPrices + state.whatIfShare !== '',
  filter: state.filter !== '' && /overview|assets|gpu/.test(state.view),
  /** What only servers are asked. */
  fetch: state.metrics === null || state.metrics === 'demo' ? fetchWords(state) : '',
});

export const initialView: ViewState = {
  metrics: null,
  view: 'allocation',
  window: '',
  step: 'auto',
  ...asRecorded,
  timeZone: 'UTC',
  weekStart: '',
  by: ['namespace'],
  aliases: [],
  filter: '',
  idle: 'separate',
  method: 'interval',
  compare: null,
  against: '',
  idleBy: 'auto',
  idleSplit: 'weighted',
  idlePart: '',
  chargeWaiting: true,
  share: [],
  prices: 'exported',
  whatIf: '',
  whatIfShare: [],
  whatIfPrices: '',
  scenarios: [],
  ownRate: '',
  drawer: '',
  chart: 'bar',
  flow: 'workload',
  timeout: 120,
  sort: '-total',
  columns: [],
  opened: [],
  selected: '',
  embedded: false,
  language: null,
  theme: 'auto',
};
