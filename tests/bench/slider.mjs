// A slider of the what-if view under the keyboard: script and layout of each step, as Chromium counts them, and how many
// texts change at once. 33 ms are a frame of a drag, 12 ms what the view should take of it.
//
//   node tests/bench/slider.mjs [--steps 120] [--json FILE]
//
// Needs the built page; the example is what it shows.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { launch, openPage } from '../web/support/browser.mjs';
import { serveFolder } from '../web/support/static-server.mjs';
import { statsOf, writeJson } from './stats.mjs';

const { values: args } = parseArgs({
  options: { steps: { type: 'string', default: '120' }, json: { type: 'string' } },
});
const dist = fileURLToPath(new URL('../../web/app/dist/', import.meta.url));
const [site, browser] = await Promise.all([serveFolder(dist), launch()]);
try {
  const { page, context } = await openPage(browser);
  await page.goto(`${site.url}?v=prices`);
  await page.locator('.change-table').waitFor({ timeout: 60_000 });
  await page.evaluate(() => {
    globalThis.changed = [];
    const note = (list) => globalThis.changed.push(list.filter(({ type }) => type === 'characterData').length);
    new MutationObserver(note).observe(document.body, { subtree: true, characterData: true });
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    const value = (name) => metrics.find((metric) => metric.name === name).value * 1000;
    return value('ScriptDuration') + value('LayoutDuration') + value('RecalcStyleDuration');
  };
  const slider = page.getByRole('slider', { name: 'CPU price' });
  await slider.focus();
  const times = [];
  const total = page.locator('.slider-sum b');
  for (let step = 0; step < Number(args.steps); step += 1) {
    const before = await busy();
    const shown = await total.innerText();
    await page.keyboard.press(step % 100 < 50 ? 'ArrowRight' : 'ArrowLeft');
    await page.waitForFunction((text) => document.querySelector('.slider-sum b')?.textContent !== text, shown);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    times.push((await busy()) - before);
  }
  const changed = await page.evaluate(() => globalThis.changed);
  const late = [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)];
  const result = { step: statsOf(times), late, texts: Math.max(...changed), chromium: browser.version() };
  console.log(
    `${times.length} steps: median ${result.step.median.toFixed(1)} ms, p95 ${late.toFixed(1)} ms of script and layout, ` +
      `at most ${result.texts} texts at once`,
  );
  if (args.json) writeJson(args.json, result);
} finally {
  await browser.close();
  await site.close();
}
