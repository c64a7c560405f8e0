// Looks over the shoulder of the engine's own loop: what was asked, what came back, and what the network really did.
import type { FetchProgress, PlanRequest, ResponseWriter, Session } from '@prorata/engine';
import { isLoopback, isPrivateHost } from '../connect/address.ts';
import { isLimit } from '../connect/trouble.ts';
import { bound } from './bound.ts';
import { engineReason, LoadFailure, type FailureReason } from './failure.ts';
import { isGivenUp, queryKey, waitingQuery, type QueryLog, type QueryRecord } from './queries.ts';

export type { QueryLog };

/** What fetch() saw; errors of the engine do not tell a silent server from a refusing one. */
export interface Traffic {
  answered: number;
  /** Answers that held anything: of what a source lacks each has an empty one. */
  told: number;
  refusals: number;
  status: number | null;
  body: string;
  isPage: boolean;
  timedOut: boolean;
  broken: boolean;
}

export const noTraffic = (): Traffic => ({
  answered: 0,
  told: 0,
  refusals: 0,
  status: null,
  body: '',
  isPage: false,
  timedOut: false,
  broken: false,
});

/**
 * An https page may ask an http server in the user's own network where browsers are told so beforehand (Chromium 142
 * and later). Only for addresses that say themselves where they are: a wrong hint makes the request fail.
 */
export function addressSpaceFor(page: URL, target: URL): 'local' | null {
  const isMixed = page.protocol === 'https:' && target.protocol === 'http:' && !isLoopback(target.hostname);
  return isMixed && isPrivateHost(target.hostname) && /[.:]/.test(target.hostname) ? 'local' : null;
}

export function watchedFetch(traffic: Traffic, cancelled: AbortSignal): typeof fetch {
  return async (input, init) => {
    try {
      const target = new URL(input instanceof Request ? input.url : input, location.href);
      const targetAddressSpace = addressSpaceFor(new URL(location.href), target);
      const options: RequestInit & { targetAddressSpace?: string } = targetAddressSpace
        ? { ...init, targetAddressSpace }
        : (init ?? {});
      const response = await fetch(input, options);
      traffic.broken = false;
      if (!response.ok) traffic.status = response.status;
      else traffic.isPage = /^text\/html/i.test(response.headers.get('content-type') ?? '');
      return response;
    } catch (error) {
      if (init?.signal?.aborted && !cancelled.aborted) traffic.timedOut = true;
      else traffic.broken = true;
      throw error;
    }
  };
}

export function progressInto(log: QueryLog): (progress: FetchProgress) => void {
  return ({ id, chunk, phase, bytes, series, ms }) =>
    log.update(queryKey({ id, chunk }), {
      sentAt: performance.now() - ms,
      milliseconds: ms,
      ...(phase === 'receiving' || phase === 'done' ? { bytes } : {}),
      ...(phase === 'done' ? { series } : {}),
      state: phase === 'sent' || phase === 'receiving' ? 'running' : phase,
    });
}

function watchedWriter(
  writer: ResponseWriter,
  done: (change: Partial<QueryRecord>) => void,
  traffic: Traffic,
): ResponseWriter {
  return {
    write: (bytes) => writer.write(bytes),
    abort: async () => writer.abort?.(),
    async end() {
      const summary = await writer.end();
      const { series, samples, warnings, partial } = summary;
      traffic.answered += 1;
      if (series > 0) traffic.told += 1;
      done({ status: 200, series, samples, warnings, partial });
      return summary;
    },
  };
}

/** The error of Prometheus' API in a refusal; else the text itself, unless that is a page. */
export function refusalText(status: number, body: string): string {
  try {
    const answer: unknown = JSON.parse(body);
    const error: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'error') : null;
    if (typeof error === 'string') return error;
  } catch {
    // Not every refusal is JSON.
  }
  if (status === 0) return body;
  return /^\s*</.test(body) ? '' : body.trim().slice(0, 200);
}

/** A refused request whose query is asked again in the next round was split there, unless it is in `whole`. */
function markSplit(log: QueryLog, round: readonly PlanRequest[], whole: ReadonlySet<string>): void {
  const known = new Set(log.list().map(({ key }) => key));
  const again = new Set(round.filter((request) => !known.has(queryKey(request))).map(({ id }) => id));
  for (const query of log.list()) {
    if (isGivenUp(query) && again.has(query.id) && !whole.has(query.key)) log.update(query.key, { state: 'split' });
  }
}

/**
 * The same session; what passes is noted. agree: resolves when so many bytes may be asked for, rejects where they may not.
 */
export function watchedSession(
  session: Session,
  log: QueryLog,
  traffic: Traffic,
  agree: (estimatedBytes: number) => Promise<void> = () => Promise.resolve(),
): Session {
  /** Refused for good, while another part of the same query may just have been cut up. */
  const whole = new Set<string>();
  return {
    ...bound(session),
    async plan() {
      if (isHopeless(traffic)) throw new LoadFailure(refusedAll(traffic));
      const requests: readonly PlanRequest[] = await session.plan();
      markSplit(log, requests, whole);
      for (const request of requests) log.add(waitingQuery(request));
      await agree(requests.reduce((sum, request) => sum + request.estimatedBytes, 0));
      return requests;
    },
    async ingest(id, chunk) {
      const writer = await session.ingest(id, chunk);
      return watchedWriter(writer, (change) => log.update(queryKey({ id, chunk }), change), traffic);
    },
    async refused(id, chunk, status, body) {
      traffic.status = status;
      traffic.body = body;
      traffic.refusals += 1;
      const key = queryKey({ id, chunk });
      if (status === 0) whole.add(key);
      const late = log.list().some((query) => query.key === key && query.state === 'late');
      log.update(key, late ? { reason: body } : { state: 'refused', status, reason: refusalText(status, body) });
      await session.refused(id, chunk, status, body);
    },
  };
}

/** More than it takes to cut two queries of a year down to single points, which is done before others are asked. */
const enoughRefusals = 60;

/** Whether going on, or asking for less, would not help. */
function isHopeless({ answered, told, refusals, status, body }: Traffic): boolean {
  if ((status ?? 0) < 500 && !isLimit(body)) return false;
  return answered === 0 || (told === 0 && refusals >= enoughRefusals);
}

/** Whether a source that has answered all that was asked has said nothing because it refused. */
export const refusedWhatIs = ({ told, body }: Traffic): boolean => told === 0 && isLimit(body);

/** Nothing was answered and something was refused. */
export const refusedAll = ({ status, body }: Traffic): FailureReason => ({
  kind: 'refusedAll',
  status: status ?? 0,
  detail: refusalText(status ?? 0, body),
});

/** An error of the loop and what the network did → the reason that the page explains. */
export function reasonOf(error: unknown, traffic: Traffic, quietSeconds: number): FailureReason {
  if (error instanceof LoadFailure) return error.reason;
  const reason = engineReason(error);
  switch (reason.code) {
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'unreachable':
      return traffic.timedOut && !traffic.broken ? { kind: 'timeout', seconds: quietSeconds } : { kind: 'network' };
    case 'refused':
      return traffic.status === null ? reason : { kind: 'status', status: traffic.status, body: traffic.body };
    case 'bad-input':
      if (traffic.isPage) return { kind: 'page' };
      return traffic.answered === 0 ? { kind: 'answer', message: reason.message } : reason;
    default:
      // A failure of ours that passed through the loop has lost its reason.
      return isHopeless(traffic) ? refusedAll(traffic) : reason;
  }
}
