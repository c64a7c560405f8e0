// Zones found through Intl.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { timeZoneValue } from '@prorata/engine';

const at = (text) => Date.parse(text);

describe('timeZoneValue', () => {
  it('finds the changes of a year before and after', () => {
    assert.deepEqual(timeZoneValue('Europe/Berlin', at('2026-03-02T00:00:00Z'), at('2026-03-09T00:00:00Z')), {
      name: 'Europe/Berlin',
      initialOffsetSeconds: 3600,
      transitions: [
        { atMs: at('2025-03-30T01:00:00Z'), offsetSeconds: 7200 },
        { atMs: at('2025-10-26T01:00:00Z'), offsetSeconds: 3600 },
        { atMs: at('2026-03-29T01:00:00Z'), offsetSeconds: 7200 },
        { atMs: at('2026-10-25T01:00:00Z'), offsetSeconds: 3600 },
      ],
    });
  });

  for (const [name, offset] of [
    ['UTC', 0],
    ['Asia/Kathmandu', 20700],
    ['Asia/Kolkata', 19800],
    ['America/Phoenix', -25200],
  ]) {
    it(`has no changes in ${name}`, () => {
      assert.deepEqual(timeZoneValue(name, at('2026-01-01T00:00:00Z')), {
        name,
        initialOffsetSeconds: offset,
        transitions: [],
      });
    });
  }

  it('finds changes of half an hour, and in the south', () => {
    const { transitions } = timeZoneValue('Australia/Lord_Howe', at('2026-01-01T00:00:00Z'));
    assert.deepEqual(
      transitions.map(({ offsetSeconds }) => offsetSeconds),
      [37800, 39600, 37800, 39600],
    );
  });

  it('refuses a name that is none', () => {
    assert.throws(() => timeZoneValue('Europe/Atlantis', 0), { name: 'ProrataError', code: 'bad-usage' });
  });
});
