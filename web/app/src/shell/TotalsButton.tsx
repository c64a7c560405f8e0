// Sums of whole days that the server makes, in place of what is too much to load or to ask for.
import { navigate, view } from '../state/history.ts';
import { texts } from '../words/words.ts';

/** Nothing where they are loaded already. */
export function TotalsButton({ className }: { readonly className: string }) {
  if (view.value.mode === 'totals') return null;
  return (
    <button type="button" className={className} onClick={() => navigate({ mode: 'totals' })}>
      {texts.value('totals.load')}
    </button>
  );
}
