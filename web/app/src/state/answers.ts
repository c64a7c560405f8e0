// Data and view in, answers of the engine out. A new question replaces the one before; the last answer stays visible.
import { batch, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { AllocationResult, AssetsResult, Diagnostic, Question, Session } from '@prorata/engine';
import { explainNoData } from '../connect/explain.ts';
import { engineReason } from '../load/failure.ts';
import { failLoaded, headersFor, phase, type Phase } from '../load/loader.ts';
import { zoneValue } from '../load/zone.ts';
import { view } from './history.ts';
import type { StepChoice, ViewState } from './view.ts';

/** What every view needs and no setting changes: window, clusters, idle. */
export interface Basis {
  readonly session: Session;
  /** Grouped by namespace, idle apart, unfiltered. */
  readonly whole: AllocationResult;
  readonly clusters: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

const basisNow = signal<Basis | null>(null);
const allocationNow = signal<AllocationResult | null>(null);
const assetsNow = signal<AssetsResult | null>(null);
const busyNow = signal(false);
const refusalNow = signal<string | null>(null);
const assetsRefusalNow = signal<string | null>(null);

export const basis: ReadonlySignal<Basis | null> = basisNow;
export const allocation: ReadonlySignal<AllocationResult | null> = allocationNow;
export const assets: ReadonlySignal<AssetsResult | null> = assetsNow;
/** A newer answer is being computed. */
export const busy: ReadonlySignal<boolean> = busyNow;
/** What the engine says about a question it cannot answer, such as a filter with a mistake. */
export const refusal: ReadonlySignal<string | null> = refusalNow;
export const assetsRefusal: ReadonlySignal<string | null> = assetsRefusalNow;

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

export function questionFor(state: ViewState, window: AllocationResult['window']): Question {
  return {
    aggregate: state.by,
    step: stepFor(state.step, window.endMs - window.startMs),
    idle: idleIn(state),
    ...(state.filter ? { filter: state.filter } : {}),
    timeZone: zoneValue(state.timeZone, window.startMs - year, window.endMs + year),
  };
}

async function openBasis(ready: Extract<Phase, { kind: 'ready' }>): Promise<void> {
  const { session, source } = ready;
  try {
    const whole = await session.allocate({ aggregate: ['namespace'], idle: 'separate' });
    const byCluster = await session.allocate({ aggregate: ['cluster'], idle: 'hide' });
    const clusters = byCluster.names.filter((_, row) => byCluster.kinds[row] === 'workload');
    if (phase.peek() === ready) basisNow.value = { session, whole, clusters, diagnostics: whole.diagnostics };
  } catch (error) {
    const headers = source.kind === 'prometheus' ? headersFor(source.address.baseUrl) : {};
    const trouble = await explainNoData(error, source, headers);
    if (phase.peek() === ready) failLoaded(trouble);
  }
}

/** Runs `work` for the newest call only. */
function latest<Value>(done: (value: Value) => void, refused: Signal<string | null>): (work: Promise<Value>) => void {
  let turn = 0;
  return (work) => {
    const mine = (turn += 1);
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
        if (mine === turn) refused.value = engineReason(error).message;
      })
      .finally(() => {
        if (mine === turn) busyNow.value = false;
      });
  };
}

/** Call once. */
export function answerQuestions(): void {
  const showAllocation = latest<AllocationResult>((result) => (allocationNow.value = result), refusalNow);
  const showAssets = latest<AssetsResult>((result) => (assetsNow.value = result), assetsRefusalNow);
  let asked = '';

  effect(() => {
    const ready = phase.value;
    batch(() => {
      basisNow.value = null;
      assetsNow.value = null;
      allocationNow.value = null;
      refusalNow.value = null;
      assetsRefusalNow.value = null;
      busyNow.value = false;
    });
    asked = '';
    if (ready.kind === 'ready') void openBasis(ready);
  });

  effect(() => {
    const known = basisNow.value;
    const state = view.value;
    if (!known) return;
    if (state.view === 'allocation') {
      const question = questionFor(state, known.whole.window);
      const text = JSON.stringify(question);
      if (text === asked) return;
      asked = text;
      showAllocation(known.session.allocate(question));
    } else if (state.view === 'assets' && !assetsNow.peek()) {
      showAssets(known.session.assets({}));
    }
  });
}
