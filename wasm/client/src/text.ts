// Text metrics from files: unpacked where they are gzipped, one after the other, and asked like a server.
import { cancelled, ProrataError } from './errors.js';
import { joined, piecesOf, unpacked, type RecordingOptions, type RecordingSource } from './recording.js';
import { runPlan, type RunOptions } from './run-plan.js';
import type { Engine, Session, TextMetrics, TextOptions } from './types.js';
import { kUnfinishedLine, unpackInBrowser, type Bytes, type Unpack } from './unpack.js';

/**
 * A `File` knows its name and when it was written, which is the time of samples that have none of their own. A function
 * opens the file when it is its turn.
 */
export type TextFile =
  | File
  | {
      readonly source: RecordingSource | (() => RecordingSource);
      readonly name: string;
      readonly writtenAtMs: number;
    };

/** As much of a file as tells what kind it is. */
const kHead = 4096;

const kHints = {
  recording: 'loadRecording reads it',
  unknown:
    "text of Prometheus and OpenMetrics is read, dumps of promtool, and lines of VictoriaMetrics' /api/v1/export",
} as const;

const named = (file: TextFile): Exclude<TextFile, File> =>
  'source' in file ? file : { source: file, name: file.name, writtenAtMs: file.lastModified };

/** What the file holds; it must all be there. */
async function* whole({ source, name }: Exclude<TextFile, File>, unpack: Unpack): AsyncGenerator<Bytes> {
  const broken = (): ProrataError =>
    new ProrataError({
      code: 'bad-input',
      message: `${name}: cannot be unpacked`,
      hint: 'copy or export it again',
      where: name,
    });
  const pieces = unpacked(piecesOf(typeof source === 'function' ? source() : source), unpack);
  try {
    for (;;) {
      const next = await pieces.next().catch(() => {
        throw broken();
      });
      if (next.done) return;
      if (next.value === kUnfinishedLine) throw broken();
      yield next.value;
    }
  } finally {
    await pieces.return(undefined).catch(() => undefined);
  }
}

/** All pieces, the first of which is at least a head long where there is as much. */
async function* withHead(pieces: AsyncGenerator<Bytes>): AsyncGenerator<Bytes> {
  let head: Bytes = new Uint8Array(0);
  while (head.length < kHead) {
    const next = await pieces.next();
    if (next.done) break;
    head = joined(head, next.value);
  }
  yield head;
  yield* pieces;
}

/** Whether a file that begins so may be a recording; `Engine.kindOfFile` tells the others apart. */
export const isRecording = (head: Uint8Array): boolean =>
  /^\s*\{[ \t]*"(?!metric")[^"]*"[ \t]*:/.test(new TextDecoder().decode(head));

export async function headOf(file: Blob, unpack: Unpack): Promise<Uint8Array> {
  const pieces = withHead(unpacked(piecesOf(file.slice(0, 16 * kHead)), unpack));
  try {
    const { value } = await pieces.next();
    return value?.subarray(0, kHead) ?? new Uint8Array(0);
  } catch {
    return new Uint8Array(0); // Whoever reads the file says why.
  } finally {
    await pieces.return(undefined).catch(() => undefined);
  }
}

/** A file's first bytes, unpacked; none where they cannot be read. */
export function fileHead(file: Blob): Promise<Uint8Array> {
  return headOf(file, unpackInBrowser);
}

async function checkKind(engine: Engine, name: string, head: Uint8Array): Promise<void> {
  const kind = await engine.kindOfFile(head.subarray(0, kHead));
  if (kind === 'text') return;
  const message = `${name}: ${kind === 'recording' ? 'it is a recording' : 'it holds no metrics as text'}`;
  throw new ProrataError({ code: 'bad-input', message, hint: kHints[kind], where: name });
}

export async function feedText(
  engine: Engine,
  files: readonly TextFile[],
  { signal, onProgress }: RecordingOptions,
  unpack: Unpack,
): Promise<TextMetrics> {
  const text = await engine.openText();
  let bytes = 0;
  try {
    for (const file of files.map(named)) {
      const { name, writtenAtMs } = file;
      let writer: Awaited<ReturnType<TextMetrics['file']>> | null = null;
      for await (const piece of withHead(whole(file, unpack))) {
        if (signal?.aborted) throw cancelled();
        if (!writer) {
          await checkKind(engine, name, piece);
          writer = await text.file(name, Math.floor(writtenAtMs));
        }
        bytes += piece.length;
        await writer.write(piece);
        onProgress?.(bytes);
      }
      await writer?.end();
    }
    await text.finish();
    return text;
  } catch (problem) {
    await text.close();
    throw problem;
  }
}

/**
 * Reads metrics of one cluster as text: what exporters answer (Prometheus' text, OpenMetrics), what `promtool tsdb dump`
 * writes, and lines of VictoriaMetrics' /api/v1/export, gzipped or not, in any order. Errors name file and line: bad-input;
 * no-data where there is no length of time, or nothing that costs are computed from; cancelled.
 */
export function readText(
  engine: Engine,
  files: readonly TextFile[],
  options: RecordingOptions = {},
): Promise<TextMetrics> {
  return feedText(engine, files, options, unpackInBrowser);
}

export async function sessionOf(text: TextMetrics, options: TextOptions, run: RunOptions): Promise<Session> {
  try {
    const session = await text.open(options);
    try {
      await runPlan(session, text, run);
      return session;
    } catch (problem) {
      await session.close();
      throw problem;
    }
  } finally {
    await text.close();
  }
}

/** The same as a session that answers: `readText`, `open` and `runPlan`. */
export async function loadText(
  engine: Engine,
  files: readonly TextFile[],
  options: TextOptions = {},
  progress: RecordingOptions = {},
): Promise<Session> {
  const { signal } = progress;
  return sessionOf(await readText(engine, files, progress), options, signal ? { signal } : {});
}
