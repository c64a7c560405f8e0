// @prorata/engine in a browser: the engine in a Web Worker, unless asked otherwise.
import type { Programs } from './messages.js';
import { loadRemoteEngine, type WorkerLike } from './remote.js';
import type { Engine } from './types.js';

export * from './api.js';

export interface LoadOptions {
  /** Bytes of prorata.wasm, or where to fetch them; by default the file beside this module. */
  readonly wasm?: ArrayBuffer | Uint8Array | URL | string;
  /** Bytes of files.wasm, which reads price files and writes reports, or where to fetch them when they are needed. */
  readonly files?: ArrayBuffer | Uint8Array | URL | string;
  /** The same of text.wasm, which reads text metrics. */
  readonly text?: ArrayBuffer | Uint8Array | URL | string;
  /** False: on this thread. A function: makes the worker, which must run `@prorata/engine/worker`. */
  readonly worker?: boolean | (() => WorkerLike);
}

function absolute(wasm: ArrayBuffer | Uint8Array | URL | string): ArrayBuffer | string {
  if (wasm instanceof ArrayBuffer) return wasm;
  if (wasm instanceof Uint8Array) return wasm.slice().buffer;
  // A worker would read a relative address from its own place, so it is made absolute here.
  return new URL(wasm, globalThis.location.href).href;
}

export async function loadEngine({ wasm, files, text, worker = true }: LoadOptions = {}): Promise<Engine> {
  // Bundlers look for exactly these expressions.
  const programs: Programs = {
    engine: absolute(wasm ?? new URL('./prorata.wasm', import.meta.url)),
    files: () => Promise.resolve(absolute(files ?? new URL('./files.wasm', import.meta.url))),
    text: () => Promise.resolve(absolute(text ?? new URL('./text.wasm', import.meta.url))),
  };
  if (worker === false) {
    const { loadLocalEngine } = await import('./local.js');
    return loadLocalEngine(programs);
  }
  // Bundlers look for exactly this expression.
  const made =
    typeof worker === 'function' ? worker() : new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  return loadRemoteEngine(made, programs);
}
