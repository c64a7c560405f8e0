// Used of requested as a bar and a figure; red below a quarter, amber below a half.
import type { Locale } from '../locale.ts';

export function EfficiencyBar({ ratio, locale }: { readonly ratio: number; readonly locale: Locale }) {
  if (!Number.isFinite(ratio)) return <span className="faint">{locale.t('table.norequest')}</span>;
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
