// Answers stay in the browser: a reload asks only for what is missing, a load that was broken off goes on, and where
// nothing can be kept all is as before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems, openPage, ownProblems } from '../support/browser.mjs';
import { openWith } from '../support/page-under-test.mjs';
import { startProxy } from '../support/proxy.mjs';
import { startVisits } from '../support/visit.mjs';

const world = startVisits();

async function visit(work) {
  const proxy = await startProxy(world.source.url, () => null);
  const { page, context, problems } = await openPage(world.browser);
  try {
    await work({ page, context, proxy });
    assert.deepEqual(ownProblems(problems), []);
  } finally {
    await context.close();
    await proxy.close();
  }
}

/** Texts of what was asked since the last time. */
const asked = (proxy) => proxy.requests.splice(0).map(({ body }) => body);
const total = async (page) => {
  const tile = page.locator('.tile', { hasText: 'Total' }).first();
  await tile.waitFor({ timeout: 30_000 });
  const value = tile.locator('.tile-value');
  return `${await value.innerText()} ${await value.getAttribute('title')}`;
};
const setNow = (time) => (page) =>
  page.addInitScript((ms) => {
    Date.now = () => ms;
  }, Date.parse(time));
const keptHeads = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('prorata');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all = opening.result.transaction('heads').objectStore('heads').getAll();
          all.onsuccess = () => resolve(all.result);
        };
      }),
  );
/** Answers are kept behind the back of the load. */
async function settled(page, answers) {
  for (let kept = -1; kept < answers; kept = (await keptHeads(page)).length) await page.waitForTimeout(100);
}

test('a reload asks nothing twice, says so, and what is kept can be cleared', () =>
  visit(async ({ page, proxy }) => {
    await openWith(page, world.site.url, proxy.url, `w=${world.source.window}`);
    const first = await total(page);
    const before_ = asked(proxy);
    assert.ok(before_.length > 15, `${before_.length} requests`);
    await settled(page, before_.length);

    await page.reload();
    assert.equal(await total(page), first);
    assert.deepEqual(asked(proxy), []);

    await page.getByRole('link', { name: 'Queries' }).click();
    await page.getByText(`${before_.length} of them kept from before`).waitFor();
    assert.equal(await page.locator('.query-kept').count(), before_.length);
    const card = page.getByRole('region', { name: 'Kept in this browser' });
    assert.match(await card.innerText(), new RegExp(`${before_.length} answers, [\\d.]+ \\w+ of at most 64(\\.0)? MB`));
    assert.deepEqual(await accessibilityProblems(page), []);
    await card.getByRole('button', { name: 'Clear' }).click();
    await card.getByText('0 answers').waitFor();
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('region', { name: '保存在此浏览器中' }).getByText('0 个响应').waitFor();
    await page.getByRole('button', { name: 'English' }).click();

    await page.reload();
    await page.locator('.queries-table').waitFor({ timeout: 30_000 });
    assert.equal(asked(proxy).length, before_.length);
  }));

test('a load that was broken off goes on where it ended', () =>
  visit(async ({ page, proxy }) => {
    let left = 10;
    proxy.set(() => ((left -= 1) >= 0 ? null : 'hang'));
    await openWith(page, world.site.url, proxy.url, `w=${world.source.window}`);
    await page.waitForFunction(() => document.querySelectorAll('.progress-done').length === 10);
    await settled(page, 10);
    const done = asked(proxy).slice(0, 10);
    proxy.set(() => null);
    await page.reload();
    await total(page);
    const rest = asked(proxy);
    assert.deepEqual(
      rest.filter((body) => done.includes(body)),
      [],
    );
    assert.ok(rest.length > 5);
  }));

test('a week asked again later has only its ends fetched, and the figures of a first visit', () =>
  visit(async ({ page, context, proxy }) => {
    await setNow('2026-03-02T05:03:00Z')(page);
    await openWith(page, world.site.url, proxy.url, 'w=7d');
    await total(page);
    const first = asked(proxy);
    await settled(page, first.length);
    await page.close();

    const soon = await context.newPage();
    await setNow('2026-03-02T05:06:00Z')(soon);
    await soon.goto(`${world.site.url}?metrics=${proxy.url}&w=7d`);
    await total(soon);
    assert.deepEqual(asked(proxy), [], 'the same load, gone on with');
    await soon.close();

    const later = await context.newPage();
    await setNow('2026-03-02T07:30:00Z')(later);
    await later.goto(`${world.site.url}?metrics=${proxy.url}&w=7d&v=queries`);
    await later.locator('.queries-table').waitFor({ timeout: 30_000 });
    const again = asked(proxy);
    const ranges = (bodies) => bodies.filter((body) => body.includes('&end='));
    assert.ok(ranges(again).length < ranges(first).length, `${ranges(again).length} of ${ranges(first).length}`);
    assert.ok((await later.getByText('kept in part').count()) > 3);
    const newest = Date.parse('2026-03-02T07:25:00Z') / 1000;
    assert.ok(again.some((body) => Number(new URLSearchParams(body).get('end')) >= newest));
    await later.getByRole('link', { name: 'Allocation' }).click();
    const figure = await total(later);

    const other = await openPage(world.browser);
    await setNow('2026-03-02T07:30:00Z')(other.page);
    await openWith(other.page, world.site.url, proxy.url, 'w=7d');
    assert.equal(figure, await total(other.page));
    assert.equal(asked(proxy).length > again.length, true);
    await other.context.close();
  }));

test('answers behind a login are not kept, nor is the login', () =>
  visit(async ({ page, proxy }) => {
    await openWith(page, world.site.url, proxy.url.replace('://', '://jane:s3cret@'), `w=${world.source.window}`);
    await total(page);
    await page.waitForTimeout(500);
    assert.deepEqual(await keptHeads(page), []);
  }));

test('nothing that is kept holds more than the question, and the address without its secrets', () =>
  visit(async ({ page, proxy }) => {
    await openWith(page, world.site.url, `${proxy.url}/?token=s3cret`, `w=${world.source.window}`);
    await total(page);
    await settled(page, asked(proxy).length);
    const heads = await keptHeads(page);
    assert.ok(heads.length > 15);
    for (const { key, source: from } of heads) {
      assert.equal(from, proxy.url);
      assert.ok(key.startsWith(`${proxy.url}/api/v1/query`) && !key.includes('s3cret'), key);
    }
  }));

const broken = {
  'no storage': {
    text: 'This browser gives the page no storage',
    script: () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('The user denied permission to access the database.', 'SecurityError');
      };
    },
  },
  'a full disk': {
    text: 'There is no room for more',
    script: () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('The disk is full.', 'QuotaExceededError');
      };
    },
  },
};
for (const [name, { text, script }] of Object.entries(broken)) {
  test(`${name} is said and harms nothing`, () =>
    visit(async ({ page, proxy }) => {
      await page.addInitScript(script);
      await openWith(page, world.site.url, proxy.url, `w=${world.source.window}`);
      await total(page);
      const first = asked(proxy).length;
      await page.getByRole('link', { name: 'Queries' }).click();
      await page.getByRole('region', { name: 'Kept in this browser' }).getByText(text).waitFor();
      await page.reload();
      await page.locator('.queries-table').waitFor({ timeout: 30_000 });
      assert.equal(asked(proxy).length, first, 'asked again');
    }));
}
