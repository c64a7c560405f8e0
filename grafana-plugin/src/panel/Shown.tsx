// An answer on the screen: the line above, the view, and what there is to know about it.
import type { InterpolateFunction, PanelProps } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { AllocationResult, PriceFile } from '@prorata/engine';
import { conditionsOf, crumbs, drillInto, type Place } from '@prorata/ui/drill.ts';
import React, { useMemo, useState } from 'react';
import type { Lease } from '../engine/pool.ts';
import type { CostOptions } from '../options/options.ts';
import { filterOf, keysOf, questionOf, type Interpolate } from '../options/question.ts';
import type { Look } from '../output/frames.ts';
import { keyTitle, rowTitle } from '../output/rows.ts';
import { fieldOptions } from '../plugin.ts';
import { whatIfFile, type Rates } from '../prices/what-if.ts';
import { text } from '../text.ts';
import type { RowAction } from '../views/view.ts';
import { Bar, type Crumb } from './Bar.tsx';
import { download } from './download.ts';
import { Explain, type ExplainProps } from './Explain.tsx';
import { Computing, Message } from './Message.tsx';
import { Notes, NotesButton } from './Notes.tsx';
import { notesOf } from './notes.ts';
import { kLine, panelStyles } from './styles.ts';
import { useAnswer, type Answer } from './use-data.ts';
import { View } from './View.tsx';
import { WhatIf, whatIfLines } from './WhatIf.tsx';
import { zoneOf } from './zone.ts';

export interface ShownProps extends PanelProps<CostOptions> {
  readonly lease: Lease;
  readonly onRetry: () => void;
}

/** Grafana's interpolation, with a format for several values. */
const interpolation =
  (replace: InterpolateFunction): Interpolate =>
  (text, format) =>
    replace(text, undefined, format as Parameters<InterpolateFunction>[2]);

function useQuestion(
  { options, replaceVariables, data, timeZone }: ShownProps,
  place: Place | null,
  file: PriceFile | null,
) {
  const interpolate = interpolation(replaceVariables);
  const keys = keysOf(options.groupBy, interpolate);
  const begin = { by: keys, filter: filterOf(options.filter, interpolate) };
  const fromMs = data.timeRange.from.valueOf();
  const toMs = data.timeRange.to.valueOf();
  const key = JSON.stringify([options, begin, place, fromMs, toMs, timeZone, file]);
  const question = useMemo(
    () =>
      questionOf({
        options,
        place: place ?? begin,
        lengthMs: toMs - fromMs,
        timeZone: () => zoneOf(timeZone, fromMs, toMs),
        prices: file,
      }),
    [key], // eslint-disable-line react-hooks/exhaustive-deps -- the key is made of all of them
  );
  return { question, begin };
}

/** Errors name the file and its line; the engine's package reads it. */
const priceFileOf = ({ prices }: CostOptions): PriceFile | null =>
  prices.trim() === '' ? null : { name: 'prices', text: prices };

function trailOf(begin: Place, place: Place | null): readonly Crumb[] {
  if (!place) return [];
  const before = crumbs(begin).length;
  const opened = crumbs(place).slice(before);
  const start: Crumb = { name: begin.by.map(keyTitle).join(', '), place: null };
  return [start, ...opened.map(({ name, by, filter }) => ({ name, place: { by, filter } }))];
}

export function Shown(props: ShownProps) {
  const { options, lease, data, width, height, fieldConfig, timeZone, replaceVariables, onRetry } = props;
  const styles = useStyles2(panelStyles);
  const theme = useTheme2();
  const [place, setPlace] = useState<Place | null>(null);
  const [rates, setRates] = useState<Rates | null>(null);
  const [isNoting, setNoting] = useState(false);
  const [explained, setExplained] = useState<Explained | null>(null);
  const [currency, setCurrency] = useState('USD');
  const file = options.whatIf && rates ? whatIfFile(rates, currency) : priceFileOf(options);
  const { question, begin } = useQuestion(props, place, file);
  const answer = useAnswer(lease, question);
  const look = useMemo<Look>(
    () => ({ fieldConfig, registry: fieldOptions(), theme, timeZone, replaceVariables }),
    [fieldConfig, theme, timeZone, replaceVariables],
  );
  if (answer.kind === 'ready' && answer.result.currency !== currency) setCurrency(answer.result.currency);

  if (answer.kind === 'failed') return <Message problem={answer.problem} onRetry={onRetry} />;
  if (answer.kind === 'waiting') return <Computing />;

  const { result } = answer;
  const notes = notesOf(data, lease.findings, result, options.view === 'series');
  const line = theme.spacing.gridSize * kLine;
  const tried = options.whatIf ? whatIfLines(width, theme.spacing.gridSize) * theme.spacing.gridSize : 0;
  // A small panel has room for its figures only.
  const hasBar = height > tried + line * kLinesWithBar || place !== null;
  const viewHeight = Math.max(line, height - (hasBar ? line : 0) - tried);

  const actionOf = (row: number): RowAction | null => rowAction(result, row, place ?? begin, options, setPlace);
  const explainOf = (row: number): RowAction | null => explainAction(answer, row, setExplained);
  return (
    <div className={styles.panel} style={{ width, height }} data-testid="prorata-cost-panel">
      {hasBar ? (
        <Bar
          keys={result.aggregate}
          crumbs={trailOf(begin, place)}
          notes={notes}
          remark={remarkOf(result)}
          isNamed={options.view === 'table' || options.view === 'stats'}
          onGo={setPlace}
          onNotes={() => setNoting(true)}
          onExport={() => void exportCsv(lease, answer.question, props.title)}
        />
      ) : null}
      {hasBar ? null : <NotesButton notes={notes} onClick={() => setNoting(true)} />}
      {options.whatIf ? <WhatIf isNarrow={tried > line} rates={rates} onChange={setRates} /> : null}
      <div className={styles.view}>
        <View {...props} height={viewHeight} answer={answer} look={look} actionOf={actionOf} explainOf={explainOf} />
      </div>
      {explained ? <Explain {...explained} key={explained.of} onClose={() => setExplained(null)} /> : null}
      {isNoting ? <Notes notes={notes} onClose={() => setNoting(false)} /> : null}
    </div>
  );
}

/** Height from which there is a line above the view, in lines. */
const kLinesWithBar = 4;

type Explained = Omit<ExplainProps, 'onClose'>;

/** Any row can be explained but the one of all others. */
function explainAction(
  { result, question, lease }: Extract<Answer, { kind: 'ready' }>,
  row: number,
  show: (explained: Explained) => void,
): RowAction | null {
  if (result.kinds[row] === 'other') return null;
  const of = conditionsOf({ by: result.aggregate, filter: question.filter ?? '' }, result.keys[row] ?? []);
  const name = rowTitle(result, row);
  return of === null ? null : { label: text.explain.title(name), run: () => show({ name, of, question, lease }) };
}

/** Only what is somebody's can be opened; a variable may be set to any name. */
function rowAction(
  result: AllocationResult,
  row: number,
  place: Place,
  { click }: CostOptions,
  open: (place: Place) => void,
): RowAction | null {
  if (result.kinds[row] !== 'workload' || click === 'none') return null;
  const name = rowTitle(result, row);
  const keys = result.keys[row] ?? [];
  if (click === 'variable') {
    const variables = Object.fromEntries(result.aggregate.map((key, at) => [`var-${variableOf(key)}`, keys[at] ?? '']));
    const title = result.aggregate.map(variableOf).join(', ');
    return { label: text.choose(title, name), run: () => locationService.partial(variables, true) };
  }
  const next = drillInto(place, keys);
  return next ? { label: text.open(name), run: () => open(next) } : null;
}

/** A variable has the name of the key, or of the label. */
const variableOf = (key: string): string => key.replace(/^label:/, '').replace(/\W/g, '_');

function remarkOf(result: AllocationResult): string {
  const remainder = result.remainder.units[0] ?? 0;
  if (remainder === 0) return '';
  return result.filtered ? text.rest.filtered : text.rest.hidden;
}

async function exportCsv(lease: Lease, question: Parameters<Lease['report']>[1], title: string): Promise<void> {
  const { limit: _limit, ...whole } = question;
  download(`${title === '' ? 'cost' : title}.csv`, await lease.report('csv', whole));
}
