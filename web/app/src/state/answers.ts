// Data and view in, answers of the engine out. A new question replaces the one before; the last answer stays visible.
import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { AllocationResult, AssetsResult, Comparison, Diagnostic, Question, Session, Span } from '@prorata/engine';
import { explainNoData } from '../connect/explain.ts';
import { engineReason, type EngineReason } from '../load/failure.ts';
import { failLoaded, headersFor, phase, type Phase } from '../load/loader.ts';
import { zoneValue } from '../load/zone.ts';
import { openedPrices, pricing, sharing } from './charging.ts';
import { view } from './history.ts';
import { partOf } from './part.ts';
import type { StepChoice, ViewState } from './view.ts';
import { dependsOnZone, fetchedWindow, liveWindow, shiftedWithin } from './window.ts';

/** What every view needs and no setting changes: window, clusters, idle. */
export interface Basis {
  readonly session: Session;
  /** Grouped by namespace, idle apart, unfiltered. */
  readonly whole: AllocationResult;
  readonly clusters: readonly string[];
  /** Where data begins, if not with the window; null else. */
  readonly sinceMs: number | null;
  readonly diagnostics: readonly Diagnostic[];
  /** More is on its way: figures are first ones. */
  readonly pending: boolean;
}

const basisNow = signal<Basis | null>(null);
/** All that is loaded, and whether it is a file. */
const loadedNow = signal<{ readonly span: Span; readonly isFile: boolean } | null>(null);
const outsideNow = signal(false);
const allocationNow = signal<AllocationResult | null>(null);
const comparisonNow = signal<Comparison | null>(null);
const changeNow = signal<Comparison | null>(null);
const gapNow = signal<Span | null>(null);
const assetsNow = signal<AssetsResult | null>(null);
const busyNow = signal(false);
const refusalNow = signal<EngineReason | null>(null);
const changeRefusalNow = signal<EngineReason | null>(null);
const assetsRefusalNow = signal<EngineReason | null>(null);

export const basis: ReadonlySignal<Basis | null> = basisNow;
/** What a file covers, whichever part of it is shown; null for servers. */
export const recorded: ReadonlySignal<Span | null> = computed(() => {
  const loaded = loadedNow.value;
  return loaded?.isFile ? loaded.span : null;
});
/** The window that is asked for is no part of what is loaded. */
export const outside: ReadonlySignal<boolean> = outsideNow;
export const allocation: ReadonlySignal<AllocationResult | null> = allocationNow;
/** Of the method of the view and a second one; null where none is asked for. */
export const comparison: ReadonlySignal<Comparison | null> = comparisonNow;
/** Of another window and that of the view; null where none is asked for. */
export const change: ReadonlySignal<Comparison | null> = changeNow;
/** What is loaded, where it does not hold the window that the view shall be set against. */
export const gap: ReadonlySignal<Span | null> = gapNow;
export const assets: ReadonlySignal<AssetsResult | null> = assetsNow;
/** A newer answer is being computed. */
export const busy: ReadonlySignal<boolean> = busyNow;
/** What the engine says about a question it cannot answer, such as a filter with a mistake. */
export const refusal: ReadonlySignal<EngineReason | null> = computed(() => refusalNow.value ?? changeRefusalNow.value);
export const assetsRefusal: ReadonlySignal<EngineReason | null> = assetsRefusalNow;

const day = 24 * 3_600_000;
const year = 366 * day;

/** About as many steps as a chart can show: hours for days, days for months, weeks beyond. */
export function stepFor(choice: StepChoice, lengthMs: number): string {
  if (choice !== 'auto') return choice;
  if (lengthMs <= 3 * day) return '1h';
  return lengthMs <= 93 * day ? '1d' : '1w';
}

/**
 * A filter picks workloads, while idle belongs to whole nodes: beside them it would be more than was picked. So a
 * filtered view has no idle row, and its total is the figure of the row that led there.
 */
function idleIn(state: ViewState): ViewState['idle'] {
  return state.filter !== '' && state.idle === 'separate' ? 'hide' : state.idle;
}

/** Separate idle has rows by node where rows are looked at; elsewhere it is one figure. */
function idleByIn({ idle, idleBy, view: place }: ViewState): ViewState['idleBy'] {
  return idle === 'share' || place === 'allocation' ? idleBy : 'auto';
}

export function questionFor(state: ViewState, window: AllocationResult['window']): Question {
  return {
    aggregate: state.by,
    ...(state.aliases.length > 0
      ? { aliases: Object.fromEntries(state.aliases.map((alias) => alias.split('='))) }
      : {}),
    ...(state.weekStart === '' ? {} : { weekStart: state.weekStart }),
    step: stepFor(state.step, window.endMs - window.startMs),
    idle: idleIn(state),
    ...pricing(state),
    ...sharing({ ...state, idle: idleIn(state), idleBy: idleByIn(state) }),
    ...(state.filter ? { filter: state.filter } : {}),
    timeZone: zoneValue(state.timeZone, window.startMs - year, window.endMs + year),
  };
}

/** The first step that costs anything, where there are others before it. */
function sinceOf({ steps, stepTotals }: AllocationResult): number | null {
  const first = steps.findIndex((_, step) => stepTotals.nano[step] !== 0n);
  return first > 0 ? (steps[first]?.startMs ?? null) : null;
}

const everything: Question = { aggregate: ['namespace'], idle: 'separate' };

/** Whether the engine says that a window is none, or none of what is loaded. */
const isAboutWindow = ({ where }: { readonly where: string }): boolean => where === 'window';

/** What is shown of all that is loaded, as the engine reads it; empty for all of it. */
function partIn(state: ViewState, isFile: boolean): string {
  if (isFile) return state.window;
  const asked = liveWindow(state.window);
  return fetchedWindow(state) === asked ? '' : asked;
}

/** The part that is asked for; null where there is no such part. */
async function openPart(
  session: Session,
  span: Span,
  state: ViewState,
  window: string,
): Promise<AllocationResult | null> {
  const timeZone = zoneValue(state.timeZone, span.startMs - year, span.endMs + year);
  try {
    return await session.allocate({ ...everything, window, timeZone });
  } catch (error) {
    if (isAboutWindow(engineReason(error))) return null;
    throw error;
  }
}

/** open: whether this is still what is wanted. */
async function openBasis(ready: Extract<Phase, { kind: 'ready' }>, open: () => boolean): Promise<Basis | null> {
  const { source, pending } = ready;
  try {
    const state = view.peek();
    const isFile = source.kind !== 'prometheus';
    const part = partIn(state, isFile);
    // Without prices of the user's: a mistake in them is no trouble with the source.
    const known = part === '' ? null : loadedNow.peek()?.span;
    const all = known ? null : await ready.session.allocate(everything);
    const span = known ?? all?.window;
    if (!span || !open()) return null;
    loadedNow.value = { span, isFile };
    const whole = part === '' ? all : await openPart(ready.session, span, state, part);
    if (!whole) return null;
    const session = part === '' ? ready.session : partOf(ready.session, whole.window);
    const { startMs, endMs } = whole.window;
    const step = endMs - startMs <= 8 * day ? '1h' : '1d';
    const byCluster = await session.allocate({ aggregate: ['cluster'], idle: 'separate', step });
    const clusters = byCluster.names.filter((_, row) => byCluster.kinds[row] === 'workload');
    const sinceMs = sinceOf(byCluster);
    return { session, whole, clusters, sinceMs, diagnostics: whole.diagnostics, pending };
  } catch (error) {
    const headers = source.kind === 'prometheus' ? headersFor(source.members[0].address.baseUrl) : {};
    const trouble = await explainNoData(error, source, headers);
    if (open()) failLoaded(trouble);
    return null;
  }
}

/** Which window the view is set against: empty for none, null where what is loaded does not hold it. */
function earlierWindow(against: string, shown: Span): string | null {
  const loaded = loadedNow.peek();
  return against === 'prev' && loaded ? shiftedWithin(loaded.span, shown, -1) : against;
}

/** The same; null where nothing is to be set against the view, too. */
export const beforeNow = (state: ViewState, shown: Span): string | null => earlierWindow(state.against, shown) || null;

/** The part of a file that the link asks for. */
const partAsked = computed(() => {
  const { window, timeZone } = view.value;
  return window + (dependsOnZone(window) ? ` ${timeZone}` : '');
});

/** What is being computed, each kind of answer once. */
const working = new Set<object>();

/** Runs `work` for the newest call only. */
function latest<Value>(
  done: (value: Value) => void,
  refused: Signal<EngineReason | null>,
): (work: Promise<Value>) => void {
  let turn = 0;
  const me = {};
  return (work) => {
    const mine = (turn += 1);
    working.add(me);
    busyNow.value = true;
    work
      .then((value) => {
        if (mine !== turn) return;
        batch(() => {
          done(value);
          refused.value = null;
        });
      })
      .catch((error: unknown) => {
        if (mine === turn) refused.value = engineReason(error);
      })
      .finally(() => {
        if (mine !== turn) return;
        working.delete(me);
        busyNow.value = working.size > 0;
      });
  };
}

/** Call once. */
export function answerQuestions(): void {
  const showAllocation = latest<AllocationResult>((result) => (allocationNow.value = result), refusalNow);
  const showComparison = latest<Comparison>((result) => (comparisonNow.value = result), refusalNow);
  const showChange = latest<Comparison>((result) => (changeNow.value = result), changeRefusalNow);
  const showWhole = latest<readonly [Session, AllocationResult]>(([session, whole]) => {
    const known = basisNow.peek();
    if (known?.session === session) basisNow.value = { ...known, whole, diagnostics: whole.diagnostics };
  }, refusalNow);
  const showAssets = latest<AssetsResult>((result) => (assetsNow.value = result), assetsRefusalNow);
  let asked = '';
  let priced = '';
  let compared = '';
  let listed = '';
  let changed = '';
  let goesOn = false;
  let before: Phase | null = null;
  let turn = 0;

  effect(() => {
    const ready = phase.value;
    const isFile = ready.kind === 'ready' && ready.source.kind !== 'prometheus';
    if (isFile) void partAsked.value;
    const sameData = ready === before;
    before = ready;
    // First figures stay until better ones are there, and those of one part until there are some of another.
    const stays = sameData || (goesOn && ready.kind === 'ready');
    goesOn = ready.kind === 'ready' && ready.pending;
    const mine = (turn += 1);
    const forget = (): void => {
      basisNow.value = null;
      assetsNow.value = null;
      allocationNow.value = null;
      comparisonNow.value = null;
      changeNow.value = null;
    };
    batch(() => {
      if (!stays) forget();
      if (!sameData) loadedNow.value = null;
      outsideNow.value = false;
      refusalNow.value = null;
      assetsRefusalNow.value = null;
      working.clear();
      busyNow.value = sameData;
    });
    if (ready.kind !== 'ready') return;
    const isOpen = (): boolean => mine === turn;
    void openBasis(ready, isOpen).then((known) => {
      if (!isOpen()) return;
      asked = '';
      priced = '';
      compared = '';
      changed = '';
      listed = '';
      batch(() => {
        if (!known) forget();
        else basisNow.value = known;
        outsideNow.value = !known;
        busyNow.value = false;
      });
    });
  });

  effect(() => {
    const known = basisNow.value;
    const state = view.value;
    if (!known) return;
    const prices = pricing(state);
    const pricesText = JSON.stringify(prices) + (openedPrices.value?.name ?? '');
    if (pricesText !== (priced || '{}')) {
      priced = pricesText;
      const { session } = known;
      showWhole(session.allocate({ ...everything, ...prices }).then((whole) => [session, whole]));
    }
    if (state.view === 'allocation') {
      const question = questionFor(state, known.whole.window);
      const text = JSON.stringify(question);
      if (text !== asked) {
        asked = text;
        showAllocation(known.session.allocate(question));
      }
      const before = state.against === '' ? '' : state.against + text;
      if (before !== changed) {
        changed = before;
        const window = earlierWindow(state.against, known.whole.window);
        changeNow.value = null;
        changeRefusalNow.value = null;
        gapNow.value = window === null ? (loadedNow.peek()?.span ?? null) : null;
        if (window) showChange(known.session.compare({ ...question, window }, question));
      }
      const pair = state.compare === null ? '' : state.compare + text;
      if (pair === compared) return;
      compared = pair;
      comparisonNow.value = null;
      if (state.compare !== null) showComparison(known.session.compare(question, state.compare));
    } else if (state.view === 'assets' && pricesText !== listed) {
      listed = pricesText;
      showAssets(known.session.assets(prices));
    }
  });
}
