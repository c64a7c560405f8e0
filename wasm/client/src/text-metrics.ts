// Text metrics as callers see them, over the program that reads them (wasm/src/text.cpp). Loaded by the first who brings
// some.
import { ProrataError } from './errors.js';
import type { Caller } from './messages.js';
import type { Noticed, TextNotices } from './notices.js';
import type {
  FetchOptions,
  FileKind,
  PlanRequest,
  Session,
  Span,
  TextMetrics,
  TextOptions,
  TextSummary,
} from './types.js';
import { Writer } from './writer.js';

/** Pieces of a file are at most this long, so that a large one never stands twice in the program's memory. */
const kPiece = 1 << 20;

const encoder = new TextEncoder();

/** `value` is what the verb gives: a program of ours wrote it. */
async function ask<T>(call: Caller, verb: string, takes: object, ...bytes: readonly Uint8Array[]) {
  const { value, bytes: given } = await call('callText', { verb, takes, bytes });
  return { value: value as T, bytes: given };
}

export async function kindOfFile(call: Caller, head: Uint8Array): Promise<FileKind> {
  return (await ask<FileKind>(call, 'kind', {}, head)).value;
}

/** As pipeline::absorb does it. theirs: of the source `other`. */
export async function merged(call: Caller, mine: TextNotices | null, theirs: TextNotices): Promise<TextNotices> {
  const packed = mine?.packed ?? new Uint8Array(0);
  const takes = { size: packed.byteLength, other: theirs.cluster };
  const { value, bytes } = await ask<readonly Noticed[]>(call, 'merge', takes, packed, theirs.packed);
  return { list: value, packed: new Uint8Array(bytes), cluster: mine?.cluster ?? '' };
}

const windowOf = ({ startMs, endMs }: Span): string => [startMs, endMs].map((ms) => new Date(ms).toISOString()).join();

/** noticed: what was noticed of what fills the session. */
type Opener = (options: FetchOptions, noticed: TextNotices) => Promise<Session>;

class CallingText implements TextMetrics {
  readonly name = 'text metrics';
  #read: { readonly covered: Span; readonly noticed: Omit<TextNotices, 'cluster'> } | null = null;

  constructor(
    private readonly call: Caller,
    private readonly text: number,
    private readonly openSession: Opener,
  ) {}

  async file(name: string, writtenAtMs: number): ReturnType<TextMetrics['file']> {
    const { call, text } = this;
    await ask(call, 'begin', { text, name, writtenAt: writtenAtMs });
    const writer = new Writer({
      write: (bytes, transfer) => call('callText', { verb: 'write', takes: { text }, bytes: [bytes] }, transfer),
      end: async () => (await ask<null>(call, 'end', { text })).value,
      drop: () => this.close(),
    });
    return {
      async write(bytes) {
        for (let at = 0; at < bytes.length; at += kPiece) await writer.write(bytes.subarray(at, at + kPiece));
      },
      end: () => writer.end(),
      abort: () => writer.abort(),
    };
  }

  async finish(): Promise<TextSummary> {
    const { value, bytes } = await ask<TextSummary & { noticed: readonly Noticed[] }>(this.call, 'finish', {
      text: this.text,
    });
    const { noticed, ...summary } = value;
    this.#read = { covered: summary, noticed: { list: noticed, packed: new Uint8Array(bytes) } };
    return summary;
  }

  async open({ window, dialect, weekStart, nowMs, ...options }: TextOptions = {}): Promise<Session> {
    if (!this.#read) {
      throw new ProrataError({ code: 'bad-usage', message: 'The text metrics are not read to their end.' });
    }
    const { covered, noticed } = this.#read;
    const now = nowMs ?? covered.endMs;
    const words = { ...(dialect && { dialect }), ...(weekStart && { weekStart }) };
    const asked = encoder.encode(
      JSON.stringify({ ...options, ...words, window: window ?? windowOf(covered), nowMs: now }),
    );
    const { value } = await ask<Span>(this.call, 'window', { text: this.text }, asked);
    const { cluster = '' } = options;
    return this.openSession({ ...options, window: windowOf(value), nowMs: now }, { ...noticed, cluster });
  }

  async answer({ id, path, params }: PlanRequest): Promise<Response> {
    const { text } = this;
    return new Response((await ask(this.call, 'answer', { text, id, path, params })).bytes);
  }

  async close(): Promise<void> {
    await ask(this.call, 'close', { text: this.text });
  }
}

export async function openText(call: Caller, openSession: Opener): Promise<TextMetrics> {
  return new CallingText(call, (await ask<number>(call, 'open', {})).value, openSession);
}
