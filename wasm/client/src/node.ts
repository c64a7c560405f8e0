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
  /** The same of files.wasm, which reads price files and writes reports; read when it is needed. */
  readonly files?: ArrayBuffer | Uint8Array | URL | string;
}

async function bytesOf(wasm: ArrayBuffer | Uint8Array | URL | string): Promise<ArrayBuffer> {
  if (wasm instanceof ArrayBuffer) return wasm;
  return new Uint8Array(wasm instanceof Uint8Array ? wasm : await readFile(wasm)).buffer;
}

export async function loadEngine({ wasm, files }: LoadOptions = {}): Promise<Engine> {
  return loadLocalEngine({
    engine: await bytesOf(wasm ?? new URL('./prorata.wasm', import.meta.url)),
    files: () => bytesOf(files ?? new URL('./files.wasm', import.meta.url)),
  });
}

/** As in a browser, with Node's own unpacking. */
export function loadRecording(
  session: Session,
  source: RecordingSource,
  options: RecordingOptions = {},
): Promise<ResponseSummary> {
  return feedRecording(session, source, options, unpackInNode);
}
