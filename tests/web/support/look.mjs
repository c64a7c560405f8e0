// Pictures of the page for eyes: node tests/web/support/look.mjs OUT [QUERY…], one per theme, width and language.
//   LOOK_WIDTHS     default 1440,390; LOOK_LANGS default en
//   LOOK_SOURCE     `demo` for the recording of the page; default: a Prometheus over the generated cluster
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { launch, openPage } from './browser.mjs';
import { openWith, startPage, startSource } from './page-under-test.mjs';

const listOf = (name, otherwise) => (process.env[name] ?? otherwise).split(',');
const isDemo = process.env['LOOK_SOURCE'] === 'demo';
const [out = 'test-output/look', ...queries] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const demo = { url: 'demo', stop: async () => undefined };
const [site, source, browser] = await Promise.all([startPage(), isDemo ? demo : startSource(), launch()]);

async function open(page, query) {
  if (!isDemo) await openWith(page, site.url, source.url, `w=${source.window}&${query}`);
  else await page.goto(`${site.url}?${query === 'connect' ? '' : `metrics=demo&${query}`}`);
  const shown = '.answer, .assets-table, .queries-table, .flow, .gpu, .connect, [role=alert]';
  await page.locator(shown).first().waitFor({ timeout: 60_000 });
  await page.waitForTimeout(700);
}

for (const query of queries.length > 0 ? queries : ['v=allocation']) {
  for (const width of listOf('LOOK_WIDTHS', '1440,390').map(Number)) {
    for (const scheme of ['light', 'dark']) {
      for (const language of listOf('LOOK_LANGS', 'en')) {
        const { page, context, problems } = await openPage(browser, { width, scheme });
        await open(page, `${query}${language === 'en' ? '' : `&lang=${language}`}`);
        const name = `${query.replace(/\W+/g, '-')}-${width}-${scheme}-${language}.png`;
        await page.screenshot({ path: path.join(out, name), fullPage: true });
        console.log(name, ...problems);
        await context.close();
      }
    }
  }
}
await browser.close();
await site.close();
await source.stop();
