// A recording into a session; on the way the list of its responses is read for the Queries view.
import { loadRecording as feed, type RecordingSource, type Session } from '@prorata/engine';
import { bound } from './bound.ts';
import { feedsOf } from './effects.ts';
import { engineReason, LoadFailure } from './failure.ts';
import { headReader } from './heads.ts';
import type { QueryLog } from './watch.ts';

export interface RecordingOptions {
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  readonly log: QueryLog;
}

/** Where in the file, where the reader knows it. */
const place = (message: string, where: string): string => (where ? `${where}: ${message}` : message);

export async function loadRecording(
  session: Session,
  source: RecordingSource,
  options: RecordingOptions,
): Promise<void> {
  const heads = headReader(({ id, chunk, promql, status, bytes }) =>
    options.log.add({
      key: `${id}#${chunk}`,
      cluster: '',
      id,
      chunk,
      promql,
      asked: '',
      feeds: feedsOf(id),
      state: status === 200 ? 'done' : 'refused',
      status,
      bytes,
      series: null,
      samples: null,
      sentAt: null,
      milliseconds: null,
      reason: '',
      warnings: [],
      partial: false,
      kept: null,
    }),
  );
  const listening: Session = {
    ...bound(session),
    async ingestRecording() {
      const writer = await session.ingestRecording();
      return {
        write(bytes) {
          heads.write(bytes);
          return writer.write(bytes);
        },
        abort: async () => writer.abort?.(),
        end: () => writer.end(),
      };
    },
  };
  try {
    await feed(listening, source, { signal: options.signal, onProgress: options.onBytes });
    heads.end();
  } catch (error) {
    const { code, message, where } = engineReason(error);
    if (code === 'cancelled') throw new LoadFailure({ kind: 'cancelled' });
    throw new LoadFailure({ kind: 'recording', message: place(message, where), damaged: heads.isRecording });
  }
}
