// Sliders beside the allocation, in Chromium over a real Prometheus: what is shown then is the scenario of the command
// line, in every figure, file and derivation, beside what is charged now.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accessibilityProblems } from '../support/browser.mjs';
import { commandLine, startVisits } from '../support/visit.mjs';

const world = startVisits();

/** A page of its own at the source, once it shows figures. */
const visit = (query, options, work) =>
  world.visit(
    async ({ page }) => {
      await page.locator('.cost-table').waitFor({ timeout: 60_000 });
      await work(page);
    },
    { query, ...options },
  );

const report = (verb, ...options) =>
  commandLine(verb, '--metrics', world.source.url, '--window', world.source.window, ...options);

const amount = (text) => Number(text.replace('−', '-').replaceAll(/[^\d.-]/g, ''));
const near = (seen, wanted, what) => assert.ok(Math.abs(seen - wanted) < 0.0051, `${what}: ${seen} for ${wanted}`);
const tile = async (page, label) =>
  amount(await page.locator('.tile', { hasText: label }).locator('.tile-value').first().innerText());
/** The rows of the cost table, by name: total and change as they are shown. */
async function rowsOf(page) {
  const lines = await page.locator('.cost-table tbody tr:not(.totals)').all();
  const rows = new Map();
  for (const line of lines) {
    const name = (await line.locator('.row-name').innerText()).trim();
    const change = line.locator('.col-change');
    rows.set(name, {
      total: amount(await line.locator('.col-total').innerText()),
      change: (await change.count()) > 0 ? (await change.innerText()).trim() : null,
    });
  }
  return rows;
}

describe('a scenario beside the allocation', () => {
  test('a key opens the sliders; figures, rows and changes are those of the command line', () =>
    visit('step=1h', {}, async (page) => {
      const now = await report('allocate');
      const then = await report('allocate', '--what-if', 'cpu:-20,spot:35');
      await page.keyboard.press('w');
      await page.getByRole('region', { name: 'What if' }).waitFor();
      near(await tile(page, 'Total'), now.totals.totalCost, 'total before a slider moves');
      await page.getByLabel('CPU price, per cent').fill('-20');
      await page.getByLabel('Spot share, per cent').fill('35');
      await page.locator('.tile', { hasText: 'Scenario total' }).waitFor();
      const wanted = then.totals.totalCost.toFixed(2);
      await page
        .locator('.slider-sum b')
        .filter({ hasText: new RegExp(wanted.replace(/\B(?=(\d{3})+\.)/g, ',?').replace('.', '\\.')) })
        .waitFor();
      near(await tile(page, 'Scenario total'), then.totals.totalCost, 'total of the scenario');
      near(amount(await page.locator('.totals .col-total').innerText()), then.totals.totalCost, 'total of the table');
      const shown = await rowsOf(page);
      const before = new Map(now.rows.map(({ name, totalCost }) => [name, totalCost]));
      for (const { kind, name, totalCost } of then.rows.filter((row) => row.kind === 'workload')) {
        const row = shown.get(name);
        assert.ok(row, `${kind} ${name} is in the table`);
        assert.ok(Math.abs(row.total - totalCost) < 0.0051, `${name}: ${row.total} for ${totalCost}`);
        const percent = (100 * totalCost) / before.get(name) - 100;
        assert.ok(Math.abs(amount(row.change) - percent) < 0.051, `${name}: ${row.change} for ${percent}`);
      }
      const idle = then.rows.find((row) => row.kind === 'idle');
      near(await tile(page, 'Idle'), idle.totalCost, 'idle of the scenario');
      assert.match(decodeURIComponent(page.url()), /drawer=whatif/);
    }));

  test('a link shows the scenario; reset and a second press of the key bring back what is charged', () =>
    visit('drawer=whatif&wi=ram:50', {}, async (page) => {
      const now = await report('allocate');
      const then = await report('allocate', '--what-if', 'ram:50');
      await page.locator('.tile', { hasText: 'Scenario total' }).waitFor();
      near(await tile(page, 'Scenario total'), then.totals.totalCost, 'total of the link');
      const [largest] = await page.locator('.largest li').allInnerTexts();
      const changes = then.rows.map(({ name, totalCost }) => ({
        name,
        by: totalCost - (now.rows.find((row) => row.name === name)?.totalCost ?? 0),
      }));
      const most = Math.max(...changes.map(({ by }) => by));
      near(amount(largest.split('\n').at(-1)), most, 'largest change');
      await page.keyboard.press('r');
      await page.locator('.tile', { hasText: 'Scenario total' }).waitFor({ state: 'detached' });
      near(await tile(page, 'Total'), now.totals.totalCost, 'after reset');
      assert.equal(await page.locator('.largest').count(), 0);
      await page.locator('.drawer-switch').click();
      await page.getByRole('region', { name: 'What if' }).waitFor({ state: 'detached' });
      assert.doesNotMatch(page.url(), /drawer/);
    }));

  test('derivations and command lines are of the scenario', () =>
    visit('drawer=whatif&wi=cpu:100', {}, async (page) => {
      await page.locator('.tile', { hasText: 'Scenario total' }).waitFor();
      const row = page.locator('.cost-table tbody tr:not(.totals)', { hasNotText: 'idle' }).first();
      const name = (await row.locator('.row-name').innerText()).trim();
      const shown = amount(await row.locator('.col-total').innerText());
      const explained = await report('explain', '--of', `namespace=${name}`, '--what-if', 'cpu:100');
      assert.ok(Math.abs(explained.totalCost - shown) < 0.0051, `${explained.totalCost} for ${shown}`);
      await row.locator('.figure').first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('what if').first().waitFor();
      await dialog.getByText('--what-if cpu:100').first().waitFor();
    }));

  for (const [width, scheme] of [
    [1440, 'light'],
    [1440, 'dark'],
    [1180, 'light'],
    [390, 'dark'],
  ]) {
    test(`nothing is wider than the window and axe finds nothing: ${width}, ${scheme}`, () =>
      visit('drawer=whatif&wi=spot:35', { width, scheme }, async (page) => {
        await page.locator('.largest li').first().waitFor();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${wide} px too wide`);
        const names = await page
          .locator('.cost-table .row-name')
          .evaluateAll((all) => all.map((name) => name.clientWidth));
        assert.ok(Math.min(...names) >= 80, `names have ${Math.min(...names)} px`);
        assert.deepEqual(await accessibilityProblems(page), []);
      }));
  }
});
