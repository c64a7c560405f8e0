// Windows as the URL has them: words, and date ranges with inclusive ends.

export const windowWords = [
  '24h',
  '7d',
  '30d',
  'today',
  'yesterday',
  'week',
  'lastweek',
  'month',
  'lastmonth',
] as const;
export type WindowWord = (typeof windowWords)[number];

export function isWindowWord(text: string): text is WindowWord {
  return windowWords.some((word) => word === text);
}

/** RFC 3339 without fractions. */
function instant(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** The window of the same length before (-1) or after (1) the one shown; never later than `nowMs`. */
export function shifted(
  window: { readonly startMs: number; readonly endMs: number },
  by: -1 | 1,
  nowMs: number,
): string | null {
  const length = window.endMs - window.startMs;
  const end = Math.min(window.endMs + by * length, Math.floor(nowMs / 1000) * 1000);
  if (by === 1 && end <= window.endMs) return null;
  return `${instant(end - length)}..${instant(end)}`;
}

const dateOnly = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/;
const day = 24 * 3_600_000;

const moved = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * day).toISOString().slice(0, 10);

/** First and last day of a range of dates; the text itself ends before its second date. */
export function datesOf(text: string): { readonly from: string; readonly to: string } | null {
  const match = dateOnly.exec(text);
  return match?.[1] && match[2] ? { from: match[1], to: moved(match[2], -1) } : null;
}

/** Null where the last day lies before the first. */
export function rangeOfDates(from: string, to: string): string | null {
  return from !== '' && to !== '' && from <= to ? `${from}..${moved(to, 1)}` : null;
}
