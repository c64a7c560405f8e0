// Under a table with changes: what they are against, and what was there then and is not any more; or why there are none.
import type { AllocationResult, Comparison } from '@prorata/engine';
import { decimalsFor, keyText, type Locale } from '@prorata/ui';
import { zoneName } from '../load/zone.ts';
import { phase } from '../load/loader.ts';
import { change, gap } from '../state/answers.ts';
import { view } from '../state/history.ts';
import { texts } from '../words/words.ts';

/** Rows that are named; the others are counted. */
const named = 3;

export function ChangeNote({ result, locale }: { readonly result: AllocationResult; readonly locale: Locale }) {
  const t = texts.value;
  const compared = change.value;
  const zone = zoneName(view.value.timeZone);
  const loaded = gap.value;
  if (loaded) {
    const now = phase.value;
    const isFile = now.kind === 'ready' && now.source.kind !== 'prometheus';
    return (
      <p className="card-foot change-note" role="status">
        {isFile
          ? t('change.gap', { window: locale.time.window(loaded.startMs, loaded.endMs), zone })
          : t('change.words')}
      </p>
    );
  }
  if (!compared) return null;
  const [startMs, endMs] = [Date.parse(compared.start), Date.parse(compared.end)];
  const gone = goneFrom(compared, result);
  const decimals = decimalsFor(result.columns.totalCost.units);
  const list = gone
    .slice(0, named)
    .map((row) => `${nameOf(row, locale)} ${locale.money.cell(row.first.totalCost, decimals)}`)
    .join(', ');
  return (
    <p className="card-foot change-note faint">
      {t('change.note', { window: locale.time.window(startMs, endMs), zone })}{' '}
      {gone.length > 0 ? t('change.gone', { list }) : ''}{' '}
      {gone.length > named ? t('notice.more', { n: gone.length - named }) : ''}
    </p>
  );
}

type Row = Comparison['rows'][number];

function nameOf({ key, name }: Row, locale: Locale): string {
  const parts = Object.values(key).map((part) => keyText(part, locale));
  return parts.join(' › ') || name;
}

/** Rows that cost something then and are not in the answer, the largest first, as the engine has them. */
function goneFrom({ rows }: Comparison, { kinds, keys }: AllocationResult): readonly Row[] {
  const here = new Set(keys.map((parts, row) => [kinds[row], ...parts].join('\n')));
  return rows.filter((row) => row.first.totalCost > 0 && !here.has([row.kind, ...Object.values(row.key)].join('\n')));
}
