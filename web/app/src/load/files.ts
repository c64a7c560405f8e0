// Files into a session: one recording, or text metrics of one cluster. What they are is told by what is in them.
import { fileHead, isRecording, readText, runPlan, type Engine, type Session } from '@prorata/engine';
import { engineReason, LoadFailure } from './failure.ts';
import { readsText } from './parts.ts';
import { loadRecording, type RecordingOptions } from './recording.ts';
import { noTraffic, progressInto, watchedSession } from './watch.ts';

export interface FilesOptions extends RecordingOptions {
  readonly engine: Engine;
  /** Gets the session as soon as something can be asked of it. */
  readonly opened: (session: Session) => void;
}

export async function loadFiles(files: readonly [File, ...File[]], options: FilesOptions): Promise<Session> {
  const [first, ...others] = files;
  const heads = await Promise.all(files.map(fileHead));
  if (!heads.some(isRecording)) return loadText(files, heads, options);
  if (others.length > 0) throw new LoadFailure({ kind: 'several' });
  const session = await options.engine.open();
  options.opened(session);
  await loadRecording(session, first, options);
  return session;
}

/** Whoever reads text says what is wrong with it, and what to do. unknown: one of the files is no text. */
function failureOf(error: unknown, unknown: boolean): LoadFailure {
  const reason = engineReason(error);
  const { code, message, hint } = reason;
  if (code === 'cancelled') return new LoadFailure({ kind: 'cancelled' });
  if (code !== 'bad-input' && code !== 'no-data') return new LoadFailure(reason);
  return new LoadFailure(unknown ? { kind: 'recording', message, damaged: false } : { kind: 'text', message, hint });
}

async function loadText(
  files: readonly [File, ...File[]],
  heads: readonly Uint8Array[],
  options: FilesOptions,
): Promise<Session> {
  const { engine, opened, signal, onBytes, log } = options;
  if (!readsText) throw new LoadFailure({ kind: 'onlyRecordings', name: files[0].name });
  let unknown = false;
  try {
    unknown = (await Promise.all(heads.map((head) => engine.kindOfFile(head)))).includes('unknown');
    const text = await readText(engine, files, { signal, onProgress: onBytes });
    try {
      const session = await text.open();
      opened(session);
      await runPlan(watchedSession(session, log, noTraffic()), text, { signal, onProgress: progressInto(log) });
      return session;
    } finally {
      await text.close();
    }
  } catch (error) {
    throw failureOf(error, unknown);
  }
}
