// Assets. Nodes: what each one is, what an hour of it costs and who says so, what it cost in the window and how much was idle.
import type { AssetsResult } from '@prorata/engine';
import { decimalsFor, decimalsNeeded, type Locale } from '@prorata/ui';
import { assets, assetsRefusal } from '../state/answers.ts';
import { texts } from '../words/words.ts';
import { Skeleton } from './Loading.tsx';

export function Assets({ locale }: { readonly locale: Locale }) {
  const t = texts.value;
  const result = assets.value;
  if (assetsRefusal.value) {
    return (
      <p className="notice notice-warn" role="alert">
        {assetsRefusal.value}
      </p>
    );
  }
  if (!result) return <Skeleton />;
  const all = result.names.map((_, row) => row);
  const nodes = all.filter((row) => result.kinds[row] === 'node');
  const others = all.filter((row) => result.kinds[row] !== 'node');
  return (
    <section className="card table-card" aria-labelledby="assets-title">
      <header className="card-head">
        <h2 id="assets-title">{t('assets.title')}</h2>
        <span className="mute">{locale.number.count(nodes.length)}</span>
      </header>
      <div className="scroll" tabIndex={0} role="group" aria-labelledby="assets-title">
        <NodeTable result={result} rows={nodes} locale={locale} />
      </div>
      {others.length > 0 ? (
        <>
          <header className="card-head">
            <h2 id="assets-others">{t('assets.others')}</h2>
            <span className="mute">{locale.number.count(others.length)}</span>
          </header>
          <div className="scroll" tabIndex={0} role="group" aria-labelledby="assets-others">
            <OtherTable result={result} rows={others} locale={locale} />
          </div>
        </>
      ) : null}
    </section>
  );
}

interface TableProps {
  readonly result: AssetsResult;
  readonly rows: readonly number[];
  readonly locale: Locale;
}

/** Volumes, balancers, traffic, fees: how much there is of it, and what one costs. */
function OtherTable({ result, rows, locale }: TableProps) {
  const t = texts.value;
  const decimals = decimalsFor(rows.map((row) => result.totalCost.units[row] ?? NaN));
  const rates = rows.map((row) => result.rate[row] ?? NaN);
  return (
    <table className="plain-table assets-table">
      <thead>
        <tr>
          <th scope="col">{t('assets.name')}</th>
          <th scope="col">{t('assets.kind')}</th>
          <th scope="col">{t('assets.of')}</th>
          <Head text={t('assets.rate')} />
          <th scope="col">{t('assets.source')}</th>
          <Head text={t('assets.hours')} />
          <Head text={t('assets.amount')} />
          <Head text={t('assets.cost')} />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <th scope="row">
              <span className="clip" title={result.names[row]}>
                {result.names[row]}
              </span>
            </th>
            <td>{t(`assets.kind.${result.kinds[row] ?? 'line'}`)}</td>
            <td>{[result.of[row], result.instanceTypes[row]].filter(Boolean).join(' · ') || '–'}</td>
            <td className="num">
              {locale.money.price(result.rate[row] ?? NaN, Math.max(2, decimalsNeeded(rates, 5)))}{' '}
              <span className="mute">/ {result.units[row]}</span>
            </td>
            <td className="mute">{result.priceSources[row]}</td>
            <td className="num">{locale.number.amount(result.hours[row] ?? NaN, 1)}</td>
            <td className="num">
              {result.units[row] === 'hour' ? '' : locale.number.amount(result.amount[row] ?? NaN, 2)}
            </td>
            <td className="num strong">{locale.money.cell(result.totalCost.units[row] ?? NaN, decimals)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NodeTable({ result, rows, locale }: TableProps) {
  const t = texts.value;
  const severalClusters = new Set(result.clusters).size > 1;
  const hasGpus = result.gpus.some((count) => count > 0);
  const decimals = decimalsFor(rows.map((row) => result.totalCost.units[row] ?? NaN));
  const digits = {
    price: Math.max(
      2,
      decimalsNeeded(
        rows.map((row) => result.hourlyPrice.units[row] ?? NaN),
        5,
      ),
    ),
    hours: decimalsNeeded(result.hours, 1),
    cores: decimalsNeeded(result.cpuCores, 2),
    ram: decimalsNeeded(result.ramGib, 1),
    gpus: decimalsNeeded(result.gpus, 2),
  };
  return (
    <table className="plain-table assets-table">
      <thead>
        <tr>
          <th scope="col">{t('assets.name')}</th>
          {severalClusters ? <th scope="col">{t('assets.cluster')}</th> : null}
          <th scope="col">{t('assets.type')}</th>
          <Head text={t('assets.price')} />
          <th scope="col">{t('assets.source')}</th>
          <Head text={t('assets.hours')} />
          <Head text={t('assets.cores')} />
          <Head text={t('assets.ram')} />
          {hasGpus ? <Head text={t('assets.gpus')} /> : null}
          <Head text={t('assets.cost')} />
          <Head text={t('assets.idle')} />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <th scope="row">
              <span className="clip" title={result.names[row]}>
                {result.names[row]}
              </span>
            </th>
            {severalClusters ? <td>{result.clusters[row]}</td> : null}
            <td>
              {result.instanceTypes[row] || '–'}
              {result.spot[row] ? <span className="chip chip-spot">{t('assets.spot')}</span> : null}
            </td>
            <td className="num">
              {result.hourlyPrice.nano[row] === 0n ? (
                <span className="chip chip-warn">{t('assets.unpriced')}</span>
              ) : (
                locale.money.price(result.hourlyPrice.units[row] ?? NaN, digits.price)
              )}
            </td>
            <td className="mute">{result.priceSources[row]}</td>
            <td className="num">{locale.number.amount(result.hours[row] ?? NaN, digits.hours)}</td>
            <td className="num">{locale.number.amount(result.cpuCores[row] ?? NaN, digits.cores)}</td>
            <td className="num">{locale.number.amount(result.ramGib[row] ?? NaN, digits.ram)}</td>
            {hasGpus ? <td className="num">{locale.number.amount(result.gpus[row] ?? NaN, digits.gpus)}</td> : null}
            <td className="num strong">{locale.money.cell(result.totalCost.units[row] ?? NaN, decimals)}</td>
            <td className="num">{locale.money.cell(result.idleCost.units[row] ?? NaN, decimals)}</td>
          </tr>
        ))}
        {rows.length === 0 ? (
          <tr>
            <td colSpan={11} className="table-empty">
              {t('assets.none')}
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

const Head = ({ text }: { readonly text: string }) => (
  <th scope="col" className="num">
    {text}
  </th>
);
