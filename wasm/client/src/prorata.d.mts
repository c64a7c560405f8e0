// What the WebAssembly build's own module gives. Only native.ts sees it.

export interface NativeSession {
  open(options: string): string;
  plan(): string;
  ingest(id: string, chunk: number): string;
  ingestRecording(): string;
  write(handle: number, bytes: Uint8Array): string;
  end(handle: number): string;
  drop(handle: number): void;
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

export default function createModule(options: { wasmBinary: ArrayBuffer }): Promise<NativeModule>;
