// States that need no broken server: little data, none in the window, no price, limits of a real Prometheus. Each is said in
// both languages, with something to do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCluster, startPrometheus } from '../../support/prometheus.mjs';
import { accessibilityProblems } from '../support/browser.mjs';
import { startProxy } from '../support/proxy.mjs';
import { answered, commandLine, exactly, startVisits } from '../support/visit.mjs';

const world = startVisits();

/** The texts of a notice in both languages, which has nothing that axe objects to. */
async function said(page, english, chinese) {
  const text = await page.getByRole('note', { name: english }).innerText();
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.getByRole('button', { name: '中文' }).click();
  const other = await page.getByRole('note', { name: chinese }).innerText();
  assert.doesNotMatch(text + other, /[{}]|undefined|NaN/);
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.getByRole('button', { name: 'English' }).click();
  return text;
}

test('LIMIT: queries that Prometheus finds too large, also in parts, are named with the option to raise', async () => {
  const { dataDir } = await makeCluster('spine');
  const server = await startPrometheus({ dataDir, flags: ['--web.cors.origin=.*', '--query.max-samples=1000'] });
  try {
    await world.visit(
      async ({ page }) => {
        await answered(page);
        const text = await said(page, 'Partial data', '数据不完整');
        // All that look through the window at the step of lifetimes, which loads most.
        assert.match(text, /No answer to namespace_labels, pod_finished, pod_first, pod_labels and 1 more\./);
        assert.match(
          text,
          /allows no more samples, also in \d+ parts: raise --query\.max-samples, or ask for a shorter/,
        );
        await page.getByRole('button', { name: 'Use the last 24 hours' }).waitFor();
        await page.getByRole('button', { name: 'Load totals' }).waitFor();
        // What was cut up and came through is whole.
        const whole = await commandLine('allocate', '--metrics', world.source.url, '--window', world.source.window);
        assert.ok(Math.abs(1 - (await exactly(page, 'Total')) / whole.totals.totalCost) < 0.05);
      },
      { metrics: server.url },
    );
  } finally {
    await server.stop();
  }
});

test('LIMIT: where every query is too large, nothing is shown but that', async () => {
  const { dataDir } = await makeCluster('spine');
  const server = await startPrometheus({ dataDir, flags: ['--web.cors.origin=.*', '--query.max-samples=1'] });
  try {
    await world.visit(
      async ({ page }) => {
        const alert = page.getByRole('alert');
        await alert.getByRole('heading', { name: /allows no query of this size$/ }).waitFor({ timeout: 30_000 });
        await alert.getByRole('button', { name: 'Load totals' }).waitFor();
        assert.match(await alert.innerText(), /The server says: query processing would load too many samples/);
      },
      { metrics: server.url },
    );
  } finally {
    await server.stop();
  }
});

test('SHORT: a window that begins before the data says where that begins', () =>
  world.visit(async ({ page }) => {
    await page.goto(page.url().replace(/w=[^&]+/, 'w=2026-03-01T12:00:00Z..2026-03-02T08:00:00Z'));
    await answered(page);
    const text = await said(page, 'Data begins later', '数据开始较晚');
    assert.match(text, /There is none before Mar 2, 2026, 00:00: figures are of 40(\.0)?% of the window\./);
  }));

test('EMPTY: a window without pods says when there are some, and leads there', () =>
  world.visit(async ({ page }) => {
    await page.addInitScript((ms) => {
      Date.now = () => ms;
    }, Date.parse('2026-03-04T12:00:00Z'));
    await page.goto(page.url().replace(/w=[^&]+/, 'w=2026-02-01T00:00:00Z..2026-02-02T00:00:00Z'));
    const alert = page.getByRole('alert');
    await alert.getByRole('heading', { name: 'No pods ran in this window' }).waitFor({ timeout: 30_000 });
    await alert.filter({ hasText: /It has pods from 2026-03-0[12] to 2026-03-02\./ }).waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.getByRole('button', { name: '中文' }).click();
    await alert.getByRole('heading', { name: '该时段内没有运行过 Pod' }).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await alert.getByRole('button', { name: 'Show 2026-03-02' }).press('Enter');
    await answered(page);
  }));

test('EMPTY is no dead end: the keys and the menu of windows lead out as they led in', () =>
  world.visit(async ({ page }) => {
    await answered(page);
    const total = await exactly(page, 'Total');
    await page.keyboard.press('[');
    await page.getByRole('alert').getByRole('heading', { name: 'No pods ran in this window' }).waitFor();
    assert.match(await page.getByRole('button', { name: /^Window/ }).innerText(), /Mar 1/);
    await page.keyboard.press(']');
    await answered(page);
    assert.equal(await exactly(page, 'Total'), total);
  }));

test('UNPRICED: nodes without a price are named, and not counted', () =>
  world.visit(async ({ page }) => {
    await answered(page);
    assert.equal(await page.getByRole('note', { name: 'Without a price' }).count(), 0);
    await page.getByRole('button', { name: /^Charged by/ }).click();
    const buffer = Buffer.from(
      'format: prorata.prices/1\ncurrency: USD\nunits: {cpu: core-hour}\ndefaults: {cpu: 0.05}\n',
    );
    const file = page.getByLabel('Price or config file');
    await file.setInputFiles({ name: 'cpu-only.yaml', mimeType: 'text/yaml', buffer });
    await page.keyboard.press('Escape');
    const text = await said(page, 'Without a price', '没有价格');
    assert.match(text, /A resource of [\w-]+.* has no price\. It is not counted/);
    await page.getByRole('note', { name: 'Without a price' }).getByRole('button', { name: 'See prices' }).click();
    await page.getByRole('heading', { name: 'Prices & what-if', level: 1 }).waitFor();
  }));

test('CANCELLED: what was stopped is gone on with', async () => {
  let hangs = true;
  const proxy = await startProxy(world.source.url, ({ params }) =>
    hangs && params.get('query')?.includes('kube_namespace_labels') ? 'hang' : null,
  );
  await world.visit(
    async ({ page }) => {
      await page.waitForFunction(() => document.querySelectorAll('.progress-done').length > 15, null, {
        timeout: 30_000,
      });
      await page.getByRole('button', { name: 'Cancel' }).click();
      hangs = false;
      await page.getByRole('alert').getByRole('button', { name: 'Continue' }).click();
      await answered(page);
      const whole = await commandLine('allocate', '--metrics', world.source.url, '--window', world.source.window);
      assert.equal(await exactly(page, 'Total'), whole.totals.totalCost);
    },
    { metrics: proxy.url },
  );
  await proxy.close();
});

test('every query has a row, and their bytes are those that the server sent', async () => {
  const proxy = await startProxy(world.source.url, () => null);
  try {
    await world.visit(
      async ({ page }) => {
        await answered(page);
        const asked = proxy.requests.filter(({ path }) => path.startsWith('/api/v1/query')).length;
        await page.getByRole('link', { name: /Queries/ }).click();
        await page.locator('.queries-table').waitFor();
        assert.equal(await page.locator('.queries-table tbody tr').count(), asked);
        const summary = await page.locator('.card-head', { hasText: / answered · / }).innerText();
        const [, amount, decimals = '', unit] = /([\d]+(?:\.(\d+))?) ([kM])B/.exec(summary) ?? [];
        const size = unit === 'M' ? 1e6 : 1e3;
        const step = size / 10 ** decimals.length;
        assert.ok(Math.abs(Number(amount) * size - proxy.sent()) <= step / 2 + 1, `${summary} for ${proxy.sent()}`);
      },
      { metrics: proxy.url },
    );
  } finally {
    await proxy.close();
  }
});
