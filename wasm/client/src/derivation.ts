// Where a number comes from, as `Session.explain` tells it.
import type { RowKind, ShareMethod } from './types.js';

/** One cost hour of a term; `cost` is `amount` × `rate` in units of 10^-digits, rounded half to even, once. */
export interface DerivedHour {
  readonly start: string;
  readonly end: string;
  readonly requested?: number;
  readonly used?: number;
  readonly amount: number;
  readonly rate: number;
  readonly cost: number;
  /** Where several share the hour's cost: `part` is this one's, by `weight` of `weights`. */
  readonly weight?: number;
  readonly weights?: number;
  readonly part?: number;
}

/** What came of something shared: `weight` of `weights` of the pool, or under `even` of one namespace's portion of it. */
export interface DerivedShare {
  /** `idle of NODE`, or a rule. */
  readonly from: string;
  /** Of the step, where the derivation has several. */
  readonly start?: string;
  readonly end?: string;
  readonly method: ShareMethod | 'gpu-weighted' | 'network-bytes' | `custom:${string}`;
  /** Of idle that is spread in part: all of it, and how much of it is spread. */
  readonly whole?: number;
  readonly coefficient?: number;
  readonly pool: number;
  /** `even`: over how many namespaces, and what the container's has of the pool. */
  readonly namespaces?: number;
  readonly portion?: number;
  readonly weight: number;
  readonly weights: number;
  /** Of `custom:NAME`: the query of that name, and `weight` and `weights` as it measures them, times hours. */
  readonly weightQuery?: string;
  readonly measured?: number;
  readonly measuredAll?: number;
  readonly cost: number;
}

/** The price of the whole node, and which part of it is the resource's, by weight. Money per hour. */
export interface DerivedSplit {
  readonly whole: number;
  readonly weight: number;
  readonly weights: number;
  readonly part: number;
}

/** How a rate came about, from the price as it is written on. What changes nothing is absent. docs/formats.md. */
export interface DerivedRate {
  /** The hour from which on it is so. */
  readonly start: string;
  readonly listed: number;
  /** What the listed price is of: `node`, or a unit such as `core`. */
  readonly of: string;
  readonly currency: string;
  /** As it is written, where that is not per hour and GiB: `writtenUnit` is such as `month` or `GB-month`. Over
   * `writtenHours` and `writtenGib` it is `listed`. */
  readonly written?: number;
  readonly writtenUnit?: string;
  readonly writtenHours?: number;
  readonly writtenGib?: number;
  readonly exchangeRate?: number;
  readonly spotPart?: number;
  readonly billFactor?: number;
  /** Units of the resource that the node has. */
  readonly capacity?: number;
  readonly split?: DerivedSplit;
  /** 0 to 1. */
  readonly discount?: number;
  readonly covered?: number;
  readonly committed?: number;
  readonly commitment?: DerivedSplit;
  readonly pooled?: DerivedSplit;
  readonly whatIf?: number;
  readonly billedLives?: number;
  /** Currency of the answer per unit and hour. */
  readonly rate: number;
  /** All of it as one sentence. */
  readonly text: string;
}

/** A query that terms are made of; without `promql` where the host asked it. */
export interface DerivedQuery {
  readonly query: string;
  readonly promql?: string;
  readonly samples: number;
}

/** What one container pays for one resource or charge, what came to it by a rule, or what of a node is idle. */
export interface DerivedTerm {
  /** `asset`: of a derivation of one, whoever bears it. */
  readonly kind: RowKind | 'asset';
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly node: string;
  /** `cpu`, `ram`, `gpu`, `disk`, a charge and its name (`volume pv-1`), or `shared cost`. */
  readonly what: string;
  readonly unit: string;
  readonly amountUnits: number;
  readonly priceSource: string;
  readonly runningHours: number;
  readonly usageUnknownHours: number;
  /** Of the grid while it ran, and those with a usage sample. */
  readonly intervals: number;
  readonly intervalsWithSamples: number;
  /** Names of the plan's queries that it is made of. */
  readonly queries: readonly string[];
  /** In `unit`s; `requested` and `used` where somebody asks for it. */
  readonly amount: number;
  readonly requested?: number;
  readonly used?: number;
  /** One for each change of the rate; absent where nothing is charged of its own. */
  readonly rates?: readonly DerivedRate[];
  /** Currency per `unit`: the least and the most of the hours. */
  readonly rateLeast: number;
  readonly rateMost: number;
  readonly ownCost: number;
  /** Of idle: what the node's containers pay. */
  readonly chargedToContainers?: number;
  readonly idleReceived?: number;
  /** What came by a rule to share costs. */
  readonly shareReceived?: number;
  readonly received?: readonly DerivedShare[];
  /** The rule by which others bear this cost, and how much: all of it. */
  readonly givenTo?: string;
  readonly given?: number;
  readonly totalCost: number;
  /** Absent where a number of terms was asked for. */
  readonly hours?: readonly DerivedHour[];
}

/** Where a number comes from: terms by cost that add up to it. docs/formats.md, "prorata.explain/1". */
export interface Derivation {
  readonly of: string;
  /** The window, or the hour that was asked for. */
  readonly start: string;
  readonly end: string;
  readonly currency: string;
  readonly totalCost: number;
  readonly terms: readonly DerivedTerm[];
  /** Terms beyond those asked for, and what they cost together. */
  readonly moreTerms?: number;
  readonly moreCost?: number;
  /** Of all terms, in the order of the plan. */
  readonly queries: readonly DerivedQuery[];
}
