// Prices of nodes that are typed into their table: the figures of the command line with the price file that they make, which
// can be saved; nothing else becomes dearer or cheaper; undone, kept in a link, refused where it is none.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { accessibilityProblems } from '../support/browser.mjs';
import { commandLine, exactly, settled, startVisits } from '../support/visit.mjs';

const example = fileURLToPath(new URL('../../../examples/demo.prorata.ndjson.gz', import.meta.url));
const world = startVisits({ withSource: false });
const visit = (query, work, options) => world.visitAt(`metrics=demo&v=prices&${query}`, work, options);
const search = (page) => new URL(page.url()).searchParams;
const field = (page, name) => page.getByLabel(`Another price of ${name}, per hour`);
const costs = (...options) =>
  commandLine('allocate', '--metrics', example, ...options).then(({ totals }) => totals.totalCost);

/** The first tile, once it has the figure. */
async function scenarioTotal(page, wanted) {
  for (let turn = 0; turn < 100 && (await exactly(page, 'Scenario')) !== wanted; turn += 1)
    await page.waitForTimeout(100);
  assert.equal(await exactly(page, 'Scenario'), wanted);
}

for (const list of ['exported', 'builtin']) {
  test(`a price that is typed makes the scenario, and the file of it the same on the command line: ${list}`, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'prorata-edited-'));
    try {
      await visit(list === 'exported' ? '' : 'prices=builtin', async (page) => {
        const before = await exactly(page, 'Scenario');
        await field(page, 'm6i.2xlarge').fill('0.40');
        await page.keyboard.press('Enter');
        await field(page, 'c6i.2xlarge spot').fill('.1');
        await page.keyboard.press('Tab');
        await page.waitForURL((url) => url.searchParams.get('wip') === 'c6i.2xlarge/spot:0.1,m6i.2xlarge:0.4');
        const [saved] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: /^Save edited-prices/ }).click(),
        ]);
        const file = path.join(folder, saved.suggestedFilename());
        await saved.saveAs(file);
        const base = list === 'builtin' ? ['--prices', 'builtin'] : [];
        assert.equal(before, await costs(...base));
        await scenarioTotal(page, await costs('--prices', file));
        assert.deepEqual(await accessibilityProblems(page), []);

        const [now, then] = await Promise.all(
          [base, ['--prices', file]].map((prices) => commandLine('assets', '--metrics', example, ...prices)),
        );
        const changed = then.assets.filter((asset, row) => asset.totalCost !== now.assets[row].totalCost);
        assert.ok(changed.length > 20);
        for (const { kind, instanceType, spot, hourlyPrice } of changed) {
          assert.equal(kind, 'node');
          assert.deepEqual([instanceType, hourlyPrice], spot ? ['c6i.2xlarge', 0.1] : ['m6i.2xlarge', 0.4]);
        }
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test('a price is undone by its button, by the empty field, by going back, and all of them by Reset', async () => {
  await visit('wip=m6i.2xlarge:0.4,r6i.2xlarge:0.5,z9.huge:1', async (page) => {
    await page.getByText('No such node in this window: z9.huge.').waitFor();
    await page.getByRole('button', { name: 'Price of m6i.2xlarge as it was' }).click();
    assert.equal(search(page).get('wip'), 'r6i.2xlarge:0.5,z9.huge:1');
    await page.goBack();
    assert.equal(search(page).get('wip'), 'm6i.2xlarge:0.4,r6i.2xlarge:0.5,z9.huge:1');
    await field(page, 'r6i.2xlarge').fill('');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('wip') === 'm6i.2xlarge:0.4,z9.huge:1');
    await page.getByRole('button', { name: 'Reset' }).click();
    assert.equal(search(page).get('wip'), null);
    await scenarioTotal(page, await costs());
  });
});

test('what is no price says so and changes nothing', async () => {
  for (const [language, label, text] of [
    ['en', 'Another price of m6i.2xlarge, per hour', 'a price above 0, such as 0.25'],
    ['zh-CN', 'm6i.2xlarge 的每小时改价', '请输入大于 0 的价格，例如 0.25'],
  ]) {
    await visit(`lang=${language}`, async (page) => {
      for (const wrong of ['-1', 'cheap', '0', '1,5', '1e3']) {
        await page.getByLabel(label).fill(wrong);
        await page.keyboard.press('Enter');
        assert.equal(await page.getByRole('alert').innerText(), text, wrong);
        assert.equal(search(page).get('wip'), null);
      }
      assert.deepEqual(await accessibilityProblems(page), []);
    });
  }
});

test('edited prices are those of the allocation with what-if beside it, of its derivations and its command line', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'prorata-edited-'));
  const file = path.join(folder, 'prices.csv');
  const { assets } = await commandLine('assets', '--metrics', example);
  const rows = assets.filter(({ kind, instanceType }) => kind === 'node' && instanceType === 'm6i.2xlarge');
  const head = 'EndTimestamp,InstanceID,Region,AssetClass,InstanceIDField,InstanceType,MarketPriceHourly,Version';
  const lines = rows.map(({ providerID }) => `,${providerID},,node,spec.providerID,,0.4,v1`);
  writeFileSync(file, [head, ...lines, ''].join('\n'));
  const wanted = await costs('--prices', file).finally(() => rmSync(folder, { recursive: true }));
  await world.visitAt('metrics=demo&drawer=whatif&wip=m6i.2xlarge:0.4', async (page) => {
    await page.locator('.tile', { hasText: 'Scenario' }).first().waitFor();
    await settled(page);
    await scenarioTotal(page, wanted);
    await page.goto(`${page.url()}&v=prices`.replace('drawer=whatif&', ''));
    await page.getByText('Save edited-prices.csv').waitFor();
    await scenarioTotal(page, wanted);
    await page.getByRole('button', { name: 'Ask elsewhere' }).click();
    await page.getByText(/--prices edited-prices\.csv/).waitFor();
  });
});
