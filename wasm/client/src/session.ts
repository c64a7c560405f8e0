// Sessions as callers see them: the same over a worker and without one.
import type { Caller, Programs, Wasm } from './messages.js';
import { configOf } from './config.js';
import { ProrataError } from './errors.js';
import { told, withNoticed, type TextNotices } from './notices.js';
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
  ResponseWriter,
  SeriesArrays,
  SeriesSummary,
  Session,
} from './types.js';
import { Writer } from './writer.js';

/** Loads a program once; what could not be loaded is tried again. */
class Once {
  #loading: Promise<unknown> | null = null;

  constructor(private readonly load: () => Promise<unknown>) {}

  async open(): Promise<void> {
    const loading = (this.#loading ??= this.load());
    try {
      await loading;
    } catch (problem) {
      if (this.#loading === loading) this.#loading = null;
      throw problem;
    }
  }
}

/** What the sessions of an engine share: the reader of files, once it is needed, and the last price file. */
class Desk {
  readonly #prices = new PriceReader();
  readonly #files: Once;

  constructor(call: Caller, files: () => Promise<Wasm>) {
    this.#files = new Once(async () => call('loadFiles', { wasm: await files() }));
  }

  async asked(question: Question): Promise<AskedQuestion> {
    const asked = await this.#prices.asked(question);
    if (asked.prices) await this.open();
    return asked;
  }

  /** Loads what reads and writes files. */
  open(): Promise<void> {
    return this.#files.open();
  }
}

class CallingSession implements Session {
  constructor(
    private readonly call: Caller,
    private readonly session: number,
    private readonly desk: Desk,
    /** What the reader of text noticed, which the engine does not know. */
    private noticed: TextNotices | null,
  ) {}

  plan(): Promise<readonly PlanRequest[]> {
    return this.call('plan', { session: this.session });
  }
  async ingest(id: string, chunk: number): Promise<ResponseWriter> {
    return this.#writer(await this.call('ingest', { session: this.session, id, chunk }));
  }
  async ingestRecording(): Promise<ResponseWriter> {
    return this.#writer(await this.call('ingestRecording', { session: this.session }));
  }
  #writer(handle: number): ResponseWriter {
    const { call, session } = this;
    return new Writer({
      write: (bytes, transfer) => call('write', { session, handle, bytes }, transfer),
      end: () => call('end', { session, handle }),
      drop: () => call('drop', { session, handle }),
    });
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
    if (other.noticed) this.noticed = await (await loadTextCalls()).merged(this.call, this.noticed, other.noticed);
  }
  async allocate(question: Question = {}): Promise<AllocationResult> {
    const asked = await this.desk.asked(question);
    const result = allocationOf(await this.call('allocate', { session: this.session, question: asked }));
    return { ...result, diagnostics: await told(withNoticed(result.diagnostics, this.noticed)) };
  }
  async assets(question: Question = {}): Promise<AssetsResult> {
    const asked = await this.desk.asked(question);
    return assetsOf(await this.call('assets', { session: this.session, question: asked }));
  }
  async report(format: ReportFormat, question: Question = {}, focus: FocusOptions = {}): Promise<string> {
    const [asked] = await Promise.all([this.desk.asked(question), this.desk.open()]);
    return this.call('report', { session: this.session, format, question: asked, focus, noticed: this.#packed() });
  }
  async reportAssets(format: AssetsFormat, question: Question = {}): Promise<string> {
    const [asked] = await Promise.all([this.desk.asked(question), this.desk.open()]);
    return this.call('reportAssets', { session: this.session, format, question: asked, noticed: this.#packed() });
  }
  #packed(): Uint8Array {
    return this.noticed?.packed ?? new Uint8Array(0);
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
    return told(withNoticed(await this.call('diagnostics', { session: this.session }), this.noticed));
  }
  async close(): Promise<void> {
    await this.call('close', { session: this.session });
  }
}

const loadTextCalls = () => import('./text-metrics.js');

const kNoText = {
  code: 'bad-usage',
  message: 'There is no reader of text metrics here.',
  hint: 'Make a recording of it with `prorata record`.',
} as const;

/** An engine whose calls go through `call`; `stop` frees what is behind it. */
export async function connectEngine(call: Caller, programs: Programs, stop: () => void): Promise<Engine> {
  const version = await call('load', { wasm: programs.engine });
  const desk = new Desk(call, programs.files);
  const text = new Once(async () => {
    if (!programs.text) throw new ProrataError(kNoText);
    await call('loadText', { wasm: await programs.text() });
  });
  const texts = async () => {
    const [calls] = await Promise.all([loadTextCalls(), text.open()]);
    return calls;
  };
  let sessions = 0;
  const open = async (options?: FetchOptions | RecordingOptions, noticed: TextNotices | null = null) => {
    sessions += 1;
    const session = sessions;
    await call('open', { session, options: options ?? null });
    return new CallingSession(call, session, desk, noticed);
  };
  return {
    version,
    async readConfig(file: ConfigFile): Promise<Config> {
      const [read] = await Promise.all([readFile(file, 'config'), desk.open()]);
      return configOf(await call('readConfig', read), read);
    },
    open: (options) => open(options),
    kindOfFile: async (head) => (await texts()).kindOfFile(call, head),
    openText: async () => (await texts()).openText(call, open),
    close: stop,
  };
}
