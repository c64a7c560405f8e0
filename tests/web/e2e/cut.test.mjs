// In any view, width and language: no label is cut off without saying all of itself somewhere, no figure at all is; nothing
// is wider than the window or lies over another. 720 px are 1440 at twice the size.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from '../support/browser.mjs';
import { cutTexts, overlaps } from '../support/cut.mjs';
import { startVisits } from '../support/visit.mjs';

const world = startVisits({ withSource: false });

const places = [
  'v=overview',
  'v=allocation',
  'v=allocation&by=namespace,controller,pod&idle=share',
  'v=allocation&compare=request',
  'v=flow',
  'v=assets',
  'v=gpu',
  'v=prices&wi=spot:35,cpu:-10|Arm~cpu:-20',
  'v=queries',
];
const shown = '.answer:not(.answer-busy), .assets-table, .queries-table, .flow, .gpu, .what-if';

for (const language of ['en', 'zh-CN']) {
  for (const place of places) {
    test(`nothing is cut off: ${place}, ${language}`, async () => {
      const { page, context, problems } = await openPage(world.browser, { width: 1920 });
      try {
        await page.goto(`${world.site.url}?metrics=demo&${place}&lang=${language}`);
        await page.locator(shown).first().waitFor({ timeout: 60_000 });
        for (const width of [1920, 1440, 1280, 1024, 768, 720, 390, 320]) {
          await page.setViewportSize({ width, height: 900 });
          await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
          assert.deepEqual(await cutTexts(page), [], `cut off at ${width} px`);
          assert.deepEqual(await overlaps(page), [], `over each other at ${width} px`);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${width} px`);
        }
        assert.deepEqual(problems, []);
      } finally {
        await context.close();
      }
    });
  }
}
