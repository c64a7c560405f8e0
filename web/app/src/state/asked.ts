// Questions of one view: asked while it is shown, again when data or question change. The last answer stays visible.
import { useEffect, useRef, useState } from 'react';
import type { Session } from '@prorata/engine';
import { engineReason, type EngineReason } from '../load/failure.ts';
import { basis } from './answers.ts';

export interface Asked<Value> {
  readonly value: Value | null;
  /** What the engine says about a question that it cannot answer. */
  readonly problem: EngineReason | null;
  readonly busy: boolean;
}

const nothing = { value: null, problem: null, busy: true } as const;

/**
 * key: tells one question from another. While one is being answered, only the newest of those behind it is kept: a
 * slider asks more often than there are answers.
 */
export function useAnswer<Value>(key: string, ask: (session: Session) => Promise<Value>): Asked<Value> {
  const session = basis.value?.session ?? null;
  const [asked, setAsked] = useState<Asked<Value>>(nothing);
  const next = useRef<{ readonly session: Session; readonly ask: typeof ask } | null>(null);
  const running = useRef(false);
  const mounted = useRef(true);

  const run = async (): Promise<void> => {
    running.current = true;
    while (next.current !== null && mounted.current) {
      const turn = next.current;
      next.current = null;
      try {
        const value = await turn.ask(turn.session);
        if (mounted.current) setAsked({ value, problem: null, busy: next.current !== null });
      } catch (error) {
        const problem = engineReason(error);
        if (mounted.current && next.current === null) setAsked((old) => ({ ...old, problem, busy: false }));
      }
    }
    running.current = false;
  };

  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  useEffect(() => {
    if (!session) return;
    next.current = { session, ask };
    setAsked((old) => (old.busy ? old : { ...old, busy: true }));
    if (!running.current) void run();
  }, [session, key]);
  return asked;
}
