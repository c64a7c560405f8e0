// A link that marks what is not in the view says so.
import type { AllocationResult } from '@prorata/engine';
import { navigate, view } from '../state/history.ts';
import { lostNames } from '../state/selected.ts';
import { texts } from '../words/words.ts';

export function MarkNote({ result }: { readonly result: AllocationResult }) {
  const t = texts.value;
  const names = lostNames(result, view.value);
  if (names.length === 0) return null;
  return (
    <p className="notice" role="status">
      <span>{t('mark.lost', { list: names.join(', ') })}</span>
      <button type="button" className="link" onClick={() => navigate({ opened: [], selected: '' }, 'replace')}>
        {t('mark.drop')}
      </button>
    </p>
  );
}
