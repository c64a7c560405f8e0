// Rows of the cost table that are opened in place: the answers below them, as the engine gives them.
import { useMemo } from 'react';
import type { AllocationResult, Question } from '@prorata/engine';
import { changesOf, conditionsOf, keysAt, keysBelow, keysOf, type Branch } from '@prorata/ui';
import { beforeNow } from './answers.ts';
import { useAnswer } from './asked.ts';
import { shownQuestion } from './asking.ts';
import { view } from './history.ts';
import type { ViewState } from './view.ts';

/** What a row that is opened is made of; null where the path names no row of the view, or there is nothing below it. */
export function questionBelow(state: ViewState, path: string, window: AllocationResult['window']): Question | null {
  const keys = keysOf(path);
  const by = keys && keysAt(state.by, keys.length);
  const below = by && keysBelow(by);
  const filter = by && conditionsOf({ by, filter: state.filter }, keys);
  return below && filter !== null ? shownQuestion({ ...state, by: below, filter }, window) : null;
}

/** The answers that are there, by their paths. The last ones stay until newer ones come. */
export function useBranches({ window }: AllocationResult): ReadonlyMap<string, Branch> {
  const state = view.value;
  const before = beforeNow(state, window);
  const asked = state.opened.flatMap((path) => {
    const question = questionBelow(state, path, window);
    return question ? [{ path, question }] : [];
  });
  const { value } = useAnswer(JSON.stringify([asked, before]), (session) =>
    Promise.all(
      asked.map(async ({ path, question }) => {
        const [result, change] = await Promise.all([
          session.allocate(question),
          before === null ? null : session.compare({ ...question, window: before }, question),
        ]);
        return [path, { result, changes: change && changesOf(result, change) }] as const;
      }),
    ),
  );
  return useMemo(() => {
    const open = new Set(state.opened);
    return new Map((value ?? []).filter(([path]) => open.has(path)));
  }, [value, state.opened]);
}
