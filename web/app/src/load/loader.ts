// From a source to a session with data: the phases of loading, the log of requests, cancel. One source at a time.
import { loadEngine, runPlan, type Engine, type Session } from '@prorata/engine';
import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { explain } from '../connect/explain.ts';
import { browserAsks } from '../connect/probe.ts';
import type { Trouble } from '../connect/trouble.ts';
import type { ViewState } from '../state/view.ts';
import { LoadFailure } from './failure.ts';
import { queryTotals, type QueryRecord } from './queries.ts';
import { loadRecording } from './recording.ts';
import { exampleFile, type Source } from './source.ts';
import { noTraffic, progressInto, reasonOf, watchedFetch, watchedSession, type QueryLog } from './watch.ts';
import { zoneValue } from './zone.ts';

export type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'asking'; readonly source: Extract<Source, { kind: 'prometheus' }> }
  | { readonly kind: 'loading'; readonly source: Source }
  | { readonly kind: 'failed'; readonly source: Source | null; readonly trouble: Trouble }
  | { readonly kind: 'ready'; readonly source: Source; readonly session: Session; readonly milliseconds: number };

const current = signal<Phase>({ kind: 'starting' });
const records = signal<readonly QueryRecord[]>([]);
const received = signal(0);
const mayAsk = signal(false);

export const phase: ReadonlySignal<Phase> = current;
export const queries: ReadonlySignal<readonly QueryRecord[]> = records;
/** Bytes of a recording so far. */
export const recordingBytes: ReadonlySignal<number> = received;
/** The browser is about to ask whether this page may reach the local network. */
export const networkQuestion: ReadonlySignal<boolean> = mayAsk;

const timeoutMs = 120_000;
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
  engine ??= loadEngine().catch((error: unknown) => {
    engine = null;
    throw error;
  });
  return engine;
}

export function ask(source: Extract<Source, { kind: 'prometheus' }>): void {
  stop();
  current.value = { kind: 'asking', source };
}

export function fail(trouble: Trouble): void {
  current.value = { kind: 'failed', source: null, trouble };
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

/** Progress arrives per chunk; the page hears of it once per frame. */
function newLog(): QueryLog {
  const log = new Map<string, QueryRecord>();
  let frame = 0;
  const changed = (): void => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      records.value = [...log.values()];
    });
  };
  return {
    add(query) {
      if (!log.has(query.key)) log.set(query.key, query);
      changed();
    },
    update(key, change) {
      const old = log.get(key);
      if (old) log.set(key, { ...old, ...change });
      changed();
    },
  };
}

async function exampleBytes(signal_: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(exampleFile, { signal: signal_ }).catch(() => null);
  if (!response?.ok || !response.body) throw new LoadFailure({ kind: 'recording', message: '' });
  return response.body;
}

export async function load(source: Source, view: ViewState): Promise<void> {
  stop();
  const abort = new AbortController();
  running = { abort, session: null };
  const started = performance.now();
  batch(() => {
    current.value = { kind: 'loading', source };
    records.value = [];
    received.value = 0;
    mayAsk.value = false;
  });
  try {
    const session = await open(source, view);
    if (abort.signal.aborted && running?.abort !== abort) return void session.close();
    running = { abort, session };
    await fill(session, source, abort.signal);
    if (running?.abort !== abort) return;
    current.value = { kind: 'ready', source, session, milliseconds: performance.now() - started };
  } catch (error) {
    if (running?.abort !== abort) return;
    const trouble = await explain(error, source, queryTotals(records.value));
    if (running?.abort === abort) current.value = { kind: 'failed', source, trouble };
  }
}

async function fill(session: Session, source: Source, signal_: AbortSignal): Promise<void> {
  const log = newLog();
  if (source.kind !== 'prometheus') {
    const bytes = source.kind === 'file' ? source.file : await exampleBytes(signal_);
    return loadRecording(session, bytes, { signal: signal_, log, onBytes: (count) => (received.value = count) });
  }
  const { baseUrl } = source.address;
  void browserAsks(baseUrl).then((asks) => (mayAsk.value = asks));
  const traffic = noTraffic();
  const target = { url: baseUrl, headers: headersFor(baseUrl), fetch: watchedFetch(traffic, signal_) };
  try {
    await runPlan(watchedSession(session, log, traffic), target, {
      signal: signal_,
      timeoutMs,
      onProgress: progressInto(log),
    });
  } catch (error) {
    throw new LoadFailure(reasonOf(error, traffic, timeoutMs / 1000));
  }
}

async function open(source: Source, view: ViewState): Promise<Session> {
  const ready = await startEngine();
  if (source.kind !== 'prometheus') return ready.open();
  const nowMs = Date.now();
  return ready.open({
    window: view.window,
    nowMs,
    timeZone: zoneValue(view.timeZone, nowMs - 2 * year, nowMs + year),
    // The name of a cluster whose data has no label for it: without the port, as the command line has it.
    cluster: new URL(source.address.baseUrl).hostname,
  });
}

/** After a cancel: answers from what has arrived. */
export function showLoaded(): void {
  const { value } = current;
  if (value.kind !== 'failed' || value.source === null || !running?.session) return;
  current.value = { kind: 'ready', source: value.source, session: running.session, milliseconds: 0 };
}

/** The engine has data but no answer: it becomes the page's trouble. */
export function failLoaded(trouble: Trouble): void {
  const { value } = current;
  if (value.kind === 'ready') current.value = { kind: 'failed', source: value.source, trouble };
}
