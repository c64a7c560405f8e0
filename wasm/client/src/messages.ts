// Every call that crosses from a session to the engine, whether a thread lies between them or not.
import type { ErrorFields } from './errors.js';
import type { Packed } from './native.js';
import type { Noticed } from './notices.js';
import type {
  AskedQuestion,
  AssetsFormat,
  FetchOptions,
  NamedPrices,
  PlanRequest,
  RecordingOptions,
  FocusOptions,
  ReportFormat,
  ResponseSummary,
  SeriesArrays,
  SeriesSummary,
} from './types.js';

/** A program: its bytes, where to fetch them, or what was compiled from them. */
export type Wasm = ArrayBuffer | string | WebAssembly.Module;
/** All programs; the others are asked for when they are needed first, and again where that failed. */
export interface Programs {
  readonly engine: Wasm;
  readonly files: () => Promise<Wasm>;
  /** Left out where no text metrics are read. */
  readonly text?: () => Promise<Wasm>;
}

type InSession<T = unknown> = { readonly session: number } & T;

/** What each call takes and gives. */
export interface CallMap {
  load: { takes: { readonly wasm: Wasm }; gives: string };
  loadFiles: { takes: { readonly wasm: Wasm }; gives: null };
  readConfig: { takes: NamedPrices; gives: string };
  open: { takes: InSession<{ readonly options: FetchOptions | RecordingOptions | null }>; gives: null };
  plan: { takes: InSession; gives: readonly PlanRequest[] };
  ingest: { takes: InSession<{ readonly id: string; readonly chunk: number }>; gives: number };
  ingestRecording: { takes: InSession; gives: number };
  write: { takes: InSession<{ readonly handle: number; readonly bytes: Uint8Array }>; gives: null };
  end: { takes: InSession<{ readonly handle: number }>; gives: ResponseSummary };
  drop: { takes: InSession<{ readonly handle: number }>; gives: null };
  ingestSeries: { takes: InSession<{ readonly series: SeriesArrays }>; gives: SeriesSummary };
  refused: {
    takes: InSession<{ readonly id: string; readonly chunk: number; readonly status: number; readonly body: string }>;
    gives: null;
  };
  /** other: a session that is closed by it. */
  absorb: { takes: InSession<{ readonly other: number }>; gives: null };
  allocate: { takes: InSession<{ readonly question: AskedQuestion }>; gives: Packed };
  assets: { takes: InSession<{ readonly question: AskedQuestion }>; gives: Packed };
  report: {
    takes: InSession<{
      readonly format: ReportFormat;
      readonly question: AskedQuestion;
      readonly focus: FocusOptions;
      /** Packed: what the reader of text noticed. */
      readonly noticed: Uint8Array;
    }>;
    gives: string;
  };
  reportAssets: {
    takes: InSession<{
      readonly format: AssetsFormat;
      readonly question: AskedQuestion;
      readonly noticed: Uint8Array;
    }>;
    gives: string;
  };
  explain: {
    takes: InSession<{
      readonly of: string;
      readonly question: AskedQuestion;
      readonly terms: number;
      readonly at?: number;
    }>;
    gives: string;
  };
  compare: { takes: InSession<{ readonly question: AskedQuestion; readonly second: AskedQuestion }>; gives: string };
  diagnostics: { takes: InSession; gives: readonly Noticed[] };
  loadText: { takes: { readonly wasm: Wasm }; gives: null };
  /** Of the program that reads text metrics. */
  callText: {
    takes: { readonly verb: string; readonly takes: object; readonly bytes: readonly Uint8Array[] };
    gives: { readonly value: unknown; readonly bytes: ArrayBuffer };
  };
  close: { takes: InSession; gives: null };
}

export type Kind = keyof CallMap;
export type Takes<K extends Kind> = CallMap[K]['takes'];
export type Gives<K extends Kind> = CallMap[K]['gives'];

/** A call as a message, told apart by `kind`. */
export type Call = { readonly [K in Kind]: { readonly kind: K } & Takes<K> }[Kind];

/** Makes a call, here or in a worker. `transfer`: buffers the caller gives away. */
export type Caller = <K extends Kind>(kind: K, takes: Takes<K>, transfer?: Transferable[]) => Promise<Gives<K>>;

export interface CallMessage {
  readonly number: number;
  readonly call: Call;
}

export type ReplyMessage =
  | { readonly number: number; readonly ok: true; readonly value: unknown }
  | { readonly number: number; readonly ok: false; readonly error: ErrorFields };
