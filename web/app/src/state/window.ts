// Windows as the URL has them: words, and date ranges with inclusive ends.
import type { Span, TimeZoneValue } from '@prorata/engine';
import { zoneValue } from '../load/zone.ts';

/** What is asked of a server; a link without a window has this one. */
export const liveWindow = (text: string): string => text || '7d';

/** Words whose begin or end depends on the zone. */
export const dependsOnZone = (text: string): boolean =>
  /^(today|yesterday|week|lastweek|month|lastmonth)$|^\d{4}-\d\d-\d\d(,|\.\.)/.test(text);

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

/** What a file may offer, where it covers more than that: counted back from its end. */
export const recentWindows = { '1h': 1, '6h': 6, '24h': 24, '3d': 72, '7d': 168, '30d': 720 } as const;
export type RecentWindow = keyof typeof recentWindows;

/** RFC 3339 without fractions. */
export function instant(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

export const rangeText = ({ startMs, endMs }: Span): string => `${instant(startMs)}..${instant(endMs)}`;

/** Of two instants with times, as the page writes them; null for all other windows, which need a clock or a zone. */
export function spanOf(window: string): Span | null {
  const [startMs = NaN, endMs = NaN, more] = window.split('..').map((at) => (at.includes('T') ? Date.parse(at) : NaN));
  return startMs < endMs && more === undefined ? { startMs, endMs } : null;
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
  return rangeText({ startMs: end - length, endMs: end });
}

/** The part of `all` of the same length before (-1) or after (1) the one shown; null where it is not whole there. */
export function shiftedWithin(all: Span, { startMs, endMs }: Span, by: -1 | 1): string | null {
  const move = by * (endMs - startMs);
  const next = { startMs: startMs + move, endMs: endMs + move };
  return next.startMs >= all.startMs && next.endMs <= all.endMs ? rangeText(next) : null;
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

function offsetMs({ initialOffsetSeconds, transitions }: TimeZoneValue, atMs: number): number {
  return (transitions.filter((change) => change.atMs <= atMs).pop()?.offsetSeconds ?? initialOffsetSeconds) * 1000;
}

/** An instant as a field for local time has it, in the zone: `2026-03-02T09:00`. */
export const localText = (zone: TimeZoneValue, ms: number): string =>
  new Date(ms + offsetMs(zone, ms)).toISOString().slice(0, 16);

/** What such a field says; null where it says nothing. A time that the zone skips is the one after the gap. */
export function localInstant(zone: TimeZoneValue, text: string): number | null {
  const wall = Date.parse(`${text}Z`);
  if (Number.isNaN(wall)) return null;
  return wall - offsetMs(zone, wall - offsetMs(zone, wall));
}

const year = 366 * day;

/** Begin or end of a range: an instant, or midnight of a date in the zone; NaN for anything else. */
function endOf(text: string, timeZone: string): number {
  if (/T.+(Z|[+-]\d\d:\d\d)$/.test(text)) return Date.parse(text);
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(date)) return NaN;
  return localInstant(zoneValue(timeZone, date - year, date + year), `${text}T00:00`) ?? NaN;
}

/** A window twice as long, whose second half it is; null for words of the calendar. */
export function withBefore(text: string, timeZone: string): string | null {
  const [, count, unit] = /^(\d{1,4})([mhdw])$/.exec(text) ?? [];
  if (count && unit) return `${2 * Number(count)}${unit}`;
  const [startMs = NaN, endMs = NaN] = text.split(/\.\.|,/).map((end) => endOf(end, timeZone));
  return startMs < endMs ? rangeText({ startMs: 2 * startMs - endMs, endMs }) : null;
}

interface Asked {
  readonly window: string;
  readonly against: string;
  readonly timeZone: string;
}

/** What is asked of a server: where rows are set against what was before, that too. */
export function fetchedWindow({ window, against, timeZone }: Asked): string {
  const asked = liveWindow(window);
  return against === 'prev' ? (withBefore(asked, timeZone) ?? asked) : asked;
}
