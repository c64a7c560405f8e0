// Volumes, balancers, traffic and fees: what each one cost, how much there was of it, and what one costs.
import type { AssetsResult } from '@prorata/engine';
import { decimalsFor, decimalsNeeded, type Locale } from '@prorata/ui';
import { term } from '../words/terms.ts';
import { texts } from '../words/words.ts';
import { AssetName, CostCell, Head } from './AssetCells.tsx';
import type { AssetTableProps } from './Assets.tsx';

/** What it belongs to, and its class. */
const ofText = ({ of, instanceTypes, kinds }: AssetsResult, row: number, { language }: Locale): string =>
  [kinds[row] === 'network' ? term(of[row] ?? '', language) : of[row], instanceTypes[row]]
    .filter(Boolean)
    .join(' · ') || '–';

export function OtherAssets({ result, rows, locale }: AssetTableProps) {
  const t = texts.value;
  const of = (column: Float64Array): readonly number[] => rows.map((row) => column[row] ?? NaN);
  const money = decimalsFor(of(result.totalCost.units));
  const cost = (row: number): string => locale.money.cell(result.unmountedCost.units[row] ?? NaN, money);
  const rate = Math.max(2, decimalsNeeded(of(result.rate), 5));
  const amount = decimalsNeeded(of(result.amount), 2);
  return (
    <table className="plain-table assets-table others-table">
      <thead>
        <tr>
          <th scope="col">{t('assets.named')}</th>
          <Head text={t('assets.cost')} />
          <th scope="col">{t('assets.kind')}</th>
          <th scope="col">{t('assets.of')}</th>
          <Head text={t('assets.rate')} />
          <Head text={t('assets.amount')} />
          <Head text={t('assets.hours')} />
          <th scope="col">{t('assets.source')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <th scope="row">
              <AssetName
                name={result.kinds[row] === 'network' ? term('network', locale.language) : (result.names[row] ?? '')}
              />
            </th>
            <CostCell result={result} row={row} decimals={money} locale={locale} />
            <td>
              {t(`assets.kind.${result.kinds[row] ?? 'line'}`)}{' '}
              {result.unmountedCost.nano[row] ? (
                <span className="chip chip-warn" title={t('assets.unmounted', { cost: cost(row) })}>
                  {t(`assets.state.${result.states[row] || 'unmounted'}`)}
                </span>
              ) : null}
            </td>
            <td>
              <span className="clip">{ofText(result, row, locale)}</span>
            </td>
            <td className="num">
              {result.rate[row] === 0 ? '–' : locale.money.price(result.rate[row] ?? NaN, rate)}{' '}
              <span className="mute">/ {term(result.units[row] ?? '', locale.language)}</span>
            </td>
            <td className="num">
              {result.units[row] === 'hour' ? '' : locale.number.amount(result.amount[row] ?? NaN, amount)}
            </td>
            <td className="num">{locale.number.amount(result.hours[row] ?? NaN, 1)}</td>
            <td className="mute">{term(result.priceSources[row] ?? '', locale.language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
