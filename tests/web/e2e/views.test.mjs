// Every view that is loaded when it is first shown, in both themes and languages and all widths: accessible, and no
// wider than the window. One load per view; theme, language and width change under it as they do for a user.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems, openPage } from '../support/browser.mjs';
import { openWith } from '../support/page-under-test.mjs';
import { startVisits } from '../support/visit.mjs';

const world = startVisits();

/** As back and forward do. */
const show = (page, change) =>
  page.evaluate((keys) => {
    const url = new URL(location.href);
    for (const [key, value] of Object.entries(keys)) url.searchParams.set(key, value);
    history.pushState(null, '', url);
    dispatchEvent(new PopStateEvent('popstate'));
  }, change);

const views = ['overview', 'flow', 'flow&flow=node', 'gpu', 'prices&wi=spot:35,committed:20,idle:50'];
for (const view of views) {
  test(`${view} is accessible and fits, whatever the theme, the language and the width`, async () => {
    const { page, context, problems } = await openPage(world.browser);
    try {
      await openWith(page, world.site.url, world.source.url, `w=${world.source.window}&v=${view}`);
      await page.locator('.answer').waitFor({ timeout: 60_000 });
      for (const theme of ['light', 'dark']) {
        for (const lang of ['en', 'zh-CN']) {
          await show(page, { theme, lang });
          await page.waitForFunction((language) => document.documentElement.lang === language, lang);
          for (const width of [1920, 1440, 1024, 768, 390, 320]) {
            const what = `${theme} ${lang} ${width}`;
            await page.setViewportSize({ width, height: 900 });
            await page.waitForTimeout(150);
            assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, what);
            if (width === 1440 || width === 390) assert.deepEqual(await accessibilityProblems(page), [], what);
          }
        }
      }
      assert.deepEqual(problems, []);
    } finally {
      await context.close();
    }
  });
}
