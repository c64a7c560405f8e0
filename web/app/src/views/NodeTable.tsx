// Nodes: what each one cost and how much of it was idle, what it is, what an hour of it costs and who says so.
import type { AssetsResult } from '@prorata/engine';
import { decimalsFor, decimalsNeeded, type Locale } from '@prorata/ui';
import { term } from '../words/terms.ts';
import { texts } from '../words/words.ts';
import { AssetName, CostCell, Head } from './AssetCells.tsx';
import type { AssetTableProps } from './Assets.tsx';

/** Decimals of each column. */
function digitsOf(result: AssetsResult, rows: readonly number[]) {
  const of = (column: Float64Array): readonly number[] => rows.map((row) => column[row] ?? NaN);
  return {
    money: decimalsFor(of(result.totalCost.units)),
    price: Math.max(2, decimalsNeeded(of(result.hourlyPrice.units), 4)),
    hours: decimalsNeeded(of(result.hours), 1),
    cores: decimalsNeeded(of(result.cpuCores), 2),
    ram: decimalsNeeded(of(result.ramGib), 1),
    gpus: decimalsNeeded(of(result.gpus), 2),
  };
}

export function NodeTable({ result, rows, locale }: AssetTableProps) {
  const t = texts.value;
  const severalClusters = new Set(result.clusters).size > 1;
  const hasGpus = result.gpus.some((count) => count > 0);
  const hasOverhead = rows.some((row) => (result.cpuOverhead[row] ?? -1) >= 0);
  const digits = digitsOf(result, rows);
  const { number, money } = locale;
  const part = (share = -1): string => (share < 0 ? '–' : number.percent(share));
  const figure = (text: string) => <td className="num">{text}</td>;
  return (
    <table className="plain-table assets-table">
      <thead>
        <tr>
          <th scope="col">{t('assets.name')}</th>
          {severalClusters ? <th scope="col">{t('assets.cluster')}</th> : null}
          <Head text={t('assets.cost')} />
          <Head text={t('assets.idle')} />
          <th scope="col">{t('assets.type')}</th>
          <Head text={t('assets.price')} />
          <th scope="col">{t('assets.source')}</th>
          <Head text={t('assets.hours')} />
          <Head text={t('assets.cores')} />
          <Head text={t('assets.ram')} />
          {hasGpus ? <Head text={t('assets.gpus')} /> : null}
          {hasOverhead ? <Head text={t('assets.overhead')} /> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <th scope="row">
              <AssetName name={result.names[row] ?? ''} />
            </th>
            {severalClusters ? <td>{result.clusters[row]}</td> : null}
            <CostCell result={result} row={row} decimals={digits.money} locale={locale} />
            <IdleCell
              idle={result.idleCost.units[row] ?? NaN}
              cost={result.totalCost.units[row] ?? NaN}
              digits={digits.money}
              locale={locale}
            />
            <td>
              {[result.instanceTypes[row] || '–', result.zones[row] || result.regions[row]].filter(Boolean).join(' · ')}
              {result.spot[row] ? <span className="chip chip-spot">{t('assets.spot')}</span> : null}
            </td>
            <td className="num">
              {result.hourlyPrice.nano[row] === 0n ? (
                <span className="chip chip-warn">{t('assets.unpriced')}</span>
              ) : (
                money.price(result.hourlyPrice.units[row] ?? NaN, digits.price)
              )}
            </td>
            <td className="mute">{term(result.priceSources[row] ?? '', locale.language)}</td>
            {figure(number.amount(result.hours[row] ?? NaN, digits.hours))}
            {figure(number.amount(result.cpuCores[row] ?? NaN, digits.cores))}
            {figure(number.amount(result.ramGib[row] ?? NaN, digits.ram))}
            {hasGpus ? figure(number.amount(result.gpus[row] ?? NaN, digits.gpus)) : null}
            {hasOverhead ? figure(`${part(result.cpuOverhead[row])} / ${part(result.ramOverhead[row])}`) : null}
          </tr>
        ))}
        {rows.length === 0 ? (
          <tr>
            <td colSpan={12} className="table-empty">
              {t('assets.none')}
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

interface IdleCellProps {
  readonly idle: number;
  readonly cost: number;
  readonly digits: number;
  readonly locale: Locale;
}

/** Idle money, and how much of the node's cost that is. */
function IdleCell({ idle, cost, digits, locale }: IdleCellProps) {
  const part = Math.min(1, Math.max(0, idle / cost || 0));
  return (
    <td className="num idle-cell">
      <span>
        <i className="meter" title={locale.number.percent(idle / cost)} aria-hidden="true">
          <i className="meter-idle" style={{ width: `${part * 100}%` }} />
        </i>
        <span>{locale.money.cell(idle, digits)}</span>
      </span>
    </td>
  );
}
