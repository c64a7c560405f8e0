// Names found by typing, in Chromium over a real Prometheus: what they cost is the command line's, and Enter goes there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems } from '../support/browser.mjs';
import { commandLine, startVisits } from '../support/visit.mjs';

const world = startVisits();

/** A page of its own at the source, once it shows figures. */
const visit = (query, options, work) =>
  world.visit(
    async ({ page }) => {
      await page.locator('.answer, .assets-table').first().waitFor({ timeout: 60_000 });
      await work(page);
    },
    { query, ...options },
  );

async function rowsOf(aggregate) {
  const of = ['--metrics', world.source.url, '--window', world.source.window];
  const { rows } = await commandLine('allocate', ...of, '--aggregate', aggregate);
  return rows.filter(({ kind }) => kind === 'workload');
}

const amount = (text) => Number(text.replaceAll(/[^\d.-]/g, ''));
const near = (seen, wanted, what) => assert.ok(Math.abs(seen - wanted) < 0.0051, `${what}: ${seen} for ${wanted}`);

/** Presses the keys and waits for the field and for names of the data. */
async function openSearch(page) {
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: /Namespace, workload/ });
  await field.waitFor();
  return field;
}

test('every kind of name is found, costs what the command line says, and leads to its row', () =>
  visit('v=assets', {}, async (page) => {
    for (const [aggregate, kind, filter] of [
      ['namespace', 'namespace', ({ namespace }) => `namespace:"${namespace}"`],
      ['namespace,controller', 'workload', (keys) => `namespace:"${keys.namespace}"+controller:"${keys.controller}"`],
      ['node', 'node', ({ node }) => `node:"${node}"`],
      ['namespace,pod', 'pod', ({ namespace, pod }) => `namespace:"${namespace}"+pod:"${pod}"`],
    ]) {
      const rows = await rowsOf(aggregate);
      const row = rows.find(({ key }) => Object.values(key).every((part) => !part.startsWith('__')));
      const field = await openSearch(page);
      const name = Object.values(row.key).at(-1);
      const within = Object.values(row.key).length > 1 ? row.key.namespace : '';
      await field.fill(`${within} ${name}`.trim());
      const line = page
        .getByRole('option')
        .filter({ has: page.getByText(kind, { exact: true }) })
        .filter({ hasText: within })
        .first();
      await line.filter({ has: page.getByText(name, { exact: true }) }).waitFor();
      near(amount(await line.locator('.num').innerText()), row.totalCost, name);
      while ((await line.getAttribute('aria-selected')) !== 'true') await field.press('ArrowDown');
      await field.press('Enter');
      await page.waitForURL((url) => url.searchParams.get('f') === filter(row.key));
      await page.locator('.cost-table').waitFor();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      near(amount(await page.locator('.totals .col-total').innerText()), row.totalCost, `rows of ${name}`);
      await page.goBack();
      await page.locator('.assets-table').first().waitFor();
    }
  }));

test('arrows go round, what is not there is said, Escape gives the keys back, a press of a line goes there', () =>
  visit('', {}, async (page) => {
    await page.getByRole('button', { name: 'Find a name' }).click();
    const field = page.getByRole('combobox', { name: /Namespace, workload/ });
    await field.fill('no such name');
    await page.getByText('Nothing here has that name.').waitFor();
    await field.press('Enter');
    await field.fill('');
    await page.locator('.search-list').getByRole('option').nth(8).waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    const last = (await page.locator('.search-list').getByRole('option').count()) - 1;
    await field.press('ArrowUp');
    await page.locator(`[role=option][aria-selected=true]:nth-child(${last + 1})`).waitFor();
    await field.press('ArrowDown');
    await page.locator('[role=option][aria-selected=true]:first-child').waitFor();
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Find a name');
    await openSearch(page);
    await page.getByRole('option', { name: /^Queries/ }).click();
    await page.locator('.queries-table').waitFor();
  }));

test('letters are the field’s, not shortcuts, and nothing is wider than a phone', () =>
  visit('', { width: 390, scheme: 'dark' }, async (page) => {
    const field = await openSearch(page);
    await field.pressSequentially('twc');
    assert.doesNotMatch(page.url(), /theme=|drawer=/);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px too wide`);
    assert.deepEqual(await accessibilityProblems(page), []);
  }));
