// Frames of a Grafana panel until the table is painted, in real Chromium: the panel's own code and the engine in its worker,
// against the same work in plain JavaScript; and a change of an option with a thousand rows.
//
//   node tests/bench/panel.mjs [--containers 2500] [--hours 168] [--runs 7] [--json FILE]
//
// 2,500 containers are 10,000 series of CPU, memory and both requests. Needs the built package and the plugin's packages.
import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { launch, openPage } from '../web/support/browser.mjs';
import { serveFolder } from '../web/support/static-server.mjs';
import { ratiosOf, short, statsOf, writeJson } from './stats.mjs';

const { values: args } = parseArgs({
  options: {
    containers: { type: 'string', default: '2500' },
    hours: { type: 'string', default: '168' },
    runs: { type: 'string', default: '7' },
    json: { type: 'string' },
  },
});
const root = fileURLToPath(new URL('../../', import.meta.url));
const size = { containers: Number(args.containers), hours: Number(args.hours), runs: Number(args.runs) };

/** The panel's code between frames and answers, which needs no Grafana. */
function bundlePanel() {
  const plugin = path.join(root, 'grafana-plugin');
  const { buildSync } = createRequire(path.join(plugin, 'package.json'))('esbuild');
  const outfile = path.join(root, 'build/bench/panel-code.mjs');
  mkdirSync(path.dirname(outfile), { recursive: true });
  const entryPoints = [path.join(plugin, 'src/engine/pool.ts')];
  buildSync({ entryPoints, outfile, bundle: true, format: 'esm', minify: true, logLevel: 'error' });
  return '/build/bench/panel-code.mjs';
}

const blank = (_, response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>bench</title>');

const code = bundlePanel();
const [site, browser] = await Promise.all([serveFolder(root, { extra: { '/bench': blank } }), launch()]);
let measured;
try {
  const { page } = await openPage(browser);
  page.setDefaultTimeout(0);
  await page.goto(`${site.url}bench`);
  measured = await page.evaluate(
    async ([file, how]) => (await import('/tests/bench/panel_page.mjs')).timePanel(file, how),
    [code, size],
  );
} finally {
  await browser.close();
  await site.close();
}

const { times, totals } = measured;
if (Math.abs(totals.panel / totals.plain - 1) > 1e-6) {
  throw new Error(`the two do not do the same: ${totals.panel} and ${totals.plain}`);
}
const result = {
  benchmark: 'panel',
  ...size,
  chromium: browser.version(),
  panelMs: statsOf(times.panel),
  plainMs: statsOf(times.plain),
  ratio: ratiosOf(times.plain, times.panel),
  optionMs: statsOf(times.option),
};
const line = (what, { median, least, most }) =>
  console.log(`${what.padEnd(40)}${short(median)} (${short(least)} to ${short(most)})`);
console.log(`${size.containers} containers x ${size.hours} hours, ${size.runs} runs: median (spread)`);
line('frames to painted table, panel, ms', result.panelMs);
line('the same in plain JavaScript, ms', result.plainMs);
line('plain against panel, times', result.ratio);
line('option changed, 1,000 rows, ms', result.optionMs);
writeJson(args.json, result);
