// Where the engine and the example are: files beside the page. The page in one file has them inside (parts-inside.ts).
import type { LoadOptions } from '@prorata/engine';
import { exampleFile } from './source.ts';

export const engineParts = (): Promise<LoadOptions> => Promise.resolve({});

/** null where it is not there. */
export async function exampleStream(signal: AbortSignal): Promise<ReadableStream<Uint8Array> | null> {
  const response = await fetch(exampleFile, { signal }).catch(() => null);
  return response?.ok ? response.body : null;
}

/** Whether the reader of text metrics is at hand. */
export const readsText = true;

/** What writes Parquet, where it is at hand. */
export const parquetWriter = () => import('@prorata/engine/parquet');

/** Offline the page is served from what this browser kept of it; a page from a file needs nobody. */
export function keepPage(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || !isSecureContext) return;
  // Not before the page is there: its files are what it needs first.
  addEventListener('load', () => void navigator.serviceWorker.register('./service-worker.js').catch(() => undefined));
}
