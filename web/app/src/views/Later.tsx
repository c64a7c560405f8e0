// Views that are loaded when they are first shown, so that the first visit is quick.
import { useEffect, useState, type ComponentType } from 'react';
import type { Locale } from '@prorata/ui';
import { texts } from '../words/words.ts';
import { Skeleton } from './Loading.tsx';

export interface ViewProps {
  readonly locale: Locale;
}
type View = ComponentType<ViewProps>;
type Load = () => Promise<View>;

const loaded = new Map<Load, View>();

/** load: the same function each time, as it stands for its view. */
export function Later({ load, locale }: { readonly load: Load; readonly locale: Locale }) {
  const [, setTurn] = useState(0);
  const [failed, setFailed] = useState<Load | null>(null);
  useEffect(() => {
    if (loaded.has(load)) return;
    load()
      .then((view) => {
        loaded.set(load, view);
        setTurn((turn) => turn + 1);
      })
      .catch(() => setFailed(() => load));
  }, [load]);
  const View = loaded.get(load);
  if (View) return <View locale={locale} />;
  if (failed !== load) return <Skeleton />;
  return (
    <p className="notice notice-warn" role="alert">
      {texts.value('view.failed')}
    </p>
  );
}
