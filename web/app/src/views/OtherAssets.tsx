// Volumes, balancers, traffic and fees: what each one cost, how much there was of it, and what one costs.
import type { AssetsResult } from '@prorata/engine';
import { decimalsFor, decimalsNeeded } from '@prorata/ui';
import { texts } from '../words/words.ts';
import { AssetName, CostCell, Head } from './AssetCells.tsx';
import type { AssetTableProps } from './Assets.tsx';

/** What it belongs to, and its class. */
const ofText = ({ of, instanceTypes }: AssetsResult, row: number): string =>
  [of[row], instanceTypes[row]].filter(Boolean).join(' · ') || '–';

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
              <AssetName name={result.names[row] ?? ''} />
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
              <span className="clip">{ofText(result, row)}</span>
            </td>
            <td className="num">
              {result.rate[row] === 0 ? '–' : locale.money.price(result.rate[row] ?? NaN, rate)}{' '}
              <span className="mute">/ {result.units[row]}</span>
            </td>
            <td className="num">
              {result.units[row] === 'hour' ? '' : locale.number.amount(result.amount[row] ?? NaN, amount)}
            </td>
            <td className="num">{locale.number.amount(result.hours[row] ?? NaN, 1)}</td>
            <td className="mute">{result.priceSources[row]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
