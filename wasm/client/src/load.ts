// Bytes of the engine into a module. Hosts differ only in where the bytes come from.
import { ProrataError } from './errors.js';
import createModule, { type NativeModule } from './prorata.mjs';

const kTooOld = {
  code: 'internal',
  message: 'This browser cannot run the engine.',
  hint: 'It needs WebAssembly with SIMD and exceptions: Chrome or Edge 95, Firefox 113, Safari 16.4, or newer.',
} as const;

async function fetchBytes(url: string): Promise<ArrayBuffer> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch {
    throw new ProrataError({ code: 'unreachable', message: 'The engine could not be loaded.', where: url });
  }
  if (!response.ok) {
    const message = `The engine could not be loaded: status ${response.status}.`;
    throw new ProrataError({ code: 'unreachable', message, where: url });
  }
  return response.arrayBuffer();
}

/** wasm: the bytes of prorata.wasm, or where to fetch them. */
export async function loadModule(wasm: ArrayBuffer | string): Promise<NativeModule> {
  const wasmBinary = typeof wasm === 'string' ? await fetchBytes(wasm) : wasm;
  // Asked for first, because a module that does not compile would say no more than that.
  if (!WebAssembly.validate(wasmBinary)) throw new ProrataError(kTooOld);
  return createModule({ wasmBinary });
}
