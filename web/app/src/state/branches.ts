// Rows of the cost table that are opened in place: the answers below them, as the engine gives them.
import { useMemo } from 'react';
import type { AllocationResult, Question, Session } from '@prorata/engine';
import { changesOf, conditionsOf, keysAt, keysBelow, keysOf, type Branch } from '@prorata/ui';
import { beforeNow, questionFor } from './answers.ts';
import { useAnswer } from './asked.ts';
import { shownQuestion } from './asking.ts';
import { view } from './history.ts';
import { showsScenario, type ViewState } from './view.ts';

/** What is asked below a row, and what that is set against; no window is that of the view. */
interface Below {
  readonly path: string;
  readonly question: Question;
  readonly before: Question | null;
}

/** null where the path names no row of the view, or there is nothing below it. */
function askedBelow(state: ViewState, path: string, window: AllocationResult['window']): Below | null {
  const keys = keysOf(path);
  const by = keys && keysAt(state.by, keys.length);
  const below = by && keysBelow(by);
  const filter = by && conditionsOf({ by, filter: state.filter }, keys);
  if (!below || filter === null) return null;
  const place = { ...state, by: below, filter };
  const question = shownQuestion(place, window);
  if (showsScenario(state)) return { path, question, before: questionFor(place, window) };
  const earlier = beforeNow(state, window);
  return { path, question, before: earlier === null ? null : { ...question, window: earlier } };
}

async function branchOf(session: Session, { question, before }: Below): Promise<Branch> {
  const [result, change] = await Promise.all([session.allocate(question), before && session.compare(before, question)]);
  return { result, changes: change && changesOf(result, change) };
}

/** The answers that are there, by their paths. The last ones stay until newer ones come. */
export function useBranches({ window }: AllocationResult): ReadonlyMap<string, Branch> {
  const state = view.value;
  const asked = state.opened.flatMap((path) => askedBelow(state, path, window) ?? []);
  const { value } = useAnswer(JSON.stringify(asked), (session) =>
    Promise.all(asked.map(async (each) => [each.path, await branchOf(session, each)] as const)),
  );
  return useMemo(() => {
    const open = new Set(state.opened);
    return new Map((value ?? []).filter(([path]) => open.has(path)));
  }, [value, state.opened]);
}
