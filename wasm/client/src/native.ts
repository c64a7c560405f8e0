// The engine's calls with types: JSON in and out, failures thrown as ProrataError. Owns the native object.
import { ProrataError } from './errors.js';
import type { Noticed } from './notices.js';
import type { NativeModule } from './prorata.mjs';
import { kNoRoom, replyOf, type Success } from './reply.js';
import type {
  FetchOptions,
  PlanRequest,
  RecordingOptions,
  Question,
  ResponseSummary,
  SeriesArrays,
  SeriesSummary,
} from './types.js';

/** A question with the prices that files.ts packed; without any the engine takes its defaults. */
export interface PricedQuestion {
  readonly question: Omit<Question, 'prices'>;
  readonly book: Uint8Array | null;
}

/** An answer as it leaves the engine: `header` says what is where in `bytes`. results.ts reads it. */
export interface Packed {
  readonly header: unknown;
  readonly bytes: ArrayBuffer;
}

/** Where each text ends, in bytes, when all of them stand one after the other. `bytes`: of all of them. */
function textEnds(texts: readonly string[], bytes: number): Uint32Array {
  const isAscii = texts.reduce((sum, text) => sum + text.length, 0) === bytes;
  const encoder = new TextEncoder();
  const ends = new Uint32Array(texts.length);
  let end = 0;
  texts.forEach((text, place) => {
    end += isAscii ? text.length : encoder.encode(text).length;
    ends[place] = end;
  });
  return ends;
}

/** Answers are fed in pieces of at most this size, so that a large file never stands twice in the engine's memory. */
const kPiece = 1 << 20;

export function versionOf(module: NativeModule): string {
  return replyOf(module.call(0, 'version', 'null')).value as string;
}

export class Native {
  readonly #module: NativeModule;
  readonly #session: number;

  constructor(module: NativeModule, options: FetchOptions | RecordingOptions | null) {
    this.#module = module;
    this.#session = replyOf(module.call(0, 'open', JSON.stringify(options))).value as number;
  }

  plan(): PlanRequest[] {
    return this.#call('plan');
  }
  ingest(id: string, chunk: number): number {
    return this.#call('ingest', { id, chunk });
  }
  ingestRecording(): number {
    return this.#call('ingestRecording');
  }
  write(handle: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += kPiece) {
      const piece = bytes.subarray(at, at + kPiece);
      this.#room(piece.length).set(piece);
      const reply = this.#module.write(this.#session, handle);
      if (reply !== '') replyOf(reply);
    }
  }
  end(handle: number): ResponseSummary {
    return this.#call('end', { handle });
  }
  drop(handle: number): void {
    this.#call('drop', { handle });
  }
  /** Written straight into the engine's memory, one array after the other. */
  ingestSeries({ names, query, texts, labelBegin, labels, pointBegin, times, values }: SeriesArrays): SeriesSummary {
    const text = new TextEncoder().encode(texts.join(''));
    const parts = [times, values, query, labelBegin, labels, pointBegin, textEnds(texts, text.length), text];
    const room = this.#room(parts.reduce((sum, part) => sum + part.byteLength, 0));
    let at = 0;
    for (const part of parts) {
      room.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
      at += part.byteLength;
    }
    const counts = { series: query.length, points: times.length, labels: labels.length / 2, texts: texts.length };
    return this.#call('ingestSeries', { names, ...counts });
  }
  refused(id: string, chunk: number, status: number, body: string): void {
    this.#call('refused', { id, chunk, status, body });
  }
  absorb(other: Native): void {
    this.#call('absorb', { other: other.#session });
  }
  allocate(asked: PricedQuestion): Packed {
    return this.#packed('allocate', this.#priced(asked));
  }
  assets(asked: PricedQuestion): Packed {
    return this.#packed('assets', this.#priced(asked));
  }
  /** For files.ts, as all that packs. */
  packAnswer(asked: PricedQuestion): ArrayBuffer {
    return this.#packed('packAnswer', this.#priced(asked)).bytes;
  }
  packSets(asked: PricedQuestion): ArrayBuffer {
    return this.#packed('packSets', this.#priced(asked)).bytes;
  }
  packBought(asked: PricedQuestion): ArrayBuffer {
    return this.#packed('packBought', this.#priced(asked)).bytes;
  }
  packAssets(asked: PricedQuestion): ArrayBuffer {
    return this.#packed('packAssets', this.#priced(asked)).bytes;
  }
  packDerivation(of: string, asked: PricedQuestion, at?: number): ArrayBuffer {
    return this.#packed('packDerivation', { of, question: this.#priced(asked), at }).bytes;
  }
  diagnostics(): Noticed[] {
    return this.#call('diagnostics');
  }
  close(): void {
    this.#call('close');
  }

  /** The prices lie in the reserved bytes; the question says how many there are. */
  #priced({ question, book }: PricedQuestion): object {
    if (!book) return question;
    this.#room(book.length).set(book);
    return { ...question, prices: book.length };
  }
  #reply(verb: string, takes: unknown): Success {
    return replyOf(this.#module.call(this.#session, verb, JSON.stringify(takes)));
  }
  #call<T>(verb: string, takes: unknown = null): T {
    return this.#reply(verb, takes).value as T;
  }
  #packed(verb: string, takes: unknown): Packed {
    const { value, bytes: [address, length] = [0, 0] } = this.#reply(verb, takes);
    return { header: value, bytes: this.#module.HEAPU8.slice(address, address + length).buffer };
  }
  #room(size: number): Uint8Array {
    const address = this.#module.reserve(this.#session, size);
    if (address === 0) throw new ProrataError(kNoRoom);
    return this.#module.HEAPU8.subarray(address, address + size);
  }
}
