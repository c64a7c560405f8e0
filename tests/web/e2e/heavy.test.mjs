// A load that is estimated above 100 MB asks before it asks the source for anything but its size.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityProblems, launch, openPage } from '../support/browser.mjs';
import { openWith, startPage, startSource } from '../support/page-under-test.mjs';
import { startProxy } from '../support/proxy.mjs';
import { commandLine } from '../support/visit.mjs';

let browser;
let site;
let source;
let proxy;

/** A server that says it has far more containers than there are. */
const crowded = {
  status: 200,
  body: '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1772438400,"90000"]}]}}',
};
const inflated = ({ params }) => (/^count\(count by/.test(params.get('query') ?? '') ? crowded : null);

before(async () => {
  [browser, site, source] = await Promise.all([launch(), startPage(), startSource()]);
  proxy = await startProxy(source.url, inflated);
});
after(async () => {
  await browser.close();
  await proxy.close();
  await site.close();
  await source.stop();
});

async function visit(query, work) {
  const { page, context, problems } = await openPage(browser);
  proxy.requests.length = 0;
  try {
    await openWith(page, site.url, proxy.url, `w=${source.window}&${query}`);
    await work(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

for (const [lang, text, go] of [
  ['en', /This window is about [\d.]+ [MG]B from the source/, 'Load it all'],
  ['zh-CN', /此时段约需从数据源读取 [\d.]+ [MG]B/, '全部加载'],
]) {
  test(`it says how much it is, loads nothing more, and goes on when told: ${lang}`, () =>
    visit(`lang=${lang}`, async (page) => {
      await page.getByText(text).waitFor({ timeout: 30_000 });
      const probes = proxy.requests.length;
      assert.ok(probes < 8, `${probes} requests`);
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.waitForTimeout(500);
      assert.equal(proxy.requests.length, probes);
      await page.getByRole('button', { name: go }).click();
      await page.locator('.answer').waitFor({ timeout: 60_000 });
      assert.ok(proxy.requests.length > 20);
      assert.equal(await page.getByText(text).count(), 0);
    }));
}

for (const [lang, load, title, leave] of [
  ['en', 'Load totals', 'Totals.', 'Load all steps'],
  ['zh-CN', '加载汇总', '汇总数据。', '加载全部时段'],
]) {
  test(`sums that the server makes are less, said, the command line's, and can be left: ${lang}`, () =>
    visit(`lang=${lang}`, async (page) => {
      await page.getByRole('button', { name: load }).click();
      await page.waitForURL(/mode=totals/);
      // The server still says that it is crowded, so even this asks; there is no third way.
      const heavy = page.getByRole('button', { name: lang === 'en' ? 'Load it all' : '全部加载' });
      await heavy.or(page.locator('.answer')).first().waitFor({ timeout: 30_000 });
      assert.equal(await page.getByRole('button', { name: load }).count(), 0);
      if ((await heavy.count()) > 0) await heavy.click();
      await page.locator('.answer').waitFor({ timeout: 60_000 });
      const notice = page.getByRole('note', { name: title });
      await notice.waitFor();
      assert.deepEqual(await accessibilityProblems(page), []);
      const report = await commandLine(
        'allocate',
        '--metrics',
        proxy.url,
        '--window',
        source.window,
        '--mode',
        'totals',
      );
      assert.equal(report.mode, 'totals');
      const total = page.locator('.tile').first().locator('.tile-value');
      assert.equal(Number((await total.getAttribute('title')).replaceAll(/[^\d.]/g, '')), report.totals.totalCost);
      await notice.getByRole('button', { name: leave }).click();
      await page.waitForURL((url) => !url.searchParams.has('mode'));
    }));
}

test('the command that is offered says how the data was fetched', () =>
  visit('mode=totals', async (page) => {
    const heavy = page.getByRole('button', { name: 'Load it all' });
    await heavy.or(page.locator('.answer')).first().waitFor({ timeout: 30_000 });
    if ((await heavy.count()) > 0) await heavy.click();
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Ask elsewhere', exact: true }).click();
    assert.match(await page.getByRole('region', { name: 'Command line' }).innerText(), / --mode totals /);
    assert.equal(await page.getByRole('region', { name: 'HTTP' }).count(), 0);
  }));

test('cancelled, it is stopped, and a shorter window starts anew', () =>
  visit('', async (page) => {
    await page.getByText('from the source').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'Stopped' }).waitFor({ timeout: 10_000 });
    assert.equal(await page.getByText('from the source').count(), 0);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('from the source').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Use the last 24 hours' }).click();
    await page.waitForURL(/w=24h/);
  }));
