// Sliders beside the allocation, and the scenario that they make: its figures stand where those of now stood.
import { useMemo, type ReactNode } from 'react';
import type { AllocationResult, Comparison } from '@prorata/engine';
import { coloursOf, fillOf, keyText, Swatch, withSign, type Locale, type Tile } from '@prorata/ui';
import { questionFor, type Basis } from '../state/answers.ts';
import { useAnswer } from '../state/asked.ts';
import { view } from '../state/history.ts';
import { editedPrices, formatScenario, scenarioQuestion } from '../state/scenario.ts';
import { useScenario } from '../state/use-scenario.ts';
import { texts } from '../words/words.ts';
import type { ScenarioAnswer } from './Allocation.tsx';
import { Refusal } from './Refusal.tsx';
import { Scenarios } from './Scenarios.tsx';
import { Sliders } from './Sliders.tsx';
import '../state/edits.ts';
import '../style/prices.css';
import '../style/drawer.css';

/** Rows in the list of the largest changes. */
const kLargest = 5;

interface WhatIfProps {
  /** What is charged now. */
  readonly baseline: AllocationResult;
  readonly basis: Basis;
  readonly locale: Locale;
  /** scenario: null while nothing is changed, and until the first answer. */
  readonly children: (scenario: ScenarioAnswer | null) => ReactNode;
}

export function WhatIf({ baseline, basis, locale, children }: WhatIfProps) {
  const state = view.value;
  const [scenario, change] = useScenario();
  const question = questionFor(state, basis.whole.window);
  const second = scenarioQuestion(question, scenario, state.whatIfShare, editedPrices.value);
  const isChanged = formatScenario(scenario) !== '' || state.whatIfShare.length > 0 || editedPrices.value !== null;
  const { value, problem } = useAnswer(JSON.stringify([question, second]), async (session) => {
    const [result, comparison] = await Promise.all([session.allocate(second), session.compare(question, second)]);
    return { result, comparison };
  });
  // An answer of other keys or another window is that of a question before.
  const fits = value?.result.aggregate.join() === baseline.aggregate.join() && sameSteps(value.result, baseline);
  const answer = useMemo(
    () => (value && fits && isChanged ? { ...value, tiles: tilesOf(value, locale) } : null),
    [value, fits, isChanged, locale],
  );
  return (
    <div className="what-if drawer-open">
      <Sliders
        scenario={scenario}
        change={change}
        hasGpus={(basis.whole.totals.gpuCost.nano[0] ?? 0n) !== 0n}
        totals={value?.comparison.totals ?? null}
        locale={locale}
      >
        {answer ? <Largest baseline={baseline} comparison={answer.comparison} locale={locale} /> : null}
      </Sliders>
      <div className="what-if-answers">
        <Refusal reason={problem} />
        {children(answer)}
        <Scenarios question={question} scenario={scenario} change={change} locale={locale} />
      </div>
    </div>
  );
}

function sameSteps({ steps: one }: AllocationResult, { steps: other }: AllocationResult): boolean {
  return one.length === other.length && one[0]?.startMs === other[0]?.startMs;
}

/** Instead of what is charged and of idle as it is now. */
function tilesOf({ result, comparison }: Omit<ScenarioAnswer, 'tiles'>, locale: Locale): readonly Tile[] {
  const t = texts.value;
  const { money, number } = locale;
  const { first, difference, change } = comparison.totals;
  const idle = comparison.rows.find(({ kind }) => kind === 'idle');
  const saves = difference.totalCost < 0;
  const isSame = difference.totalCost === 0;
  const chip = { tone: saves ? 'good' : 'warn', text: `${saves ? '' : '+'}${number.percent(change ?? 0)}` } as const;
  return [
    {
      label: t('whatif.total'),
      value: money.headline(result.totals.totalCost.units[0] ?? NaN),
      unit: money.beside(result.totals.totalCost.units[0] ?? NaN),
      title: money.exact(result.totals.totalCost.nano[0] ?? 0n, result.digits),
      note: t('whatif.before', { amount: money.headline(first.totalCost) }),
      ...(isSame || change === null ? {} : { chip }),
    },
    idle
      ? {
          label: t('tile.idle'),
          value: money.headline(idle.second.totalCost),
          note: t('whatif.before', { amount: money.headline(idle.first.totalCost) }),
        }
      : {
          label: locale.t('compare.difference'),
          value: withSign(difference.totalCost, money.headline(difference.totalCost)),
          note: t(isSame ? 'whatif.same' : saves ? 'whatif.less' : 'whatif.more'),
        },
  ];
}

interface LargestProps {
  readonly baseline: AllocationResult;
  readonly comparison: Comparison;
  readonly locale: Locale;
}

function Largest({ baseline, comparison: { rows }, locale }: LargestProps) {
  const t = texts.value;
  const colours = useMemo(() => coloursOf(baseline), [baseline]);
  const size = ({ difference }: Comparison['rows'][number]): number => Math.abs(difference.totalCost);
  const some = [...rows]
    .sort((a, b) => size(b) - size(a))
    .slice(0, kLargest)
    .filter((row) => size(row) > 0);
  const [first] = some;
  if (!first) return null;
  return (
    <>
      <hr />
      <h3>{t('whatif.largest')}</h3>
      <ul className="largest">
        {some.map((row) => {
          const name = Object.values(row.key).map((part) => keyText(part, locale));
          return (
            <li key={`${row.kind} ${row.name}`}>
              <Swatch fill={fillOf(row.kind, row.name, colours)} />
              <span className="clip" title={row.name}>
                {name.length > 0 ? [...new Set(name)].join(' › ') : row.name}
              </span>
              <i
                className={row.difference.totalCost < 0 ? 'bar-less' : 'bar-more'}
                style={{ inlineSize: `${(size(row) / size(first)) * 100}%` }}
                aria-hidden="true"
              />
              <b className="num">
                {withSign(row.difference.totalCost, locale.money.headline(row.difference.totalCost))}
              </b>
            </li>
          );
        })}
      </ul>
      <hr />
    </>
  );
}
