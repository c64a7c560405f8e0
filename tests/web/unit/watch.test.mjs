import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCode } from '../support/page-code.mjs';

const { noTraffic, watchedSession } = await pageCode();

const request = (chunk) => ({
  id: 'pods',
  chunk,
  params: { query: 'kube_pod_info' },
  feeds: 'pods',
  estimatedBytes: 1,
});

/** The log of requests as a page keeps it. */
function logOf() {
  const records = new Map();
  return {
    add: (record) => records.set(record.key, record),
    update: (key, change) => records.has(key) && records.set(key, { ...records.get(key), ...change }),
    list: () => [...records.values()],
    states: () => [...records.values()].map(({ key, state }) => `${key} ${state}`),
  };
}

/** A session that wants each of `rounds` in turn and takes every refusal. */
const sessionOf = (...rounds) => ({ plan: async () => rounds.shift() ?? [], refused: async () => undefined });

test('a part that is given up is not said to be asked in parts because its neighbour is', async () => {
  const log = logOf();
  const session = watchedSession(sessionOf([request(0), request(1)], [request(2), request(3)]), log, noTraffic());
  await session.plan();
  log.update('pods#0', { state: 'late' });
  log.update('pods#1', { state: 'late' });
  // The first is to be made smaller, the second not, before the session is asked what takes their place.
  await session.refused('pods', 0, 504, 'no answer');
  await session.refused('pods', 1, 0, 'no answer');
  await session.plan();
  assert.deepEqual(log.states(), ['pods#0 split', 'pods#1 late', 'pods#2 waiting', 'pods#3 waiting']);
});

test('what the source refused once stays refused when nothing takes its place', async () => {
  const log = logOf();
  const session = watchedSession(sessionOf([request(0)], []), log, noTraffic());
  await session.plan();
  await session.refused('pods', 0, 422, '{"error":"unknown function"}');
  await session.plan();
  assert.deepEqual(log.states(), ['pods#0 refused']);
  assert.equal(log.list()[0].reason, 'unknown function');
});
