// A cluster without the exporters that measure use: Queries says which, and how much money leans on it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { accessibilityProblems, launch, openPage } from '../support/browser.mjs';
import { openWith, startPage, startSource } from '../support/page-under-test.mjs';

/** The example without the answers of some queries. */
function without(queries) {
  const file = new URL('../../../examples/demo.prorata.ndjson.gz', import.meta.url);
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  const emptied = lines.map((line, at) => {
    const answer = at > 0 ? JSON.parse(line) : {};
    if (!queries.test(answer.query)) return line;
    return JSON.stringify({ ...answer, body: { ...answer.body, data: { ...answer.body.data, result: [] } } });
  });
  return gzipSync(`${emptied.join('\n')}\n`);
}

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

async function visit(bytes, query, work) {
  const example = (_, response) => response.writeHead(200, { 'content-type': 'application/gzip' }).end(bytes);
  const site = await startPage(bytes ? { extra: { '/demo.prorata.ndjson.gz': example } } : {});
  const { page, context, problems } = await openPage(browser, {});
  try {
    await page.goto(`${site.url}?metrics=demo&v=queries&${query}`);
    await page.locator('.queries-table').waitFor();
    await work(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
    await site.close();
  }
}

const card = (page) => page.locator('.unmeasured');

test('without DCGM: what GPUs cost is what nobody knows the use of', async () => {
  await visit(without(/^gpu_/), 'lang=en', async (page) => {
    const text = await card(page).innerText();
    assert.match(text, /dcgm-exporter/);
    assert.match(text, /helm install dcgm-exporter/);
    assert.doesNotMatch(text, /cAdvisor/);
    const amount = await card(page).locator('.chip').innerText();
    await page.goto(page.url().replace('v=queries', 'v=overview'));
    // What GPUs cost in all, as the list of what is paid for has it, without its decimals.
    const line = await page
      .locator('.components li', { hasText: 'GPU' })
      .or(page.locator('.components tr', { hasText: 'GPU' }))
      .first()
      .innerText();
    const paid = Number(/\$([\d,]+)/.exec(line)[1].replaceAll(',', ''));
    assert.equal(Math.round(Number(amount.replaceAll(/[$,]/g, ''))), paid);
  });
});

test('without cAdvisor: CPU and memory, each with its money, in both languages', async () => {
  const bytes = without(/^(cpu_usage|ram_usage)$/);
  for (const language of ['en', 'zh-CN']) {
    await visit(bytes, `lang=${language}`, async (page) => {
      await card(page).waitFor();
      const amounts = await card(page).locator('.chip').allInnerTexts();
      assert.equal(amounts.length, 2);
      for (const amount of amounts) assert.ok(Number(amount.replaceAll(/[^\d.]/g, '')) > 100, amount);
      assert.match(await card(page).innerText(), language === 'en' ? /charged by request/ : /按申请计费/);
      assert.deepEqual(await accessibilityProblems(page), []);
    });
  }
});

test('where all is measured nothing is said; a server has links to its own page and how full answers are', async () => {
  await visit(null, '', async (page) => {
    assert.equal(await card(page).count(), 0);
    assert.equal(await page.getByRole('link', { name: /in Prometheus/ }).count(), 0);
  });
  const [site, source] = await Promise.all([startPage(), startSource()]);
  const { page, context } = await openPage(browser, {});
  await openWith(page, site.url, source.url, `w=${source.window}&v=queries`);
  const row = page.locator('.queries-table tbody tr', { hasText: 'cpu_usage' }).first();
  const link = row.getByRole('link', { name: 'Open the query of cpu_usage in Prometheus' });
  const address = new URL(await link.getAttribute('href'));
  assert.equal(address.origin, new URL(source.url).origin);
  assert.equal(address.pathname, '/graph');
  assert.equal(address.searchParams.get('g0.expr'), await row.locator('summary code').innerText());
  const at = (await page.locator('.queries-table thead th').allInnerTexts()).indexOf('Filled');
  assert.match(await row.locator('> *').nth(at).innerText(), /^\d+(\.\d+)?%$/);
  assert.deepEqual(await accessibilityProblems(page), []);
  await context.close();
  await site.close();
  await source.stop();
});
