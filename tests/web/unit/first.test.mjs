// When figures are shown before all is in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCode } from '../support/page-code.mjs';

const { firstFigures, useLast } = await pageCode();

const query = (id, feeds, state) => ({ key: id, id, feeds, state });
const logOf = (...queries) => ({ list: () => queries });
const use = (state) => query('cpu_usage', 'cpu-usage', state);

/** How often figures are shown while answers come each second, of a load whose log is `log`. */
function timesShown(context, log, seconds) {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  context.mock.method(performance, 'now', () => now);
  const shown = [];
  const figures = firstFigures(log, () => shown.push(now / 1000));
  for (let second = 0; second < seconds; second += 1) {
    figures.look();
    for (let step = 0; step < 10; step += 1) {
      now += 100;
      context.mock.timers.tick(100);
    }
  }
  figures.end();
  context.mock.timers.tick(60_000);
  return shown;
}

test('while anything but use is open there are none', (context) => {
  for (const state of ['waiting', 'running', 'retrying']) {
    assert.deepEqual(timesShown(context, logOf(query('pods', 'pods', state), use('waiting')), 5), []);
    context.mock.restoreAll();
    context.mock.timers.reset();
  }
});

test('with nothing left to wait for there are none, nor at the end of a load', (context) => {
  assert.deepEqual(timesShown(context, logOf(query('pods', 'pods', 'done'), use('done')), 5), []);
});

test('a load that ends within a second shows everything at once', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const figures = firstFigures(logOf(query('pods', 'pods', 'done'), use('running')), assert.fail);
  figures.look();
  context.mock.timers.tick(900);
  figures.end();
  context.mock.timers.tick(60_000);
});

test('better ones come ever more seldom', (context) => {
  const shown = timesShown(context, logOf(query('pods', 'pods', 'refused'), use('running')), 60);
  assert.equal(shown[0], 1);
  assert.ok(shown.length > 5 && shown.length < 14, shown.join());
  shown.slice(1).forEach((at, place) => assert.ok(at >= shown[place] * 1.5, shown.join()));
});

test('what uses are is asked for after all else, each in its order', async () => {
  const plan = ['cpu-usage', 'pods', 'memory-usage', 'requests', 'gpu-usage', 'charged', 'prices'];
  const session = useLast({ plan: async () => plan.map((feeds) => ({ feeds })) });
  assert.deepEqual(
    (await session.plan()).map(({ feeds }) => feeds),
    ['pods', 'requests', 'prices', 'cpu-usage', 'memory-usage', 'gpu-usage', 'charged'],
  );
});
