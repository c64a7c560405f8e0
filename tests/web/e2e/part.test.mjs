// A part of what a file covers: chosen in the menu or named by a link, it is what every view, file and command is about,
// and its figures are those of the command line.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { accessibilityProblems, openPage } from '../support/browser.mjs';
import { commandLine, exactly, settled, startVisits } from '../support/visit.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const example = 'examples/demo.prorata.ndjson.gz';
const world = startVisits({ withSource: false });

const visit = (...given) => world.visitAt(...given);

const ask = (verb, window, ...more) => commandLine(verb, '--metrics', `${root}${example}`, '--window', window, ...more);

const wOf = (page) => new URL(page.url()).searchParams.get('w');
const windowButton = (page) => page.locator('.window-menu > .control');

for (const window of ['24h', '2026-11-10T06:00:00Z..2026-11-12T18:30:00Z']) {
  test(`every view of ${window} has the figures of the command line`, async () => {
    const [costs, assets] = await Promise.all([ask('allocate', window), ask('assets', window)]);
    await visit(`w=${window}`, async (page) => {
      assert.equal(await exactly(page, 'Total'), costs.totals.totalCost);
      const idle = costs.rows.find(({ name }) => name === '__idle__');
      assert.equal(await exactly(page, 'Idle'), idle.totalCost);

      await page.getByRole('link', { name: 'Overview' }).click();
      await page.getByRole('heading', { name: 'Most idle nodes' }).waitFor();
      await settled(page);
      assert.equal(await exactly(page, 'Total'), costs.totals.totalCost);

      await page.getByRole('link', { name: 'Assets' }).click();
      const dearest = assets.assets.filter(({ kind }) => kind === 'node').sort((a, b) => b.totalCost - a.totalCost)[0];
      const first = page.locator('.assets-table tbody tr').first();
      await first.waitFor();
      const shown = await first.locator('.figure').innerText();
      assert.ok(Math.abs(Number(shown.replaceAll(/[^\d.]/g, '')) - dearest.totalCost) <= 0.005, shown);

      await page.getByRole('link', { name: 'Prices & what-if' }).click();
      await page.getByRole('heading', { name: 'Who pays what' }).waitFor();
      await settled(page);
      assert.equal(await exactly(page, 'Baseline'), costs.totals.totalCost);

      await page.getByRole('link', { name: 'Cost flow' }).click();
      await page.locator('.flow svg').waitFor();
      const sum = await page.getByText(/first and last column/).innerText();
      assert.ok(Math.abs(Number(sum.replaceAll(/[^\d.]/g, '')) - costs.totals.totalCost) <= 0.005, sum);
      assert.equal(wOf(page), window);
    });
  });
}

test('files, derivations and commands are about the part', async () => {
  const window = '3d';
  const costs = await ask('allocate', window, '--step', '1h');
  await visit(`w=${window}&step=1h`, async (page) => {
    await page.locator('.export-menu > .control').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'JSON', exact: true }).click(),
    ]);
    assert.match(download.suggestedFilename(), /2026-11-13-2026-11-16/);
    assert.deepEqual(JSON.parse(readFileSync(await download.path(), 'utf8')), costs);

    await page.keyboard.press('Escape');
    await page.locator('.share-menu > .control').first().click();
    const line = await page.getByRole('region', { name: 'Command line' }).locator('code').innerText();
    assert.match(line, /--window 3d/);
    const program = `${root}build/native/bin/prorata`;
    const run = (text) => promisify(execFile)('bash', ['-c', text], { cwd: root, maxBuffer: 1 << 28 });
    const { stdout } = await run(`${line.replace(/^prorata/, program)} --format json`);
    assert.deepEqual(JSON.parse(stdout), costs);
    assert.match(await page.getByRole('region', { name: 'HTTP' }).locator('code').innerText(), /window=3d/);

    await page.keyboard.press('Escape');
    await page.locator('.cost-table .figure').nth(1).click();
    const dialog = page.getByRole('dialog');
    const explaining = dialog.locator('code', { hasText: 'prorata explain' });
    const explained = JSON.parse((await run((await explaining.innerText()).replace(/^prorata/, program))).stdout);
    const total = Number((await dialog.locator('.lead').innerText()).match(/([\d,.]+) USD/)[1].replaceAll(',', ''));
    assert.equal(total, explained.totalCost);
  });
});

test('a part is chosen in the menu; back, forward and a reload keep it', async () => {
  const whole = await commandLine('allocate', '--metrics', `${root}${example}`);
  const day = await ask('allocate', '24h');
  const range = '2026-11-10T06:00:00Z..2026-11-11T06:00:00Z';
  const custom = await ask('allocate', range);
  await visit('', async (page) => {
    await windowButton(page).click();
    const panel = page.getByRole('dialog', { name: 'Window' });
    await panel.getByText(/The data covers Nov 9\s–\s15, 2026 UTC/).waitFor();
    assert.deepEqual(await panel.locator('.choices button').allInnerTexts(), [
      'All of it',
      'Last hour',
      'Last 6 hours',
      'Last 24 hours',
      'Last 3 days',
    ]);
    assert.deepEqual(await accessibilityProblems(page), []);
    await panel.getByRole('button', { name: 'Last 24 hours' }).click();
    await settled(page);
    assert.equal(await exactly(page, 'Total'), day.totals.totalCost);

    await windowButton(page).click();
    await panel.getByLabel('From').fill('2026-11-10T06:00');
    await panel.getByLabel('To').fill('2026-11-17T06:00');
    assert.equal(await panel.getByRole('button', { name: 'Apply' }).isDisabled(), true, 'it ends after the data');
    await panel.getByLabel('To').fill('2026-11-11T06:00');
    await panel.getByRole('button', { name: 'Apply' }).click();
    await settled(page);
    assert.equal(wOf(page), range);
    assert.equal(await exactly(page, 'Total'), custom.totals.totalCost);

    await page.reload();
    await settled(page);
    assert.equal(await exactly(page, 'Total'), custom.totals.totalCost);
    await page.getByRole('button', { name: 'Earlier window' }).click();
    await settled(page);
    assert.equal(wOf(page), '2026-11-09T06:00:00Z..2026-11-10T06:00:00Z');
    assert.equal(await page.getByRole('button', { name: 'Earlier window' }).isDisabled(), true, 'half of it is there');
    await page.goBack();
    await page.goBack();
    await page.locator('.tile', { hasText: 'Nov 15, 2026' }).waitFor();
    assert.equal(await exactly(page, 'Total'), day.totals.totalCost);
    await page.goBack();
    await page.locator('.tile', { hasText: /Nov 9\s–\s15/ }).waitFor();
    assert.equal(await exactly(page, 'Total'), whole.totals.totalCost);
    await page.goForward();
    await page.locator('.tile', { hasText: 'Nov 15, 2026' }).waitFor();
    assert.equal(await exactly(page, 'Total'), day.totals.totalCost);
  });
});

test('hours and days are those of the zone of the view', async () => {
  const day = await ask('allocate', 'yesterday', '--tz', 'Asia/Shanghai');
  const typed = await ask('allocate', '2026-11-10T00:00:00+08:00,2026-11-11T00:00:00+08:00');
  await visit('w=yesterday&tz=Asia/Shanghai', async (page) => {
    assert.equal(await exactly(page, 'Total'), day.totals.totalCost);
    await windowButton(page).click();
    const panel = page.getByRole('dialog', { name: 'Window' });
    await panel.getByLabel('From').fill('2026-11-10T00:00');
    await panel.getByLabel('To').fill('2026-11-11T00:00');
    await panel.getByRole('button', { name: 'Apply' }).click();
    await settled(page);
    assert.equal(wOf(page), '2026-11-09T16:00:00Z..2026-11-10T16:00:00Z');
    assert.equal(await exactly(page, 'Total'), typed.totals.totalCost);
  });
});

for (const [language, title, all] of [
  ['en', 'This window is not in the data', 'Show all of it'],
  ['zh-CN', '数据中没有这一时段', '显示全部'],
]) {
  test(`a window outside says what there is, and leads to all of it: ${language}`, async () => {
    const { page, context, problems } = await openPage(world.browser, { width: 390 });
    for (const window of ['30d', 'nonsense', '2020-01-01..2020-01-02']) {
      await page.goto(`${world.site.url}?w=${window}&lang=${language}`);
      await page.getByRole('heading', { name: title }).waitFor({ timeout: 60_000 });
      await page.getByRole('button', { name: all }).waitFor();
      const alert = await page.getByRole('alert').innerText();
      assert.ok(alert.includes(window), alert);
      assert.match(alert, /Nov 9\s–\s15, 2026|2026\/11\/9\s–\s11\/15|2026年11月9日/, alert);
      assert.deepEqual(await accessibilityProblems(page), []);
    }
    await page.getByRole('button', { name: all }).click();
    await settled(page);
    assert.equal(wOf(page), null);
    assert.deepEqual(problems, []);
    await context.close();
  });
}

test('another file is shown whole', async () => {
  await visit('w=24h', async (page) => {
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.locator('input[type=file]').setInputFiles(`${root}examples/mini.prorata.ndjson.gz`);
    await page.locator('.connection b', { hasText: 'mini.prorata.ndjson.gz' }).waitFor();
    await settled(page);
    assert.equal(wOf(page), null);
    const whole = await commandLine('allocate', '--metrics', `${root}examples/mini.prorata.ndjson.gz`);
    assert.equal(await exactly(page, 'Total'), whole.totals.totalCost);
  });
});
