// One request to a Prometheus-compatible API: how it is sent, and what its failures mean.
import { cancelled, ProrataError } from './errors.js';
import type { Answering, PlanRequest } from './types.js';

/** Where metrics come from. Headers and passwords stay in this value: they reach no error, log or recording. */
export interface Source {
  /** Base URL, such as `http://127.0.0.1:9090` or `https://host/prometheus`; a user and password in it are used. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly credentials?: RequestCredentials;
  /** In place of the global fetch; for tests and hosts with a proxy of their own. */
  readonly fetch?: typeof fetch;
}

/** A source ready for use. base: the URL without user, password, query and fragment, or what stands for one. */
export interface Target {
  readonly base: string;
  readonly send: (request: PlanRequest, signal: AbortSignal) => Promise<Response>;
}

/** Basic authentication is bytes in base64; names and passwords may hold any character. */
function basicAuth(user: string, password: string): string {
  const bytes = new TextEncoder().encode(`${decodeURIComponent(user)}:${decodeURIComponent(password)}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

export function targetOf(source: Source | Answering): Target {
  if ('answer' in source) return { base: source.name, send: (request) => source.answer(request) };
  let url: URL;
  try {
    url = new URL(source.url, globalThis.location?.href);
  } catch {
    // The text may hold a password, so it is not repeated.
    const message = 'The address of the metrics source is no URL.';
    throw new ProrataError({ code: 'bad-usage', message, hint: 'Use http://host:9090 or https://host/prometheus.' });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new ProrataError({ code: 'bad-usage', message: `A metrics source cannot be reached by ${url.protocol}//.` });
  }
  const login = url.username ? { Authorization: basicAuth(url.username, url.password) } : {};
  const base = url.origin + url.pathname.replace(/\/+$/, '');
  const headers = { ...login, ...source.headers };
  const credentials = source.credentials ?? 'same-origin';
  const ask = source.fetch ?? ((input, init) => fetch(input, init));
  return {
    base,
    // A form in the body keeps long queries out of the URL, and needs no preflight by itself.
    send: ({ path, params }, signal) =>
      ask(base + path, {
        method: 'POST',
        body: new URLSearchParams(params),
        headers,
        credentials,
        cache: 'no-store',
        signal,
      }),
  };
}

/** Busy, not wrong: the same request may pass a little later. */
export function isBusy(status: number, body: string): boolean {
  if (status === 429 || status === 502 || status === 504) return true;
  return status === 503 && (/in query queue/.test(body) || !body.trimStart().startsWith('{'));
}

/** For how long the server wants to be left alone, in ms; at most a minute, 0 where it does not say or may not be read. */
export function retryAfter(response: Response): number {
  const text = response.headers.get('retry-after') ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 60) * 1000 : 0;
}

const kBodyLimit = 64 * 1024;

/** The start of an error's body. */
export async function errorText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (reader && text.length < kBodyLimit) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text;
}

/** What a failed fetch means. Browsers tell no reason, so the hint names the usual ones. */
export function unreachable(base: string): ProrataError {
  const inPage = typeof globalThis.document !== 'undefined';
  const hint = inPage
    ? 'Check the address. The server must allow this page (CORS), and a page on https can only ask https servers.'
    : 'Check the address and that the server is running.';
  return new ProrataError({ code: 'unreachable', message: `No answer from ${base}.`, hint, where: base });
}

export function noAnswerInTime(base: string, ms: number): ProrataError {
  const message = `No answer from ${base} within ${Math.round(ms / 1000)} s.`;
  return new ProrataError({ code: 'unreachable', message, hint: 'Try a longer time limit.', where: base });
}

export function busyServer(base: string, why: string): ProrataError {
  const hint = 'It may be down or overloaded: try again later, or ask for a shorter window.';
  return new ProrataError({ code: 'refused', message: `${base} answers with ${why}.`, hint, where: base });
}

/** Waits, unless stopped. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(cancelled());
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      reject(cancelled());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
