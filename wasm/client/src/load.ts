// Bytes of the engine into a module. Hosts differ only in where the bytes come from.
import { ProrataError } from './errors.js';
import type { Wasm } from './messages.js';
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

/** The glue knows no other way to be handed a compiled module, and never tells when that fails. */
function instantiate(compiled: WebAssembly.Module): Promise<NativeModule> {
  return new Promise((resolve, reject) => {
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object => {
      WebAssembly.instantiate(compiled, imports).then((instance) => done(instance, compiled), reject);
      return {};
    };
    createModule({ instantiateWasm, locateFile: (file) => file }).then(resolve, reject);
  });
}

/** wasm: the bytes of a program, where to fetch them, or what was compiled from them. */
async function bytesOf(wasm: ArrayBuffer | string): Promise<ArrayBuffer> {
  const bytes = typeof wasm === 'string' ? await fetchBytes(wasm) : wasm;
  // Asked for first, because a module that does not compile would say no more than that.
  if (!WebAssembly.validate(bytes)) throw new ProrataError(kTooOld);
  return bytes;
}

export async function compiledFrom(wasm: Wasm): Promise<WebAssembly.Module> {
  return wasm instanceof WebAssembly.Module ? wasm : WebAssembly.compile(await bytesOf(wasm));
}

export async function loadModule(wasm: Wasm): Promise<NativeModule> {
  if (wasm instanceof WebAssembly.Module) return instantiate(wasm);
  return createModule({ wasmBinary: await bytesOf(wasm) });
}
