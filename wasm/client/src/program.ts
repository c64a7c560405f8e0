// A program beside the engine: a WebAssembly file without a module of its own, loaded by the first call that needs it.
import { ProrataError } from './errors.js';
import { compiledFrom } from './load.js';
import type { Wasm } from './messages.js';
import { kNoRoom, replyOf } from './reply.js';

/** wasm/src/calls.cpp. */
interface ProgramExports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  reserve(size: number): number;
  call(jsonSize: number): number;
  replySize(): number;
}

function stop(): never {
  throw new ProrataError({ code: 'internal', message: 'The reader of files gave up.', hint: 'Load the page again.' });
}

/** The library grows memory by what is missing, page by page; each time costs more than the page. */
function growOn(memory: WebAssembly.Memory): void {
  const pages = memory.buffer.byteLength / 65_536;
  try {
    memory.grow(Math.ceil(pages / 5));
  } catch {
    // What was asked for is there.
  }
}

/** `value`: JSON that a program of ours wrote, so its shape is trusted. */
export interface ProgramReply<T> {
  readonly value: T;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export class Program {
  private constructor(private readonly exports: ProgramExports) {}

  static async load(wasm: Wasm): Promise<Program> {
    const { exports } = await WebAssembly.instantiate(await compiledFrom(wasm), {
      wasi_snapshot_preview1: { proc_exit: stop },
      env: { emscripten_notify_memory_growth: () => growOn(program.memory) },
    });
    const program = exports as unknown as ProgramExports;
    program._initialize();
    return new Program(program);
  }

  /** bytes: what is no JSON, one after the other. */
  call<T = null>(verb: string, takes: object, ...bytes: readonly (ArrayBuffer | Uint8Array)[]): ProgramReply<T> {
    const parts = [new TextEncoder().encode(JSON.stringify({ verb, ...takes })), ...bytes];
    const size = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const address = this.exports.reserve(size);
    if (address === 0) throw new ProrataError(kNoRoom);
    let at = address;
    for (const part of parts) {
      this.#view(at, part.byteLength).set(part instanceof Uint8Array ? part : new Uint8Array(part));
      at += part.byteLength;
    }
    const reply = this.exports.call(parts[0]?.byteLength ?? 0) >>> 0;
    const text = new TextDecoder().decode(this.#view(reply, this.exports.replySize()));
    const { value, bytes: [begin, length] = [0, 0] } = replyOf(text);
    return { value: value as T, bytes: this.#view(begin, length).slice() };
  }

  /** Made anew each time: the memory may have grown. */
  #view(address: number, size: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.exports.memory.buffer as ArrayBuffer, address >>> 0, size >>> 0);
  }
}
