// Zones by the names that a link has: `UTC`, `local` or an IANA name.
import { timeZoneValue, type TimeZoneValue } from '@prorata/engine';

export function zoneName(choice: string): string {
  return choice === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : choice;
}

const known = new Map<string, TimeZoneValue>();

/** The zone's offsets around a span. Finding them asks Intl some hundred times, so answers are kept. */
export function zoneValue(choice: string, startMs: number, endMs: number): TimeZoneValue {
  const name = zoneName(choice);
  if (name === 'UTC') return { name, initialOffsetSeconds: 0, transitions: [] };
  const key = [name, startMs, endMs].join(' ');
  const value = known.get(key) ?? timeZoneValue(name, startMs, endMs);
  known.set(key, value);
  return value;
}
