// Answers of a source stay in this browser, so that a reload asks only for what is missing. Never answers behind a
// login: another user of this browser may not be allowed to see them.
import { signal, type ReadonlySignal } from '@preact/signals';
import { joined, piecesOf, seriesIn, type Span } from './pieces.ts';
import { openStore, type Kept, type Store } from './store.ts';

/** Scrapes that are older come late only by accident. */
const closedAfter = 3_600_000;
/** A load that is younger is the same load: nothing of it is asked twice. */
const sameLoad = 300_000;
/** Unpacked; more is asked for each time. */
const longestAnswer = 64_000_000;

export type Keeping =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'on'; readonly answers: number; readonly bytes: number }
  /** full: there is storage, but no more room. */
  | { readonly kind: 'off'; readonly full: boolean };

const keepingNow = signal<Keeping>({ kind: 'unknown' });
export const keeping: ReadonlySignal<Keeping> = keepingNow;

let opened: Promise<Store | null> | null = null;

const store = (): Promise<Store | null> =>
  (opened ??= openStore().catch(() => {
    keepingNow.value = { kind: 'off', full: false };
    return null;
  }));

/** Counts anew, for who shows it. */
export async function countKept(): Promise<void> {
  const heads: readonly Kept[] | null = (await (await store())?.list().catch(() => null)) ?? null;
  if (!heads) return;
  if (keepingNow.value.kind === 'off' && heads.length === 0) return;
  keepingNow.value = {
    kind: 'on',
    answers: heads.length,
    bytes: heads.reduce((sum, { size }) => sum + size, 0),
  };
}

export async function forgetKept(source?: string): Promise<void> {
  await (await store())?.forget(source).catch(() => undefined);
  keepingNow.value = { kind: 'unknown' };
  await countKept();
}

/** The time that a window counts back from: of the load before, where that was just now. */
export async function loadTime(source: string, window: string, zone: string): Promise<number> {
  const now = Date.now();
  const time = (await store())?.loadTime([source, window, zone].join(' '), now, sameLoad);
  return (await time?.catch(() => now)) ?? now;
}

const pack = (body: Blob): Promise<Blob> =>
  new Response(body.stream().pipeThrough(new CompressionStream('gzip'))).blob();
const unpack = async (packed: Blob): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await new Response(packed.stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());

/** The last moment that a request asks about, in milliseconds. */
const endOf = (params: URLSearchParams): number => Number(params.get('end') ?? params.get('time')) * 1000;

class Keeper {
  constructor(
    private readonly kept: Store,
    private readonly source: string,
  ) {}

  #key(url: string, params: URLSearchParams): string {
    const sorted = new URLSearchParams(params);
    sorted.sort();
    return `${url}?${sorted}`;
  }

  async find(url: string, params: URLSearchParams): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = await this.kept.get(this.#key(url, params)).catch(() => null);
    if (!found) return null;
    const closed = endOf(params) <= found.cameAt - closedAfter;
    if (!closed && Date.now() - found.cameAt >= sameLoad) return null;
    return unpack(found.packed).catch(() => null);
  }

  async keep(url: string, params: URLSearchParams, parts: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    const body = new Blob([...parts]);
    if (body.size > longestAnswer) return;
    const bytes = new Uint8Array(await body.arrayBuffer());
    if (!seriesIn(bytes)) return;
    try {
      await this.kept.put(this.#key(url, params), this.source, await pack(body));
    } catch {
      keepingNow.value = { kind: 'off', full: true };
    }
  }
}

const answerOf = (body: BodyInit): Response =>
  new Response(body, { status: 200, headers: { 'content-type': 'application/json' } });

/** Passes the answer on as it comes; when it is whole, `done` gets it. */
function watched(response: Response, done: (parts: readonly Uint8Array<ArrayBuffer>[]) => void): Response {
  if (!response.ok || !response.body) return response;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const listen = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(part, out) {
      size += part.byteLength;
      if (size <= longestAnswer) parts.push(part);
      out.enqueue(part);
    },
    flush() {
      if (size <= longestAnswer) done(parts);
    },
  });
  return new Response(response.body.pipeThrough(listen), { status: response.status, headers: response.headers });
}

/** How much of an answer was here: all of its pieces, or some. */
export type Found = 'all' | 'some';

function spanOf(params: URLSearchParams): Span | null {
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(params.get(name) ?? Number.NaN));
  return Number.isFinite(start) && Number.isFinite(end) && step ? { start: start ?? 0, end: end ?? 0, step } : null;
}

function withSpan(params: URLSearchParams, { start, end }: Span): URLSearchParams {
  const piece = new URLSearchParams(params);
  piece.set('start', String(start));
  piece.set('end', String(end));
  return piece;
}

const paramsOf = (init: RequestInit | undefined): URLSearchParams | null =>
  init?.method === 'POST' && init.body instanceof URLSearchParams ? init.body : null;

/**
 * `ask`, for what is not here. found: told of each request that was answered from here. Where the browser keeps nothing
 * this is `ask` itself.
 */
export async function keepingFetch(
  ask: typeof fetch,
  source: string,
  found: (params: URLSearchParams, how: Found) => void,
): Promise<typeof fetch> {
  const kept = await store();
  if (!kept) return ask;
  const keeper = new Keeper(kept, source);

  const whole = async (url: string, params: URLSearchParams, init: RequestInit): Promise<Response> => {
    const here = await keeper.find(url, params);
    if (here) {
      found(params, 'all');
      return answerOf(here);
    }
    return watched(await ask(url, init), (parts) => void keeper.keep(url, params, parts));
  };

  /** Null: the source's answers are none that can be joined. */
  const inPieces = async (
    url: string,
    params: URLSearchParams,
    init: RequestInit,
    pieces: readonly Span[],
  ): Promise<Response | null> => {
    const bodies: Uint8Array<ArrayBuffer>[] = [];
    let here = 0;
    for (const piece of pieces) {
      const asked = withSpan(params, piece);
      const known = await keeper.find(url, asked);
      here += known ? 1 : 0;
      const response = known ? null : await ask(url, { ...init, body: asked });
      if (response && !response.ok) return response;
      const body = known ?? new Uint8Array((await response?.arrayBuffer()) ?? new ArrayBuffer(0));
      if (!seriesIn(body)) return null;
      if (!known) await keeper.keep(url, asked, [body]);
      bodies.push(body);
    }
    if (here > 0) found(params, here === pieces.length ? 'all' : 'some');
    const answer = joined(bodies);
    return answer && answerOf(answer);
  };

  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const params = paramsOf(init);
    if (!params || !init) return ask(input, init);
    const span = spanOf(params);
    const pieces = span ? piecesOf(span) : [];
    const joint = pieces.length > 1 ? await inPieces(url, params, init, pieces) : null;
    return joint ?? whole(url, params, init);
  };
}
