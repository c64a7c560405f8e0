// Parts of the page that are loaded when they are first needed, and with them the words that only they use.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'react';
import { laterWords } from '../words/words.ts';

type Load<Part> = () => Promise<Part>;

/** What is there, by how it is loaded: whoever shows one of them is drawn again when it comes, whoever asked for it. */
const loaded = signal<ReadonlyMap<Load<unknown>, unknown>>(new Map());

async function bring(load: Load<object>): Promise<void> {
  const [part] = await Promise.all([load(), laterWords()]);
  loaded.value = new Map(loaded.value).set(load, part);
}

/** Loads a part ahead of its use; what fails is tried again when it is used. load: the same function each time. */
export function prepare(load: Load<object>): void {
  if (!loaded.peek().has(load)) bring(load).catch(() => undefined);
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
  const part = (loaded.value.get(load) as Part | undefined) ?? null;
  const isThere = part !== null;
  useEffect(() => {
    if (isThere) return;
    let wanted = true;
    setFailed(null);
    bring(load).catch(() => (wanted ? setFailed(() => load) : undefined));
    return () => {
      wanted = false;
    };
  }, [load, turn, isThere]);
  return { part, failed: failed === load && !isThere, again: () => setTurn((now) => now + 1) };
}
