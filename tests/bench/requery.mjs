// Re-query of 10,000 containers over 168 hours: the engine by itself, natively, in Node and in real Chromium, and through
// the package with its worker, as the page asks.
//
//   node tests/bench/requery.mjs [--pods 10000] [--hours 168] [--runs 31] [--json FILE]
//
// Needs requery_bench of both builds and the built package.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { launch, openPage } from '../web/support/browser.mjs';
import { serveFolder } from '../web/support/static-server.mjs';
import { timeQuestions } from './questions.mjs';
import { short, statsOf, writeJson } from './stats.mjs';

const { values: args } = parseArgs({
  options: {
    pods: { type: 'string', default: '10000' },
    hours: { type: 'string', default: '168' },
    runs: { type: 'string', default: '31' },
    json: { type: 'string' },
  },
});
const root = fileURLToPath(new URL('../../', import.meta.url));
const size = [args.pods, args.hours, args.runs];
const wasmBench = 'build/wasm/tests/bench/requery_bench.cjs';

const engineAlone = (command, ...more) =>
  JSON.parse(execFileSync(command, [...more, ...size], { cwd: root, encoding: 'utf8' }));

/** An empty page on the origin of the benchmark's files. */
const blank = (_, response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>bench</title>');

async function inChromium(work) {
  const [site, browser] = await Promise.all([serveFolder(root, { extra: { '/bench': blank } }), launch()]);
  try {
    const { page } = await openPage(browser);
    await page.goto(`${site.url}bench`);
    return { ...(await work(page)), version: browser.version() };
  } finally {
    await browser.close();
    await site.close();
  }
}

/** The engine's own benchmark, as a script of the page; what it prints is its result. */
const engineInPage = (page) =>
  page.evaluate(
    ([script, options]) =>
      new Promise((resolve, reject) => {
        globalThis.Module = { arguments: options, print: (line) => resolve(JSON.parse(line)), onAbort: reject };
        document.head.append(Object.assign(document.createElement('script'), { src: script, onerror: reject }));
      }),
    [`/${wasmBench}`, size],
  );

const packageInPage = (page) =>
  page.evaluate(async ([pods, hours, runs]) => {
    const [{ loadEngine }, { timeQuestions: time }] = await Promise.all([
      import('/wasm/client/dist/index.js'),
      import('/tests/bench/questions.mjs'),
    ]);
    const engine = await loadEngine();
    return time(engine, { pods, hours, runs });
  }, size.map(Number));

async function packageInNode() {
  const { loadEngine } = await import('@prorata/engine');
  const engine = await loadEngine();
  const [pods, hours, runs] = size.map(Number);
  try {
    return await timeQuestions(engine, { pods, hours, runs });
  } finally {
    engine.close();
  }
}

const ofEngine = ({ requeryMs, requeryShareIdleMs }) => ({
  price: statsOf(requeryMs),
  idle: statsOf(requeryShareIdleMs),
});
const ofPackage = ({ price, idle, key }) => ({ price: statsOf(price), idle: statsOf(idle), key: statsOf(key) });

function print({ engine, client }) {
  console.log(`re-query of ${args.pods} containers x ${args.hours} hours, ms: median (spread)`);
  const line = (what, times) => {
    const cells = Object.entries(times).map(
      ([name, { median, least, most }]) => `${name} ${short(median)} (${short(least)} to ${short(most)})`,
    );
    console.log(`${what.padEnd(30)}${cells.join('   ')}`);
  };
  line('engine, native', engine.native);
  line('engine, Node', engine.node);
  line('engine, Chromium', engine.chromium);
  line('package, Node', client.node);
  line('package and worker, Chromium', client.chromium);
}

const engineChromium = await inChromium(engineInPage);
const result = {
  benchmark: 'requery',
  containers: Number(args.pods),
  hours: Number(args.hours),
  chromium: engineChromium.version,
  engine: {
    native: ofEngine(engineAlone('build/native/tests/bench/requery_bench')),
    node: ofEngine(engineAlone(process.execPath, '--no-experimental-fetch', wasmBench)),
    chromium: ofEngine(engineChromium),
  },
  client: { node: ofPackage(await packageInNode()), chromium: ofPackage(await inChromium(packageInPage)) },
};
print(result);
writeJson(args.json, result);
