// Recordings into a session, gunzipped where they are gzipped.
import { cancelled, ProrataError } from './errors.js';
import type { ResponseSummary, Session } from './types.js';

export type RecordingSource = Blob | Uint8Array | ReadableStream<Uint8Array>;

type Bytes = Uint8Array<ArrayBuffer>;

function streamOf(source: RecordingSource): ReadableStream<Uint8Array> {
  if (source instanceof ReadableStream) return source;
  return (source instanceof Blob ? source : new Blob([source as Bytes])).stream();
}

function joined(a: Uint8Array, b: Uint8Array): Bytes {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The stream with its first bytes looked at: gzip starts with 1f 8b, JSON never does. */
async function gunzipped(stream: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  const reader = stream.getReader();
  let head = new Uint8Array(0);
  let done = false;
  while (head.length < 2 && !done) {
    const next = await reader.read();
    done = next.done;
    if (next.value) head = joined(head, next.value);
  }
  const whole = new ReadableStream<Bytes>({
    start: (controller) => controller.enqueue(head),
    async pull(controller) {
      const next = await reader.read();
      if (next.done) controller.close();
      else controller.enqueue(next.value as Bytes);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return head[0] === 0x1f && head[1] === 0x8b ? whole.pipeThrough(new DecompressionStream('gzip')) : whole;
}

/** Feeds a recording into a session that was opened without fetch options. */
export async function loadRecording(
  session: Session,
  source: RecordingSource,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (bytes: number) => void } = {},
): Promise<ResponseSummary> {
  const reader = (await gunzipped(streamOf(source))).getReader();
  const writer = await session.ingestRecording();
  let bytes = 0;
  for (;;) {
    if (signal?.aborted) {
      await reader.cancel();
      await writer.abort?.();
      throw cancelled();
    }
    const next = await reader.read().catch(() => {
      const hint = 'The file is damaged or was not copied whole.';
      throw new ProrataError({ code: 'bad-input', message: 'The recording cannot be unpacked.', hint });
    });
    if (next.done) return writer.end();
    bytes += next.value.length;
    await writer.write(next.value);
    onProgress?.(bytes);
  }
}
