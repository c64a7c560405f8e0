// A load that is estimated above 100 MB asks before it asks the source for anything but its size.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityProblems, launch, openPage } from '../support/browser.mjs';
import { openWith, startPage, startSource } from '../support/page-under-test.mjs';
import { startProxy } from '../support/proxy.mjs';

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
