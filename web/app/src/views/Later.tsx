// Views that are loaded when they are first shown, so that the first visit is quick.
import type { ComponentType } from 'react';
import type { Locale } from '@prorata/ui';
import { Part } from '../shell/Part.tsx';
import { Skeleton } from './Loading.tsx';

export interface ViewProps {
  readonly locale: Locale;
}
type Load = () => Promise<{ readonly View: ComponentType<ViewProps> }>;

/** load: the same function each time. */
export function Later({ load, locale }: { readonly load: Load; readonly locale: Locale }) {
  return (
    <Part load={load} wait={<Skeleton />}>
      {({ View }) => <View locale={locale} />}
    </Part>
  );
}
