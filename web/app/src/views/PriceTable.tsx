// What an hour of each kind of node costs, who says so, and what it would cost.
import type { AssetsResult } from '@prorata/engine';
import { decimalsNeeded, type Locale } from '@prorata/ui';
import { texts } from '../words/words.ts';

interface PriceTableProps {
  readonly now: AssetsResult;
  /** The same nodes at the prices of a scenario; null where it changes none. */
  readonly then: AssetsResult | null;
  readonly locale: Locale;
}

interface Kind {
  /** A node of this kind; all of them have its price. */
  readonly row: number;
  readonly nodes: number;
}

/** Nodes of one type, price and source together, in the order of the engine. */
function kindsOf({ names, kinds, instanceTypes, spot, priceSources, hourlyPrice }: AssetsResult): readonly Kind[] {
  const found = new Map<string, Kind>();
  names.forEach((_, row) => {
    if (kinds[row] !== 'node') return;
    const key = [instanceTypes[row], spot[row], priceSources[row], hourlyPrice.nano[row]].join('\n');
    const known = found.get(key);
    found.set(key, { row: known?.row ?? row, nodes: (known?.nodes ?? 0) + 1 });
  });
  return [...found.values()].sort((a, b) => (hourlyPrice.units[b.row] ?? 0) - (hourlyPrice.units[a.row] ?? 0));
}

export function PriceTable({ now, then, locale }: PriceTableProps) {
  const t = texts.value;
  const kinds = kindsOf(now);
  const decimals = Math.max(
    3,
    decimalsNeeded(
      kinds.map(({ row }) => now.hourlyPrice.units[row] ?? NaN),
      4,
    ),
  );
  const price = (assets: AssetsResult, row: number): string =>
    assets.hourlyPrice.nano[row] === 0n
      ? t('assets.unpriced')
      : locale.money.price(assets.hourlyPrice.units[row] ?? NaN, decimals);
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">{t('assets.type')}</th>
          <th scope="col" className="num price-wide">
            {t('assets.title')}
          </th>
          <th scope="col" className="num">
            {t('assets.price')}
          </th>
          <th scope="col" className="num">
            {t('whatif.scenario')}
          </th>
          <th scope="col" className="price-wide">
            {t('assets.source')}
          </th>
        </tr>
      </thead>
      <tbody>
        {kinds.map(({ row, nodes }) => (
          <tr key={row}>
            <th scope="row">
              {now.instanceTypes[row] || t('whatif.untyped')}
              {now.spot[row] ? <span className="chip chip-spot">{t('assets.spot')}</span> : null}
            </th>
            <td className="num price-wide">{locale.number.count(nodes)}</td>
            <td className="num">{price(now, row)}</td>
            <td className={then ? 'num strong' : 'num mute'}>{then ? price(then, row) : '–'}</td>
            <td className="mute price-wide">{now.priceSources[row]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
