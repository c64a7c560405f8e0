// @prorata/engine in Node: the engine on this thread, its bytes read from the package's folder.
import { readFile } from 'node:fs/promises';

import { loadLocalEngine } from './local.js';
import type { Engine } from './types.js';

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
