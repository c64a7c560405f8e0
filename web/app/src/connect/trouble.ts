// What went wrong, as one of the cases that the page can explain, and how it is found out.
import type { Span } from '@prorata/engine';
import type { FailureReason } from '../load/failure.ts';

export type Trouble =
  | { readonly kind: 'unreachable'; readonly host: string; readonly baseUrl: string }
  | { readonly kind: 'cors'; readonly host: string }
  | { readonly kind: 'login'; readonly host: string }
  | { readonly kind: 'forbidden'; readonly host: string }
  | { readonly kind: 'mixed'; readonly host: string }
  | { readonly kind: 'localNetwork'; readonly host: string }
  | { readonly kind: 'webPage'; readonly host: string; readonly baseUrl: string }
  | { readonly kind: 'notPrometheus'; readonly host: string; readonly detail: string }
  /** `detail`: what the source says about it; may be empty. */
  | { readonly kind: 'refusesAll'; readonly host: string; readonly status: number; readonly detail: string }
  | { readonly kind: 'noInventory'; readonly found: readonly string[] }
  /** known: first and last day with pods, where the source says. */
  | { readonly kind: 'empty'; readonly known: Known | null }
  /** Not one query was answered, and the source says that each asks for too much. */
  | { readonly kind: 'limit'; readonly host: string; readonly detail: string }
  | { readonly kind: 'timeout'; readonly host: string; readonly seconds: number }
  | { readonly kind: 'cancelled'; readonly done: number; readonly all: number }
  | { readonly kind: 'recording'; readonly detail: string }
  | { readonly kind: 'damaged'; readonly detail: string }
  | { readonly kind: 'text'; readonly detail: string; readonly hint: string }
  | { readonly kind: 'onlyRecordings'; readonly name: string }
  | { readonly kind: 'apart'; readonly detail: string }
  /** A window that is no part of what a file covers. */
  | { readonly kind: 'outside'; readonly window: string; readonly recorded: Span }
  | { readonly kind: 'noExample' }
  | { readonly kind: 'oldBrowser'; readonly missing: string }
  | { readonly kind: 'failed'; readonly message: string; readonly hint: string };

/** Milliseconds since 1970. */
export interface Known {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Prometheus' own words for more samples, or points, than it allows. */
export const isLimit = (reason: string): boolean =>
  /too many samples|max-samples|exceeded maximum resolution/.test(reason);

/** What probes found out about a source that fetch() could not read. */
export interface Observation {
  readonly pageIsSecure: boolean;
  /** The page comes from this computer or network itself, so the browser does not guard local addresses from it. */
  readonly pageIsLocal: boolean;
  readonly targetIsSecure: boolean;
  readonly targetIsLoopback: boolean;
  /** The browser's permission for local addresses, where it knows one. */
  readonly localNetwork: PermissionState | 'unsupported';
  /** A request that may not read the answer got one. */
  readonly answersOpaquely: boolean;
}

export interface Place {
  readonly host: string;
  readonly baseUrl: string;
}

/** A failed fetch() and what was observed afterwards → its cause. */
export function classifyNetwork(seen: Observation, { host, baseUrl }: Place): Trouble {
  if (seen.answersOpaquely) return { kind: 'cors', host };
  if (seen.localNetwork === 'denied' && !seen.pageIsLocal) return { kind: 'localNetwork', host };
  if (seen.pageIsSecure && !seen.targetIsSecure && !seen.targetIsLoopback) return { kind: 'mixed', host };
  return { kind: 'unreachable', host, baseUrl };
}

/** Everything that needs no probe. Null: the network failed, look closer. */
export function classify(reason: FailureReason, place: Place): Trouble | null {
  switch (reason.kind) {
    case 'network':
      return null;
    case 'status':
      if (reason.status === 401) return { kind: 'login', host: place.host };
      if (reason.status === 403) return { kind: 'forbidden', host: place.host };
      return isPage(reason.body)
        ? { kind: 'webPage', ...place }
        : { kind: 'notPrometheus', host: place.host, detail: `${reason.status} ${reason.body.slice(0, 200)}`.trim() };
    case 'refusedAll':
      if (isLimit(reason.detail)) return { kind: 'limit', host: place.host, detail: reason.detail };
      return { kind: 'refusesAll', host: place.host, status: reason.status, detail: reason.detail };
    case 'page':
      return { kind: 'webPage', ...place };
    case 'answer':
      return { kind: 'notPrometheus', host: place.host, detail: reason.message };
    case 'timeout':
      return { kind: 'timeout', host: place.host, seconds: reason.seconds };
    case 'cancelled':
      return { kind: 'cancelled', done: 0, all: 0 };
    case 'recording':
      return { kind: reason.damaged ? 'damaged' : 'recording', detail: reason.message };
    case 'text':
      return { kind: 'text', detail: reason.message, hint: reason.hint };
    case 'onlyRecordings':
      return reason;
    case 'apart':
      return { kind: 'apart', detail: reason.message };
    case 'engine':
      return { kind: 'failed', message: reason.message, hint: reason.hint };
  }
}

const isPage = (body: string): boolean => /^\s*<(!doctype|html)/i.test(body);
