// The dashboard's time zone as the engine takes it.
import type { TimeZoneValue } from '@prorata/engine';
import { timeZoneValue } from '@prorata/engine/time-zone';

const kDay = 86_400_000;
const made = new Map<string, TimeZoneValue>();

function nameOf(timeZone: string): string {
  if (timeZone === 'utc') return 'UTC';
  const isBrowser = timeZone === '' || timeZone === 'browser';
  return isBrowser ? Intl.DateTimeFormat().resolvedOptions().timeZone : timeZone;
}

/** Made once for each zone and day: finding the changes of two years takes a while. */
export function zoneOf(timeZone: string, fromMs: number, toMs: number): TimeZoneValue {
  const name = nameOf(timeZone);
  const [first, last] = [Math.floor(fromMs / kDay) * kDay, Math.ceil(toMs / kDay) * kDay];
  const key = `${name} ${first} ${last}`;
  const value = made.get(key) ?? timeZoneValue(name, first, last);
  made.set(key, value);
  return value;
}
