// Before all is in: a cluster's cost and what pods request are shown first, marked, and use takes their place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems } from '../support/browser.mjs';
import { startProxy } from '../support/proxy.mjs';
import { answered, commandLine, exactly, startVisits, tile } from '../support/visit.mjs';

const world = startVisits();
const isUse = ({ params }) =>
  /container_(cpu_usage_seconds_total|memory_working_set_bytes)/.test(params.get('query') ?? '') && params.has('step');

/** A source whose answers about use wait until they are let go. */
async function slowly(work, query = '') {
  let letGo;
  const waits = new Promise((done) => (letGo = () => done(null)));
  const proxy = await startProxy(world.source.url, (request) => (isUse(request) ? waits : null));
  try {
    await world.visit((visit) => work({ ...visit, proxy, letGo }), { metrics: proxy.url, query });
  } finally {
    letGo();
    await proxy.close();
  }
}

const first = (page) => page.locator('.first');
const shown = async (page) => {
  await first(page).waitFor({ timeout: 60_000 });
  await answered(page);
};
const asked = () => commandLine('allocate', '--metrics', world.source.url, '--window', world.source.window);
const idleOf = (report) => report.rows.find(({ kind }) => kind === 'idle').totalCost;

test('the total stands before use is in, the rest is marked, and nothing jumps when all is there', () =>
  slowly(async ({ page, proxy, letGo }) => {
    await shown(page);
    const whole = await asked();
    assert.equal(await exactly(page, 'Total'), whole.totals.totalCost);
    assert.equal(await tile(page, 'Total').first().locator('.chip').count(), 0);
    for (const label of ['Idle', 'Efficiency']) {
      assert.equal(await tile(page, label).first().locator('.chip').innerText(), 'provisional');
    }
    assert.ok((await exactly(page, 'Idle')) > idleOf(whole));
    assert.ok((await page.locator('.cost-table tbody:last-child tr').count()) > 5);
    assert.equal(await page.getByRole('note', { name: 'Partial data' }).count(), 0);
    assert.deepEqual(await accessibilityProblems(page), []);
    const firstUse = proxy.requests.findIndex(isUse);
    assert.ok(firstUse > 20, `use was asked for as number ${firstUse}`);

    await page.evaluate(() => {
      globalThis.moved = 0;
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput } of list.getEntries()) globalThis.moved += hadRecentInput ? 0 : value;
      }).observe({ type: 'layout-shift' });
    });
    letGo();
    await first(page).waitFor({ state: 'detached', timeout: 60_000 });
    await page.waitForFunction(() => document.querySelector('.tiles .chip-warn') === null);
    await page.locator('.answer:not(.answer-busy)').waitFor();
    assert.equal(await exactly(page, 'Total'), whole.totals.totalCost);
    assert.equal(await exactly(page, 'Idle'), idleOf(whole));
    assert.ok((await page.evaluate(() => globalThis.moved)) <= 0.02);
    const texts = proxy.requests.filter(({ path }) => path.includes('/query')).map(({ body }) => body);
    assert.equal(new Set(texts).size, texts.length, 'nothing is asked twice');
  }));

for (const query of ['f=namespace:"shop"', 'idle=hide', 'mode=totals&idle=hide']) {
  test(`a part of the total is provisional, too: ${query}`, () =>
    slowly(async ({ page, letGo }) => {
      await shown(page);
      const chip = tile(page, 'Total').first().locator('.chip');
      assert.equal(await chip.innerText(), 'provisional');
      letGo();
      await first(page).waitFor({ state: 'detached', timeout: 60_000 });
      await chip.waitFor({ state: 'detached' });
    }, query));
}

test('what-ifs, other views and files work meanwhile; files say that they are partial', () =>
  slowly(async ({ page, letGo }) => {
    await shown(page);
    await page.keyboard.press('x');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^JSON/ }).click(),
    ]);
    const stream = await file.createReadStream();
    const report = JSON.parse((await stream.toArray()).join(''));
    assert.equal(report.partial, true);
    await page.keyboard.press('Escape');
    for (const view of ['Overview', 'Assets', 'Prices & what-if', 'Queries', 'Allocation']) {
      await page.getByRole('link', { name: view }).click();
      await page.getByRole('heading', { name: view, level: 1 }).waitFor();
    }
    letGo();
    await first(page).waitFor({ state: 'detached', timeout: 60_000 });
  }));

test('who stops keeps what is shown, is told what it lacks, and can have the rest', () =>
  slowly(async ({ page, letGo }) => {
    await shown(page);
    assert.match(await first(page).innerText(), /初步数字。.*暂|初步数字。[^]*个查询/);
    await page.getByRole('button', { name: 'English' }).click();
    await first(page).getByRole('button', { name: 'Cancel' }).press('Enter');
    const notice = page.getByRole('note', { name: 'Partial data' });
    assert.match(await notice.innerText(), /Loading was stopped: \d+ of \d+ queries are in/);
    assert.match(await notice.innerText(), /CPU is charged by request/);
    assert.equal(await first(page).count(), 0);
    letGo();
    await notice.getByRole('button', { name: 'Try again' }).click();
    await page.waitForFunction(() => document.querySelector('.answer') && !document.querySelector('.notice-partial'));
    assert.equal(await exactly(page, 'Idle'), idleOf(await asked()));
  }, 'lang=zh-CN'));
