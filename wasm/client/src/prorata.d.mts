// What the WebAssembly build's own module gives. Only native.ts sees it.

export interface NativeModule {
  /** Arguments and reply are JSON (native.ts). `session` is what `open` gave; `open` and `version` take any number. */
  call(session: number, verb: string, argumentsJson: string): string;
  /** Where `size` bytes may be put for the next call, in HEAPU8; 0 where there is no room. */
  reserve(session: number, size: number): number;
  /** The reserved bytes are the next of the answer `handle`. Empty for success, or a reply. */
  write(session: number, handle: number): string;
  /** The engine's memory. Another array after every call that may have needed more of it. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
}

export interface ModuleOptions {
  /** In place of a file beside the module; nothing is ever fetched from here. */
  readonly locateFile?: (file: string) => string;
  /** Calls `done` once the module has been instantiated, however that is done. */
  readonly instantiateWasm?: (
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => object;
}

export default function createModule(options: ModuleOptions): Promise<NativeModule>;
