// The menu of a row: every entry does what it says, by pointer and by keys, in both languages.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { accessibilityProblems } from '../support/browser.mjs';
import { commandLine, exactly, settled, startVisits } from '../support/visit.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const example = `${root}examples/demo.prorata.ndjson.gz`;
const world = startVisits({ withSource: false });

const permissions = ['clipboard-read', 'clipboard-write'];
const visit = (query, work, options = {}) => world.visitAt(`metrics=demo&${query}`, work, { permissions, ...options });

const ask = (...options) => commandLine('allocate', '--metrics', example, ...options);
const open = async (page, name) => {
  const row = page.locator('.cost-table tbody:last-child tr', { hasText: name }).first();
  await row.hover();
  await row.locator('.row-menu-button').click();
  await page.getByRole('menu').waitFor();
};
const choose = (page, name) => page.getByRole('menuitem', { name, exact: true }).click();
const search = (page) => new URL(page.url()).searchParams;

test('filter to a row, leave rows out, look into one by any key', async () => {
  const [search_, others, fewer, nodes] = await Promise.all([
    ask('--filter', 'namespace:"search"', '--idle', 'hide'),
    ask('--filter', 'namespace!:"search"', '--idle', 'hide'),
    ask('--filter', 'namespace!:"search","checkout"', '--idle', 'hide'),
    ask('--filter', 'namespace:"search"', '--idle', 'hide', '--aggregate', 'node'),
  ]);
  await visit('', async (page) => {
    await open(page, 'search');
    assert.deepEqual(await accessibilityProblems(page), []);
    await choose(page, 'Filter to this');
    await page.waitForURL(/f=namespace/);
    await settled(page);
    assert.equal(search(page).get('f'), 'namespace:"search"');
    assert.equal(await exactly(page, 'Total'), search_.totals.totalCost);
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes('f='));
    await settled(page);

    await open(page, 'search');
    await choose(page, 'Leave it out');
    await page.waitForURL(/f=namespace/);
    await settled(page);
    assert.equal(await exactly(page, 'Total'), others.totals.totalCost);
    await open(page, 'checkout');
    await choose(page, 'Leave it out');
    await page.waitForURL(/checkout/);
    await settled(page);
    assert.equal(search(page).get('f'), 'namespace!:"search","checkout"');
    assert.equal(await exactly(page, 'Total'), fewer.totals.totalCost);

    await page.goto(`${world.site.url}?metrics=demo`);
    await settled(page);
    await open(page, 'search');
    await choose(page, 'Node');
    await page.waitForURL(/by=node/);
    await settled(page);
    assert.equal(await exactly(page, 'Total'), nodes.totals.totalCost);
    assert.equal(await page.locator('.cost-table tbody:last-child tr').count(), nodes.rows.length);
  });
});

test('the cost is explained, and name and command line are copied', async () => {
  await visit('by=controller', async (page) => {
    await open(page, 'opensearch');
    await choose(page, 'Where its cost comes from');
    await page.getByRole('dialog', { name: /opensearch/ }).waitFor();
    await page.keyboard.press('Escape');
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await open(page, 'opensearch');
    await choose(page, 'Name');
    assert.equal(await copied(), 'statefulset:opensearch');
    await open(page, 'opensearch');
    await choose(page, 'Command line for it');
    const line = (await copied()).replace(/^prorata/, `${root}build/native/bin/prorata`);
    const { stdout } = await promisify(execFile)('bash', ['-c', `${line} --format json`], { cwd: root });
    const report = JSON.parse(stdout);
    const whole = await ask('--aggregate', 'controller');
    const wanted = whole.rows.find(({ name }) => name === 'statefulset:opensearch').totalCost;
    assert.equal(report.rows.find(({ name }) => name === 'statefulset:opensearch').totalCost, wanted);
  });
});

test('keys open it, walk through it and leave it; idle has only what fits it', async () => {
  for (const [language, more, first] of [
    ['en', 'More about search', 'Where its cost comes from'],
    ['zh-CN', 'search 的更多操作', '成本从何而来'],
  ]) {
    await visit(
      `lang=${language}`,
      async (page) => {
        const button = page.getByRole('button', { name: more });
        await button.focus();
        await page.keyboard.press('Enter');
        await page.getByRole('menu').waitFor();
        const focused = () => page.evaluate(() => document.activeElement.textContent);
        assert.equal(await focused(), first);
        await page.keyboard.press('ArrowUp');
        const last = await page.getByRole('menuitem').last().innerText();
        assert.equal(await focused(), last);
        await page.keyboard.press('Home');
        assert.equal(await focused(), first);
        assert.deepEqual(await accessibilityProblems(page), []);
        const { x, width } = await page.getByRole('menu').boundingBox();
        assert.ok(x >= 0 && x + width <= 390, 'it is on the screen');
        await page.keyboard.press('Escape');
        await page.getByRole('menu').waitFor({ state: 'detached' });
        assert.equal(await button.evaluate((element) => element === document.activeElement), true);
      },
      { width: 390, scheme: 'dark' },
    );
  }
  await visit('', async (page) => {
    await open(page, 'idle');
    assert.deepEqual(await page.getByRole('menuitem').allInnerTexts(), [
      'Where its cost comes from',
      'Mark it in the link',
      'Name',
      'Command line for it',
    ]);
    await page.mouse.wheel(0, 300);
    await page.getByRole('menu').waitFor({ state: 'detached' });
  });
});
