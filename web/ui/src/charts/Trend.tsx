// Cost over time: chart and a readout that follows the pointer or the arrow keys. A press on a step, or a drag over several,
// shows these alone.
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { AllocationResult } from '@prorata/engine';
import { decimalsFor } from '../format/money.ts';
import type { Locale } from '../locale.ts';
import { NameParts } from '../parts/NameParts.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import type { ChartKind } from './paint.ts';
import { createPlot, type Plot } from './plot.ts';
import type { Layer } from './series.ts';

export interface TrendProps {
  readonly result: AllocationResult;
  readonly layers: readonly Layer[];
  readonly kind: ChartKind;
  readonly locale: Locale;
  /** Anything that changes with the colours of the page. */
  readonly theme: string;
  /** Of each step, drawn as dashed marks. */
  readonly baseline?: Float64Array | null;
  /** Shows some steps alone, from the first to the last; without it they cannot be chosen. */
  readonly onSelect?: (first: number, last: number) => void;
  /** A step that stays marked, and a way to mark another one, or none. */
  readonly held?: number | null;
  readonly onHold?: (step: number | null) => void;
  /** Shows one layer alone; null where it cannot be. */
  readonly onlyOf?: (layer: Layer) => (() => void) | null;
}

export function Trend(props: TrendProps) {
  const { result, layers, kind, locale, theme, baseline = null, onSelect, held = null, onHold, onlyOf } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const [pointed, setStep] = useState<number | null>(null);
  const step = pointed ?? held;
  /** Where a drag began, or a range of steps by keys. */
  const [from, setFrom] = useState<number | null>(null);
  const touched = useRef<{ readonly isTouch: boolean; readonly step: number | null }>({ isTouch: false, step: null });
  const input = useMemo(
    () => ({ layers, steps: result.steps, kind, baseline, locale }),
    [layers, result, kind, baseline, locale],
  );
  const latest = useRef(input);
  latest.current = input;

  useEffect(() => {
    if (!host.current) return;
    const made = createPlot(host.current, latest.current, setStep);
    plot.current = made;
    return () => {
      made.close();
      plot.current = null;
    };
  }, []);
  useEffect(() => plot.current?.show(input), [input]);
  useEffect(() => plot.current?.repaint(), [theme]);
  useEffect(() => plot.current?.mark(step, from ?? undefined), [step, from, input]);

  const count = result.steps.length;
  const shown = step !== null && step < count ? step : null;
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number | null>> = {
      ArrowLeft: Math.max(0, (shown ?? count) - 1),
      ArrowRight: Math.min(count - 1, (shown ?? -1) + 1),
      Home: 0,
      End: count - 1,
      Escape: null,
    };
    if (event.key === 'Enter') select();
    if (event.key === ' ' && shown !== null && onHold) {
      event.preventDefault();
      onHold(shown === held ? null : shown);
    }
    if (event.key === 'Escape' && held !== null) onHold?.(null);
    if (!Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    setFrom(event.shiftKey ? (from ?? shown) : null);
    setStep(moves[event.key] ?? null);
  };

  const select = (): void => {
    setFrom(null);
    if (shown === null || !onSelect || count < 2) return;
    const other = from ?? shown;
    const [first, last] = [Math.min(shown, other), Math.max(shown, other)];
    if (last - first + 1 === count) return;
    setStep(null);
    onSelect(first, last);
  };
  // A finger marks a step first, and chooses it when it comes again.
  const onMouseUp = (): void => {
    const { isTouch, step: before } = touched.current;
    if (!isTouch || before === shown) select();
    else setFrom(null);
  };

  return (
    <div className="trend">
      <div
        className={onSelect ? 'trend-plot trend-choice' : 'trend-plot'}
        ref={host}
        role="img"
        tabIndex={0}
        aria-label={[
          summary(result, locale),
          ...(onSelect ? [locale.t('chart.choose')] : []),
          ...(onHold ? [locale.t('chart.mark')] : []),
        ].join(' ')}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          touched.current = { isTouch: event.pointerType === 'touch', step: shown };
        }}
        onMouseDown={() => (touched.current.isTouch ? undefined : setFrom(shown))}
        onMouseUp={onMouseUp}
        onMouseLeave={() => setFrom(null)}
        onBlur={() => {
          setStep(null);
          setFrom(null);
        }}
      />
      <Readout
        result={result}
        layers={layers}
        step={shown}
        unmark={onHold && shown !== null && shown === held ? () => onHold(null) : null}
        onlyOf={onlyOf}
        locale={locale}
      />
    </div>
  );
}

interface ReadoutProps {
  readonly result: AllocationResult;
  readonly layers: readonly Layer[];
  readonly step: number | null;
  /** Of a step that stays marked. */
  readonly unmark: (() => void) | null;
  readonly onlyOf: TrendProps['onlyOf'];
  readonly locale: Locale;
}

/** Legend and values in one: of the marked step, else of the whole window. Largest layer on top, as in the stack. */
function Readout({ result, layers, step, unmark, onlyOf, locale }: ReadoutProps) {
  const decimals = useMemo(
    () => decimalsFor(step === null ? result.totals.totalCost.units : result.stepTotals.units),
    [result, step],
  );
  const at = step === null ? undefined : result.steps[step];
  const total = step === null ? result.totals.totalCost.units[0] : result.stepTotals.units[step];
  return (
    <div className="readout">
      <p className="readout-head">
        <span>
          {at ? locale.time.step(at.startMs, at.endMs) : locale.t('chart.window')}
          {at?.partial ? <small> {locale.t('chart.partial')}</small> : null}
          {unmark ? (
            <button
              type="button"
              className="readout-unmark"
              title={locale.t('chart.unmark')}
              aria-label={locale.t('chart.unmark')}
              onClick={unmark}
            />
          ) : null}
        </span>
        <b>{locale.money.cell(total ?? 0, decimals)}</b>
      </p>
      <ul aria-live="polite">
        {layers.map((layer) => {
          const only = onlyOf?.(layer) ?? null;
          const name = <NameParts keys={result.aggregate} parts={layer.parts} />;
          return (
            <li key={layer.label}>
              <Swatch fill={layer.fill} />
              {only ? (
                <button
                  type="button"
                  className="readout-only"
                  aria-label={locale.t('chart.only', { name: layer.label })}
                  onClick={only}
                >
                  {name}
                </button>
              ) : (
                name
              )}
              <span className="num">
                {locale.money.cell(step === null ? layer.total : (layer.perStep[step] ?? 0), decimals)}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function summary(result: AllocationResult, locale: Locale): string {
  const { units } = result.stepTotals;
  const peak = units.reduce((best, value, step) => (value > (units[best] ?? 0) ? step : best), 0);
  const step = result.steps[peak];
  return locale.t('chart.summary', {
    n: result.steps.length,
    total: locale.money.headline(result.totals.totalCost.units[0] ?? 0),
    peak: locale.money.headline(units[peak] ?? 0),
    when: step ? locale.time.step(step.startMs, step.endMs) : '',
  });
}
