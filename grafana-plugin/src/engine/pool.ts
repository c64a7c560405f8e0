// One engine for all panels of a page, and one session for all panels that have the same data. What nobody uses any
// more is closed a little later, because Grafana takes panels away and puts them back when one is edited.
import type { DataFrame } from '@grafana/data';
import type {
  AllocationResult,
  AssetsResult,
  Derivation,
  Engine,
  Question,
  ReportFormat,
  Session,
} from '@prorata/engine';
import { readFrames, type PanelSeries, type Range } from '../frames/data.ts';
import type { Collected } from '../frames/collect.ts';
import { Digest } from './digest.ts';
import { identityOf } from './identity.ts';
import { isDefect } from './problem.ts';

/** What was found in the frames, without the samples, which are the engine's now. */
export type Findings = Omit<Collected, 'arrays'>;

/** What a panel may ask of its data. */
export interface Lease {
  readonly findings: Findings;
  /** Step of usage, as the engine reads durations. */
  readonly resolution: string;
  allocate(question: Question): Promise<AllocationResult>;
  assets(question: Question): Promise<AssetsResult>;
  report(format: ReportFormat, question: Question): Promise<string>;
  /** Where the cost of what meets `of` comes from; terms: the largest. */
  explain(of: string, question: Question, terms: number): Promise<Derivation>;
  /** To be called when the panel goes or has other data. */
  release(): void;
}

export interface PoolOptions {
  readonly start: () => Promise<Engine>;
  /** How long an unused session and an unused engine are kept, milliseconds. */
  readonly sessionMs?: number;
  readonly engineMs?: number;
}

export interface Data {
  readonly frames: readonly DataFrame[];
  readonly range: Range;
  /** Name of the cluster where the data has none. */
  readonly cluster: string;
}

/** Answers kept for each session; panels of one dashboard ask few different questions. */
const kAnswers = 32;

class Shared {
  users = 0;
  timer: ReturnType<typeof setTimeout> | undefined;
  readonly #answers = new Map<string, Promise<unknown>>();

  constructor(
    readonly session: Promise<Session>,
    readonly findings: Findings,
    readonly resolution: string,
  ) {}

  /** The answer to an equal question that was asked before, or a new one. */
  answer<T>(kind: string, question: Question, ask: (session: Session) => Promise<T>): Promise<T> {
    const key = `${kind} ${JSON.stringify(question)}`;
    const known = this.#answers.get(key) as Promise<T> | undefined;
    if (known) return known;
    const made = this.session.then(ask);
    this.#answers.set(key, made);
    made.catch(() => this.#answers.delete(key));
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > kAnswers && oldest !== undefined) this.#answers.delete(oldest);
    return made;
  }
}

function contentsOf({ options, collected: { arrays } }: PanelSeries): string {
  const digest = new Digest();
  digest.addText(JSON.stringify([options, arrays.names]));
  digest.addText(arrays.texts.join('\0'));
  const { query, labelBegin, labels, pointBegin, times, values } = arrays;
  for (const part of [query, labelBegin, labels, pointBegin, times, values]) digest.add(part);
  return digest.text;
}

export class Pool {
  readonly #options: Required<PoolOptions>;
  /** By contents, and by the identity of the columns that they were read from. */
  readonly #shared = new Map<string, Shared>();
  readonly #known = new Map<string, Shared>();
  #engine: Promise<Engine> | null = null;
  #engineTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PoolOptions) {
    this.#options = { sessionMs: 1000, engineMs: 30_000, ...options };
  }

  /** Sessions open now. */
  get sessions(): number {
    return this.#shared.size;
  }

  use(data: Data): Lease {
    const shared = this.#find(data);
    shared.users += 1;
    clearTimeout(shared.timer);
    let isReleased = false;
    return {
      findings: shared.findings,
      resolution: shared.resolution,
      allocate: (question) => this.#ask(shared, 'allocate', question, (session) => session.allocate(question)),
      assets: (question) => this.#ask(shared, 'assets', question, (session) => session.assets(question)),
      report: (format, question) => this.#ask(shared, format, question, (session) => session.report(format, question)),
      explain: (of, question, terms) =>
        this.#ask(shared, `explain ${terms} ${of}`, question, (session) => session.explain(of, question, terms)),
      release: () => {
        if (!isReleased) this.#leave(shared);
        isReleased = true;
      },
    };
  }

  #find({ frames, range, cluster }: Data): Shared {
    const identity = `${range.fromMs}-${range.toMs} ${cluster} ${identityOf(frames)}`;
    const known = this.#known.get(identity);
    if (known) return known;
    const series = readFrames(frames, range, cluster);
    const contents = contentsOf(series);
    const shared = this.#shared.get(contents) ?? this.#open(series);
    this.#shared.set(contents, shared);
    this.#known.set(identity, shared);
    return shared;
  }

  #open({ options, collected }: PanelSeries): Shared {
    const { arrays, ...findings } = collected;
    const session = this.#running().then(async (engine) => {
      const opened = await engine.open(options);
      try {
        await opened.ingestSeries(arrays);
        return opened;
      } catch (problem) {
        await opened.close();
        throw problem;
      }
    });
    const shared = new Shared(session, findings, options.resolution ?? '');
    // What failed is tried anew by whoever comes next; those who have it keep the failure.
    session.catch((problem: unknown) => this.#failed(shared, problem));
    return shared;
  }

  async #ask<T>(shared: Shared, kind: string, question: Question, ask: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await shared.answer(kind, question, ask);
    } catch (problem) {
      this.#failed(shared, problem);
      throw problem;
    }
  }

  /** A broken engine takes everything with it; the next panel starts another. */
  #failed(shared: Shared, problem: unknown): void {
    if (!isDefect(problem)) {
      shared.session.catch(() => this.#forget(shared));
      return;
    }
    this.#shared.clear();
    this.#known.clear();
    this.#stop();
  }

  #running(): Promise<Engine> {
    clearTimeout(this.#engineTimer);
    if (this.#engine) return this.#engine;
    const engine = this.#options.start();
    this.#engine = engine;
    engine.catch(() => {
      if (this.#engine === engine) this.#engine = null;
    });
    return engine;
  }

  #stop(): void {
    clearTimeout(this.#engineTimer);
    this.#engine?.then(({ close }) => close()).catch(() => undefined);
    this.#engine = null;
  }

  #leave(shared: Shared): void {
    shared.users -= 1;
    if (shared.users > 0) return;
    shared.timer = setTimeout(() => {
      this.#forget(shared);
      shared.session.then((session) => session.close()).catch(() => undefined);
    }, this.#options.sessionMs);
  }

  #forget(shared: Shared): void {
    for (const map of [this.#shared, this.#known]) {
      for (const [key, other] of map) if (other === shared) map.delete(key);
    }
    if (this.#shared.size > 0) return;
    clearTimeout(this.#engineTimer);
    this.#engineTimer = setTimeout(() => this.#stop(), this.#options.engineMs);
  }
}
