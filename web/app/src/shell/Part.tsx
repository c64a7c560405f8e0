// A part of the page that is loaded when it is first shown. Where it cannot be, that is said, with a way to try again.
import type { ReactNode } from 'react';
import { useLoaded } from '../state/loaded.ts';
import { texts } from '../words/words.ts';

interface PartProps<Loaded extends object> {
  /** The same function each time. */
  readonly load: () => Promise<Loaded>;
  /** Shown meanwhile. */
  readonly wait?: ReactNode;
  readonly children: (part: Loaded) => ReactNode;
}

export function Part<Loaded extends object>({ load, wait = null, children }: PartProps<Loaded>) {
  const t = texts.value;
  const { part, failed, again } = useLoaded(load);
  if (part) return <>{children(part)}</>;
  if (!failed) return <>{wait}</>;
  return (
    <p className="notice notice-warn part-failed" role="alert">
      <span>{t('part.failed')}</span>
      <button type="button" className="link" onClick={again}>
        {t('trouble.again')}
      </button>
    </p>
  );
}
