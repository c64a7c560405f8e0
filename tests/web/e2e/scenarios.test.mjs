// Several scenarios with names in one link, each with the total that it has by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems } from '../support/browser.mjs';
import { answered, exactly, startVisits, tile } from '../support/visit.mjs';

const world = startVisits();
const row = (page, name) => page.locator('.scenarios-table tbody tr', { hasText: name });
const cells = async (page, name) => (await row(page, name).locator('.num').allInnerTexts()).map((text) => text.trim());

async function keep(page, name, kept = name) {
  await page.getByLabel('Keep these sliders as').fill(name);
  await page.getByRole('button', { name: 'Keep', exact: true }).press('Enter');
  await row(page, kept).waitFor();
}

test('scenarios are kept in the link, compared, shown again and removed', () =>
  world.visit(
    async ({ page }) => {
      await answered(page);
      await page.getByRole('spinbutton', { name: 'Spot share' }).fill('35');
      await page.waitForURL(/wi=spot:35/);
      await keep(page, 'A third spot');
      await page.getByRole('spinbutton', { name: 'Spot share' }).fill('0');
      await page.getByRole('spinbutton', { name: 'CPU price' }).fill('-20');
      await page.waitForURL(/wi=cpu:-20/);
      await keep(page, 'Cheap | CPU', 'Cheap CPU');
      const { searchParams } = new URL(page.url());
      assert.equal(searchParams.get('wi'), 'cpu:-20|A third spot~spot:35|Cheap CPU~cpu:-20');

      await page.waitForFunction(() => !document.querySelector('.scenarios-table').innerText.includes('…'));
      const [total, difference] = await cells(page, 'Cheap');
      const shown = await tile(page, 'Scenario total').locator('.tile-value').innerText();
      assert.equal(total, shown);
      assert.match(difference, /^[−-]/);
      assert.deepEqual(await accessibilityProblems(page), []);

      // A cold load of the link, and the other scenario as the sliders have it.
      await page.reload();
      await answered(page);
      await page.waitForFunction(() => !document.querySelector('.scenarios-table').innerText.includes('…'));
      assert.deepEqual(await cells(page, 'Cheap'), [total, difference]);
      const [spot] = await cells(page, 'A third spot');
      await page.getByRole('button', { name: 'Show A third spot' }).press('Enter');
      await page.waitForURL(/wi=spot:35/);
      await page.waitForFunction(
        (text) => document.querySelector('.tile-value')?.textContent.includes(text.replace(/^[^\d]*/, '')),
        spot,
      );
      assert.ok((await exactly(page, 'Scenario total')) > 0);

      await page.getByRole('button', { name: 'Remove A third spot' }).press('Enter');
      await row(page, 'A third spot').waitFor({ state: 'detached' });
      assert.equal(new URL(page.url()).searchParams.get('wi'), 'spot:35|Cheap CPU~cpu:-20');
      await page.getByRole('button', { name: '中文' }).click();
      await page.getByRole('heading', { name: '此链接中的方案' }).waitFor();
      assert.deepEqual(await accessibilityProblems(page), []);
    },
    { query: 'v=prices' },
  ));

for (const [theme, width] of [
  ['light', 1440],
  ['dark', 390],
]) {
  test(`scenarios fit and are accessible: ${theme}, ${width}`, () =>
    world.visit(
      async ({ page }) => {
        await answered(page);
        await row(page, 'Arm').waitFor();
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
        await page.locator('.scenarios-table').scrollIntoViewIfNeeded();
        await page.screenshot({ path: `build/test-output/scenarios-${theme}-${width}.png`, fullPage: true });
      },
      { query: `v=prices&theme=${theme}&wi=spot:35|Arm~cpu:-20,ram:-20|Half+spot~spot:50`, width },
    ));
}
