// The trend chart's figures as a table: one line per step, one column per layer.
import type { AllocationResult } from '@prorata/engine';
import { decimalsFor } from '../format/money.ts';
import type { Locale } from '../locale.ts';
import type { Layer } from './series.ts';

export interface StepTableProps {
  readonly result: AllocationResult;
  readonly layers: readonly Layer[];
  readonly locale: Locale;
  /** A step that stays marked, and a way to mark another one, or none. */
  readonly held?: number | null;
  readonly onHold?: (step: number | null) => void;
}

export function StepTable({ result, layers, locale, held = null, onHold }: StepTableProps) {
  const decimals = decimalsFor(result.stepTotals.units);
  return (
    <div className="step-table" tabIndex={0} role="group" aria-label={locale.t('chart.caption')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{locale.t('column.time')}</th>
            {layers.map((layer) => (
              <th scope="col" className="num" key={layer.label}>
                {layer.label}
              </th>
            ))}
            <th scope="col" className="num">
              {locale.t('total')}
            </th>
          </tr>
        </thead>
        <tbody>
          {result.steps.map((step, index) => (
            <tr key={step.startMs} className={index === held ? 'row-marked' : ''}>
              <th scope="row">
                {onHold ? (
                  <button
                    type="button"
                    className="readout-only"
                    aria-pressed={index === held}
                    onClick={() => onHold(index === held ? null : index)}
                  >
                    {locale.time.step(step.startMs, step.endMs)}
                  </button>
                ) : (
                  locale.time.step(step.startMs, step.endMs)
                )}
              </th>
              {layers.map((layer) => (
                <td className="num" key={layer.label}>
                  {locale.money.cell(layer.perStep[index] ?? 0, decimals)}
                </td>
              ))}
              <td className="num strong">{locale.money.cell(result.stepTotals.units[index] ?? 0, decimals)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
