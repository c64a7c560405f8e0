// What stands over a printed view: what it is of, when, in which money, how it is charged, and where to find it.
import { basis } from '../state/answers.ts';
import { view } from '../state/history.ts';
import { missing } from '../state/missing.ts';
import { zoneName } from '../load/zone.ts';
import { localeNow, texts } from '../words/words.ts';

export function PrintHead() {
  const t = texts.value;
  const known = basis.value;
  const state = view.value;
  if (!known) return null;
  const { currency, window } = known.whole;
  const { startMs, endMs } = window;
  const { own } = localeNow.value.money;
  const scenario =
    state.view === 'prices' ? [state.whatIf, ...state.whatIfShare, state.whatIfPrices].filter(Boolean).join(' · ') : '';
  return (
    <div className="print-head" aria-hidden="true">
      <b>
        prorata · {t(`view.${state.view}`)} · {known.clusters.join(', ')}
      </b>
      <p>
        {t('print.line', {
          window: localeNow.value.time.window(startMs, endMs),
          zone: zoneName(state.timeZone),
          currency: own ? `${currency}, 1 ${currency} = ${own.rate} ${own.currency} (${t('print.own')})` : currency,
          method: t(`method.${state.method}`),
          idle: `${t('idle.label')}: ${t(`idle.${state.idle}`)}`,
        })}
        {scenario ? ` · ${t('whatif.title')}: ${scenario}` : ''}
        {missing.value ? ` · ${t('tile.partial')}` : ''}
      </p>
      <p className="print-link">{location.href}</p>
    </div>
  );
}
