// Everything that is paid for: nodes, then volumes, balancers, traffic and fees.
import type { AssetsResult } from '@prorata/engine';
import type { Locale } from '@prorata/ui';
import { assets, assetsRefusal } from '../state/answers.ts';
import { texts } from '../words/words.ts';
import { Skeleton } from './Loading.tsx';
import { NodeTable } from './NodeTable.tsx';
import { OtherAssets } from './OtherAssets.tsx';
import { Refusal } from './Refusal.tsx';

export interface AssetTableProps {
  readonly result: AssetsResult;
  readonly rows: readonly number[];
  readonly locale: Locale;
}

/** Largest cost first; equal ones in the engine's order, which is by cluster and name. */
function rowsByCost({ names, kinds, totalCost }: AssetsResult, areNodes: boolean): readonly number[] {
  const cost = (row: number): number => totalCost.units[row] ?? 0;
  return names
    .map((_, row) => row)
    .filter((row) => (kinds[row] === 'node') === areNodes)
    .sort((a, b) => cost(b) - cost(a));
}

export function Assets({ locale }: { readonly locale: Locale }) {
  const t = texts.value;
  const result = assets.value;
  if (assetsRefusal.value) return <Refusal reason={assetsRefusal.value} />;
  if (!result) return <Skeleton />;
  const nodes = rowsByCost(result, true);
  const others = rowsByCost(result, false);
  return (
    <>
      <section className="card table-card" aria-labelledby="assets-title">
        <header className="card-head">
          <h2 id="assets-title">{t('assets.title')}</h2>
          <span className="mute">{locale.number.count(nodes.length)}</span>
        </header>
        <div className="scroll" tabIndex={0} role="group" aria-labelledby="assets-title">
          <NodeTable result={result} rows={nodes} locale={locale} />
        </div>
      </section>
      {others.length > 0 ? (
        <section className="card table-card" aria-labelledby="assets-others">
          <header className="card-head">
            <h2 id="assets-others">{t('assets.others')}</h2>
            <span className="mute">{locale.number.count(others.length)}</span>
          </header>
          <div className="scroll" tabIndex={0} role="group" aria-labelledby="assets-others">
            <OtherAssets result={result} rows={others} locale={locale} />
          </div>
        </section>
      ) : null}
    </>
  );
}
