// From a source to a session with data: the phases of loading, the log of requests, cancel. One source at a time.
import { loadEngine, type Engine, type Session } from '@prorata/engine';
import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { explain } from '../connect/explain.ts';
import { browserAsks } from '../connect/probe.ts';
import type { Trouble } from '../connect/trouble.ts';
import type { ViewState } from '../state/view.ts';
import { fetchedWindow } from '../state/window.ts';
import { LoadFailure } from './failure.ts';
import { openLog, type OpenLog } from './log.ts';
import { queryTotals } from './queries.ts';
import type { Loaded, Lost } from './live.ts';
import { loadRecording } from './recording.ts';
import { engineParts, exampleStream } from './parts.ts';
import { sourceTexts, type LiveSource, type Source } from './source.ts';
import { zoneValue } from './zone.ts';

export type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'asking'; readonly source: LiveSource }
  | { readonly kind: 'loading'; readonly source: Source }
  | {
      readonly kind: 'failed';
      readonly source: Source | null;
      readonly trouble: Trouble;
      readonly milliseconds: number;
    }
  | {
      readonly kind: 'ready';
      readonly source: Source;
      readonly session: Session;
      /** Servers of the source without an answer. */
      readonly lost: readonly Lost[];
      /** More is on its way: figures are first ones. */
      readonly pending: boolean;
      readonly milliseconds: number;
    };

const current = signal<Phase>({ kind: 'starting' });
const received = signal(0);
const mayAsk = signal(false);

export const phase: ReadonlySignal<Phase> = current;
export { queries } from './log.ts';
/** Bytes of files so far, unpacked. */
export const recordingBytes: ReadonlySignal<number> = received;
/** The browser is about to ask whether this page may reach the local network. */
export const networkQuestion: ReadonlySignal<boolean> = mayAsk;

/** A load of more than this asks first: a tab may be stopped over it. */
const heavyBytes = 100_000_000;
export interface HeavyLoad {
  readonly bytes: number;
  readonly goOn: () => void;
}
const heavyNow = signal<HeavyLoad | null>(null);
/** What is about to be loaded, where somebody has to agree to it. */
export const heavy: ReadonlySignal<HeavyLoad | null> = heavyNow;

/** Asks once per load, whatever its servers are. */
function agreement(cancelled: AbortSignal): (bytes: number) => Promise<void> {
  let agreed = false;
  let asked: Promise<void> | null = null;
  return (bytes) => {
    if (agreed || bytes <= heavyBytes) return Promise.resolve();
    asked ??= new Promise((resolve, reject) => {
      const end = (): void => {
        heavyNow.value = null;
        reject(new LoadFailure({ kind: 'cancelled' }));
      };
      cancelled.addEventListener('abort', end, { once: true });
      heavyNow.value = {
        bytes,
        goOn: () => {
          agreed = true;
          cancelled.removeEventListener('abort', end);
          heavyNow.value = null;
          resolve();
        },
      };
    });
    return asked;
  };
}

const year = 366 * 24 * 3_600_000;

/** Headers per base address; memory only. */
const credentials = new Map<string, Readonly<Record<string, string>>>();
let engine: Promise<Engine> | null = null;
let running: { readonly abort: AbortController; readonly session: Session | null } | null = null;

export function setAuthorization(baseUrl: string, authorization: string): void {
  credentials.set(baseUrl, { Authorization: authorization });
}

export function headersFor(baseUrl: string): Readonly<Record<string, string>> {
  return credentials.get(baseUrl) ?? {};
}

/** Started early: the engine compiles while the first bytes are on their way. */
export function startEngine(): Promise<Engine> {
  engine ??= engineParts()
    .then(loadEngine)
    .catch((error: unknown) => {
      engine = null;
      throw error;
    });
  return engine;
}

export function ask(source: LiveSource): void {
  stop();
  current.value = { kind: 'asking', source };
}

export function fail(trouble: Trouble): void {
  current.value = { kind: 'failed', source: null, trouble, milliseconds: 0 };
}

function stop(): void {
  running?.abort.abort();
  // An engine that is gone has nothing left to close.
  running?.session?.close().catch(() => undefined);
  running = null;
}

/** Ends loading; what is in stays usable. */
export function cancel(): void {
  running?.abort.abort();
}

async function exampleBytes(signal_: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const stream = await exampleStream(signal_);
  if (!stream) throw new LoadFailure({ kind: 'recording', message: '', damaged: false });
  return stream;
}

/** fresh: nothing that this browser kept is believed. */
export async function load(source: Source, view: ViewState, fresh = false): Promise<void> {
  stop();
  const abort = new AbortController();
  running = { abort, session: null };
  const started = performance.now();
  const log = openLog();
  batch(() => {
    current.value = { kind: 'loading', source };
    received.value = 0;
    mayAsk.value = false;
  });
  let over = false;
  const early = async (session: Session): Promise<void> => {
    // Where there are no figures yet, loading shows.
    const has = await session.allocate({ aggregate: ['namespace'], idle: 'separate' }).catch(() => null);
    if (!has || over || running?.abort !== abort) return;
    const milliseconds = performance.now() - started;
    current.value = { kind: 'ready', source, session, lost: [], pending: true, milliseconds };
  };
  try {
    const { session, lost } = await fill(source, { view, fresh, log, cancelled: abort.signal, early });
    over = true;
    if (running?.abort !== abort) return void session?.close().catch(() => undefined);
    log.close();
    const milliseconds = performance.now() - started;
    const [first] = lost;
    if (session) current.value = { kind: 'ready', source, session, lost, pending: false, milliseconds };
    else if (first) current.value = { kind: 'failed', source, trouble: first.trouble, milliseconds };
  } catch (error) {
    over = true;
    if (running?.abort !== abort) return;
    log.close();
    const milliseconds = performance.now() - started;
    const { value } = current;
    // Who stops while first figures are shown keeps them.
    if (abort.signal.aborted && value.kind === 'ready' && running.session) {
      current.value = { ...value, session: running.session, pending: false, milliseconds };
      return;
    }
    const trouble = await explain(error, source, queryTotals(log.list()));
    if (running?.abort === abort) current.value = { kind: 'failed', source, trouble, milliseconds };
  }
}

interface Filling {
  readonly view: ViewState;
  readonly fresh: boolean;
  readonly log: OpenLog;
  readonly cancelled: AbortSignal;
  readonly early: (session: Session) => Promise<void>;
}

async function fill(source: Source, { view, fresh, log, cancelled, early }: Filling): Promise<Loaded> {
  const ready = await startEngine();
  const opened = (session: Session): void => {
    if (running?.abort.signal === cancelled) running = { ...running, session };
  };
  const progress = { signal: cancelled, log, onBytes: (count: number) => (received.value = count) };
  if (source.kind === 'example') {
    const session = await ready.open();
    opened(session);
    await loadRecording(session, await exampleBytes(cancelled), progress);
    return { session, lost: [] };
  }
  if (source.kind === 'files') {
    const { loadFiles } = await import('./files.ts');
    return { session: await loadFiles(source.files, { ...progress, engine: ready, opened }), lost: [] };
  }
  for (const { address } of source.members) {
    void browserAsks(address.baseUrl).then((asks) => (mayAsk.value ||= asks));
  }
  // Not part of a first visit, which shows the example.
  const [{ loadLive }, { forgetKept, loadTime }] = await Promise.all([import('./live.ts'), import('../kept/keep.ts')]);
  if (fresh) await Promise.all(source.members.map(({ address }) => forgetKept(address.baseUrl)));
  const window = fetchedWindow(view);
  const nowMs = await loadTime(sourceTexts(source).join(' '), window, view.timeZone);
  const fetch = {
    window,
    nowMs,
    mode: view.mode,
    ...(view.resolution === '' ? {} : { resolution: view.resolution }),
    ...(view.weekStart === '' ? {} : { weekStart: view.weekStart }),
    ...(view.weights.length === 0 ? {} : { weights: view.weights }),
    ...(view.match === '' ? {} : { match: view.match }),
    timeZone: zoneValue(view.timeZone, nowMs - 2 * year, nowMs + year),
  };
  const { timeout } = view;
  const settings = { engine: ready, fetch, log, cancelled, timeoutMs: timeout * 1000, headersFor };
  return loadLive(source, { ...settings, agree: agreement(cancelled) }, opened, (session) => void early(session));
}

/** After a cancel: answers from what has arrived. */
export function showLoaded(): void {
  const { value } = current;
  if (value.kind !== 'failed' || value.source === null || !running?.session) return;
  const { source, milliseconds } = value;
  current.value = { kind: 'ready', source, session: running.session, lost: [], pending: false, milliseconds };
}

/** The engine has data but no answer: it becomes the page's trouble. */
export function failLoaded(trouble: Trouble): void {
  const { value } = current;
  if (value.kind !== 'ready') return;
  const { source, milliseconds } = value;
  current.value = { kind: 'failed', source, trouble, milliseconds };
}
