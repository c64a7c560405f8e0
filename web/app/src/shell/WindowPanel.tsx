// Which window is shown: of a server any, of a file a part of what it covers. And the step and the zone.
import { useState } from 'react';
import type { Span } from '@prorata/engine';
import type { Locale } from '@prorata/ui';
import { zoneName, zoneValue } from '../load/zone.ts';
import { basis, recorded } from '../state/answers.ts';
import { navigate, view } from '../state/history.ts';
import { steps } from '../state/view.ts';
import {
  datesOf,
  liveWindow,
  localInstant,
  localText,
  rangeOfDates,
  rangeText,
  recentWindows,
  windowWords,
  type RecentWindow,
} from '../state/window.ts';
import { texts } from '../words/words.ts';

export interface WindowPanelProps {
  readonly close: () => void;
  readonly locale: Locale;
}

export function WindowPanel({ close, locale }: WindowPanelProps) {
  const t = texts.value;
  const { step } = view.value;
  const all = recorded.value;
  return (
    <>
      {all ? <PartOfFile all={all} close={close} locale={locale} /> : <OfServer close={close} />}
      <div className="panel-row">
        <label htmlFor="step">{t('window.step')}</label>
        <select
          id="step"
          value={step}
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
      <AgainstRow />
    </>
  );
}

interface ChoiceProps {
  /** As the link has it; empty for what a link without a window shows. */
  readonly to: string;
  readonly text: string;
  readonly close: () => void;
}

function Choice({ to, text, close }: ChoiceProps) {
  const choose = (): void => {
    navigate({ window: to });
    close();
  };
  return (
    <button type="button" aria-pressed={view.value.window === to} onClick={choose}>
      {text}
    </button>
  );
}

function OfServer({ close }: { readonly close: () => void }) {
  return (
    <>
      <div className="choices">
        {windowWords.map((word) => (
          <Choice
            key={word}
            to={word === liveWindow('') ? '' : word}
            text={texts.value(`window.${word}`)}
            close={close}
          />
        ))}
      </div>
      <DateRange close={close} />
    </>
  );
}

const hour = 3_600_000;

interface PartProps extends WindowPanelProps {
  readonly all: Span;
}

function PartOfFile({ all, close, locale }: PartProps) {
  const t = texts.value;
  const names = Object.keys(recentWindows) as RecentWindow[];
  const fitting = names.filter((name) => recentWindows[name] * hour < all.endMs - all.startMs);
  return (
    <>
      <p className="panel-note">
        {t('window.recorded', {
          window: locale.time.window(all.startMs, all.endMs),
          zone: zoneName(view.value.timeZone),
        })}
      </p>
      <div className="choices">
        <Choice to="" text={t('window.all')} close={close} />
        {fitting.map((name) => (
          <Choice key={name} to={name} text={t(`window.${name}`)} close={close} />
        ))}
      </div>
      <TimeRange
        all={all}
        shown={basis.value?.whole.window ?? all}
        choose={(span) => {
          navigate({ window: span.startMs === all.startMs && span.endMs === all.endMs ? '' : rangeText(span) });
          close();
        }}
      />
    </>
  );
}

const year = 366 * 24 * hour;

/** From and to within what is there, as times of the zone of the view. */
interface TimeRangeProps {
  readonly all: Span;
  /** What the fields say at first. */
  readonly shown: Span;
  readonly choose: (span: Span) => void;
}

function TimeRange({ all, shown, choose }: TimeRangeProps) {
  const t = texts.value;
  const zone = zoneValue(view.value.timeZone, all.startMs - year, all.endMs + year);
  const [from, setFrom] = useState(() => localText(zone, shown.startMs));
  const [to, setTo] = useState(() => localText(zone, shown.endMs));
  const [startMs, endMs] = [localInstant(zone, from), localInstant(zone, to)];
  const fits =
    startMs !== null && endMs !== null && all.startMs <= startMs && startMs < endMs && endMs <= all.endMs
      ? { startMs, endMs }
      : null;
  const bounds = { min: localText(zone, all.startMs), max: localText(zone, all.endMs) };
  return (
    <form
      className="panel-row dates times"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) choose(fits);
      }}
    >
      <label>
        {t('window.from')}
        <input type="datetime-local" {...bounds} value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
      </label>
      <label>
        {t('window.until')}
        <input type="datetime-local" {...bounds} value={to} onInput={(event) => setTo(event.currentTarget.value)} />
      </label>
      <button type="submit" className="control" disabled={!fits}>
        {t('window.apply')}
      </button>
      {fits ? null : (
        <p className="bad" role="status">
          {t('window.unfit')}
        </p>
      )}
    </form>
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

/** What costs are set against: the window before, or a part of a file. */
function AgainstRow() {
  const t = texts.value;
  const { against } = view.value;
  const all = recorded.value;
  const [choosing, setChoosing] = useState(false);
  const isChosen = against !== '' && against !== 'prev';
  return (
    <>
      <div className="panel-row">
        <label htmlFor="against">{t('against.label')}</label>
        <select
          id="against"
          value={choosing || isChosen ? 'chosen' : against}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setChoosing(value === 'chosen');
            if (value !== 'chosen') navigate({ against: value });
          }}
        >
          <option value="">{t('against.none')}</option>
          <option value="prev">{t('against.prev')}</option>
          {all || isChosen ? <option value="chosen">{t('against.chosen')}</option> : null}
        </select>
      </div>
      {all && (choosing || isChosen) ? (
        <TimeRange all={all} shown={spanOf(against) ?? all} choose={(span) => navigate({ against: rangeText(span) })} />
      ) : null}
    </>
  );
}

function spanOf(text: string): Span | null {
  const [startMs = NaN, endMs = NaN] = text.split('..').map((end) => Date.parse(end));
  return startMs < endMs ? { startMs, endMs } : null;
}
