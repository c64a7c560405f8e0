// Views that are loaded when they are first shown, so that the first visit is quick.
import type { ComponentType } from 'react';
import type { Locale } from '@prorata/ui';
import { useLoaded } from '../state/loaded.ts';
import { texts } from '../words/words.ts';
import { Skeleton } from './Loading.tsx';

export interface ViewProps {
  readonly locale: Locale;
}
type Load = () => Promise<{ readonly View: ComponentType<ViewProps> }>;

/** load: the same function each time. */
export function Later({ load, locale }: { readonly load: Load; readonly locale: Locale }) {
  const part = useLoaded(load);
  if (part === null) return <Skeleton />;
  if (part !== 'failed') return <part.View locale={locale} />;
  return (
    <p className="notice notice-warn" role="alert">
      {texts.value('view.failed')}
    </p>
  );
}
