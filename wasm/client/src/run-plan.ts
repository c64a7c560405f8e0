// The host's loop: ask the session what to send, send it, stream the answers in, until nothing is left to ask.
import { asProrataError, cancelled, ProrataError } from './errors.js';
import { Patience } from './patience.js';
import {
  busyServer,
  errorText,
  isBusy,
  noAnswerInTime,
  pause,
  retryAfter,
  targetOf,
  unreachable,
  type Source,
  type Target,
} from './source.js';
import type { Answering, PlanRequest, Session } from './types.js';

export type { Source } from './source.js';

/** Where a request stands; `late` means that no answer came in time. `bytes` and `ms` count from when it was first sent. */
export interface FetchProgress {
  readonly id: string;
  readonly chunk: number;
  readonly phase: 'sent' | 'receiving' | 'done' | 'retrying' | 'refused' | 'late';
  readonly bytes: number;
  readonly series: number;
  readonly ms: number;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FetchProgress) => void;
  /** Longest wait for one whole answer; default two minutes, as Prometheus' own limit. */
  readonly timeoutMs?: number;
  /** How often a busy server is asked again; default 4. */
  readonly retries?: number;
  /**
   * Wait before the first retry; it doubles each time, and up to as much again is added at random. Never shorter than the
   * server's Retry-After, but for one longer than a minute.
   */
  readonly retryDelayMs?: number;
}

/** More would only wait in the server's queue. */
const kInFlight = 2;

type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'busy'; readonly status: number; readonly body: string; readonly wishedMs: number }
  | { readonly kind: 'refused'; readonly status: number; readonly body: string }
  | { readonly kind: 'lost'; readonly problem: ProrataError; readonly late: boolean };

class Run {
  readonly #target: Target;
  readonly #timeoutMs: number;
  readonly #retries: number;
  readonly #retryDelayMs: number;
  /** The source has answered once, so a later silence is about the request. */
  #answered = false;
  /** The source has given an answer that could be read, so one that cannot costs only its query. */
  #understood = false;
  readonly #patience = new Patience();

  constructor(
    private readonly session: Session,
    source: Source | Answering,
    private readonly options: RunOptions,
  ) {
    this.#target = targetOf(source);
    this.#timeoutMs = options.timeoutMs ?? 120_000;
    this.#retries = options.retries ?? 4;
    this.#retryDelayMs = options.retryDelayMs ?? 500;
  }

  /** Asks until an answer, a refusal that was handed to the session, or an error. Gives what is to be asked instead. */
  async request(request: PlanRequest, stop: AbortSignal): Promise<readonly PlanRequest[]> {
    const report = this.#reporter(request);
    const lost = this.#patience.givenUp(request.id);
    if (lost !== undefined) return this.#refuse(request, report, 'refused', 0, lost);
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.#attempt(request, stop, report);
      if (outcome.kind === 'done') return [];
      const again = outcome.kind === 'busy' || (outcome.kind === 'lost' && !outcome.late && this.#answered);
      if (again && attempt < this.#patience.retries(this.#retries)) {
        report('retrying');
        const wished = outcome.kind === 'busy' ? outcome.wishedMs : 0;
        await pause(Math.max(wished, this.#retryDelayMs * 2 ** attempt) * (1 + Math.random()), stop);
        continue;
      }
      if (outcome.kind === 'lost' && !this.#answered) throw outcome.problem;
      if (outcome.kind === 'refused') return this.#refuse(request, report, 'refused', outcome.status, outcome.body);
      return this.#failed(request, report, outcome);
    }
  }

  /** A request that failed for good, though it may be right: smaller, without its query, or not at all any more. */
  async #failed(request: PlanRequest, report: Reporter, outcome: Failed): Promise<readonly PlanRequest[]> {
    const gone = outcome.kind === 'lost';
    const late = gone && outcome.late;
    const why = gone ? whyLost(outcome) : `HTTP status ${outcome.status}, again and again`;
    const phase = late ? 'late' : 'refused';
    switch (this.#patience.failed(request.id, gone, why)) {
      case 'smaller':
        // A connection that breaks says nothing about size: the query is given up.
        if (gone) return this.#refuse(request, report, phase, late ? 504 : 0, why);
        return this.#refuse(request, report, phase, outcome.status, outcome.body);
      case 'giveUp':
        return this.#refuse(request, report, phase, 0, why);
      case 'stop':
        report(phase);
        throw gone ? outcome.problem : busyServer(this.#target.base, why);
    }
  }

  /** Status 0: the session makes nothing smaller. */
  async #refuse(
    { id, chunk }: PlanRequest,
    report: Reporter,
    phase: 'late' | 'refused',
    status: number,
    body: string,
  ): Promise<readonly PlanRequest[]> {
    report(phase);
    await this.session.refused(id, chunk, status, body);
    // Before any answer was read nothing is worth cutting up.
    return this.#understood ? (await this.session.plan()).filter((request) => request.id === id) : [];
  }

  async #attempt(request: PlanRequest, stop: AbortSignal, report: Reporter): Promise<Outcome> {
    const limit = timeLimit(this.#timeoutMs, stop);
    const lost = (): Outcome => {
      if (stop.aborted) throw cancelled();
      const late = limit.signal.aborted;
      const { base } = this.#target;
      return { kind: 'lost', problem: late ? noAnswerInTime(base, this.#timeoutMs) : unreachable(base), late };
    };
    try {
      report('sent');
      const response = await this.#target.send(request, limit.signal).catch(notTold);
      if (!response) return lost();
      if (response.ok) return await this.#receive(response, request, report, lost);
      const body = await errorText(response).catch(() => null);
      if (body === null) return lost();
      this.#answered = true;
      const { status } = response;
      return isBusy(status, body)
        ? { kind: 'busy', status, body, wishedMs: retryAfter(response) }
        : { kind: 'refused', status, body };
    } finally {
      limit.clear();
    }
  }

  /** Streams an answer into the session. A connection that breaks leaves nothing behind. */
  async #receive(response: Response, request: PlanRequest, report: Reporter, lost: () => Outcome): Promise<Outcome> {
    const writer = await this.session.ingest(request.id, request.chunk);
    const reader = response.body?.getReader();
    try {
      for (let bytes = 0; reader;) {
        const next = await reader.read().catch(() => null);
        if (next === null) {
          await writer.abort?.();
          return lost();
        }
        if (next.done) break;
        bytes += next.value.length;
        await writer.write(next.value);
        report('receiving', bytes);
      }
      const summary = await writer.end();
      this.#answered = true;
      this.#understood = true;
      this.#patience.answered(request.id);
      report('done', summary.bytes, summary.series);
      return { kind: 'done' };
    } catch (thrown) {
      await reader?.cancel().catch(() => undefined);
      const problem = this.#located(thrown, request);
      if (!this.#understood || problem.code !== 'bad-input') throw problem;
      return { kind: 'refused', status: 0, body: `an answer that cannot be read: ${problem.message}` };
    }
  }

  /** An error of reading an answer, with the request it answered. */
  #located(thrown: unknown, { id }: PlanRequest): ProrataError {
    const { fields } = asProrataError(thrown);
    return new ProrataError({ ...fields, where: fields.where ? `${id}, ${fields.where}` : id });
  }

  #reporter({ id, chunk }: PlanRequest): Reporter {
    const begin = performance.now();
    return (phase, bytes = 0, series = 0) =>
      this.options.onProgress?.({ id, chunk, phase, bytes, series, ms: performance.now() - begin });
  }
}

/** Browsers do not say why a fetch failed; who answers by himself does. */
function notTold(thrown: unknown): null {
  if (thrown instanceof ProrataError) throw thrown;
  return null;
}

type Failed = Extract<Outcome, { kind: 'busy' | 'lost' }>;

const whyLost = ({ late, problem }: Extract<Outcome, { kind: 'lost' }>): string =>
  late ? problem.message : 'the connection broke, or the answer lacked CORS headers, again and again';

/** A signal that stops after `ms` or with `stop`; AbortSignal.any is younger than the browsers that are supported. */
function timeLimit(ms: number, stop: AbortSignal): { readonly signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, ms);
  stop.addEventListener('abort', abort, { once: true });
  if (stop.aborted) abort();
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      stop.removeEventListener('abort', abort);
    },
  };
}

type Reporter = (phase: FetchProgress['phase'], bytes?: number, series?: number) => void;

const keyOf = ({ id, chunk }: PlanRequest): string => `${id}#${chunk}`;

/**
 * Works through `requests`, at most kInFlight at a time; the first failure stops the rest and is thrown. What takes the
 * place of a request comes next, so that the size that a server can take is found before all of a query is cut up.
 */
async function inParallel(
  requests: readonly PlanRequest[],
  work: (request: PlanRequest) => Promise<readonly PlanRequest[]>,
  stop: AbortController,
): Promise<void> {
  const waiting = [...requests];
  const known = new Set(requests.map(keyOf));
  const lane = async (): Promise<void> => {
    for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
      const instead = (await work(request)).filter((each) => !known.has(keyOf(each)));
      for (const each of instead) known.add(keyOf(each));
      waiting.unshift(...instead);
    }
  };
  const lanes = Array.from({ length: kInFlight }, async () => {
    try {
      await lane();
    } catch (thrown) {
      waiting.length = 0;
      stop.abort();
      throw thrown;
    }
  });
  const failed = (await Promise.allSettled(lanes)).filter((result) => result.status === 'rejected');
  // The failure that stopped the others, not the "stopped" of the others.
  const reasons = failed.map(({ reason }) => asProrataError(reason));
  const first = reasons.find(({ code }) => code !== 'cancelled') ?? reasons[0];
  if (first) throw first;
}

/** Fetches everything that the session's plan asks for. Errors: unreachable, refused, bad-input, cancelled. */
export async function runPlan(session: Session, source: Source | Answering, options: RunOptions = {}): Promise<void> {
  const run = new Run(session, source, options);
  const stop = new AbortController();
  const forward = () => stop.abort();
  options.signal?.addEventListener('abort', forward, { once: true });
  try {
    for (;;) {
      if (options.signal?.aborted) throw cancelled();
      const requests = await session.plan();
      if (requests.length === 0) return;
      await inParallel(requests, (request) => run.request(request, stop.signal), stop);
    }
  } finally {
    options.signal?.removeEventListener('abort', forward);
  }
}
