// What the page asks now, for whoever asks the same elsewhere: a command line, a server, a file.
import type { AllocationResult, Question } from '@prorata/engine';
import type { Asking } from '../connect/commands.ts';
import { phase } from '../load/loader.ts';
import { sourceTexts, type Source } from '../load/source.ts';
import { zoneName } from '../load/zone.ts';
import { basis, questionFor, recorded } from './answers.ts';
import { openedPrices, pricing } from './charging.ts';
import { view } from './history.ts';
import { editedPrices, parseScenario, scenarioQuestion } from './scenario.ts';
import { asRecorded, showsScenario, type ViewState } from './view.ts';
import { liveWindow, rangeText } from './window.ts';

/** What figures and their derivations are of: what is charged now, or the scenario where one is shown. */
export function shownQuestion(state: ViewState, window: AllocationResult['window']): Question {
  const question = questionFor(state, window);
  if (!showsScenario(state)) return question;
  return scenarioQuestion(question, parseScenario(state.whatIf), state.whatIfShare, editedPrices.value);
}

/** The question of the view that is shown. */
export function questionNow(): Question {
  const state = view.value;
  const known = basis.value;
  if (!known) return {};
  if (state.view === 'assets') return pricing(state);
  if (state.view === 'overview') return questionFor({ ...state, by: ['namespace'], filter: '' }, known.whole.window);
  return shownQuestion(state, known.whole.window);
}

/** The window as others are asked for it; null for all of what a file covers. */
export const askedWindow = ({ kind }: Source, { window }: ViewState): string | null =>
  kind === 'prometheus' ? liveWindow(window) : window || null;

/** null while nothing is loaded. */
export function askingNow(): Asking | null {
  const now = phase.value;
  if (now.kind !== 'ready') return null;
  const state = view.value;
  const { source } = now;
  const edited = showsScenario(state) ? editedPrices.value : null;
  return {
    verb: state.view === 'assets' ? 'assets' : 'allocate',
    metrics: sourceTexts(source),
    window: askedWindow(source, state),
    whole: recorded.value ? rangeText(recorded.value) : undefined,
    fetched: source.kind === 'prometheus' ? state : asRecorded,
    zone: zoneName(state.timeZone),
    question: questionNow(),
    pricesName: edited?.name ?? openedPrices.value?.name,
  };
}

/** Where `prorata serve` listens: here, where the page comes from one, else by default. */
export function serveNow(): string {
  const now = phase.value;
  const isServed = now.kind === 'ready' && sourceTexts(now.source).includes(location.origin);
  return isServed ? location.origin : 'http://127.0.0.1:9003';
}
