// Parts of the page that are loaded when they are first needed.
import { useEffect, useState } from 'react';

const loaded = new Map<() => Promise<unknown>, unknown>();

/** load: the same function each time, as it stands for the part. null until it is there. */
export function useLoaded<Part extends object>(load: () => Promise<Part>): Part | 'failed' | null {
  const [, setTurn] = useState(0);
  const [failed, setFailed] = useState<(() => Promise<Part>) | null>(null);
  useEffect(() => {
    if (loaded.has(load)) return;
    load()
      .then((part) => {
        loaded.set(load, part);
        setTurn((turn) => turn + 1);
      })
      .catch(() => setFailed(() => load));
  }, [load]);
  const part = loaded.get(load) as Part | undefined;
  return part ?? (failed === load ? 'failed' : null);
}
