// Recordings into a session, unpacked where they are gzipped.
import { cancelled, ProrataError } from './errors.js';
import type { ResponseSummary, Session } from './types.js';
import { unpackInBrowser, type Bytes, type Unpack } from './unpack.js';

export type RecordingSource = Blob | Uint8Array | ReadableStream<Uint8Array>;

export interface RecordingOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
}

function streamOf(source: RecordingSource): ReadableStream<Uint8Array> {
  if (source instanceof ReadableStream) return source;
  return (source instanceof Blob ? source : new Blob([source as Bytes])).stream();
}

export async function* piecesOf(source: RecordingSource): AsyncGenerator<Bytes> {
  const reader = streamOf(source).getReader();
  try {
    for (;;) {
      const next = await reader.read();
      if (next.done) return;
      yield next.value as Bytes;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

export function joined(a: Uint8Array, b: Uint8Array): Bytes {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The pieces, with the first bytes looked at: gzip starts with 1f 8b, JSON never does. */
export async function* unpacked(pieces: AsyncGenerator<Bytes>, unpack: Unpack): AsyncGenerator<Bytes> {
  let head: Bytes = new Uint8Array(0);
  while (head.length < 2) {
    const next = await pieces.next();
    if (next.done) break;
    head = joined(head, next.value);
  }
  const whole = (async function* () {
    yield head;
    yield* pieces;
  })();
  yield* head[0] === 0x1f && head[1] === 0x8b ? unpack(whole) : whole;
}

export async function feedRecording(
  session: Session,
  source: RecordingSource,
  { signal, onProgress }: RecordingOptions,
  unpack: Unpack,
): Promise<ResponseSummary> {
  const pieces = unpacked(piecesOf(source), unpack);
  const writer = await session.ingestRecording();
  let bytes = 0;
  try {
    for (;;) {
      if (signal?.aborted) throw cancelled();
      const next = await pieces.next().catch(() => {
        // Bytes before the place where it was found may be wrong as well.
        const hint = 'The file is damaged: copy or record it again.';
        throw new ProrataError({ code: 'bad-input', message: 'The recording cannot be unpacked.', hint });
      });
      if (next.done) return await writer.end();
      bytes += next.value.length;
      await writer.write(next.value);
      onProgress?.(bytes);
    }
  } catch (problem) {
    await writer.abort?.();
    throw problem;
  } finally {
    await pieces.return(undefined).catch(() => undefined);
  }
}

/**
 * Feeds a recording into a session that was opened without fetch options. One that breaks off, or has lines that are no
 * answers, is read all the same and `recording-damaged` stands among the session's diagnostics. Errors: bad-input where
 * nothing of it can be read, cancelled.
 */
export function loadRecording(
  session: Session,
  source: RecordingSource,
  options: RecordingOptions = {},
): Promise<ResponseSummary> {
  return feedRecording(session, source, options, unpackInBrowser);
}
