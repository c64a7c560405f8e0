// The page in Chromium over a real Prometheus: figures add up, links restore views, drilling works, all is accessible.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { accessibilityProblems, openPage } from '../support/browser.mjs';
import { openWith } from '../support/page-under-test.mjs';
import { startVisits } from '../support/visit.mjs';

const program = fileURLToPath(new URL('../../../build/native/bin/prorata', import.meta.url));

const world = startVisits();

/** Opens the page with the source and runs `work`; nothing may be reported meanwhile. */
async function visit(query, options, work) {
  const origins = [new URL(world.site.url).origin, new URL(world.source.url).origin];
  const { page, context, problems } = await openPage(world.browser, { ...options, origins });
  try {
    await openWith(page, world.site.url, world.source.url, `w=${world.source.window}&${query}`);
    await page.locator('.answer, .assets-table, .queries-table, [role=alert]').first().waitFor({ timeout: 60_000 });
    await work(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

const tile = (page, label) => page.locator('.tile', { hasText: label }).locator('.tile-value');
const rowNames = (page) => page.locator('.cost-table tbody:last-child .row-name').allInnerTexts();

test('the remainder is exactly zero and the total is that of the nodes', () =>
  visit('', {}, async (page) => {
    assert.match(await tile(page, 'Adds up').getAttribute('title'), /^0\.00 /);
    const [total] = await page.locator('.totals .col-total').allInnerTexts();
    assert.ok(total.startsWith('$'));
    assert.equal(await page.locator('.chip-good', { hasText: 'exact' }).count(), 1);
  }));

/** A displayed amount such as "$1,234.50", "–" or "<$0.01" as [smallest, largest] exact value it may stand for. */
function bounds(text) {
  if (text === '–') return [0, 0];
  const number = Number(text.replace(/[^0-9.]/g, ''));
  if (text.startsWith('<')) return [0, number];
  const half = 0.5 * 10 ** -(text.split('.')[1]?.length ?? 0);
  return [number - half - 1e-9, number + half + 1e-9];
}

test('every figure is what the command line computes, and the total what arithmetic by hand does', () =>
  visit('', {}, async (page) => {
    const args = [
      '--metrics',
      world.source.url,
      '--window',
      world.source.window.replace('..', ','),
      '--format',
      'json',
    ];
    const { stdout } = await promisify(execFile)(program, ['allocate', ...args], { maxBuffer: 1 << 26 });
    const report = JSON.parse(stdout);
    // 176 core-hours and 704 GiB-hours on demand, 20 and 80 on spot, 8 GPU-hours, at the default rates.
    const byHand = 176 * 0.031611 + 704 * 0.004237 + 20 * 0.006655 + 80 * 0.000892 + 8 * 0.95;
    // The nodes' own disks come on top, all of them idle.
    assert.ok(Math.abs(report.totals.totalCost - report.totals.diskCost - byHand) < 1e-6);
    const shown = await page
      .locator('.cost-table tbody:last-child tr')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.innerText.trim())),
      );
    assert.equal(shown.length, report.rows.length);
    shown.forEach(([name, cpu, memory, gpu, disk, total], index) => {
      const row = report.rows[index];
      assert.equal(name, row.kind === 'idle' ? 'idle' : row.name);
      const costs = [row.cpuCost, row.ramCost, row.gpuCost, row.diskCost, row.totalCost];
      [cpu, memory, gpu, disk, total].forEach((text, column) => {
        const [low, high] = bounds(text);
        assert.ok(low <= costs[column] && costs[column] <= high, `${name}: ${text} for ${costs[column]}`);
      });
    });
  }));

test('clicking leads from namespace to container, back returns', () =>
  visit('', {}, async (page) => {
    await page.getByRole('button', { name: 'Open shop' }).click();
    await page.getByRole('button', { name: 'Open deployment:cart' }).click();
    await page
      .getByRole('button', { name: /^Open cart/ })
      .first()
      .click();
    await page.waitForFunction(() => document.querySelector('.cost-table thead')?.textContent?.includes('Container'));
    const names = await rowNames(page);
    assert.ok(names.length > 0);
    assert.equal(await page.locator('.cost-table tbody:last-child .row-workload .row-open').count(), 0);
    assert.match(decodeURIComponent(page.url()), /by=container&f=namespace:"shop"\+controller:"deployment:cart"/);
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('.cost-table thead')?.textContent?.startsWith('Pod'));
    await page.getByRole('navigation', { name: 'Where you are' }).getByRole('button', { name: 'Everything' }).click();
    await page.getByRole('button', { name: 'Open shop' }).waitFor();
  }));

test('a link restores grouping, idle policy, chart, order and language', () =>
  visit(
    'by=node,namespace&idle=share&chart=table&sort=name&lang=zh-CN&theme=dark',
    { locale: 'en-US' },
    async (page) => {
      assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
      assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
      assert.match(await page.locator('.group-menu .control-text').innerText(), /节点.*命名空间/);
      const names = await page.locator('.row-workload .row-name').allInnerTexts();
      assert.ok(names.length > 3);
      assert.deepEqual(names, [...names].sort());
      assert.equal(await page.locator('.step-table').count(), 1);
    },
  ));

test('a filter that the engine refuses is explained, and the page goes on', () =>
  visit('f=nonsense', {}, async (page) => {
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: /^Remove filter/ }).click();
    await page.locator('.answer').waitFor();
  }));

test('name and colour belong together, whatever the order', () =>
  visit('', {}, async (page) => {
    const colours = () =>
      page
        .locator('.cost-table tbody:last-child tr')
        .evaluateAll((rows) =>
          Object.fromEntries(
            rows.map((row) => [
              row.querySelector('.row-name')?.textContent,
              row.querySelector('i')?.getAttribute('style'),
            ]),
          ),
        );
    const before_ = await colours();
    await page.getByRole('columnheader').getByRole('button', { name: 'CPU' }).click();
    assert.deepEqual(await colours(), before_);
  }));

test('arrow keys walk the chart', () =>
  visit('', {}, async (page) => {
    await page.locator('.trend-plot').focus();
    const head = page.locator('.readout-head');
    const whole = await head.innerText();
    await page.keyboard.press('Home');
    assert.notEqual(await head.innerText(), whole);
    await page.keyboard.press('Escape');
    assert.equal(await head.innerText(), whole);
  }));

for (const view of ['allocation', 'assets', 'queries']) {
  for (const theme of ['light', 'dark']) {
    for (const language of ['en', 'zh-CN']) {
      for (const width of [1440, 390]) {
        test(`${view} is accessible and fits: ${theme}, ${language}, ${width}`, () =>
          visit(`v=${view}&theme=${theme}&lang=${language}`, { width }, async (page) => {
            await page.waitForTimeout(200);
            assert.deepEqual(await accessibilityProblems(page), []);
            assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
          }));
      }
    }
  }
}

for (const theme of ['light', 'dark']) {
  test(`dialogs and menus are accessible: ${theme}`, () =>
    visit(`theme=${theme}`, {}, async (page) => {
      for (const name of [/^Group/, /^Filter/, /^Window/, /^Change source/]) {
        await page.getByRole('button', { name }).click();
        await page.getByRole('dialog').waitFor();
        assert.deepEqual(await accessibilityProblems(page), [], String(name));
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
    }));
}

test('keys alone group by pod, open a row and change the theme', () =>
  visit('', {}, async (page) => {
    await page.getByRole('button', { name: /^Group/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Pod', exact: true }).press('Enter');
    await page.keyboard.press('Escape');
    assert.match(page.url(), /by=namespace,pod/);
    await page.goBack();
    await page.getByRole('button', { name: 'Open shop', exact: true }).press('Enter');
    await page.waitForURL(/f=namespace/);
    await page.keyboard.press('t');
    assert.match(page.url(), /theme=light/);
  }));

test('letters lead to views, to the filter and to files; typed ones stay text', () =>
  visit('', {}, async (page) => {
    for (const [letter, view] of [
      ['f', 'flow'],
      ['o', 'overview'],
      ['p', 'prices'],
      ['g', 'gpu'],
      ['q', 'queries'],
      ['s', 'assets'],
    ]) {
      await page.keyboard.press('g');
      await page.keyboard.press(letter);
      await page.waitForURL(new RegExp(`v=${view}(&|$)`));
    }
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.locator('.cost-table').waitFor();
    await page.keyboard.press('x');
    await page.locator('.export-panel').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    const value = page.getByRole('combobox', { name: 'Value' }).or(page.getByPlaceholder('Value'));
    await value.first().fill('');
    await value.first().pressSequentially('gf');
    assert.equal(await value.first().inputValue(), 'gf');
    assert.doesNotMatch(page.url(), /v=flow/);
  }));

test('a window is moved by its length', () =>
  visit('', {}, async (page) => {
    await page.keyboard.press(']');
    await page.waitForURL(/w=2026-03-02T08:00:00Z\.\.2026-03-02T16:00:00Z/);
    await page.goBack();
    await page.locator('.answer').waitFor({ timeout: 30_000 });
  }));

test('a zone moves the borders of days', () =>
  visit('step=1d&tz=Asia/Kathmandu&chart=table', {}, async (page) => {
    const rows = await page.locator('.step-table tbody tr').count();
    assert.equal(rows, 1);
    assert.match(await page.locator('.window-menu .control-text').innerText(), /05:45.*13:45.*Asia\/Kathmandu/);
  }));
