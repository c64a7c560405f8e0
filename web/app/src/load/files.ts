// Files into a session: recordings, each with clusters of its own, or text metrics of one cluster. What they are is told by
// what is in them.
import { fileHead, isRecording, readText, runPlan, type Engine, type Session } from '@prorata/engine';
import { engineReason, LoadFailure } from './failure.ts';
import { readsText } from './parts.ts';
import { ofCluster } from './queries.ts';
import { loadRecording, type RecordingOptions } from './recording.ts';
import { noTraffic, progressInto, watchedSession } from './watch.ts';

export interface FilesOptions extends RecordingOptions {
  readonly engine: Engine;
  /** Gets the session as soon as something can be asked of it. */
  readonly opened: (session: Session) => void;
}

type Files = readonly [File, ...File[]];

export async function loadFiles(files: Files, options: FilesOptions): Promise<Session> {
  const heads = await Promise.all(files.map(fileHead));
  if (heads.every(isRecording)) return loadRecordings(files, options);
  if (heads.some(isRecording)) throw new LoadFailure({ kind: 'apart', message: '' });
  return loadText(files, heads, options);
}

/** One after the other, so that only one of them is unpacked at a time. */
async function loadRecordings([first, ...others]: Files, options: FilesOptions): Promise<Session> {
  const { engine, opened, onBytes, log } = options;
  let before = 0;
  let bytes = 0;
  const load = async (file: File, session: Session): Promise<void> => {
    before = bytes;
    const named = others.length > 0 ? ofCluster(log, file.name) : log;
    await loadRecording(session, file, {
      ...options,
      log: named,
      onBytes: (count) => onBytes((bytes = before + count)),
    }).catch((error: unknown) => {
      throw others.length > 0 ? ofFile(error, file.name) : error;
    });
  };
  const session = await engine.open();
  opened(session);
  await load(first, session);
  for (const file of others) {
    const other = await engine.open();
    await load(file, other).catch(async (error: unknown) => {
      await other.close();
      throw error;
    });
    await session.absorb(other).catch((error: unknown) => {
      throw new LoadFailure({ kind: 'apart', message: `${file.name}: ${engineReason(error).message}.` });
    });
  }
  return session;
}

function ofFile(error: unknown, name: string): unknown {
  if (!(error instanceof LoadFailure) || error.reason.kind !== 'recording') return error;
  const { reason } = error;
  return new LoadFailure({ ...reason, message: `${name}: ${reason.message}` });
}

/** Whoever reads text says what is wrong with it, and what to do. unknown: one of the files is no text. */
function failureOf(error: unknown, unknown: boolean): LoadFailure {
  const reason = engineReason(error);
  const { code, message, hint } = reason;
  if (code === 'cancelled') return new LoadFailure({ kind: 'cancelled' });
  if (code !== 'bad-input' && code !== 'no-data') return new LoadFailure(reason);
  return new LoadFailure(unknown ? { kind: 'recording', message, damaged: false } : { kind: 'text', message, hint });
}

async function loadText(files: Files, heads: readonly Uint8Array[], options: FilesOptions): Promise<Session> {
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
