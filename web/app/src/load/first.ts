// Figures before all is in. What a cluster has and what pods request says what all of it costs, and is little; use is most
// of what is loaded, and only moves costs between rows. So use is asked for last, and what is there is shown meanwhile.
import type { Session } from '@prorata/engine';
import { bound } from './bound.ts';
import { isOpen, type QueryLog } from './queries.ts';

/** Where it is not known, what is requested is charged. */
const isUse = ({ feeds }: { readonly feeds: string }): boolean => /usage|charged/.test(feeds);

/** The session, which asks for use after all else of a round. */
export function useLast(session: Session): Session {
  return {
    ...bound(session),
    async plan() {
      const requests = await session.plan();
      return [...requests.filter((request) => !isUse(request)), ...requests.filter(isUse)];
    },
  };
}

/** Loads that end sooner show everything at once. */
const patienceMs = 1000;
/** So much longer than the last time: the longer a load takes, the less of it is spent on figures in between. */
const growth = 1.5;

export interface FirstFigures {
  /** An answer came. */
  readonly look: () => void;
  readonly end: () => void;
}

/** Calls `show` once only use is open, and again ever more seldom as more of it comes in. */
export function firstFigures(log: QueryLog, show: () => void): FirstFigures {
  const began = performance.now();
  let next = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const turn = (): void => {
    timer = undefined;
    next = (performance.now() - began) * growth;
    show();
  };
  return {
    look() {
      const open = log.list().filter(isOpen);
      if (timer !== undefined || open.length === 0 || !open.every(isUse)) return;
      timer = setTimeout(turn, next === 0 ? patienceMs : Math.max(0, began + next - performance.now()));
    },
    end: () => clearTimeout(timer),
  };
}
