// The sliders of a scenario, each with a field for its number, and what the scenario comes to.
import type { ReactNode } from 'react';
import type { Compared } from '@prorata/engine';
import type { Locale } from '@prorata/ui';
import { navigate, view } from '../state/history.ts';
import { formatScenario, hasIdle, noScenario, sliders, type Scenario, type SliderName } from '../state/scenario.ts';
import { rulesOf } from '../state/url.ts';
import { CopyButton } from '../shell/CopyButton.tsx';
import { Icon } from '../shell/icons.tsx';
import { texts } from '../words/words.ts';

interface SlidersProps {
  readonly scenario: Scenario;
  readonly change: (part: Partial<Scenario>) => void;
  readonly hasGpus: boolean;
  readonly totals: Compared | null;
  readonly locale: Locale;
  /** Below the sliders. */
  readonly children?: ReactNode;
}

export function Sliders({ scenario, change, hasGpus, totals, locale, children }: SlidersProps) {
  const t = texts.value;
  const { whatIfShare: rules, whatIfPrices, idle, filter } = view.value;
  const changed = formatScenario(scenario) !== '' || rules.length > 0 || whatIfPrices !== '';
  const slider = (name: SliderName) => (
    <Slider
      key={name}
      name={name}
      value={scenario[name]}
      off={name === 'idle' && !hasIdle({ idle, filter })}
      set={(value) => change({ [name]: value })}
    />
  );
  const reset = (): void => {
    change(noScenario);
    navigate({ whatIfShare: [], whatIfPrices: '' }, 'replace');
  };
  return (
    <section className="card sliders" aria-labelledby="sliders-title">
      <header className="card-head">
        <h2 id="sliders-title">{t('whatif.title')}</h2>
        <span className="space" />
        <button type="button" className="link" disabled={!changed} onClick={reset}>
          {t('whatif.reset')}
        </button>
      </header>
      <Sum totals={totals} locale={locale} />
      {(['spot', 'cpu', 'ram', ...(hasGpus ? ['gpu' as const] : []), 'disk'] as const).map(slider)}
      <hr />
      {slider('committed')}
      {scenario.committed > 0 ? slider('saving') : null}
      <hr />
      {slider('idle')}
      {hasIdle({ idle, filter }) ? null : <p className="faint slider-foot">{t('slider.idle.outside')}</p>}
      {children}
      <div className="slider-rules">
        <label htmlFor="whatif-rules">{t('whatif.rules')}</label>
        <textarea
          id="whatif-rules"
          key={rules.join('\n')}
          defaultValue={rules.join('\n')}
          rows={2}
          placeholder={'namespace:"kube-system" by even'}
          spellCheck={false}
          onBlur={(event) => navigate({ whatIfShare: rulesOf(event.currentTarget.value) })}
        />
      </div>
      <CopyButton text={() => location.href} className="control control-primary">
        <Icon name="link" />
        {t('whatif.copy')}
      </CopyButton>
      <p className="faint slider-foot">{t('whatif.note')}</p>
    </section>
  );
}

function Sum({ totals, locale }: { readonly totals: Compared | null; readonly locale: Locale }) {
  const t = texts.value;
  if (!totals) return null;
  const { second, difference } = totals;
  const tone = difference.totalCost < 0 ? 'less' : difference.totalCost > 0 ? 'more' : 'same';
  return (
    <div className="slider-sum">
      <span>{t('whatif.total')}</span>
      <b>{locale.money.headline(second.totalCost)}</b>
      <span className={`sum-${tone}`}>
        {tone === 'same'
          ? t('whatif.same')
          : t('whatif.against', {
              amount: `${tone === 'more' ? '+' : ''}${locale.money.headline(difference.totalCost)}`,
            })}
      </span>
    </div>
  );
}

interface SliderProps {
  readonly name: SliderName;
  readonly value: number;
  /** It would change nothing. */
  readonly off: boolean;
  readonly set: (value: number) => void;
}

const isChange = (name: SliderName): boolean => sliders[name].least < 0;

function Slider({ name, value, off, set }: SliderProps) {
  const t = texts.value;
  const { least, most } = sliders[name];
  const id = `slider-${name}`;
  const put = (text: string): void => {
    const number = Number(text);
    if (text !== '' && Number.isFinite(number)) set(Math.min(most, Math.max(least, Math.round(number))));
  };
  // Where the middle of a thumb of 14 px is.
  const place = (at: number): string => `calc(7px + (100% - 14px) * ${(at - least) / (most - least)})`;
  return (
    <div className="slider">
      <label htmlFor={id}>{t(`slider.${name}`)}</label>
      <span className="slider-number">
        <input
          type="number"
          aria-label={t('slider.number', { name: t(`slider.${name}`) })}
          min={least}
          max={most}
          value={String(value)}
          disabled={off}
          onChange={(event) => put(event.currentTarget.value)}
        />
        %
      </span>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={1}
        value={String(value)}
        disabled={off}
        aria-valuetext={`${isChange(name) && value > 0 ? '+' : ''}${value} %`}
        style={{
          // Filled from zero, which for a change is not at the left end.
          ['--from' as string]: place(Math.min(0, value)),
          ['--to' as string]: place(Math.max(0, value)),
        }}
        onInput={(event) => put(event.currentTarget.value)}
      />
      <span className="slider-ends" aria-hidden="true">
        <span>{t(`slider.${name}.least`)}</span>
        <span>{t(`slider.${name}.most`)}</span>
      </span>
    </div>
  );
}
