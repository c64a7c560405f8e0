// While data comes in nothing jumps, and the page's own thread stays free: parsing is the worker's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from '../support/browser.mjs';
import { openWith } from '../support/page-under-test.mjs';
import { startVisits } from '../support/visit.mjs';

const world = startVisits();

/** Runs `load` on a page that adds up how far its parts moved by themselves, as Chromium counts it. */
async function shifts(load, width = 1440) {
  const { page, context, problems } = await openPage(world.browser, { width });
  try {
    await page.addInitScript(() => {
      globalThis.moved = [];
      const note = (entries) => {
        for (const entry of entries) {
          if (entry.hadRecentInput) continue;
          globalThis.moved.push([entry.value, entry.sources.map(({ node }) => node?.className ?? '')]);
        }
      };
      const observer = new PerformanceObserver((list) => note(list.getEntries()));
      observer.observe({ type: 'layout-shift', buffered: true });
      globalThis.allMoved = () => {
        note(observer.takeRecords());
        return globalThis.moved;
      };
    });
    await load(page);
    await page.locator('.answer:not(.answer-busy), .assets-table, .queries-table').first().waitFor({ timeout: 60_000 });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.deepEqual(problems, []);
    return await page.evaluate(() => globalThis.allMoved());
  } finally {
    await context.close();
  }
}

const sum = (moves) => moves.reduce((all, [value]) => all + value, 0);

for (const width of [1440, 390]) {
  for (const view of ['allocation', 'overview', 'flow', 'assets', 'gpu', 'prices', 'queries']) {
    test(`the example comes in without a jump: ${view}, ${width}`, async () => {
      const moves = await shifts((page) => page.goto(`${world.site.url}?metrics=demo&v=${view}`), width);
      assert.ok(sum(moves) <= 0.02, JSON.stringify(moves));
    });
  }
  test(`a Prometheus comes in without a jump: ${width}`, async () => {
    const moves = await shifts(
      (page) => openWith(page, world.site.url, world.source.url, `w=${world.source.window}`),
      width,
    );
    assert.ok(sum(moves) <= 0.02, JSON.stringify(moves));
  });
}

/** Milliseconds of the processor that each task of the page's main thread took. */
function tasksOf(trace) {
  const { traceEvents } = JSON.parse(trace.toString());
  const named = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const isMain = (event) => named.some(({ pid, tid }) => pid === event.pid && tid === event.tid);
  return traceEvents
    .filter((event) => event.name === 'ThreadControllerImpl::RunTask' && event.tdur && isMain(event))
    .map(({ tdur }) => tdur / 1000);
}

test('no task of the page takes longer than 100 ms while 7 MB are parsed', async () => {
  const { page, context } = await openPage(world.browser);
  try {
    await world.browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
    await page.goto(`${world.site.url}?metrics=demo`);
    await page.locator('.answer:not(.answer-busy)').waitFor({ timeout: 60_000 });
    const tasks = tasksOf(await world.browser.stopTracing());
    assert.ok(tasks.length > 50, `${tasks.length} tasks`);
    const longest = Math.max(...tasks);
    assert.ok(longest <= 100, `${longest.toFixed(0)} ms`);
  } finally {
    await context.close();
  }
});
