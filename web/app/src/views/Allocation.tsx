// Cost by any key: figures, cost over time, areas, table. A row leads one level down.
import { useMemo } from 'react';
import type { AllocationResult, Comparison } from '@prorata/engine';
import {
  changesOf,
  coloursOf,
  CompareTable,
  keyWord,
  layersOf,
  type Locale,
  StepTable,
  type Tile,
  Tiles,
  Treemap,
  Trend,
} from '@prorata/ui';
import { allocation, busy, change, comparison, refusal, type Basis } from '../state/answers.ts';
import { navigate, view } from '../state/history.ts';
import { missing, pending } from '../state/missing.ts';
import { theme } from '../state/theme.ts';
import { charts } from '../state/view.ts';
import { stepHeld, stepName } from '../state/selected.ts';
import { rangeText } from '../state/window.ts';
import { Breadcrumb } from '../shell/Breadcrumb.tsx';
import { FilterBar } from '../shell/FilterBar.tsx';
import { loadWhatIf } from '../shell/later.ts';
import { Part } from '../shell/Part.tsx';
import { texts } from '../words/words.ts';
import { CostCard, goTo, placeBelow } from './CostCard.tsx';
import { filterTo } from './legend.ts';
import { Skeleton } from './Loading.tsx';
import { MarkNote } from './MarkNote.tsx';
import { Refusal } from './Refusal.tsx';
import { tilesOf } from './tiles.ts';

export function Allocation({ basis, locale }: { readonly basis: Basis; readonly locale: Locale }) {
  const result = allocation.value;
  const problem = refusal.value;
  return (
    <>
      <FilterBar result={result} locale={locale} />
      <Breadcrumb locale={locale} />
      <Refusal reason={problem} />
      {result ? <Shown result={result} basis={basis} locale={locale} /> : problem ? null : <Skeleton />}
    </>
  );
}

/** A scenario and what it is beside, instead of what is charged now. */
export interface ScenarioAnswer {
  readonly result: AllocationResult;
  /** Of what is charged now with the scenario. */
  readonly comparison: Comparison;
  /** Instead of the first tiles. */
  readonly tiles: readonly Tile[];
}

/** The answer, or the scenario with its sliders beside it. */
function Shown(props: AnswerProps) {
  const now = <Answer {...props} />;
  if (view.value.drawer === '') return now;
  return (
    <Part load={loadWhatIf} wait={now}>
      {({ WhatIf }) => (
        <WhatIf baseline={props.result} basis={props.basis} locale={props.locale}>
          {(scenario) => <Answer {...props} scenario={scenario} />}
        </WhatIf>
      )}
    </Part>
  );
}

/** A word that stands inside a line: small in English. Names of labels keep their case. */
const inSentence = (word: string, { language }: Locale): string =>
  language === 'en' ? word.slice(0, 1).toLowerCase() + word.slice(1) : word;

interface AnswerProps {
  /** Of what is charged now. */
  readonly result: AllocationResult;
  readonly basis: Basis;
  readonly scenario?: ScenarioAnswer | null;
  readonly locale: Locale;
}

function Answer({ result: baseline, basis, scenario = null, locale }: AnswerProps) {
  const t = texts.value;
  const state = view.value;
  const result = scenario?.result ?? baseline;
  // Names keep the colours and the order that they have now.
  const colours = useMemo(() => coloursOf(baseline), [baseline]);
  const layers = useMemo(() => layersOf(result, colours, locale), [result, colours, locale]);
  const lacks = missing.value;
  const more = pending.value;
  const doubtful = useMemo(
    () => (more ? (['total', 'efficiency'] as const) : (lacks?.figures.filter((figure) => figure !== 'idle') ?? [])),
    [lacks, more],
  );
  const tiles = useMemo(() => {
    const all = tilesOf({ result, basis, idleHidden: state.idle === 'hide', missing: lacks, pending: more }, locale, t);
    return scenario ? [...scenario.tiles, ...all.slice(scenario.tiles.length)] : all;
  }, [result, basis, scenario, state.idle, lacks, more, locale, t]);
  const compared = scenario ? null : comparison.value;
  const before = scenario ? scenario.comparison : change.value;
  const changes = useMemo(() => (before ? changesOf(result, before) : null), [result, before]);
  const below = (row: number) => placeBelow(result, row);
  const held = stepHeld(result, state.selected);
  const hold = (step: number | null): void => {
    const startMs = step === null ? undefined : result.steps[step]?.startMs;
    navigate({ selected: startMs === undefined ? '' : stepName(startMs) }, 'replace');
  };
  const keys = result.aggregate.map((key) => inSentence(keyWord(key, locale), locale)).join(' › ');

  return (
    <div className={busy.value ? 'answer answer-busy' : 'answer'}>
      <MarkNote result={result} />
      <Tiles tiles={tiles} busy={busy.value} />
      <div className="charts">
        <section className="card" aria-labelledby="trend-title">
          <header className="card-head">
            <h2 id="trend-title">{t('chart.title')}</h2>
            <span className="mute clip">{t('chart.by', { keys })}</span>
            <span className="space" />
            <div className="segments" role="group" aria-label={t('chart.kind')}>
              {charts.map((kind) => (
                <button
                  type="button"
                  key={kind}
                  aria-pressed={state.chart === kind}
                  onClick={() => navigate({ chart: kind }, 'replace')}
                >
                  {t(`chart.${kind}`)}
                </button>
              ))}
            </div>
          </header>
          {state.chart === 'table' ? (
            <StepTable result={result} layers={layers} held={held} onHold={hold} locale={locale} />
          ) : (
            <Trend
              result={result}
              layers={layers}
              kind={state.chart}
              locale={locale}
              theme={theme.value}
              baseline={scenario ? baseline.stepTotals.units : null}
              onSelect={(first, last) => {
                const [startMs = NaN, endMs = NaN] = [result.steps[first]?.startMs, result.steps[last]?.endMs];
                if (startMs < endMs) navigate({ window: rangeText({ startMs, endMs }) });
              }}
              held={held}
              onHold={hold}
              onlyOf={(layer) => filterTo(result, layer)}
            />
          )}
        </section>
        <section className="card" aria-labelledby="treemap-title">
          <header className="card-head">
            <h2 id="treemap-title">{t('treemap.title')}</h2>
          </header>
          <Treemap
            result={result}
            colours={colours}
            onOpen={(row) => {
              const place = below(row);
              if (place) goTo(place);
            }}
            canOpen={(row) => below(row) !== null}
            locale={locale}
          />
        </section>
      </div>
      {compared === null ? null : (
        <div className="card table-card">
          <header className="card-head">
            <h2>{t('compare.title')}</h2>
          </header>
          <CompareTable comparison={compared} word={(method) => t(`method.${method}`)} locale={locale} />
        </div>
      )}
      <CostCard
        result={result}
        colours={colours}
        changes={changes}
        doubtful={doubtful}
        hasBefore={state.against !== '' && !scenario}
        locale={locale}
      />
    </div>
  );
}
