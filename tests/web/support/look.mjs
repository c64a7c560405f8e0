// Pictures of the page over a source, for eyes: node tests/web/support/look.mjs OUT [QUERY…], one per theme and width.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { launch, openPage } from './browser.mjs';
import { openWith, startPage, startSource } from './page-under-test.mjs';

const [out = 'test-output/look', ...queries] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const [site, source, browser] = await Promise.all([startPage(), startSource(), launch()]);
for (const query of queries.length > 0 ? queries : ['v=allocation']) {
  for (const width of [1440, 390]) {
    for (const scheme of ['light', 'dark']) {
      const { page, context, problems } = await openPage(browser, { width, scheme });
      await openWith(page, site.url, source.url, `w=${source.window}&${query}`);
      await page.locator('.answer, .assets-table, .queries-table, [role=alert]').first().waitFor({ timeout: 60_000 });
      await page.waitForTimeout(400);
      const name = `${query.replace(/\W+/g, '-')}-${width}-${scheme}.png`;
      await page.screenshot({ path: path.join(out, name), fullPage: width < 600 });
      console.log(name, ...problems);
      await context.close();
    }
  }
}
await browser.close();
await site.close();
await source.stop();
