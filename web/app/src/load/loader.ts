// From a source to a session with data: the phases of loading, the log of requests, cancel. One source at a time.
import { loadEngine, runPlan, type Engine, type Session } from '@prorata/engine';
import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { explain } from '../connect/explain.ts';
import { browserAsks } from '../connect/probe.ts';
import type { Trouble } from '../connect/trouble.ts';
import type { ViewState } from '../state/view.ts';
import { LoadFailure } from './failure.ts';
import { openLog, type OpenLog } from './log.ts';
import { queryTotals } from './queries.ts';
import { loadRecording } from './recording.ts';
import { engineParts, exampleStream } from './parts.ts';
import type { Source } from './source.ts';
import { noTraffic, progressInto, reasonOf, refusedAll, watchedFetch, watchedSession } from './watch.ts';
import { zoneValue } from './zone.ts';

export type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'asking'; readonly source: Extract<Source, { kind: 'prometheus' }> }
  | { readonly kind: 'loading'; readonly source: Source }
  | {
      readonly kind: 'failed';
      readonly source: Source | null;
      readonly trouble: Trouble;
      readonly milliseconds: number;
    }
  | { readonly kind: 'ready'; readonly source: Source; readonly session: Session; readonly milliseconds: number };

const current = signal<Phase>({ kind: 'starting' });
const received = signal(0);
const mayAsk = signal(false);

export const phase: ReadonlySignal<Phase> = current;
export { queries } from './log.ts';
/** Bytes of a recording so far. */
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

/** Asks once per load. */
function agreement(cancelled: AbortSignal): (bytes: number) => Promise<void> {
  let agreed = false;
  return (bytes) => {
    if (agreed || bytes <= heavyBytes) return Promise.resolve();
    return new Promise((resolve, reject) => {
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

export function ask(source: Extract<Source, { kind: 'prometheus' }>): void {
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

export async function load(source: Source, view: ViewState): Promise<void> {
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
  try {
    const session = await open(source, view);
    if (abort.signal.aborted && running?.abort !== abort) return void session.close();
    running = { abort, session };
    await fill(session, source, { log, cancelled: abort.signal, timeoutMs: view.timeout * 1000 });
    if (running?.abort !== abort) return;
    log.close();
    current.value = { kind: 'ready', source, session, milliseconds: performance.now() - started };
  } catch (error) {
    if (running?.abort !== abort) return;
    log.close();
    const milliseconds = performance.now() - started;
    const trouble = await explain(error, source, queryTotals(log.list()));
    if (running?.abort === abort) current.value = { kind: 'failed', source, trouble, milliseconds };
  }
}

interface Filling {
  readonly log: OpenLog;
  readonly cancelled: AbortSignal;
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
}

async function fill(session: Session, source: Source, { log, cancelled, timeoutMs }: Filling): Promise<void> {
  if (source.kind !== 'prometheus') {
    const bytes = source.kind === 'file' ? source.file : await exampleBytes(cancelled);
    return loadRecording(session, bytes, { signal: cancelled, log, onBytes: (count) => (received.value = count) });
  }
  const { baseUrl } = source.address;
  void browserAsks(baseUrl).then((asks) => (mayAsk.value = asks));
  const traffic = noTraffic();
  const headers = headersFor(baseUrl);
  const asking = watchedFetch(traffic, cancelled);
  const isOpen = Object.keys(headers).length === 0;
  const target = { url: baseUrl, headers, fetch: isOpen ? await kept(asking, baseUrl, log) : asking };
  try {
    await runPlan(watchedSession(session, log, traffic, agreement(cancelled)), target, {
      signal: cancelled,
      timeoutMs,
      onProgress: progressInto(log),
    });
    if (traffic.answered === 0) throw new LoadFailure(refusedAll(traffic));
  } catch (error) {
    throw new LoadFailure(reasonOf(error, traffic, timeoutMs / 1000));
  }
}

/** What is not in this browser yet; the log says of each request whether it was. */
async function kept(asking: typeof fetch, source: string, log: OpenLog): Promise<typeof fetch> {
  const { keepingFetch } = await import('../kept/keep.ts');
  return keepingFetch(asking, source, (params, found) => {
    const text = params.toString();
    for (const { key, asked } of log.list()) if (asked === text) log.update(key, { kept: found });
  });
}

async function open(source: Source, view: ViewState): Promise<Session> {
  const ready = await startEngine();
  if (source.kind !== 'prometheus') return ready.open();
  const { loadTime } = await import('../kept/keep.ts');
  const nowMs = await loadTime(source.address.baseUrl, view.window, view.timeZone);
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
  const { source, milliseconds } = value;
  current.value = { kind: 'ready', source, session: running.session, milliseconds };
}

/** The engine has data but no answer: it becomes the page's trouble. */
export function failLoaded(trouble: Trouble): void {
  const { value } = current;
  if (value.kind !== 'ready') return;
  const { source, milliseconds } = value;
  current.value = { kind: 'failed', source, trouble, milliseconds };
}
