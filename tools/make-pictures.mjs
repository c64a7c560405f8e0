// `npm run pictures`: the README's pictures, taken of the built page with the bundled recording.
import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { launch, openPage } from '../tests/web/support/browser.mjs';
import { startPage } from '../tests/web/support/page-under-test.mjs';
import { root } from './lib/shell.mjs';

const out = path.join(root, 'docs/images');
mkdirSync(out, { recursive: true });
const [site, browser] = await Promise.all([startPage(), launch()]);
for (const scheme of ['light', 'dark']) {
  for (const [name, query] of [
    ['allocation', '?wi=spot:35&drawer=whatif&open=checkout'],
    ['assets', '?v=assets'],
  ]) {
    const { page, context, problems } = await openPage(browser, { width: 1440, scheme });
    await page.goto(`${site.url}${query}`);
    await page.locator('.answer, .assets-table').first().waitFor({ timeout: 60_000 });
    await page.waitForTimeout(600);
    await page.screenshot({ path: path.join(out, `${name}-${scheme}.png`) });
    if (problems.length > 0) console.error(name, scheme, ...problems);
    await context.close();
  }
}
await browser.close();
await site.close();
