// Sessions as callers see them: the same over a worker and without one.
import type { Caller, Programs, Wasm } from './messages.js';
import { configOf } from './config.js';
import { ProrataError } from './errors.js';
import { told } from './notices.js';
import { PriceReader, readFile } from './prices.js';
import { allocationOf, assetsOf } from './results.js';
import type {
  AllocationResult,
  AskedQuestion,
  AssetsFormat,
  AssetsResult,
  Comparison,
  Config,
  ConfigFile,
  Derivation,
  Diagnostic,
  Engine,
  FetchOptions,
  Method,
  PlanRequest,
  Question,
  RecordingOptions,
  FocusOptions,
  ReportFormat,
  ResponseSummary,
  ResponseWriter,
  SeriesArrays,
  SeriesSummary,
  Session,
} from './types.js';

/** Writes that may be on their way at once; more wait, so that a fast source cannot fill the worker's queue. */
const kWritesAhead = 8;

class Writer implements ResponseWriter {
  #failure: { readonly thrown: unknown } | null = null;
  readonly #flying = new Set<Promise<unknown>>();

  constructor(
    private readonly call: Caller,
    private readonly session: number,
    private readonly handle: number,
  ) {}

  async write(bytes: Uint8Array): Promise<void> {
    this.#throwFailure();
    // A copy to give away: the caller's array stays the caller's.
    const copy = bytes.slice();
    const { session, handle } = this;
    const sent: Promise<unknown> = this.call('write', { session, handle, bytes: copy }, [copy.buffer])
      .catch((thrown: unknown) => {
        this.#failure ??= { thrown };
      })
      .finally(() => this.#flying.delete(sent));
    this.#flying.add(sent);
    if (this.#flying.size >= kWritesAhead) await Promise.race(this.#flying);
    this.#throwFailure();
  }

  async end(): Promise<ResponseSummary> {
    await Promise.all(this.#flying);
    if (this.#failure) {
      await this.abort();
      throw this.#failure.thrown;
    }
    return this.call('end', { session: this.session, handle: this.handle });
  }

  async abort(): Promise<void> {
    await this.call('drop', { session: this.session, handle: this.handle });
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.thrown;
  }
}

/** What the sessions of an engine share: the reader of files, once it is needed, and the last price file. */
class Desk {
  readonly #prices = new PriceReader();
  #loading: Promise<unknown> | null = null;

  constructor(
    private readonly call: Caller,
    private readonly files: () => Promise<Wasm>,
  ) {}

  async asked(question: Question): Promise<AskedQuestion> {
    const asked = await this.#prices.asked(question);
    if (asked.prices) await this.open();
    return asked;
  }

  /** Loads what reads and writes files. What could not be loaded is tried again. */
  async open(): Promise<void> {
    const loading = (this.#loading ??= this.files().then((wasm) => this.call('loadFiles', { wasm })));
    try {
      await loading;
    } catch (problem) {
      if (this.#loading === loading) this.#loading = null;
      throw problem;
    }
  }
}

class CallingSession implements Session {
  constructor(
    private readonly call: Caller,
    private readonly session: number,
    private readonly desk: Desk,
  ) {}

  plan(): Promise<readonly PlanRequest[]> {
    return this.call('plan', { session: this.session });
  }
  async ingest(id: string, chunk: number): Promise<ResponseWriter> {
    const handle = await this.call('ingest', { session: this.session, id, chunk });
    return new Writer(this.call, this.session, handle);
  }
  async ingestRecording(): Promise<ResponseWriter> {
    const handle = await this.call('ingestRecording', { session: this.session });
    return new Writer(this.call, this.session, handle);
  }
  ingestSeries(series: SeriesArrays): Promise<SeriesSummary> {
    const { query, labelBegin, labels, pointBegin, times, values } = series;
    const buffers = [query, labelBegin, labels, pointBegin, times, values].map(({ buffer }) => buffer);
    return this.call('ingestSeries', { session: this.session, series }, [...new Set(buffers)] as ArrayBuffer[]);
  }
  async refused(id: string, chunk: number, status: number, body: string): Promise<void> {
    await this.call('refused', { session: this.session, id, chunk, status, body });
  }
  async absorb(other: Session): Promise<void> {
    if (!(other instanceof CallingSession)) {
      throw new ProrataError({ code: 'bad-usage', message: 'A session takes over sessions of its own engine only.' });
    }
    await this.call('absorb', { session: this.session, other: other.session });
  }
  async allocate(question: Question = {}): Promise<AllocationResult> {
    const asked = await this.desk.asked(question);
    const result = allocationOf(await this.call('allocate', { session: this.session, question: asked }));
    return { ...result, diagnostics: await told(result.diagnostics) };
  }
  async assets(question: Question = {}): Promise<AssetsResult> {
    const asked = await this.desk.asked(question);
    return assetsOf(await this.call('assets', { session: this.session, question: asked }));
  }
  async report(format: ReportFormat, question: Question = {}, focus: FocusOptions = {}): Promise<string> {
    const [asked] = await Promise.all([this.desk.asked(question), this.desk.open()]);
    return this.call('report', { session: this.session, format, question: asked, focus });
  }
  async reportAssets(format: AssetsFormat, question: Question = {}): Promise<string> {
    const [asked] = await Promise.all([this.desk.asked(question), this.desk.open()]);
    return this.call('reportAssets', { session: this.session, format, question: asked });
  }
  async explain(of: string, question: Question = {}, terms = 0, atMs?: number): Promise<Derivation> {
    const [asked] = await Promise.all([this.desk.asked(question), this.desk.open()]);
    const at = atMs === undefined ? {} : { at: atMs };
    const text = await this.call('explain', { session: this.session, of, question: asked, terms, ...at });
    return JSON.parse(text) as Derivation;
  }
  async compare({ limit: _limit, ...question }: Question, other: Method | Question): Promise<Comparison> {
    const { limit: _more, ...changed }: Question = typeof other === 'string' ? { ...question, method: other } : other;
    const [asked, second] = await Promise.all([this.desk.asked(question), this.desk.asked(changed), this.desk.open()]);
    return JSON.parse(await this.call('compare', { session: this.session, question: asked, second })) as Comparison;
  }
  async diagnostics(): Promise<readonly Diagnostic[]> {
    return told(await this.call('diagnostics', { session: this.session }));
  }
  async close(): Promise<void> {
    await this.call('close', { session: this.session });
  }
}

/** An engine whose calls go through `call`; `stop` frees what is behind it. */
export async function connectEngine(call: Caller, programs: Programs, stop: () => void): Promise<Engine> {
  const version = await call('load', { wasm: programs.engine });
  const desk = new Desk(call, programs.files);
  let sessions = 0;
  return {
    version,
    async readConfig(file: ConfigFile): Promise<Config> {
      const [read] = await Promise.all([readFile(file, 'config'), desk.open()]);
      return configOf(await call('readConfig', read), read);
    },
    async open(options?: FetchOptions | RecordingOptions): Promise<Session> {
      sessions += 1;
      const session = sessions;
      await call('open', { session, options: options ?? null });
      return new CallingSession(call, session, desk);
    },
    close: stop,
  };
}
