// Parts of the page that are loaded when they are first needed: where one cannot be, that is said in its place, and
// another try shows it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems } from '../support/browser.mjs';
import { startVisits } from '../support/visit.mjs';

const world = startVisits({ withSource: false });

const words = {
  en: { failed: 'This part of the page could not be loaded.', again: 'Try again' },
  'zh-CN': { failed: '页面的这一部分加载失败。', again: '重试' },
};

/** The example is shown, and what is asked for from then on is not there, until somebody mends it. */
async function cutOff(language, work) {
  // What a service worker keeps would be there.
  const context = await world.browser.newContext({ serviceWorkers: 'block', locale: 'en-US' });
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  try {
    await page.goto(`${world.site.url}?metrics=demo&lang=${language}`);
    await page.locator('.answer:not(.answer-busy)').waitFor({ timeout: 60_000 });
    const part = /\/assets\/[^/]+\.js$/;
    await page.route(part, (route) => route.abort());
    await work(page, () => page.unroute(part));
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

const places = [
  ['keys', (page) => page.keyboard.press('?'), 'dialog.keys', 'dl'],
  ['connect', (page) => page.locator('.connection button').click(), 'dialog.connect[open]', '#address'],
  ['explain', (page) => page.locator('.cost-table .figure').first().click(), 'dialog.explain', '.explain-terms li'],
  ['window', (page) => page.locator('.window-menu > .control').click(), '.window-menu .panel', '.choices'],
  ['group', (page) => page.locator('.group-menu > .control').click(), '.group-menu .panel', '.key-list'],
  ['filter', (page) => page.locator('.add-filter > .control').click(), '.add-filter .panel', 'form'],
  ['charging', (page) => page.locator('.charging-menu > .control').click(), '.charging-menu .panel', 'select'],
  ['export', (page) => page.locator('.export-menu > .control').click(), '.export-menu .panel', '.choices'],
  ['view', (page) => page.locator('nav a[href="?v=assets"]').click(), 'main', '.assets-table'],
];

for (const [language, { failed, again }] of Object.entries(words)) {
  test(`every part says that it could not be loaded, and is there at the next try: ${language}`, async () => {
    for (const [name, open, where, content] of places) {
      await cutOff(language, async (page, mend) => {
        await open(page);
        const place = page.locator(where);
        const alert = place.getByRole('alert');
        await alert.waitFor();
        assert.ok((await alert.innerText()).includes(failed), `${name}: ${await alert.innerText()}`);
        assert.deepEqual(await accessibilityProblems(page), [], name);
        await mend();
        await alert.getByRole('button', { name: again }).click();
        await place.locator(content).first().waitFor({ timeout: 20_000 });
        assert.equal(await alert.count(), 0, name);
      });
    }
  });
}

test('a part that comes while its place is being drawn is shown there', async () => {
  const context = await world.browser.newContext({ serviceWorkers: 'block', locale: 'en-US' });
  const page = await context.newPage();
  // What is done after a frame is drawn comes late, as on a busy machine.
  await page.addInitScript(() => {
    const { requestAnimationFrame: frame, setTimeout: timer } = window;
    window.requestAnimationFrame = (work) => (window.isSlow ? timer(() => frame(work), 500) : frame(work));
    window.setTimeout = (work, ms, ...more) => timer(work, window.isSlow && ms > 0 && ms <= 100 ? 500 : ms, ...more);
  });
  try {
    await page.goto(`${world.site.url}?metrics=demo&lang=en`);
    await page.locator('.answer:not(.answer-busy)').waitFor({ timeout: 60_000 });
    // The words of such parts are there, so that nothing else draws it again.
    await page.keyboard.press('?');
    await page.locator('dialog.keys dl').first().waitFor();
    await page.keyboard.press('Escape');
    let release;
    const released = new Promise((done) => (release = done));
    await page.route(/\/assets\/[^/]+\.js$/, (route) => released.then(() => route.continue()));
    await page.evaluate(() => {
      window.isSlow = true;
    });
    const button = page.locator('.group-menu > .control');
    await button.focus();
    await button.press('Enter');
    await page.locator('.group-menu .panel').waitFor();
    release();
    await page.locator('.group-menu .panel .key-list').waitFor({ timeout: 10_000 });
  } finally {
    await context.close();
  }
});
