// @prorata/engine in Node: the engine on this thread, its bytes read from the package's folder.
import { readFile } from 'node:fs/promises';

import { loadLocalEngine } from './local.js';
import { feedRecording, type RecordingOptions, type RecordingSource } from './recording.js';
import type { Engine, ResponseSummary, Session } from './types.js';
import { unpackInNode } from './unpack-node.js';

export * from './api.js';

export interface LoadOptions {
  /** Bytes of prorata.wasm, or its file; by default the file beside this module. */
  readonly wasm?: ArrayBuffer | Uint8Array | URL | string;
}

export async function loadEngine({ wasm }: LoadOptions = {}): Promise<Engine> {
  if (wasm instanceof ArrayBuffer) return loadLocalEngine(wasm);
  const bytes = wasm instanceof Uint8Array ? wasm : await readFile(wasm ?? new URL('./prorata.wasm', import.meta.url));
  return loadLocalEngine(new Uint8Array(bytes).buffer);
}

/** As in a browser, with Node's own unpacking. */
export function loadRecording(
  session: Session,
  source: RecordingSource,
  options: RecordingOptions = {},
): Promise<ResponseSummary> {
  return feedRecording(session, source, options, unpackInNode);
}
