// From nothing to the first figures of the bundled recording: in real Chromium, from opening the page, and in Node.
//
//   node tests/bench/first_numbers.mjs [--runs 7] [--json FILE]
//
// Needs the built page. Every run has a fresh browser profile, or a fresh process.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { launch, openPage } from '../web/support/browser.mjs';
import { startPage } from '../web/support/page-under-test.mjs';
import { short, statsOf, writeJson } from './stats.mjs';

const { values: args } = parseArgs({
  options: { runs: { type: 'string', default: '7' }, json: { type: 'string' }, node: { type: 'boolean' } },
});
const recording = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));

/** In the page, before its own code: notes when tiles, table and chart first stand there, and the frame after it. */
function noteFirstFigures() {
  const there = () =>
    document.querySelector('.tile-value') &&
    document.querySelector('.cost-table tbody:last-child tr') &&
    document.querySelector('.trend-plot canvas');
  const watch = new MutationObserver(() => {
    if (!there()) return;
    watch.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => (globalThis.firstFiguresAt = performance.now())));
  });
  watch.observe(document, { childList: true, subtree: true });
}

async function visit(browser, url) {
  const { page, context } = await openPage(browser);
  try {
    let requests = 0;
    page.on('request', () => (requests += 1));
    await page.addInitScript(noteFirstFigures);
    await page.goto(url);
    await page.waitForFunction(() => globalThis.firstFiguresAt !== undefined, null, { timeout: 60_000 });
    const times = await page.evaluate(() => ({
      figures: globalThis.firstFiguresAt,
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    }));
    return { ...times, requests };
  } finally {
    await context.close();
  }
}

async function inChromium(runs) {
  const [site, browser] = await Promise.all([startPage(), launch()]);
  try {
    const visits = [];
    for (let run = 0; run <= runs; run += 1) {
      const one = await visit(browser, site.url);
      if (run > 0) visits.push(one); // the first one starts the browser's own processes
    }
    const of = (field) => statsOf(visits.map((one) => one[field]));
    return { version: browser.version(), paintMs: of('paint'), figuresMs: of('figures'), requests: of('requests') };
  } finally {
    await browser.close();
    await site.close();
  }
}

/** One cold run, in a process of its own; then the same again, warm. */
async function oneInNode() {
  const { readFileSync } = await import('node:fs');
  const { loadEngine, loadRecording } = await import('@prorata/engine');
  const bytes = readFileSync(recording);
  const timed = async (work) => {
    const begin = performance.now();
    const value = await work();
    return [performance.now() - begin, value];
  };
  const [engineMs, engine] = await timed(() => loadEngine());
  const read = async () => {
    const session = await engine.open();
    await loadRecording(session, bytes);
    return session;
  };
  const [coldMs, session] = await timed(read);
  const [firstMs] = await timed(() => session.allocate({ aggregate: ['namespace'], step: '1d' }));
  const [otherMs] = await timed(() => session.allocate({ aggregate: ['controller'], step: '1d' }));
  const [warmMs] = await timed(read);
  engine.close();
  return { engineMs, coldMs, firstMs, otherMs, warmMs };
}

function inNode(runs) {
  const script = fileURLToPath(import.meta.url);
  const all = Array.from({ length: runs }, () => JSON.parse(execFileSync(process.execPath, [script, '--node'])));
  const of = (field) => statsOf(all.map((one) => one[field]));
  return Object.fromEntries(Object.keys(all[0]).map((field) => [field, of(field)]));
}

function print({ chromium, node }) {
  const line = (what, { median, least, most }) =>
    console.log(`${what.padEnd(52)}${short(median).padStart(8)}   ${short(least)} to ${short(most)}`);
  console.log('first figures of the example                            median   spread, ms');
  line('Chromium: first paint', chromium.paintMs);
  line('Chromium: tiles, chart and table', chromium.figuresMs);
  line('Node: engine', node.engineMs);
  line('Node: unpack and read', node.coldMs);
  line('Node: the same again, warm', node.warmMs);
  line('Node: first answer', node.firstMs);
  line('Node: another grouping', node.otherMs);
  console.log(`requests of a first visit: ${chromium.requests.most}`);
}

if (args.node) {
  console.log(JSON.stringify(await oneInNode()));
} else {
  const runs = Number(args.runs);
  const result = { benchmark: 'first-numbers', chromium: await inChromium(runs), node: inNode(runs) };
  print(result);
  writeJson(args.json, result);
}
