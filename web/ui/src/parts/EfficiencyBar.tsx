// Used of requested as a bar and a figure; red below a quarter, amber below a half.
import type { Locale } from '../locale.ts';

export interface EfficiencyBarProps {
  /** NaN where nothing was requested. */
  readonly ratio: number;
  /** False where data is missing, so that nobody can say whether something was requested. */
  readonly isKnown: boolean;
  readonly locale: Locale;
}

export function EfficiencyBar({ ratio, isKnown, locale }: EfficiencyBarProps) {
  if (!Number.isFinite(ratio))
    return <span className="faint">{locale.t(isKnown ? 'table.norequest' : 'unknown')}</span>;
  const tone = ratio < 0.25 ? 'bad' : ratio < 0.5 ? 'warn' : 'good';
  return (
    <span className="efficiency">
      <i className="meter" aria-hidden="true">
        <i className={`meter-${tone}`} style={{ width: `${Math.min(1, Math.max(0, ratio)) * 100}%` }} />
      </i>
      <span className="num">{locale.number.efficiency(ratio)}</span>
    </span>
  );
}
