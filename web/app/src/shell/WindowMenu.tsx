// The window of the data, the step of the chart and the zone they are counted in.
import { useState } from 'react';
import type { AllocationResult } from '@prorata/engine';
import type { Locale } from '@prorata/ui';
import { phase } from '../load/loader.ts';
import { zoneName } from '../load/zone.ts';
import { allocation, stepFor } from '../state/answers.ts';
import { navigate, view } from '../state/history.ts';
import { steps } from '../state/view.ts';
import { datesOf, rangeOfDates, windowWords } from '../state/window.ts';
import { texts } from '../words/words.ts';
import { moveWindow } from './keys.ts';
import { Icon } from './icons.tsx';
import { Menu } from './Menu.tsx';

export function WindowMenu({ whole, locale }: { readonly whole: AllocationResult; readonly locale: Locale }) {
  const t = texts.value;
  const state = view.value;
  const now = phase.value;
  const canMove = now.kind === 'ready' && now.source.kind === 'prometheus';
  const { startMs, endMs } = allocation.value?.window ?? whole.window;
  const step = stepFor(state.step, endMs - startMs);
  const stepName = steps.find((name) => name === step);
  const window = locale.time.window(startMs, endMs);
  const zone = state.timeZone === 'local' ? zoneName('local') : state.timeZone;
  const more = stepName ? `${zone} · ${t(`step.${stepName}`)}` : zone;
  const text = (
    <span title={`${window} ${more}`}>
      {window} <span className="mute">{more}</span>
    </span>
  );
  return (
    <div className="window-group">
      {canMove ? <Mover by={-1} /> : null}
      <Menu label={t('top.window')} icon="calendar" text={text} className="window-menu" align="end">
        {(close) => (
          <>
            {canMove ? (
              <>
                <div className="choices">
                  {windowWords.map((word) => (
                    <button
                      type="button"
                      key={word}
                      aria-pressed={state.window === word}
                      onClick={() => {
                        navigate({ window: word });
                        close();
                      }}
                    >
                      {t(`window.${word}`)}
                    </button>
                  ))}
                </div>
                <DateRange close={close} />
              </>
            ) : (
              <p className="panel-note">{t('window.recorded')}</p>
            )}
            <div className="panel-row">
              <label htmlFor="step">{t('window.step')}</label>
              <select
                id="step"
                value={state.step}
                onChange={(event) => {
                  const chosen = steps.find((name) => name === event.currentTarget.value);
                  if (chosen) navigate({ step: chosen });
                }}
              >
                {steps.map((name) => (
                  <option key={name} value={name}>
                    {t(`step.${name}`)}
                  </option>
                ))}
              </select>
            </div>
            <ZoneRow />
          </>
        )}
      </Menu>
      {canMove ? <Mover by={1} /> : null}
    </div>
  );
}

function Mover({ by }: { readonly by: -1 | 1 }) {
  const label = texts.value(by < 0 ? 'window.earlier' : 'window.later');
  return (
    <button
      type="button"
      className="control control-icon"
      title={label}
      aria-label={label}
      onClick={() => moveWindow(by)}
    >
      <Icon name={by < 0 ? 'left' : 'right'} />
    </button>
  );
}

function DateRange({ close }: { readonly close: () => void }) {
  const t = texts.value;
  const dates = datesOf(view.value.window);
  const [from, setFrom] = useState(dates?.from ?? '');
  const [to, setTo] = useState(dates?.to ?? '');
  const range = rangeOfDates(from, to);
  return (
    <form
      className="panel-row dates"
      onSubmit={(event) => {
        event.preventDefault();
        if (!range) return;
        navigate({ window: range });
        close();
      }}
    >
      <label>
        {t('window.from')}
        <input type="date" value={from} max={to || undefined} onInput={(event) => setFrom(event.currentTarget.value)} />
      </label>
      <label>
        {t('window.to')}
        <input type="date" value={to} min={from || undefined} onInput={(event) => setTo(event.currentTarget.value)} />
      </label>
      <button type="submit" className="control" disabled={!range}>
        {t('window.apply')}
      </button>
    </form>
  );
}

function ZoneRow() {
  const t = texts.value;
  const { timeZone } = view.value;
  const zones = [...new Set(['UTC', 'local', timeZone])];
  return (
    <div className="panel-row">
      <label htmlFor="zone">{t('window.zone')}</label>
      <select id="zone" value={timeZone} onChange={(event) => navigate({ timeZone: event.currentTarget.value })}>
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone === 'local' ? t('window.zone.local', { name: zoneName('local') }) : zone}
          </option>
        ))}
      </select>
    </div>
  );
}
