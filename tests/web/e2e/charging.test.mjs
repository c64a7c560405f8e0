// Methods, rules and prices on the page give what the command line gives.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { accessibilityProblems, openPage } from '../support/browser.mjs';
import { openWith } from '../support/page-under-test.mjs';
import { startVisits } from '../support/visit.mjs';

const path = (place) => fileURLToPath(new URL(`../../../${place}`, import.meta.url));

const world = startVisits();

async function visit(query, options, work) {
  const { page, context, problems } = await openPage(world.browser, options);
  try {
    await openWith(page, world.site.url, world.source.url, `w=${world.source.window}&${query}`);
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    await work(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

async function answer(...options) {
  const args = [
    'allocate',
    '--metrics',
    world.source.url,
    '--window',
    world.source.window,
    '--format',
    'json',
    ...options,
  ];
  const { stdout } = await promisify(execFile)(path('build/native/bin/prorata'), args, { maxBuffer: 1 << 28 });
  return JSON.parse(stdout);
}

/** The page shares costs in each hour of so short a window. */
const hourly = (...options) => answer('--step', '1h', ...options);

const menu = (page) => page.getByRole('button', { name: /^Charged by/ });
/** Totals of the rows as the table shows them, by name. */
async function shown(page) {
  const rows = page.locator('.cost-table tbody:last-child tr');
  const names = (await rows.locator('.row-name').allInnerTexts()).map((name) => name.trim());
  const totals = (await rows.locator('.col-total').allInnerTexts()).map((text) =>
    Number(text.replaceAll(/[^\d.]/g, '')),
  );
  return Object.fromEntries(names.map((name, row) => [name, totals[row]]));
}
const cents = ({ rows }) =>
  Object.fromEntries(rows.filter(({ kind }) => kind === 'workload').map(({ name, totalCost }) => [name, totalCost]));
async function assertRows(page, wanted) {
  const costs = cents(wanted);
  await page.waitForFunction(() => document.querySelector('.answer:not(.answer-busy)'));
  const seen = await shown(page);
  for (const [name, cost] of Object.entries(costs))
    assert.ok(Math.abs(seen[name] - cost) < 0.0051, `${name} ${seen[name]} ${cost}`);
}

test('a link says method, sharing and prices as the command line does', async () => {
  const share = 'namespace:"monitoring","kube-system" by even;7/day by cpu';
  const query = `method=request&idle=share&idleBy=cluster&split=even&part=cpu=0.5&share=${encodeURIComponent(share)}&prices=builtin`;
  const rules = share.split(';').flatMap((rule) => ['--share', rule]);
  const idle = ['--idle', 'share', '--idle-by', 'cluster', '--idle-split', 'even', '--idle-coefficients', 'cpu=0.5'];
  const wanted = await hourly('--method', 'request', ...idle, ...rules, '--prices', 'builtin');
  await visit(query, {}, (page) => assertRows(page, wanted));
});

test('fields of the menu ask again and stand in the link', async () => {
  await visit('', {}, async (page) => {
    await menu(page).click();
    await page.getByLabel('Charge by').selectOption('usage');
    await page.getByLabel('Costs that others bear').fill('namespace:"kube-system"\n3/hour');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => location.search.includes('share='));
    assert.match(page.url(), /method=usage&share=namespace:/);
    await assertRows(
      page,
      await hourly('--method', 'usage', '--share', 'namespace:"kube-system"', '--share', '3/hour'),
    );
    assert.deepEqual(Object.keys(await shown(page)).includes('kube-system'), false);
  });
});

test('a price file and a config file are read; a mistake is named with its line', async () => {
  await visit('', {}, async (page) => {
    await menu(page).click();
    const file = page.getByLabel('Price or config file');
    await file.setInputFiles(path('examples/prices.yaml'));
    await page.getByText('Prices of prices.yaml').waitFor();
    await assertRows(page, await answer('--prices', path('examples/prices.yaml')));
    const config =
      'format: prorata.config/1\nidle: share\nshare: ["3/hour"]\nprices:\n  currency: EUR\n  units: {cpu: core-hour}\n  defaults: {cpu: 1}\n';
    await file.setInputFiles({ name: 'config.yaml', mimeType: 'text/yaml', buffer: Buffer.from(config) });
    await page.getByText('Prices of config.yaml').waitFor();
    await page.waitForFunction(() => location.search.includes('idle=share&share=3/hour'));
    await page.locator('.top-currency', { hasText: 'EUR' }).waitFor();
    const wrong = config.replace('idle: share', 'idle: sharing');
    await file.setInputFiles({ name: 'wrong.yaml', mimeType: 'text/yaml', buffer: Buffer.from(wrong) });
    await page.getByText(/wrong\.yaml:2: idle/).waitFor();
  });
});

test('a price file with a mistake says so, and the page goes on without it', async () => {
  await visit('', {}, async (page) => {
    await menu(page).click();
    const buffer = Buffer.from(
      'format: prorata.prices/1\ncurrency: EUR\nunits: {cpu: core-hour}\ndefaults: {cpu: x}\n',
    );
    await page.getByLabel('Price or config file').setInputFiles({ name: 'wrong.yaml', mimeType: 'text/yaml', buffer });
    await page
      .getByText(/wrong\.yaml:4: defaults\.cpu/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Forget' }).click();
    await page
      .getByText(/wrong\.yaml:4: defaults\.cpu/)
      .first()
      .waitFor({ state: 'hidden' });
    await assertRows(page, await answer());
  });
});

for (const [scheme, width] of [
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
]) {
  test(`two methods side by side, accessible and within the page: ${scheme}, ${width}`, async () => {
    await visit('compare=request', { scheme, width }, async (page) => {
      const table = page.locator('.compare-table');
      await table.waitFor();
      const { rows } = await compared();
      const shownRows = await table.locator('tbody tr:not(.totals)').count();
      assert.equal(shownRows, rows.length);
      const cells = await table.locator('tbody tr').nth(1).locator('.num').allInnerTexts();
      const numbers = cells.slice(0, 3).map((text) => Number(text.replaceAll(/[^\d.−-]/g, '').replace('−', '-')));
      const [{ first, second, difference }] = rows;
      [first, second, difference].forEach(({ totalCost }, column) => {
        assert.ok(Math.abs((numbers[column] || 0) - totalCost) < 0.0051, cells.join(' '));
      });
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.screenshot({ path: `build/test-output/compare-${scheme}-${width}.png`, fullPage: width < 600 });
      await menu(page).click();
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.screenshot({ path: `build/test-output/charging-${scheme}-${width}.png` });
      const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
      assert.ok((scrollWidth ?? 0) <= (clientWidth ?? 0));
    });
  });
}
const compared = () => answer('--compare', 'request');
