// What a scenario changes, row by row: baseline, scenario, the difference as the engine has it.
import type { Comparison } from '@prorata/engine';
import { decimalsFor, fillOf, keyText, keyWord, NameParts, Swatch, withSign, type Locale } from '@prorata/ui';
import { texts } from '../words/words.ts';

/** Rows that are shown; so few change within a frame that a slider stays smooth. */
const shown = 30;

interface ChangeTableProps {
  readonly comparison: Comparison;
  readonly colours: ReadonlyMap<string, string>;
  readonly aggregate: readonly string[];
  readonly locale: Locale;
}

/** An arrow beside the colour: "+3.0%". */
export function changeText(change: number | null, { number }: Locale): string {
  if (change === null || change === 0) return '–';
  return `${change > 0 ? '+' : ''}${number.percent(change)}`;
}

export function ChangeTable({ comparison, colours, aggregate, locale }: ChangeTableProps) {
  const t = texts.value;
  const { rows, totals } = comparison;
  const some = rows.slice(0, shown);
  const decimals = decimalsFor(some.flatMap((row) => [row.first.totalCost, row.second.totalCost]));
  const widest = some.reduce((most, { difference }) => Math.max(most, Math.abs(difference.totalCost)), 0);
  const figures = { decimals, widest, locale };
  return (
    <div className="scroll" tabIndex={0} role="group" aria-labelledby="what-if-changes">
      <table className="plain-table change-table">
        <thead>
          <tr>
            <th scope="col">{aggregate.map((key) => keyWord(key, locale)).join(' › ')}</th>
            <th scope="col" className="num">
              {t('whatif.baseline')}
            </th>
            <th scope="col" className="num">
              {t('whatif.scenario')}
            </th>
            <th scope="col" className="num">
              {locale.t('compare.difference')}
            </th>
            <th scope="col" className="change-bar">
              <span className="hidden">{t('whatif.bar')}</span>
            </th>
            <th scope="col" className="num">
              {locale.t('compare.change')}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr className="totals">
            <th scope="row">{locale.t('total')}</th>
            <Figures row={totals} {...figures} widest={0} />
          </tr>
          {some.map((row) => {
            const parts = Object.values(row.key).map((part) => keyText(part, locale));
            const one = parts.every((part) => part === parts[0]) && row.kind !== 'workload' ? parts.slice(0, 1) : parts;
            return (
              <tr key={`${row.kind} ${row.name}`}>
                <th scope="row">
                  <span className="row-name">
                    <Swatch fill={fillOf(row.kind, row.name, colours)} />
                    <NameParts keys={aggregate} parts={one.length > 0 ? one : [row.name]} />
                  </span>
                </th>
                <Figures row={row} {...figures} />
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length > shown ? <p className="faint card-foot">{t('whatif.rest', { n: rows.length - shown })}</p> : null}
    </div>
  );
}

interface FiguresProps {
  readonly row: Comparison['totals'];
  readonly decimals: number;
  readonly widest: number;
  readonly locale: Locale;
}

function Figures({ row, decimals, widest, locale }: FiguresProps) {
  const difference = row.difference.totalCost;
  const part = widest > 0 ? Math.abs(difference) / widest : 0;
  const tone = difference < 0 ? 'good' : 'warn';
  return (
    <>
      <td className="num mute">{locale.money.cell(row.first.totalCost, decimals)}</td>
      <td className="num strong">{locale.money.cell(row.second.totalCost, decimals)}</td>
      <td className="num">{withSign(difference, locale.money.cell(difference, decimals))}</td>
      <td className="change-bar" aria-hidden="true">
        <i className={`bar-half bar-${tone}`} style={{ width: `${part * 50}%` }} />
      </td>
      <td className="num">{changeText(row.change, locale)}</td>
    </>
  );
}
