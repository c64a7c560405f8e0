// The trend chart's figures as a table: one line per step, one column per layer.
import type { AllocationResult } from '@prorata/engine';
import { decimalsFor } from '../format/money.ts';
import type { Locale } from '../locale.ts';
import type { Layer } from './series.ts';

export interface StepTableProps {
  readonly result: AllocationResult;
  readonly layers: readonly Layer[];
  readonly locale: Locale;
}

export function StepTable({ result, layers, locale }: StepTableProps) {
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
            <tr key={step.startMs}>
              <th scope="row">{locale.time.step(step.startMs, step.endMs)}</th>
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
