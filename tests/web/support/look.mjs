// Pictures of the page in both themes and at several widths, for eyes: node tests/web/support/look.mjs FOLDER OUT [QUERY…]
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { existsSync } from 'node:fs';
import { launch, openPage } from './browser.mjs';
import { serveFolder } from './static-server.mjs';

const [folder = 'web/app/dist', out = 'test-output/look', ...queries] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const example = '/demo.prorata.ndjson.gz';
const heads = Array.from({ length: 6 }, (_, i) =>
  JSON.stringify({ query: `q${i}`, chunk: 0, path: '/api/v1/query', params: { query: `up{job="${i}"}` }, status: 200, body: { a: 1 } }),
);
const extra = existsSync(path.join(folder, example))
  ? {}
  : { [example]: (_, response) => response.writeHead(200).end(gzipSync(['{"format":"prorata"}', ...heads].join('\n'))) };
const server = await serveFolder(folder, { extra });
const browser = await launch();
for (const query of queries.length > 0 ? queries : ['']) {
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    for (const scheme of ['light', 'dark']) {
      const { page, context, problems } = await openPage(browser, { width, height, scheme });
      await page.goto(`${server.url}?${query}`);
      await page.waitForTimeout(1200);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      const name = `${(query || 'start').replace(/\W+/g, '-')}-${width}-${scheme}.png`;
      await page.screenshot({ path: path.join(out, name), fullPage: width < 600 });
      console.log(name, wide > 0 ? `SCROLLS SIDEWAYS by ${wide}` : '', problems.join('\n'));
      await context.close();
    }
  }
}
await browser.close();
await server.close();
