// The program that reads price files and writes reports: a WebAssembly file without a module of its own, loaded by the
// first question that needs it.
import { ProrataError } from './errors.js';
import { compiledFrom } from './load.js';
import type { Wasm } from './messages.js';
import { kNoRoom, replyOf } from './reply.js';

/** wasm/src/files.cpp. */
interface FilesExports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  reserve(size: number): number;
  call(jsonSize: number): number;
  replySize(): number;
}

function stop(): never {
  throw new ProrataError({ code: 'internal', message: 'The reader of files gave up.', hint: 'Load the page again.' });
}

const imports = {
  wasi_snapshot_preview1: { proc_exit: stop },
  env: { emscripten_notify_memory_growth: () => undefined },
};

export class Files {
  private constructor(private readonly exports: FilesExports) {}

  static async load(wasm: Wasm): Promise<Files> {
    const { exports } = await WebAssembly.instantiate(await compiledFrom(wasm), imports);
    const files = exports as unknown as FilesExports;
    files._initialize();
    return new Files(files);
  }

  /** packed: what the engine packed. */
  call(
    verb: 'prices' | 'config' | 'answer' | 'comparison' | 'assets' | 'derivation',
    takes: object,
    packed?: ArrayBuffer,
  ): Uint8Array<ArrayBuffer> {
    const json = new TextEncoder().encode(JSON.stringify({ verb, ...takes }));
    const size = json.length + (packed?.byteLength ?? 0);
    const address = this.exports.reserve(size);
    if (address === 0) throw new ProrataError(kNoRoom);
    const room = this.#view(address, size);
    room.set(json);
    if (packed) room.set(new Uint8Array(packed), json.length);
    const reply = this.exports.call(json.length) >>> 0;
    const text = new TextDecoder().decode(this.#view(reply, this.exports.replySize()));
    const [at, length] = replyOf(text).bytes ?? [0, 0];
    return this.#view(at, length).slice();
  }

  /** Made anew each time: the memory may have grown. */
  #view(address: number, size: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.exports.memory.buffer as ArrayBuffer, address >>> 0, size >>> 0);
  }
}
