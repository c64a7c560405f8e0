// What steps are summed to, over a change of clocks: a core for three days around the 29th of March 2026, on which
// Berlin has 23 hours and the zone goes from +01:00 to +02:00.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startServe } from '../support/serve.mjs';
import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata } from './support.mjs';

const begin = '2026-03-28T00:00:00Z';
const { node, pod } = objects(begin, 3 * 1440);
let recording;
let server;
before(async () => {
  const running = pod('a/x', { node: 'n1', app: { cores: [1, 0] } });
  recording = await tinyRecording({ begin, scrape: 300, series: { ...node('n1', { cores: 1, gib: 0 }), ...running } });
  server = await startServe([recording], '--tz', 'Europe/Berlin');
});
after(() => server?.stop());

const at = (day, hour) => `2026-03-${day}T${String(hour).padStart(2, '0')}:00:00Z`;
/** [begin, end, whether it is shorter than the others] */
const wanted = {
  all: [[at(28, 0), at(31, 0), false]],
  day: [
    [at(28, 0), at(28, 23), true],
    [at(28, 23), at(29, 22), false],
    [at(29, 22), at(30, 22), false],
    [at(30, 22), at(31, 0), true],
  ],
  week: [
    [at(28, 0), at(29, 22), true],
    [at(29, 22), at(31, 0), true],
  ],
  month: [[at(28, 0), at(31, 0), true]],
  quarter: [[at(28, 0), at(31, 0), true]],
};
const hoursOf = ([from, to]) => (Date.parse(to) - Date.parse(from)) / 3600e3;

describe('accumulate', () => {
  for (const [word, steps] of Object.entries(wanted)) {
    it(`to ${word}, with days of 23 hours, the same on every path`, async () => {
      const options = ['--accumulate', word, '--tz', 'Europe/Berlin', '--format', 'json'];
      const { stdout } = await prorata(['allocate', '--metrics', recording, ...options]);
      const answer = JSON.parse(stdout);
      assert.deepEqual(
        answer.steps.map(({ start, end, cutShort }) => [start, end, cutShort]),
        steps,
      );
      // A core has one price, so a step costs as many hours as it has.
      const nano = (money) => Math.round(money * 1e9);
      const hourly = nano(answer.totals.totalCost) / 72;
      assert.deepEqual(
        answer.steps.map(({ totalCost }) => nano(totalCost)),
        steps.map((step) => hourly * hoursOf(step)),
      );
      const parameters = new URLSearchParams({ window: `${at(28, 0)},${at(31, 0)}`, accumulate: word });
      const own = await (await fetch(`${server.url}/v1/allocation?${parameters}&format=json`)).json();
      assert.deepEqual(own.steps, answer.steps);
      const asked = `${parameters}&aggregate=namespace`;
      const { data } = await (await fetch(`${server.url}/allocation?${asked}`)).json();
      // Weeks begin on Sunday there.
      if (word !== 'week') {
        assert.deepEqual(
          data.map(({ a }) => [a.window.start, a.window.end]),
          steps.map(([from, to]) => [from, to]),
        );
      }
    });
  }

  it('to hour: 72 of them, all whole', async () => {
    const options = ['--accumulate', 'hour', '--tz', 'Europe/Berlin', '--format', 'json'];
    const { steps } = JSON.parse((await prorata(['allocate', '--metrics', recording, ...options])).stdout);
    assert.equal(steps.length, 72);
    assert.ok(steps.every(({ cutShort }) => !cutShort));
  });
});
