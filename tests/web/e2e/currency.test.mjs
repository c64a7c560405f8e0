// Somebody's own exchange rate, in Chromium: totals stand in that currency as well, and nothing else is another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { accessibilityProblems } from '../support/browser.mjs';
import { commandLine, exactly, startVisits } from '../support/visit.mjs';

const example = fileURLToPath(new URL('../../../examples/demo.prorata.ndjson.gz', import.meta.url));
const world = startVisits({ withSource: false });
const visit = (query, work) =>
  world.visitAt(`metrics=demo${query}`, async (page) => {
    await page.locator('.tile').first().waitFor();
    await work(page);
  });

const beside = (page) => page.locator('.tile', { hasText: 'Total' }).first().locator('.tile-value small');
const open = (page) => page.getByRole('button', { name: /^Currency/ }).click();
const inYuan = async () => {
  const { totals } = await commandLine('allocate', '--metrics', example);
  return `≈ ¥${(Number(totals.totalCost) * 7.1).toFixed(2)}`;
};

test('a rate that is typed stands beside totals, in the link and in print; exact figures stay', async () => {
  await visit('', async (page) => {
    const exact = await exactly(page, 'Total');
    await open(page);
    await page.getByLabel('Rate', { exact: true }).fill('7.10');
    await page.getByLabel(/^Currency code/).fill('cny');
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('fx') === 'CNY:7.1');
    assert.equal((await beside(page).innerText()).replaceAll(',', ''), await inYuan());
    assert.equal(await exactly(page, 'Total'), exact);
    assert.match(await page.locator('.print-head').textContent(), /USD, 1 USD = 7\.1 CNY \(your rate\)/);
    await open(page);
    await page.getByRole('button', { name: 'Show no other currency' }).click();
    await beside(page).waitFor({ state: 'detached' });
    assert.ok(!page.url().includes('fx='));
  });
});

test('a link brings the rate to what-if, too', async () => {
  await visit('&fx=CNY:7.1&v=prices', async (page) => {
    const baseline = page.locator('.tile', { hasText: 'Baseline' }).first().locator('.tile-value small');
    assert.equal((await baseline.innerText()).replaceAll(',', ''), await inYuan());
  });
});

test('what is no rate is told, and not taken', async () => {
  await visit('', async (page) => {
    await open(page);
    for (const [rate, code, told] of [
      ['7,10', 'CNY', /letters such as CNY/],
      ['0', 'CNY', /letters such as CNY/],
      ['1', 'USD', /in USD already/],
    ]) {
      await page.getByLabel('Rate', { exact: true }).fill(rate);
      await page.getByLabel(/^Currency code/).fill(code);
      assert.match(await page.getByRole('status').filter({ hasText: told }).innerText(), told);
      assert.ok(await page.getByRole('button', { name: 'Show', exact: true }).isDisabled());
    }
  });
});
