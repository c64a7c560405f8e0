// Parts of the page that are loaded when they are first needed, and with them the words that only they use.
import { useEffect, useState } from 'react';
import { laterWords } from '../words/words.ts';

type Load<Part> = () => Promise<Part>;

const loaded = new Map<Load<unknown>, unknown>();

/** Loads a part ahead of its use; what fails is tried again when it is used. load: the same function each time. */
export function prepare(load: Load<object>): void {
  Promise.all([load(), laterWords()]).then(
    ([part]) => loaded.set(load, part),
    () => undefined,
  );
}

export interface Loadable<Part> {
  /** null until it is there. */
  readonly part: Part | null;
  /** It could not be loaded. */
  readonly failed: boolean;
  readonly again: () => void;
}

/** load: the same function each time, as it stands for the part. */
export function useLoaded<Part extends object>(load: Load<Part>): Loadable<Part> {
  const [turn, setTurn] = useState(0);
  const [failed, setFailed] = useState<Load<Part> | null>(null);
  useEffect(() => {
    if (loaded.has(load)) return;
    let wanted = true;
    setFailed(null);
    Promise.all([load(), laterWords()])
      .then(([part]) => {
        loaded.set(load, part);
        if (wanted) setTurn((now) => now + 1);
      })
      .catch(() => (wanted ? setFailed(() => load) : undefined));
    return () => {
      wanted = false;
    };
  }, [load, turn]);
  const part = (loaded.get(load) as Part | undefined) ?? null;
  return { part, failed: failed === load && part === null, again: () => setTurn((now) => now + 1) };
}
