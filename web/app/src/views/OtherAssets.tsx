// Volumes, balancers, traffic and fees: what each one cost, how much there was of it, and what one costs.
import { decimalsFor, decimalsNeeded } from '@prorata/ui';
import { texts } from '../words/words.ts';
import { AssetName, Head } from './AssetCells.tsx';
import type { AssetTableProps } from './Assets.tsx';

export function OtherAssets({ result, rows, locale }: AssetTableProps) {
  const t = texts.value;
  const of = (column: Float64Array): readonly number[] => rows.map((row) => column[row] ?? NaN);
  const money = decimalsFor(of(result.totalCost.units));
  const rate = Math.max(2, decimalsNeeded(of(result.rate), 5));
  return (
    <table className="plain-table assets-table">
      <thead>
        <tr>
          <th scope="col">{t('assets.name')}</th>
          <Head text={t('assets.cost')} />
          <th scope="col">{t('assets.kind')}</th>
          <th scope="col">{t('assets.of')}</th>
          <Head text={t('assets.rate')} />
          <th scope="col">{t('assets.source')}</th>
          <Head text={t('assets.hours')} />
          <Head text={t('assets.amount')} />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <th scope="row">
              <AssetName name={result.names[row] ?? ''} />
            </th>
            <td className="num strong">{locale.money.cell(result.totalCost.units[row] ?? NaN, money)}</td>
            <td>{t(`assets.kind.${result.kinds[row] ?? 'line'}`)}</td>
            <td>{[result.of[row], result.instanceTypes[row]].filter(Boolean).join(' · ') || '–'}</td>
            <td className="num">
              {locale.money.price(result.rate[row] ?? NaN, rate)} <span className="mute">/ {result.units[row]}</span>
            </td>
            <td className="mute">{result.priceSources[row]}</td>
            <td className="num">{locale.number.amount(result.hours[row] ?? NaN, 1)}</td>
            <td className="num">
              {result.units[row] === 'hour' ? '' : locale.number.amount(result.amount[row] ?? NaN, 2)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
