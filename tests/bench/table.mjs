// The table of 50,000 rows: its first rows after the answer is asked for, sorting, a filter, jumps. Two frames each, as
// the browser counts them; the parts of a second that script and layout take stand beside.
//
//   node tests/bench/table.mjs [--pods 50000] [--runs 5] [--json FILE]
//
// Needs the built page.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { launch, openPage } from '../web/support/browser.mjs';
import { largeRecording } from '../web/support/large.mjs';
import { serveFolder } from '../web/support/static-server.mjs';
import { statsOf, writeJson } from './stats.mjs';

const { values: args } = parseArgs({
  options: {
    pods: { type: 'string', default: '50000' },
    runs: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const dist = fileURLToPath(new URL('../../web/app/dist/', import.meta.url));
const bytes = await largeRecording({ pods: Number(args.pods), hours: 30, podsPerNamespace: 100 });
const example = (_, response) => response.writeHead(200, { 'content-type': 'application/gzip' }).end(bytes);
const [site, browser] = await Promise.all([
  serveFolder(dist, { extra: { '/demo.prorata.ndjson.gz': example } }),
  launch(),
]);

/** Milliseconds from a press on what has the text until the second frame after `done` holds. */
const pressed = (page, selector, text, done) =>
  page.evaluate(
    async ([within, label, sign]) => {
      const frame = () => new Promise((next) => requestAnimationFrame(next));
      const button = [...document.querySelectorAll(within)].find((one) => one.textContent.startsWith(label));
      const begin = performance.now();
      button.click();
      do await frame();
      while (!document.querySelector(sign));
      await frame();
      return performance.now() - begin;
    },
    [selector, text, done],
  );

const jump = (page, part) =>
  page.evaluate(async (to) => {
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    const begin = performance.now();
    scrollTo(0, to * document.documentElement.scrollHeight);
    await frame();
    await frame();
    return performance.now() - begin;
  }, part);

try {
  const { page } = await openPage(browser);
  await page.goto(`${site.url}?metrics=demo&by=pod`);
  await page.locator('.answer:not(.answer-busy)').waitFor({ timeout: 120_000 });
  const times = { sort: [], name: [], rows: [], jump: [] };
  for (let run = 0; run < Number(args.runs); run += 1) {
    times.sort.push(
      await pressed(page, '.cost-table thead button', 'CPU', '.col-cpu[aria-sort]:not([aria-sort=none])'),
    );
    times.name.push(
      await pressed(page, '.cost-table thead button', 'Pod', '.col-name[aria-sort]:not([aria-sort=none])'),
    );
    times.jump.push(await jump(page, (run + 0.5) / Number(args.runs)));
    await page.evaluate(() => scrollTo(0, 0));
    // The engine groups anew, and the table shows its first rows.
    await page.goto(`${site.url}?metrics=demo`);
    await page.locator('.answer:not(.answer-busy)').waitFor({ timeout: 120_000 });
    times.rows.push(
      await page.evaluate(async (count) => {
        const frame = () => new Promise((next) => requestAnimationFrame(next));
        const begin = performance.now();
        history.pushState(null, '', '?metrics=demo&by=pod');
        dispatchEvent(new PopStateEvent('popstate'));
        do await frame();
        while (Number(document.querySelector('.cost-table').getAttribute('aria-rowcount')) < count);
        await frame();
        return performance.now() - begin;
      }, Number(args.pods)),
    );
  }
  const result = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, statsOf(list)]));
  for (const [name, what] of [
    ['rows', 'another grouping, to its first rows'],
    ['sort', 'sorted by a figure'],
    ['name', 'sorted by name'],
    ['jump', 'a jump'],
  ]) {
    const { median, least, most } = result[name];
    console.log(`${what.padEnd(38)}${median.toFixed(0).padStart(6)} ms  (${least.toFixed(0)} to ${most.toFixed(0)})`);
  }
  if (args.json) writeJson(args.json, { pods: Number(args.pods), ...result, chromium: browser.version() });
} finally {
  await browser.close();
  await site.close();
}
