// Two methods side by side, one line per row of either, with the difference. Every amount is one that the engine gave.
import type { Compared, Comparison, Method } from '@prorata/engine';
import type { Locale } from '../locale.ts';
import { keyText, keyWord } from '../rows.ts';
import { decimalsFor, withSign } from '../format/money.ts';

export interface CompareTableProps {
  readonly comparison: Comparison;
  /** What a method is called. */
  readonly word: (method: Method) => string;
  readonly locale: Locale;
}

export function CompareTable({ comparison, word, locale }: CompareTableProps) {
  const { rows, totals, first, second } = comparison;
  const [sample] = rows;
  const keys = Object.keys(sample?.key ?? {})
    .map((key) => keyWord(key, locale))
    .join(' › ');
  const decimals = decimalsFor(Float64Array.from(rows.flatMap((row) => [row.first.totalCost, row.second.totalCost])));
  const figures = { decimals, locale };
  const { t } = locale;
  return (
    <div className="compare-scroll" tabIndex={0} role="region" aria-label={t('compare.caption')}>
      <table className="compare-table">
        <caption className="hidden">{t('compare.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{keys}</th>
            <th scope="col">{word(first.method)}</th>
            <th scope="col">{word(second.method)}</th>
            <th scope="col">{t('compare.difference')}</th>
            <th scope="col">{t('compare.change')}</th>
            <th scope="col" className="wide">
              {t('column.cpu')}
            </th>
            <th scope="col" className="wide">
              {t('column.ram')}
            </th>
            <th scope="col" className="wide">
              {t('column.gpu')}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr className="totals">
            <th scope="row">{t('total')}</th>
            <Figures compared={totals} {...figures} />
          </tr>
          {rows.map((row) => (
            <tr key={row.kind + Object.values(row.key).join('/')} className={`row-${row.kind}`}>
              <th scope="row">{nameOf(row, locale)}</th>
              <Figures compared={row} {...figures} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A row of several keys that are one reserved word says it once. */
function nameOf({ key, kind, name }: Comparison['rows'][number], locale: Locale): string {
  const parts = Object.values(key).map((part) => keyText(part, locale));
  const isOne = kind !== 'workload' && parts.every((part) => part === parts[0]);
  return (isOne ? parts.slice(0, 1) : parts).join(' › ') || name;
}

interface FiguresProps {
  readonly compared: Compared;
  readonly decimals: number;
  readonly locale: Locale;
}

function Figures({ compared, decimals, locale }: FiguresProps) {
  const { first, second, difference, change } = compared;
  const cell = (value: number): string => locale.money.cell(value, decimals);
  return (
    <>
      <td className="num">{cell(first.totalCost)}</td>
      <td className="num">{cell(second.totalCost)}</td>
      <td className="num">{withSign(difference.totalCost, cell(difference.totalCost))}</td>
      <td className="num">{locale.number.percent(change ?? NaN)}</td>
      <td className="num wide">{withSign(difference.cpuCost, cell(difference.cpuCost))}</td>
      <td className="num wide">{withSign(difference.ramCost, cell(difference.ramCost))}</td>
      <td className="num wide">{withSign(difference.gpuCost, cell(difference.gpuCost))}</td>
    </>
  );
}
