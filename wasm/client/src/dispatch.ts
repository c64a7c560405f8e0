// Carries out calls on the engine of this thread.
import { ProrataError } from './errors.js';
import { compiledFrom, loadModule, type Loaded } from './load.js';
import type { Call, Gives, Kind } from './messages.js';
import { Native, versionOf, type PricedQuestion } from './native.js';
import { Program } from './program.js';
import type { AskedQuestion, ReportFormat } from './types.js';

/** Formats of a whole answer; the others are written step by step. */
const kWhole: ReadonlySet<ReportFormat> = new Set<ReportFormat>(['json', 'table', 'csv']);

/** What a format is written from. A schema says nothing of the data. */
function packedFor(session: Native, format: ReportFormat, asked: PricedQuestion): ArrayBuffer {
  if (format.endsWith('-schema')) return new ArrayBuffer(0);
  if (format.startsWith('focus')) return session.packBought(asked);
  return kWhole.has(format) ? session.packAnswer(asked) : session.packSets(asked);
}

/** Calls about a session. */
type Asked = Exclude<Call, { kind: 'load' | 'loadFiles' | 'loadText' | 'callText' | 'readConfig' | 'open' | 'close' }>;

const kNotLoaded = { code: 'internal', message: 'The engine is not loaded.' } as const;

type Packing = ArrayBuffer | Uint8Array;

export class Dispatcher {
  #engine: Loaded | null = null;
  #files: Program | null = null;
  #text: Program | null = null;
  /** The last price file and what was made of it. */
  #book: { readonly file: string; readonly book: Uint8Array } | null = null;
  readonly #sessions = new Map<number, Native>();

  async handle(call: Call): Promise<Gives<Kind>> {
    switch (call.kind) {
      case 'load':
        this.#engine = await loadModule(call.wasm);
        return versionOf(this.#engine.module);
      case 'loadFiles': {
        const compiled = await compiledFrom(call.wasm);
        await this.#loaded(this.#engine).complete(compiled);
        this.#files = await Program.load(compiled);
        return null;
      }
      case 'loadText':
        this.#text = await Program.load(call.wasm);
        return null;
      case 'readConfig': {
        const { name, file } = call;
        return new TextDecoder().decode(this.#reader().call('config', { name, file }).bytes);
      }
      case 'open':
        this.#sessions.set(call.session, new Native(this.#loaded(this.#engine).module, call.options));
        return null;
      case 'close':
        return this.#close(call.session);
      case 'callText': {
        const { value, bytes } = this.#loaded(this.#text).call<unknown>(call.verb, call.takes, ...call.bytes);
        return { value, bytes: bytes.buffer };
      }
      default:
        return this.#answer(this.#session(call.session), call);
    }
  }

  #answer(session: Native, call: Asked): Gives<Kind> {
    switch (call.kind) {
      case 'plan':
        return session.plan();
      case 'ingest':
        return session.ingest(call.id, call.chunk);
      case 'ingestRecording':
        return session.ingestRecording();
      case 'write':
        session.write(call.handle, call.bytes);
        return null;
      case 'end':
        return session.end(call.handle);
      case 'drop':
        session.drop(call.handle);
        return null;
      case 'ingestSeries':
        return session.ingestSeries(call.series);
      case 'refused':
        session.refused(call.id, call.chunk, call.status, call.body);
        return null;
      case 'absorb':
        try {
          session.absorb(this.#session(call.other));
        } finally {
          this.#close(call.other);
        }
        return null;
      case 'allocate':
        return session.allocate(this.#priced(call.question));
      case 'assets':
        return session.assets(this.#priced(call.question));
      case 'report': {
        const { format, focus } = call;
        const asked = this.#priced(call.question);
        // Formats step by step say nothing of what was noticed.
        const noticed = kWhole.has(format) ? call.noticed : new Uint8Array(0);
        const takes = { ...focus, format, question: asked.question, noticed: noticed.byteLength };
        return this.#written('answer', takes, packedFor(session, format, asked), noticed);
      }
      case 'reportAssets': {
        const { format, noticed } = call;
        const packed = session.packAssets(this.#priced(call.question));
        return this.#written('assets', { format, noticed: noticed.byteLength }, packed, noticed);
      }
      case 'explain': {
        const { of, terms, at } = call;
        return this.#written('derivation', { of, terms }, session.packDerivation(of, this.#priced(call.question), at));
      }
      case 'compare': {
        const first = this.#priced(call.question);
        const one = session.packAnswer(first);
        const second = this.#priced(call.second);
        const other = session.packAnswer(second);
        const takes = { question: first.question, second: second.question, size: one.byteLength };
        return this.#written('comparison', takes, one, other);
      }
      case 'diagnostics':
        return session.diagnostics();
    }
  }

  #close(session: number): null {
    this.#sessions.get(session)?.close();
    this.#sessions.delete(session);
    return null;
  }

  #written(verb: 'answer' | 'comparison' | 'assets' | 'derivation', takes: object, ...packed: Packing[]): string {
    return new TextDecoder().decode(this.#reader().call(verb, takes, ...packed).bytes);
  }

  /** What-ifs ask again and again with the same prices, which are read once. */
  #priced({ prices, ...question }: AskedQuestion): PricedQuestion {
    if (!prices) return { question, book: null };
    const file = JSON.stringify(prices);
    if (this.#book?.file !== file) this.#book = { file, book: this.#reader().call('prices', prices).bytes };
    return { question, book: this.#book.book };
  }

  #reader(): Program {
    return this.#loaded(this.#files);
  }

  #loaded<T>(program: T | null): T {
    if (!program) throw new ProrataError(kNotLoaded);
    return program;
  }

  #session(number: number): Native {
    const session = this.#sessions.get(number);
    if (!session) throw new ProrataError({ code: 'bad-usage', message: 'The session is closed.' });
    return session;
  }
}
