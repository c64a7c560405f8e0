// A recording, dropped, chosen or shown as the example, gives the figures of the live source it came from.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, openPage } from '../support/browser.mjs';
import { openWith, startSource } from '../support/page-under-test.mjs';
import { record } from '../support/record.mjs';
import { serveFolder } from '../support/static-server.mjs';

const dist = fileURLToPath(new URL('../../../web/app/dist/', import.meta.url));
const window = { start: '2026-03-02T00:00:00Z', end: '2026-03-02T08:00:00Z' };

let browser;
let source;
let bytes;
let site;
before(async () => {
  [browser, source] = await Promise.all([launch(), startSource()]);
  bytes = await record(source.url, {
    ...window,
    resolution: '5m',
    scrapeInterval: '1m',
    lifetimeResolution: '1m',
    cluster: 'spine',
  });
  const example = (_, response) => response.writeHead(200, { 'content-type': 'application/gzip' }).end(bytes);
  site = await serveFolder(dist, { extra: { '/demo.prorata.ndjson.gz': example } });
});
after(async () => {
  await browser?.close();
  await site?.close();
  await source?.stop();
});

const total = (page) => page.locator('.tile-value').first().getAttribute('title', { timeout: 30_000 });

test('the example is shown at once, named as such, and equals the live source', async () => {
  const { page, context, problems } = await openPage(browser, { origins: [new URL(site.url).origin, source.url] });
  let requests = 0;
  page.on('request', () => {
    requests += 1;
  });
  await page.goto(site.url);
  const example = await total(page);
  assert.ok(requests <= 8, `${requests} requests`);
  assert.match(await page.getByRole('note').innerText(), /Example data: a recorded cluster, not yours/);
  assert.equal(new URL(page.url()).search, '');
  await openWith(page, site.url, source.url, `w=${window.start}..${window.end}`);
  await page.locator('.answer').waitFor({ timeout: 30_000 });
  assert.equal(await page.getByRole('note').count(), 0);
  assert.equal(await total(page), example);
  assert.deepEqual(problems, []);
  await context.close();
});

test('a chosen file is opened, packed or not', async () => {
  const { page, context } = await openPage(browser);
  await page.goto(site.url);
  const example = await total(page);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'week.prorata.ndjson.gz', mimeType: 'application/gzip', buffer: bytes });
  await page.locator('.connection b', { hasText: 'week.prorata.ndjson.gz' }).waitFor();
  await page.locator('.answer').waitFor();
  assert.equal(await total(page), example);
  assert.equal(await page.getByRole('note').count(), 0);
  const feeds = async () => {
    await page.getByRole('link', { name: /Queries/ }).click();
    await page.locator('.queries-table tbody th').first().waitFor();
    return (await page.locator('.queries-table tbody th').allInnerTexts()).sort();
  };
  const recorded = await feeds();
  assert.ok(recorded.length > 10);
  await openWith(page, site.url, source.url, `w=${window.start}..${window.end}`);
  await page.locator('.answer').waitFor({ timeout: 30_000 });
  assert.deepEqual(recorded, await feeds(), 'what each query feeds, which a recording does not say');
  await context.close();
});

test('a file that is no recording is refused with a reason', async () => {
  const { page, context } = await openPage(browser);
  await page.goto(site.url);
  await total(page);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'x.ndjson', mimeType: 'text/plain', buffer: Buffer.from('hello\n') });
  await page.getByRole('heading', { name: 'These metrics cannot be used' }).waitFor();
  await context.close();
});

test('label text is text, however it is written', async () => {
  const hostile = '<img src=x onerror=alert(1)>';
  const { page, context, problems } = await openPage(browser);
  await page.goto(
    `${site.url}?f=${encodeURIComponent(`namespace:"${hostile}"`)}&by=label:${encodeURIComponent(hostile)}`,
  );
  await page.getByText(hostile).first().waitFor({ timeout: 30_000 });
  assert.equal(await page.locator('img').count(), 0);
  assert.deepEqual(problems, []);
  await context.close();
});
