// Which hour of the window is explained: all of them, or one.
import { useMemo } from 'react';
import { basis } from '../state/answers.ts';
import { Icon } from '../shell/icons.tsx';
import { localeNow, texts } from '../words/words.ts';

const hourMs = 3_600_000;

/** Cost hours of the window by day, in the zone of the view. */
function hoursByDay(
  startMs: number,
  endMs: number,
  unitMs: number,
  day: (ms: number) => string,
): readonly [string, readonly number[]][] {
  const days = new Map<string, number[]>();
  for (let at = Math.floor(startMs / unitMs) * unitMs; at < endMs; at += unitMs) {
    const begin = Math.max(at, startMs);
    const name = day(begin);
    const hours = days.get(name) ?? [];
    hours.push(begin);
    days.set(name, hours);
  }
  return [...days];
}

interface HourSelectProps {
  readonly atMs: number | undefined;
  readonly choose: (at: { readonly atMs?: number }) => void;
}

export function HourSelect({ atMs, choose }: HourSelectProps) {
  const t = texts.value;
  const { time } = localeNow.value;
  const whole = basis.value?.whole;
  const days = useMemo(
    () =>
      whole
        ? hoursByDay(whole.window.startMs, whole.window.endMs, Math.max(hourMs, whole.resolutionMs), (at) =>
            time.step(at, at + 24 * hourMs),
          )
        : [],
    [whole, time],
  );
  return (
    <label className="control control-select explain-hour">
      <span className="control-label">{t('explain.hour')}</span>
      <select
        value={atMs === undefined ? '' : String(atMs)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          choose(value === '' ? {} : { atMs: Number(value) });
        }}
      >
        <option value="">{t('explain.wholewindow')}</option>
        {days.map(([name, hours]) => (
          <optgroup label={name} key={name}>
            {hours.map((at) => (
              <option value={String(at)} key={at}>
                {time.step(at, at + hourMs)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <Icon name="chevron" />
    </label>
  );
}
