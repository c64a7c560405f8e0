// The engine's calls with types: JSON in and out, failures thrown as ProrataError. Owns the native object.
import { ProrataError, type ErrorFields } from './errors.js';
import type { NativeModule, NativeSession } from './prorata.mjs';
import type {
  Diagnostic,
  FetchOptions,
  PlanRequest,
  Question,
  ReportFormat,
  ResponseSummary,
  SeriesArrays,
  SeriesSummary,
} from './types.js';

type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorFields };

/** The value of a reply. The engine wrote it, so its shape is trusted. */
function unwrap<T>(text: string): T {
  const reply = JSON.parse(text) as Reply;
  if (!reply.ok) throw new ProrataError(reply.error);
  return reply.value as T;
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

export class Native {
  readonly #session: NativeSession;

  constructor(module: NativeModule, options: FetchOptions | null) {
    this.#session = new module.Session();
    try {
      unwrap<null>(this.#session.open(JSON.stringify(options)));
    } catch (problem) {
      this.#session.delete();
      throw problem;
    }
  }

  plan(): PlanRequest[] {
    return unwrap(this.#session.plan());
  }
  ingest(id: string, chunk: number): number {
    return unwrap(this.#session.ingest(id, chunk));
  }
  ingestRecording(): number {
    return unwrap(this.#session.ingestRecording());
  }
  write(handle: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += kPiece) {
      const reply = this.#session.write(handle, bytes.subarray(at, at + kPiece));
      if (reply !== '') unwrap<null>(reply);
    }
  }
  end(handle: number): ResponseSummary {
    return unwrap(this.#session.end(handle));
  }
  drop(handle: number): void {
    this.#session.drop(handle);
  }
  /** Written straight into the engine's memory, one array after the other. */
  ingestSeries({ names, query, texts, labelBegin, labels, pointBegin, times, values }: SeriesArrays): SeriesSummary {
    const text = new TextEncoder().encode(texts.join(''));
    const parts = [times, values, query, labelBegin, labels, pointBegin, textEnds(texts, text.length), text];
    const room = this.#session.reserve(parts.reduce((sum, part) => sum + part.byteLength, 0));
    let at = 0;
    for (const part of parts) {
      room.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
      at += part.byteLength;
    }
    const pairs = labels.length / 2;
    return unwrap(this.#session.ingestSeries(names.join('\n'), query.length, times.length, pairs, texts.length));
  }
  refused(id: string, chunk: number, status: number, body: string): void {
    unwrap<null>(this.#session.refused(id, chunk, status, body));
  }
  allocate(question: Question): Packed {
    return this.#packed(this.#session.allocate(JSON.stringify(question)));
  }
  assets(question: Question): Packed {
    return this.#packed(this.#session.assets(JSON.stringify(question)));
  }
  report(format: ReportFormat, question: Question): string {
    return new TextDecoder().decode(this.#packed(this.#session.report(format, JSON.stringify(question))).bytes);
  }
  diagnostics(): Diagnostic[] {
    return unwrap(this.#session.diagnostics());
  }
  close(): void {
    this.#session.delete();
  }

  #packed(reply: string): Packed {
    const header = unwrap<unknown>(reply);
    return { header, bytes: this.#session.takeBytes().buffer };
  }
}
