// One engine and one session for panels with the same data; nothing is kept that nobody uses.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { panelCode } from './support/code.mjs';

const { Pool } = await panelCode('engine/pool.ts');

const range = { fromMs: 0, toMs: 3_600_000 };
const frame = (value) => ({
  refId: 'cpu_usage',
  length: 1,
  fields: [
    { name: 'Time', type: 'time', config: {}, values: [3_600_000] },
    { name: 'Value', type: 'number', config: {}, labels: { pod: 'a' }, values: [value] },
  ],
});
const data = (...values) => ({ frames: values.map(frame), range, cluster: '' });
const soon = () => wait(30);

/** Waits until `read()` equals `expected`; says what it was instead. */
async function eventually(read, expected) {
  for (let tries = 0; tries < 200 && JSON.stringify(read()) !== JSON.stringify(expected); tries += 1) await wait(10);
  assert.deepEqual(read(), expected);
}

/** An engine that counts what is done with it. fails: what of it goes wrong, by name. */
function fakeEngine(fails = {}) {
  const count = { start: 0, open: 0, ingest: 0, allocate: 0, close: 0, stop: 0 };
  const step = async (name) => {
    count[name] += 1;
    const problem = fails[name]?.(count[name]);
    if (problem) throw Object.assign(new Error(name), { code: problem });
  };
  const start = async () => {
    await step('start');
    return {
      version: '0',
      close: () => void step('stop'),
      open: async () => {
        await step('open');
        return {
          ingestSeries: () => step('ingest'),
          allocate: async (question) => {
            await step('allocate');
            return { answer: question.aggregate };
          },
          close: () => step('close'),
        };
      },
    };
  };
  return { count, pool: new Pool({ start, sessionMs: 5, engineMs: 10 }) };
}

const question = { aggregate: ['namespace'] };

describe('panels of one page', () => {
  it('share the engine, the session and the answers', async () => {
    const { pool, count } = fakeEngine();
    const one = data(1);
    const leases = [pool.use(one), pool.use(one), pool.use(data(1))];
    const answers = await Promise.all(leases.map((lease) => lease.allocate(question)));
    assert.equal(new Set(answers).size, 1);
    assert.deepEqual(count, { start: 1, open: 1, ingest: 1, allocate: 1, close: 0, stop: 0 });
  });

  for (const [what, other] of [
    ['other values', data(2)],
    ['another range', { ...data(1), range: { fromMs: 1, toMs: 3_600_000 } }],
    ['another name of the cluster', { ...data(1), cluster: 'x' }],
    ['more frames', data(1, 1)],
    [
      'other labels',
      { ...data(1), frames: [{ ...frame(1), fields: frame(1).fields.map((f) => ({ ...f, labels: { pod: 'b' } })) }] },
    ],
  ]) {
    it(`with ${what} have a session of their own`, async () => {
      const { pool, count } = fakeEngine();
      await Promise.all([pool.use(data(1)), pool.use(other)].map((lease) => lease.allocate(question)));
      assert.equal(count.start, 1);
      assert.equal(count.open, 2);
    });
  }

  it('leave nothing behind', async () => {
    const { pool, count } = fakeEngine();
    const leases = [pool.use(data(1)), pool.use(data(1)), pool.use(data(2))];
    await Promise.all(leases.map((lease) => lease.allocate(question)));
    leases[0].release();
    leases[0].release();
    await soon();
    assert.equal(count.close, 0, 'releasing twice is once');
    leases[1].release();
    await eventually(() => [count.close, count.stop, pool.sessions], [1, 0, 1]);
    leases[2].release();
    await eventually(() => [count.close, count.stop, pool.sessions], [2, 1, 0]);
  });

  it('come back to what is still there', async () => {
    const { pool, count } = fakeEngine();
    const lease = pool.use(data(1));
    await lease.allocate(question);
    lease.release();
    const again = pool.use(data(1));
    await soon();
    await again.allocate(question);
    assert.deepEqual([count.open, count.close], [1, 0]);
  });

  it('start anew where the engine could not be had', async () => {
    const { pool, count } = fakeEngine({ start: (time) => (time === 1 ? 'unreachable' : null) });
    await assert.rejects(pool.use(data(1)).allocate(question));
    await soon();
    await pool.use(data(1)).allocate(question);
    assert.deepEqual([count.start, count.open], [2, 1]);
  });

  it('start anew where the engine broke', async () => {
    const { pool, count } = fakeEngine({ allocate: (time) => (time === 1 ? 'internal' : null) });
    const lease = pool.use(data(1));
    await assert.rejects(lease.allocate(question));
    await eventually(() => count.stop, 1);
    await pool.use(data(1)).allocate(question);
    assert.deepEqual([count.start, count.open], [2, 2]);
  });

  it('keep the engine where only a question was wrong', async () => {
    const { pool, count } = fakeEngine({ allocate: (time) => (time === 1 ? 'bad-usage' : null) });
    const lease = pool.use(data(1));
    await assert.rejects(lease.allocate(question));
    await lease.allocate({ aggregate: ['pod'] });
    await lease.allocate(question);
    assert.deepEqual([count.start, count.open, count.stop], [1, 1, 0]);
  });

  it('that left before the data was read are none', async () => {
    const { pool, count } = fakeEngine();
    pool.use(data(1)).release();
    await eventually(() => [count.close, count.stop, pool.sessions], [1, 1, 0]);
  });
});
