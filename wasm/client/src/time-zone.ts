// A time zone as a value for the engine, found by asking Intl: tzdata is not reachable from JavaScript in any other way.
import { ProrataError } from './errors.js';
import type { TimeZoneValue } from './types.js';

const kSecond = 1000;
const kDay = 86_400 * kSecond;
const kYear = 366 * kDay;

function formatFor(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    const hint = 'Use a name such as Europe/Berlin or UTC.';
    throw new ProrataError({ code: 'bad-usage', message: `Unknown time zone "${name}".`, hint, where: 'timeZone' });
  }
}

/** Seconds that local time is ahead of UTC at a whole second. */
function offsetSeconds(format: Intl.DateTimeFormat, atMs: number): number {
  const part = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return (local - atMs) / kSecond;
}

/** The first whole second after `fromMs` that has the offset of `toMs`; one change lies between them. */
function changeBetween(offsetAt: (atMs: number) => number, fromMs: number, toMs: number): number {
  const before = offsetAt(fromMs);
  let low = fromMs / kSecond;
  let high = toMs / kSecond;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * kSecond) === before) low = middle;
    else high = middle;
  }
  return high * kSecond;
}

/** The zone's offsets from a year before `startMs` to a year after `endMs`. Errors: an unknown name (bad-usage). */
export function timeZoneValue(name: string, startMs: number, endMs: number = startMs): TimeZoneValue {
  const format = formatFor(name);
  const offsetAt = (atMs: number) => offsetSeconds(format, atMs);
  const first = Math.floor((startMs - kYear) / kDay) * kDay;
  const transitions: { atMs: number; offsetSeconds: number }[] = [];
  // No zone has ever changed twice within a day.
  for (let at = first; at < endMs + kYear; at += kDay) {
    if (offsetAt(at) === offsetAt(at + kDay)) continue;
    const change = changeBetween(offsetAt, at, at + kDay);
    transitions.push({ atMs: change, offsetSeconds: offsetAt(change) });
  }
  return { name, initialOffsetSeconds: offsetAt(first), transitions };
}
