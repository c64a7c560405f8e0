// Carries out calls on the engine of this thread.
import { ProrataError } from './errors.js';
import { Files } from './files.js';
import { loadModule } from './load.js';
import type { Call, Gives, Kind } from './messages.js';
import { Native, versionOf, type PricedQuestion } from './native.js';
import type { NativeModule } from './prorata.mjs';
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
type Asked = Exclude<Call, { kind: 'load' | 'loadFiles' | 'readConfig' | 'open' | 'close' }>;

const kNotLoaded = { code: 'internal', message: 'The engine is not loaded.' } as const;

export class Dispatcher {
  #module: NativeModule | null = null;
  #files: Files | null = null;
  /** The last price file and what was made of it. */
  #book: { readonly file: string; readonly book: Uint8Array } | null = null;
  readonly #sessions = new Map<number, Native>();

  async handle(call: Call): Promise<Gives<Kind>> {
    switch (call.kind) {
      case 'load':
        this.#module = await loadModule(call.wasm);
        return versionOf(this.#module);
      case 'loadFiles':
        this.#files = await Files.load(call.wasm);
        return null;
      case 'readConfig': {
        const { name, file } = call;
        return new TextDecoder().decode(this.#reader().call('config', { name, file }));
      }
      case 'open':
        this.#sessions.set(call.session, new Native(this.#loaded(), call.options));
        return null;
      case 'close':
        return this.#close(call.session);
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
        return this.#text('answer', { ...focus, format, question: asked.question }, packedFor(session, format, asked));
      }
      case 'reportAssets':
        return this.#text('assets', { format: call.format }, session.packAssets(this.#priced(call.question)));
      case 'explain': {
        const { of, terms, at } = call;
        return this.#text('derivation', { of, terms }, session.packDerivation(of, this.#priced(call.question), at));
      }
      case 'compare': {
        const first = this.#priced(call.question);
        const one = session.packAnswer(first);
        const second = this.#priced(call.second);
        const other = session.packAnswer(second);
        const both = new Uint8Array(one.byteLength + other.byteLength);
        both.set(new Uint8Array(one));
        both.set(new Uint8Array(other), one.byteLength);
        return this.#text(
          'comparison',
          { question: first.question, second: second.question, size: one.byteLength },
          both.buffer,
        );
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

  #text(verb: 'answer' | 'comparison' | 'assets' | 'derivation', takes: object, packed: ArrayBuffer): string {
    return new TextDecoder().decode(this.#reader().call(verb, takes, packed));
  }

  /** What-ifs ask again and again with the same prices, which are read once. */
  #priced({ prices, ...question }: AskedQuestion): PricedQuestion {
    if (!prices) return { question, book: null };
    const file = JSON.stringify(prices);
    if (this.#book?.file !== file) this.#book = { file, book: this.#reader().call('prices', prices) };
    return { question, book: this.#book.book };
  }

  #reader(): Files {
    if (!this.#files) throw new ProrataError(kNotLoaded);
    return this.#files;
  }

  #loaded(): NativeModule {
    if (!this.#module) throw new ProrataError(kNotLoaded);
    return this.#module;
  }

  #session(number: number): Native {
    const session = this.#sessions.get(number);
    if (!session) throw new ProrataError({ code: 'bad-usage', message: 'The session is closed.' });
    return session;
  }
}
