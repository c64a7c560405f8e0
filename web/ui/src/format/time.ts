// Instants of the engine (UTC milliseconds) as text in the zone of the view.

const hour = 3_600_000;
const day = 24 * hour;

export interface TimeFormat {
  /** One step as an axis label: time of day for hours, date for days and weeks, month for months. */
  axis(startMs: number, lengthMs: number): string;
  /** One step as a heading. */
  step(startMs: number, endMs: number): string;
  /** A window, with times only where it does not begin and end at midnight. */
  window(startMs: number, endMs: number): string;
  instant(ms: number): string;
}

export function timeFormat(locale: string, timeZone: string): TimeFormat {
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const date = format({ month: 'short', day: 'numeric' });
  const weekday = format({ weekday: 'short', month: 'short', day: 'numeric' });
  const month = format({ month: 'long', year: 'numeric' });
  const shortMonth = format({ month: 'short' });
  const dates = format({ month: 'short', day: 'numeric', year: 'numeric' });
  const times = format({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const full = format({
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const isMidnight = (ms: number): boolean => clock.format(ms) === '00:00';

  return {
    axis: (startMs, lengthMs) => {
      if (lengthMs < 20 * hour) return isMidnight(startMs) ? date.format(startMs) : clock.format(startMs);
      return lengthMs > 20 * day ? shortMonth.format(startMs) : date.format(startMs);
    },
    step: (startMs, endMs) => {
      const length = endMs - startMs;
      if (length < 20 * hour) return `${date.format(startMs)}, ${clock.format(startMs)}`;
      if (length < 2 * day) return weekday.format(startMs);
      return length > 20 * day ? month.format(startMs) : date.formatRange(startMs, endMs - 1);
    },
    window: (startMs, endMs) => {
      const atMidnight = isMidnight(startMs) && isMidnight(endMs);
      // A year that both ends have stands there once, in Chinese as in English.
      if (atMidnight) return dates.formatRange(startMs, endMs - 1).replace(/(\d{4}\/)(.+)\1/, '$1$2');
      return times.formatRange(startMs, endMs);
    },
    instant: (ms) => full.format(ms),
  };
}
