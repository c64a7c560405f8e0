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

/** The engine as it was loaded, and `complete`, which adds what waits in a section of files.wasm. */
export interface Loaded {
  readonly module: NativeModule;
  /** files: that program. Nothing happens once it has succeeded. */
  complete(files: WebAssembly.Module): Promise<void>;
}

/** The section of files.wasm with the engine's later part (wasm/CMakeLists.txt says what that is). */
const kLater = 'prorata.later';

/** A call into the later part before it is there: `complete` was not waited for. */
function tooEarly(): never {
  throw new ProrataError({ code: 'internal', message: 'A part of the engine is not loaded yet.' });
}
/** Under each number of a place in the table. */
const placeholders = new Proxy({}, { get: () => tooEarly }) as WebAssembly.ModuleImports;

async function addLater(first: WebAssembly.Exports, files: WebAssembly.Module): Promise<void> {
  const [later] = WebAssembly.Module.customSections(files, kLater);
  if (!later) throw new ProrataError({ code: 'internal', message: `The program of files lacks "${kLater}".` });
  try {
    await WebAssembly.instantiate(later, { first: first as WebAssembly.ModuleImports });
  } catch (thrown) {
    if (!(thrown instanceof WebAssembly.LinkError)) throw thrown;
    const message = 'prorata.wasm and files.wasm are of different versions.';
    throw new ProrataError({ code: 'internal', message, hint: 'Take both from one release; load the page again.' });
  }
}

/** The glue never tells when `instantiateWasm` fails. */
export async function loadModule(wasm: Wasm): Promise<Loaded> {
  const compiled = await compiledFrom(wasm);
  return new Promise((resolve, reject) => {
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object => {
      const finish = (instance: WebAssembly.Instance): void => {
        done(instance, compiled);
        let adding: Promise<void> | null = null;
        const complete = (files: WebAssembly.Module): Promise<void> => {
          adding ??= addLater(instance.exports, files);
          adding.catch(() => (adding = null));
          return adding;
        };
        made.then((module) => resolve({ module, complete }), reject);
      };
      WebAssembly.instantiate(compiled, { ...imports, later: placeholders })
        .then(finish)
        .catch(reject);
      return {};
    };
    const made = createModule({ instantiateWasm, locateFile: (file) => file });
    made.catch(reject);
  });
}
