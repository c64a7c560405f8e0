// What goes in and out of the engine, as JavaScript sees it. Values and names are those of docs/questions.md.
import type { Derivation } from './derivation.js';

export type * from './derivation.js';

/** Why something failed; equal to the engine's error codes. */
export type ErrorCode =
  'bad-input' | 'bad-usage' | 'refused' | 'unreachable' | 'no-data' | 'overflow' | 'internal' | 'cancelled';

/** A time zone as a value: from `atMs` on (UTC), local time is UTC + `offsetSeconds`. */
export interface TimeZoneValue {
  readonly name: string;
  readonly initialOffsetSeconds: number;
  readonly transitions: readonly { readonly atMs: number; readonly offsetSeconds: number }[];
}

/** What to fetch. Times are RFC 3339, unix seconds as text, or the words of docs/questions.md (`7d`, `today` …). */
export interface FetchOptions {
  /** `7d`, `24h`, `today`, `yesterday`, `week`, `lastweek`, `month`, `lastmonth`, or `START,END`. */
  readonly window: string;
  /** Whose words `window` is read by; `7d` ends with today in OpenCost's. Default: prorata's. */
  readonly dialect?: Dialect;
  /** Default: monday; in OpenCost's dialect sunday. */
  readonly weekStart?: WeekDay;
  /** The time that `window` counts back from, in milliseconds since 1970; hosts pass Date.now(). */
  readonly nowMs: number;
  readonly timeZone?: TimeZoneValue;
  /** Grid step such as `5m`; `auto` (default) keeps the plan under `sampleBudget`. */
  readonly resolution?: string;
  /** What is fetched: series at grid points (`stepped`, default), or sums that the server makes of whole days (`totals`). */
  readonly mode?: 'stepped' | 'totals';
  /** Usage samples that `auto` resolution may load; default 8 million. */
  readonly sampleBudget?: number;
  /** Extra PromQL matchers put into every selector, e.g. `cluster="prod"`. */
  readonly match?: string;
  /** Name of the cluster where the data has no cluster label. */
  readonly cluster?: string;
  /** GPU resources beside those that the engine knows, or in their place; of a config file, or by hand. */
  readonly gpuResources?: readonly GpuResource[];
  /** Queries that a rule may share by (`by custom:NAME`), as `NAME=PROMQL`. */
  readonly weights?: readonly string[];
  /** Whether to fetch what containers may use at most, which price templates with `basis: limit` are for. */
  readonly limits?: boolean;
  /** The data comes by `ingestSeries`, asked for by somebody else: nothing is planned, and `resolution` must be given. */
  readonly sampled?: Sampled;
}

/** For a session that waits for a recording. */
export type RecordingOptions = Pick<FetchOptions, 'gpuResources' | 'weights'> & { readonly window?: undefined };

/** How much of a GPU one unit of a resource (`example.com/gpu`) is, from 0 to 1. */
export interface GpuResource {
  readonly resource: string;
  readonly gpus: number;
}

/** What may be spent on what meets the filter, or on everything: `50000/month`. */
export interface Budget {
  readonly name: string;
  readonly filter?: string;
  readonly amount: string;
}

/** How series were asked for that are handed over. */
export interface Sampled {
  /** Step at which first and last samples of an object were looked for. */
  readonly lifetimeResolutionMs: number;
  /** Distance of grid points from multiples of the resolution since 1970. */
  readonly gridOffsetMs: number;
}

/**
 * Series of several queries. Series i answers the query `names[query[i]]`, has the labels [labelBegin[i],
 * labelBegin[i + 1]) of `labels`, which are pairs of places of a name and a value in `texts`, and the samples
 * [pointBegin[i], pointBegin[i + 1]).
 */
export interface SeriesArrays {
  /** Names of docs/queries.md; `ram_usage_bytes` is `ram_usage` in bytes. */
  readonly names: readonly string[];
  readonly query: Uint32Array;
  readonly texts: readonly string[];
  readonly labelBegin: Uint32Array;
  readonly labels: Uint32Array;
  readonly pointBegin: Uint32Array;
  /** Milliseconds since 1970. */
  readonly times: Float64Array;
  /** NaN and infinity are left out and counted. */
  readonly values: Float64Array;
}

export type ResponseKind = 'vector' | 'matrix';

/** One request of the plan. `params` go into a form POST to `path` below the source's base URL. */
export interface PlanRequest {
  readonly id: string;
  readonly chunk: number;
  readonly kind: ResponseKind;
  readonly path: '/api/v1/query' | '/api/v1/query_range';
  readonly params: Readonly<Record<string, string>>;
  /** What the answer feeds, as one of the fixed words of docs/queries.md (`cpu-usage`, `pods`, …). */
  readonly feeds: string;
  readonly estimatedSamples: number;
  readonly estimatedBytes: number;
}

/** What one response held. */
export interface ResponseSummary {
  readonly bytes: number;
  readonly series: number;
  readonly samples: number;
  readonly droppedNonFinite: number;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly partial: boolean;
}

/** What the series held that were handed over. */
export type SeriesSummary = Pick<ResponseSummary, 'series' | 'samples' | 'droppedNonFinite'>;

/** Whose words windows and steps are read by (docs/questions.md). */
export type Dialect = 'prorata' | 'opencost' | 'ack';
export type WeekDay = 'sunday' | 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday';
export type Method = 'interval' | 'average' | 'request' | 'usage';
export type ShareMethod = 'weighted' | 'even' | 'cpu' | 'ram' | 'gpu' | 'network';
export type IdlePolicy = 'separate' | 'share' | 'hide';

/** A question to loaded data. Everything may be left out. */
export interface Question {
  /** Keys of docs/questions.md, such as `namespace`, `service`, `team`, `label:KEY`; default `['namespace']`. */
  readonly aggregate?: readonly string[];
  /**
   * A part of the loaded window, in the words of `FetchOptions.window`, which count back from its end: `1d` is its last
   * day. Default: all of it.
   */
  readonly window?: string;
  /** `1h`, `1d`, `1w`, `1mo`, `quarter` or `window` (one step, default). */
  readonly step?: string;
  /** What steps are summed to, instead of `step`: `all`, `hour`, `day`, `week`, `month`, `quarter`. */
  readonly accumulate?: string;
  /** Whose words `step` is read by: in OpenCost's and ACK's durations count from the window's begin. */
  readonly dialect?: Dialect;
  /** Default: monday; in OpenCost's dialect sunday. */
  readonly weekStart?: WeekDay;
  readonly method?: Method;
  readonly idle?: IdlePolicy;
  /** Whose idle is one sum. With idle `share`, `node` by default; with `separate` all is one row by default, else each has one. */
  readonly idleBy?: 'node' | 'cluster';
  /** With idle `share`: by what receivers pay, or evenly over namespaces. */
  readonly idleSplit?: 'weighted' | 'even';
  /** How much of idle is spread, from 0 to 1: `cpu=0.5,gpu=1`. */
  readonly idleCoefficients?: string;
  /** Costs that others bear, in order: `SOURCE [by METHOD]` (docs/questions.md). */
  readonly share?: readonly string[];
  /** Labels that `department`, `environment`, `owner`, `product` and `team` stand for: `{ team: 'squad' }`. */
  readonly aliases?: { readonly [Key in 'department' | 'environment' | 'owner' | 'product' | 'team']?: string };
  /** What was spent stands against each among the diagnostics. */
  readonly budgets?: readonly Budget[];
  /** Whether containers are charged their requests while they wait to start on their nodes; default true. */
  readonly chargeWaiting?: boolean;
  /** Conditions joined by `+`: `namespace:"shop"+node!:"n1","n2"`. Keys are those of `aggregate`, a label as `label[KEY]` or `label:KEY`. */
  readonly filter?: string;
  readonly timeZone?: TimeZoneValue;
  /** Workloads that get a row of their own, the largest first; the rest is one row of kind `other`. Default: all. */
  readonly limit?: number;
  /** Prices that nobody pays, in per cent. */
  readonly whatIf?: WhatIf;
  /** What things cost, a PriceFile; without it, exported prices and built-in default rates. The same object again is read once. */
  readonly prices?: unknown;
}

/**
 * Prices that nobody pays, to see what they would cost (docs/questions.md), in per cent. Of the rates of nodes: what is
 * added. Of the time of nodes on demand: how much of it is on spot nodes instead, and how much of the rest is committed,
 * which takes `saving` off.
 */
export interface WhatIf {
  /** -99 to 1000. */
  readonly cpu?: number;
  readonly ram?: number;
  readonly gpu?: number;
  readonly disk?: number;
  /** 0 to 100. */
  readonly spot?: number;
  readonly committed?: number;
  /** 0 to 99. */
  readonly saving?: number;
}

/**
 * A price file (docs/prices.md): `builtin`, the list that comes with the engine; the text of a file, alone
 * or with the name to use in errors; or JSON of one, every scalar a string.
 */
export type PriceFile =
  string | { readonly name: string; readonly text: string } | { readonly [field: string]: unknown };

/** A question on its way to the engine: the price file is JSON of texts or one text; its name is for errors. */
export type AskedQuestion = Omit<Question, 'prices'> & { readonly prices?: NamedPrices };
export interface NamedPrices {
  readonly name: string;
  readonly file: unknown;
  /** The file is a config file with prices in it. */
  readonly config?: true;
}

/** A config file (docs/config.md): its text, alone or with the name to use in errors; or JSON of one. */
export type ConfigFile = PriceFile;

/** What a config file says, to be spread into options and questions. */
export interface Config {
  readonly fetch: Pick<FetchOptions, 'gpuResources' | 'weights'>;
  /** Only what the file says. */
  readonly question: Pick<
    Question,
    'idle' | 'idleBy' | 'idleSplit' | 'idleCoefficients' | 'share' | 'budgets' | 'prices'
  >;
  /** Name of a price file that is apart. */
  readonly pricesFile?: string;
  /** Places of what is read and has no use. */
  readonly unused: readonly string[];
}

/** int64 amounts of 10^-digits currency units. `units` is correctly rounded, for drawing; sums come from the engine. */
export interface MoneyColumn {
  readonly units: Float64Array;
  readonly nano: BigInt64Array;
}

/** `unmounted`: volumes and balancers that no pod can be charged for. `overhead`: costs of the whole cluster. `other`: workloads beyond the limit of rows. */
export type RowKind = 'workload' | 'idle' | 'unallocated' | 'unmounted' | 'overhead' | 'other';

/** Columns of equal length, one entry per row. */
export interface CostColumns {
  readonly cpuCost: MoneyColumn;
  readonly ramCost: MoneyColumn;
  readonly gpuCost: MoneyColumn;
  /** The node's own disk. */
  readonly diskCost: MoneyColumn;
  /** Persistent volumes. */
  readonly pvCost: MoneyColumn;
  /** All traffic; its classes follow. */
  readonly networkCost: MoneyColumn;
  readonly networkCrossZoneCost: MoneyColumn;
  readonly networkCrossRegionCost: MoneyColumn;
  readonly networkInternetCost: MoneyColumn;
  readonly networkOtherCost: MoneyColumn;
  readonly loadBalancerCost: MoneyColumn;
  /** Fees and lines of whole clusters; in the `overhead` row alone. */
  readonly overheadCost: MoneyColumn;
  /** What rules to share costs moved here from others. */
  readonly sharedCost: MoneyColumn;
  readonly totalCost: MoneyColumn;
  /** Charged amounts, in core-hours, GiB-hours and GPU-hours. */
  readonly cpuCoreHours: Float64Array;
  readonly ramGibHours: Float64Array;
  readonly gpuHours: Float64Array;
  readonly diskGibHours: Float64Array;
  readonly cpuRequestCoreHours: Float64Array;
  readonly ramRequestGibHours: Float64Array;
  readonly cpuUsageCoreHours: Float64Array;
  readonly ramUsageGibHours: Float64Array;
  readonly gpuRequestHours: Float64Array;
  readonly gpuUsageHours: Float64Array;
  /** used / requested, weighted by cost over CPU and RAM; NaN where nothing was requested. */
  readonly efficiency: Float64Array;
  readonly cpuEfficiency: Float64Array;
  readonly ramEfficiency: Float64Array;
  /** Part of the table's total cost; NaN where the total is 0. */
  readonly share: Float64Array;
  /** What is requested and not used of CPU, memory and GPU, in money; and as a part of what these cost, or NaN. */
  readonly workloadIdleCost: MoneyColumn;
  readonly workloadIdleRatio: Float64Array;
  /** Hours in which any of the row ran: an average is an amount divided by these. */
  readonly runningHours: Float64Array;
  /** Of all of the row in the same hour; NaN where nobody knows. */
  readonly cpuCoreUsageMax: Float64Array;
  readonly ramByteUsageMax: Float64Array;
}

export interface Step {
  readonly startMs: number;
  readonly endMs: number;
  /** The step is cut by the window, so it is shorter than the others. */
  readonly partial: boolean;
}

export type Severity = 'info' | 'warning' | 'error';
export interface Diagnostic {
  readonly id: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fix: string;
  readonly count: number;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly objects: readonly string[];
  /** What the objects it concerns cost in the window, in units of the currency; null where that is not known. */
  readonly cost: number | null;
  /** About what unpriced things cost, at default rates; it is in no total. */
  readonly estimate: number | null;
  /** What the window costs more because of it; less where it is negative. */
  readonly difference: number | null;
}

/** The answer to a question: rows sorted by cost, largest first, then by name. */
export interface AllocationResult {
  readonly window: { readonly startMs: number; readonly endMs: number };
  readonly resolutionMs: number;
  readonly mode: string;
  readonly method: Method;
  readonly currency: string;
  /** Decimal digits of `MoneyColumn.nano`: 9, or 6 for currencies whose unit is tiny. */
  readonly digits: number;
  readonly aggregate: readonly string[];
  readonly rowCount: number;
  readonly names: readonly string[];
  readonly kinds: readonly RowKind[];
  /** One text per key of `aggregate`, for each row. */
  readonly keys: readonly (readonly string[])[];
  readonly columns: CostColumns;
  /** The same columns with one entry: all rows together. */
  readonly totals: CostColumns;
  readonly steps: readonly Step[];
  /** Cost of row r in step s at index r * steps.length + s. */
  readonly stepCost: MoneyColumn;
  /** Cost of all rows in step s. */
  readonly stepTotals: MoneyColumn;
  /** What assets cost, and what of it is not in the rows: 0 unless a filter or `idle: 'hide'` took rows out. */
  readonly assetCost: MoneyColumn;
  readonly remainder: MoneyColumn;
  /** Idle of all nodes before any of it is shared; what is paid by time (nodes, volumes, balancers); idle as a part of it, or NaN. */
  readonly idleCost: MoneyColumn;
  readonly allocationCost: MoneyColumn;
  readonly idleRatio: number;
  readonly filtered: boolean;
  /** A source said that data is missing. */
  readonly partial: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export type AssetKind = 'node' | 'volume' | 'loadBalancer' | 'network' | 'management' | 'line' | 'disk';

/** At the end of a volume's life in the window. unmounted: claimed, but by no pod that runs. available: never claimed. */
export type VolumeState = 'mounted' | 'unmounted' | 'released' | 'available';

/**
 * Assets with their price and where it comes from: nodes first, one entry per instance, then the other kinds, each
 * sorted by cluster and name. What means nothing for a kind is an empty text or 0.
 */
export interface AssetsResult {
  readonly currency: string;
  readonly digits: number;
  readonly rowCount: number;
  readonly names: readonly string[];
  readonly kinds: readonly AssetKind[];
  readonly clusters: readonly string[];
  /** Of a volume its claim, of a balancer its namespace, with `/` and the name; of a network its class. */
  readonly of: readonly string[];
  /** Of volumes; else empty. */
  readonly states: readonly (VolumeState | '')[];
  readonly regions: readonly string[];
  readonly zones: readonly string[];
  /** Of a node its type, of a volume its storage class. */
  readonly instanceTypes: readonly string[];
  readonly spot: readonly boolean[];
  readonly priceSources: readonly string[];
  readonly hours: Float64Array;
  readonly cpuCores: Float64Array;
  readonly ramGib: Float64Array;
  readonly gpus: Float64Array;
  readonly diskGib: Float64Array;
  /** The part of a node's capacity that pods may not take; below zero where nothing tells. */
  readonly cpuOverhead: Float64Array;
  readonly ramOverhead: Float64Array;
  /** One node, GiB of a volume, GiB of traffic; and what one costs, in currency per `units`. */
  readonly amount: Float64Array;
  readonly rate: Float64Array;
  readonly units: readonly string[];
  readonly hourlyPrice: MoneyColumn;
  readonly cpuCost: MoneyColumn;
  readonly ramCost: MoneyColumn;
  readonly gpuCost: MoneyColumn;
  readonly diskCost: MoneyColumn;
  readonly totalCost: MoneyColumn;
  /** Capacity of a node that pods may not take; part of its idle. */
  readonly reservedCost: MoneyColumn;
  readonly idleCost: MoneyColumn;
  /** Of a volume or a balancer, while no pod mounts it or stands behind it. */
  readonly unmountedCost: MoneyColumn;
}

export interface ComparedCosts {
  readonly cpuCost: number;
  readonly ramCost: number;
  readonly gpuCost: number;
  readonly diskCost: number;
  readonly totalCost: number;
}

/** One row by two methods; a row that one of them lacks costs nothing there. */
export interface Compared {
  readonly first: ComparedCosts;
  readonly second: ComparedCosts;
  /** Second less first, exactly. */
  readonly difference: ComparedCosts;
  /** Of the first total; null where that is 0. */
  readonly change: number | null;
}

/** Two answers side by side, rows in the order of the first. docs/formats.md, "prorata.compare/1". */
export interface Comparison {
  readonly start: string;
  readonly end: string;
  readonly currency: string;
  readonly first: { readonly method: Method; readonly idle: IdlePolicy };
  /** With its window, where that is another one. */
  readonly second: {
    readonly method: Method;
    readonly idle: IdlePolicy;
    readonly start?: string;
    readonly end?: string;
  };
  readonly rows: readonly (Compared & {
    readonly name: string;
    readonly kind: RowKind;
    readonly key: Readonly<Record<string, string>>;
  })[];
  readonly totals: Compared;
}

/** docs/formats.md. The first three are of a whole answer, the others go step by step. */
export type ReportFormat =
  | 'json'
  | 'table'
  | 'csv'
  | 'ndjson'
  | 'markdown'
  | 'prometheus'
  | 'opencost'
  | 'opencost-summary'
  | 'opencost-csv'
  | 'ack'
  | 'ack-csv'
  | 'focus'
  | 'focus-1.2'
  | 'focus-schema'
  | 'focus-1.2-schema';
/** What FOCUS asks and no metric tells. Without them: the cluster, and its provider. */
export interface FocusOptions {
  readonly billingAccount?: string;
  readonly invoiceIssuer?: string;
}
export type AssetsFormat = 'json' | 'table' | 'csv' | 'opencost' | 'prometheus';

/** Feeds one response into the session. Chunks may end anywhere. */
export interface ResponseWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the response; rejects with a ProrataError where it was no Prometheus answer. */
  end(): Promise<ResponseSummary>;
  /** Forgets what was written: nothing of the answer counts. */
  abort?(): Promise<void>;
}

/** Data of one source and window, and the questions to it. Same interface on the main thread and over a worker. */
export interface Session {
  /** What to send next; ask again after all of it is answered, until the list is empty. */
  plan(): Promise<readonly PlanRequest[]>;
  /** Opens the answer to a request of the plan. */
  ingest(id: string, chunk: number): Promise<ResponseWriter>;
  /** All series of a session that was opened with `sampled`, at once. Over a worker the arrays are moved, not copied. */
  ingestSeries(series: SeriesArrays): Promise<SeriesSummary>;
  /** The source refused: the request is split, dropped with a diagnostic, or the promise rejects with what to do. */
  refused(id: string, chunk: number, status: number, body: string): Promise<void>;
  /**
   * Takes over what another session of the same engine loaded, before anything is asked of either: another source, with
   * other clusters. The other is closed by it. Errors: bad-usage for other windows or resolutions, and for a cluster that
   * both have; this session is as it was then.
   */
  absorb(other: Session): Promise<void>;
  /** A recording (already gunzipped) instead of a plan. */
  ingestRecording(): Promise<ResponseWriter>;
  allocate(question?: Question): Promise<AllocationResult>;
  assets(question?: Question): Promise<AssetsResult>;
  /** The same bytes as the CLI's `allocate --format`. */
  report(format: ReportFormat, question?: Question, focus?: FocusOptions): Promise<string>;
  /** The same for assets. */
  reportAssets(format: AssetsFormat, question?: Question): Promise<string>;
  /**
   * The derivation of what meets `of`, conditions as a filter has them; `__idle__` as any value asks for idle. terms: the
   * largest, without hours; 0 for all of them, hour by hour. atMs: only the cost hour that this time lies in.
   */
  explain(of: string, question?: Question, terms?: number, atMs?: number): Promise<Derivation>;
  /**
   * The question beside another one: the same by another method, which is the CLI's `--compare`, with other sharing or
   * prices, or about another part of what is loaded. Keys, filter and currency must be the same.
   */
  compare(question: Question, second: Method | Question): Promise<Comparison>;
  diagnostics(): Promise<readonly Diagnostic[]>;
  close(): Promise<void>;
}

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

export type FileKind = 'recording' | 'text' | 'unknown';

/** What text metrics hold; the span is from the first sample to the last. */
export interface TextSummary extends Span {
  readonly series: number;
  readonly samples: number;
  /** Half of all distances between neighbouring samples are shorter. */
  readonly scrapeIntervalMs: number;
}

/** What is asked of text: without a window all that it covers; words count back from its last sample. */
export type TextOptions = Omit<Partial<FetchOptions>, 'mode' | 'weights' | 'sampled'>;

/** Answers the plan's requests by itself, where others are asked at a URL. */
export interface Answering {
  /** For errors. */
  readonly name: string;
  answer(request: PlanRequest): Promise<Response>;
}

/** Metrics of one cluster as text, in place of a server. `readText` fills it. */
export interface TextMetrics extends Answering {
  /**
   * Begins a file; the one before must have ended. writtenAtMs: the time of samples that have none of their own. What is
   * written is not compressed. Errors (bad-input) name file and line.
   */
  file(name: string, writtenAtMs: number): Promise<Omit<ResponseWriter, 'end'> & { end(): Promise<null> }>;
  /** After the last file. Errors (no-data): nothing that costs are computed from, or no length of time. */
  finish(): Promise<TextSummary>;
  /** A session that `runPlan(session, text)` fills. Errors: bad-usage where the text does not cover the window. */
  open(options?: TextOptions): Promise<Session>;
  /** Sessions that are filled stay as they are. */
  close(): Promise<void>;
}

export interface Engine {
  readonly version: string;
  /** Without `fetch` options the session waits for a recording. */
  open(options?: FetchOptions | RecordingOptions): Promise<Session>;
  /** What kind of file begins with these bytes, which are not compressed. */
  kindOfFile(head: Uint8Array): Promise<FileKind>;
  openText(): Promise<TextMetrics>;
  readConfig(file: ConfigFile): Promise<Config>;
  close(): void;
}
