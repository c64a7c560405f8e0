// The page without its host: one file opened from a disk, and the site after its server is gone.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { accessibilityProblems, launch, openPage } from '../support/browser.mjs';
import { openWith, startPage, startSource } from '../support/page-under-test.mjs';

const single = fileURLToPath(new URL('../../../web/app/dist/prorata.html', import.meta.url));
const address = pathToFileURL(single).href;

let browser;
let source;
before(async () => {
  [browser, source] = await Promise.all([launch(), startSource()]);
});
after(async () => {
  await browser.close();
  await source.stop();
});

const total = (page) => page.locator('.tile', { hasText: 'Total' }).locator('.tile-value').first().innerText();

async function visit(work, served = source.url) {
  const { page, context, problems } = await openPage(browser, { origins: [new URL(served).origin] });
  try {
    await work(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

test('the single file opens from a disk, shows its example, and asks nobody', () =>
  visit(async (page) => {
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(address);
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    assert.match(await page.locator('.tile', { hasText: 'Adds up' }).innerText(), /\$0\.00/);
    assert.deepEqual(await accessibilityProblems(page), []);
    assert.deepEqual(
      asked.filter((url) => !/^(file|blob|data):/.test(url)),
      [],
    );
  }));

test('the single file has all views, reports and scenarios inside', () =>
  visit(async (page) => {
    await page.goto(`${address}?v=prices&wi=spot:100&lang=zh-CN`);
    await page.locator('.change-table').waitFor({ timeout: 60_000 });
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
    for (const view of ['overview', 'flow', 'gpu', 'assets', 'queries']) {
      await page.locator(`.rail a[href="?v=${view}"]`).click();
      await page.locator('.answer, .assets-table, .queries-table').first().waitFor({ timeout: 20_000 });
    }
  }));

test('the single file opens from a server that takes it for something else', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(readFileSync(single));
  });
  await new Promise((done) => server.unref().listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${server.address().port}/`;
  await visit(async (page) => {
    await page.goto(url);
    await page.locator('.answer').waitFor({ timeout: 60_000 });
  }, url);
  server.close();
});

test('the single file reads a Prometheus and says what the site says', async () => {
  const query = `metrics=${encodeURIComponent(source.url)}&w=${source.window}`;
  let onSite = '';
  const site = await startPage({});
  const { page, context } = await openPage(browser);
  await openWith(page, site.url, source.url, `w=${source.window}`);
  await page.locator('.answer').waitFor({ timeout: 60_000 });
  onSite = await total(page);
  await context.close();
  await site.close();
  await visit(async (file) => {
    await file.goto(`${address}?${query}`);
    await file.getByRole('button', { name: 'Read data' }).click();
    await file.locator('.answer').waitFor({ timeout: 60_000 });
    assert.equal(await total(file), onSite);
  });
});

test('the single file has a strict policy and a size that is known', () => {
  const html = readFileSync(single, 'utf16le');
  const [, policy] = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html) ?? [];
  assert.match(policy, /^default-src 'none'; script-src 'sha256-[^']+' 'strict-dynamic' 'wasm-unsafe-eval';/);
  assert.doesNotMatch(policy, /'unsafe-eval'|'unsafe-inline'/);
  const kib = statSync(single).size / 1024;
  assert.ok(kib <= 450, `${kib.toFixed(1)} KiB`);
});

test('the site opens again without its server, whatever the address asks for', async () => {
  const site = await startPage({ port: 0 });
  const { page, context } = await openPage(browser);
  try {
    await page.goto(site.url);
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    const before_ = await total(page);
    await page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active.state));
    await page.waitForFunction(
      async () =>
        (await caches.keys()).length === 1 && (await navigator.serviceWorker.ready).active.state === 'activated',
    );
    await site.close();
    await page.goto(`${site.url}?by=namespace&idle=separate&x=1`);
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    assert.equal(await total(page), before_);
    await page.goto(`${site.url}?v=flow`);
    await page.locator('.flow svg .band').first().waitFor({ timeout: 20_000 });
  } finally {
    await context.close();
  }
});

test('without a network the page says that it shows what was loaded before', async () => {
  const site = await startPage({});
  const { page, context } = await openPage(browser);
  await openWith(page, site.url, source.url, `w=${source.window}`);
  await page.locator('.answer').waitFor({ timeout: 60_000 });
  await context.setOffline(true);
  await page.getByText('No network. You see what was loaded before.').waitFor();
  await context.setOffline(false);
  await page.getByText('No network. You see what was loaded before.').waitFor({ state: 'hidden' });
  await context.close();
  await site.close();
});
