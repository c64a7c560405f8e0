// What would it cost? Sliders for prices and sharing, the scenario beside what is paid. The engine answers every step.
import { memo, useMemo } from 'react';
import type { AllocationResult, AssetsResult, Comparison, Question, Session } from '@prorata/engine';
import { coloursOf, layersOf, none, Tiles, Trend, withSign, type Locale, type Tile } from '@prorata/ui';
import { basis, questionFor } from '../state/answers.ts';
import { useAnswer } from '../state/asked.ts';
import { pricing } from '../state/charging.ts';
import { view } from '../state/history.ts';
import { editedPrices, formatScenario, hasIdle, pricesOf, scenarioQuestion } from '../state/scenario.ts';
import { theme } from '../state/theme.ts';
import { useScenario } from '../state/use-scenario.ts';
import { FilterBar } from '../shell/FilterBar.tsx';
import { texts } from '../words/words.ts';
import { ChangeTable } from './ChangeTable.tsx';
import type { ViewProps } from './Later.tsx';
import { filterTo } from './legend.ts';
import { Skeleton } from './Loading.tsx';
import { PriceTable } from './PriceTable.tsx';
import { Refusal } from './Refusal.tsx';
import { Scenarios } from './Scenarios.tsx';
import { Sliders } from './Sliders.tsx';
import '../style/prices.css';

interface Baseline {
  readonly result: AllocationResult;
  readonly assets: AssetsResult;
}
interface Answers {
  readonly result: AllocationResult;
  readonly comparison: Comparison;
  readonly assets: AssetsResult;
}

async function askScenario(session: Session, baseline: Question, second: Question, prices: Question): Promise<Answers> {
  const [result, comparison, assets] = await Promise.all([
    session.allocate(second),
    session.compare(baseline, second),
    session.assets(prices),
  ]);
  return { result, comparison, assets };
}

export function Prices({ locale }: ViewProps) {
  const known = basis.value;
  const state = view.value;
  const [scenario, change] = useScenario();
  const question = known ? questionFor(state, known.whole.window) : {};
  const second = scenarioQuestion(question, scenario, state.whatIfShare, editedPrices.value);
  const prices = {
    ...pricing(state),
    ...(editedPrices.value ? { prices: editedPrices.value } : {}),
    ...(second.whatIf ? { whatIf: second.whatIf } : {}),
  };
  const baseline = useAnswer<Baseline>(JSON.stringify(question), async (session) => {
    const [result, assets] = await Promise.all([session.allocate(question), session.assets(pricing(view.peek()))]);
    return { result, assets };
  });
  const answers = useAnswer(JSON.stringify([question, second]), (session) =>
    askScenario(session, question, second, prices),
  );
  const problem = answers.problem ?? baseline.problem;
  const ready = baseline.value && answers.value;
  return (
    <>
      <FilterBar result={baseline.value?.result ?? null} locale={locale} />
      <Refusal reason={problem} />
      {ready || problem !== null ? (
        <div className="what-if">
          <Sliders
            scenario={scenario}
            change={change}
            hasGpus={(known?.whole.totals.gpuCost.nano[0] ?? 0n) !== 0n}
            totals={answers.value?.comparison.totals ?? null}
            locale={locale}
          />
          <div className="what-if-answers">
            {ready && baseline.value && answers.value ? (
              <Board
                baseline={baseline.value}
                answers={answers.value}
                isChanged={
                  formatScenario(scenario) !== '' || state.whatIfShare.length > 0 || editedPrices.value !== null
                }
                hasOtherPrices={pricesOf(scenario) !== null || editedPrices.value !== null}
                locale={locale}
              />
            ) : null}
            {ready ? <Scenarios question={question} scenario={scenario} change={change} locale={locale} /> : null}
          </div>
        </div>
      ) : (
        <Skeleton />
      )}
    </>
  );
}

interface BoardProps {
  readonly baseline: Baseline;
  readonly answers: Answers;
  readonly isChanged: boolean;
  readonly hasOtherPrices: boolean;
  readonly locale: Locale;
}

/** Drawn again for another answer, not for each step of a slider on the way there. */
const Board = memo(function Board({ baseline, answers, isChanged, hasOtherPrices, locale }: BoardProps) {
  const t = texts.value;
  const { result, comparison } = answers;
  // Names keep the colours and the order that they have in the baseline.
  const colours = useMemo(() => coloursOf(baseline.result), [baseline.result]);
  const layers = useMemo(() => layersOf(result, colours, locale), [result, colours, locale]);
  return (
    <div className="answer">
      <Tiles tiles={tilesOf(answers, baseline, locale)} busy={false} />
      <section className="card trend-card" aria-labelledby="what-if-trend">
        <header className="card-head">
          <h2 id="what-if-trend">{t('chart.title')}</h2>
          <span className="mute clip">{isChanged ? t('whatif.dashed') : t('whatif.unchanged')}</span>
        </header>
        <Trend
          result={result}
          layers={layers}
          kind="bar"
          locale={locale}
          theme={theme.value}
          baseline={isChanged ? baseline.result.stepTotals.units : null}
          onlyOf={(layer) => filterTo(result, layer)}
        />
      </section>
      <section className="card table-card" aria-labelledby="what-if-changes">
        <header className="card-head">
          <h2 id="what-if-changes">{t('whatif.changes')}</h2>
        </header>
        <ChangeTable comparison={comparison} colours={colours} aggregate={result.aggregate} locale={locale} />
      </section>
      <section className="card table-card" aria-labelledby="what-if-prices">
        <header className="card-head">
          <h2 id="what-if-prices">{t('whatif.nodeprices')}</h2>
          <span className="mute clip">{t('whatif.nodeprices.note')}</span>
        </header>
        <div className="scroll" tabIndex={0} role="group" aria-labelledby="what-if-prices">
          <PriceTable now={baseline.assets} then={hasOtherPrices ? answers.assets : null} locale={locale} />
        </div>
      </section>
    </div>
  );
});

function tilesOf({ result, comparison }: Answers, baseline: Baseline, locale: Locale): readonly Tile[] {
  const t = texts.value;
  const { first, second, difference, change } = comparison.totals;
  const { money, number } = locale;
  const idle = comparison.rows.find(({ kind }) => kind === 'idle');
  const saves = difference.totalCost < 0;
  const nano = result.remainder.nano[0] ?? 0n;
  return [
    {
      label: t('whatif.total'),
      value: money.headline(second.totalCost),
      unit: money.beside(second.totalCost),
      title: money.exact(result.totals.totalCost.nano[0] ?? 0n, result.digits),
      note: locale.time.window(result.window.startMs, result.window.endMs),
      ...(change === null || difference.totalCost === 0
        ? {}
        : { chip: { tone: saves ? 'good' : 'warn', text: `${saves ? '' : '+'}${number.percent(change)}` } as const }),
    },
    {
      label: t('whatif.baseline'),
      value: money.headline(first.totalCost),
      unit: money.beside(first.totalCost),
      title: money.exact(baseline.result.totals.totalCost.nano[0] ?? 0n, result.digits),
      note: t('whatif.baseline.note'),
    },
    {
      label: locale.t('compare.difference'),
      value: withSign(difference.totalCost, money.headline(difference.totalCost)),
      note: t(difference.totalCost === 0 ? 'whatif.same' : saves ? 'whatif.less' : 'whatif.more'),
    },
    {
      label: t('tile.idle'),
      value: idle ? money.headline(idle.second.totalCost) : none,
      note: idle
        ? t('whatif.before', { amount: money.headline(idle.first.totalCost) })
        : t(hasIdle({ idle: view.value.idle, filter: view.value.filter }) ? 'tile.idle.none' : 'tile.idle.outside'),
    },
    {
      label: t('tile.addsup'),
      value: money.headline(result.remainder.units[0] ?? NaN),
      title: money.exact(nano, result.digits),
      note: t('tile.addsup.bill', { amount: money.headline(result.assetCost.units[0] ?? NaN) }),
    },
  ];
}
