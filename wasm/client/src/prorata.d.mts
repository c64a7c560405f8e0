// What the WebAssembly build's own module gives. Only native.ts sees it.

export interface NativeSession {
  open(options: string): string;
  plan(): string;
  ingest(id: string, chunk: number): string;
  ingestRecording(): string;
  write(handle: number, bytes: Uint8Array): string;
  end(handle: number): string;
  drop(handle: number): void;
  /** Room in the engine for `bytes`; valid until the next call. */
  reserve(bytes: number): Uint8Array;
  ingestSeries(names: string, series: number, points: number, labels: number, texts: number): string;
  refused(id: string, chunk: number, status: number, body: string): string;
  allocate(question: string): string;
  assets(question: string): string;
  report(format: string, question: string): string;
  diagnostics(): string;
  takeBytes(): Uint8Array<ArrayBuffer>;
  /** Frees the object; nothing may be called afterwards. */
  delete(): void;
}

export interface NativeModule {
  readonly Session: new () => NativeSession;
  version(): string;
}

export interface ModuleOptions {
  readonly wasmBinary?: ArrayBuffer;
  /** In place of a file beside the module; nothing is ever fetched from here. */
  readonly locateFile?: (file: string) => string;
  /** Calls `done` once the module has been instantiated, however that is done. */
  readonly instantiateWasm?: (
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => object;
}

export default function createModule(options: ModuleOptions): Promise<NativeModule>;
