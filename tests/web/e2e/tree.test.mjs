// Rows that are opened in place have the figures of the command line, which add up to the row above them; columns, marks,
// the legend as a filter, and the page in a frame: by pointer, by keys, and from a link.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { accessibilityProblems } from '../support/browser.mjs';
import { commandLine, exactly, settled, startVisits } from '../support/visit.mjs';

const example = fileURLToPath(new URL('../../../examples/demo.prorata.ndjson.gz', import.meta.url));
const world = startVisits({ withSource: false });
const visit = (query, work, options) => world.visitAt(`metrics=demo&${query}`, work, options);
const ask = (...options) => commandLine('allocate', '--metrics', example, ...options);
const search = (page) => new URL(page.url()).searchParams;

const rows = (page) => page.locator('.cost-table tbody:last-child tr:not(.gap)');
const row = (page, name) =>
  rows(page)
    .filter({ has: page.locator('.name-last .name-text', { hasText: new RegExp(`^${name}$`) }) })
    .first();
const column = async (page, name) =>
  page
    .locator('.cost-table tbody:last-child tr')
    .evaluateAll(
      (all, cell) =>
        all.map((each) => [each.getAttribute('aria-level'), each.querySelector(cell)?.textContent ?? null]),
      `.col-${name}`,
    );
const cents = (amount) => Math.round(Number(amount.replaceAll(/[^\d.-]/g, '')) * 100);

test('a row opens to its workloads, and one of these to its pods: figures of the command line, in the row order', async () => {
  const [controllers, pods] = await Promise.all([
    ask('--filter', 'namespace:"checkout"', '--idle', 'hide', '--aggregate', 'controller'),
    ask('--filter', 'namespace:"checkout"+controller:"deployment:cart"', '--idle', 'hide', '--aggregate', 'pod'),
  ]);
  await visit('', async (page) => {
    const before = await rows(page).count();
    await row(page, 'checkout').locator('button.row-twist').click();
    await row(page, 'cart').waitFor();
    assert.equal(await rows(page).count(), before + controllers.rows.length);
    await row(page, 'cart').locator('button.row-twist').click();
    await page.locator('.cost-table tr[aria-level="3"]').first().waitFor();
    assert.equal(search(page).get('open'), 'checkout,checkout/deployment:cart');
    assert.deepEqual(await accessibilityProblems(page), []);

    const shown = await column(page, 'total');
    const of = (level) => shown.filter(([at]) => at === level).map(([, text]) => cents(text));
    assert.deepEqual(
      of('2'),
      controllers.rows.map(({ totalCost }) => Math.round(totalCost * 100)),
    );
    assert.deepEqual(
      of('3'),
      pods.rows.map(({ totalCost }) => Math.round(totalCost * 100)),
    );
    await row(page, 'checkout').locator('button.row-twist').click();
    await page.waitForFunction(() => !location.search.includes('open='));
    assert.equal(await rows(page).count(), before);
  });
});

test('what rows are made of adds up to them, however idle and shared costs are charged', async () => {
  for (const query of [
    'idle=share',
    'share=namespace:"kube-system" by even',
    'by=label:team',
    'method=usage&idle=hide',
  ]) {
    await visit(`cols=total&${query}`, async (page) => {
      const opened = rows(page).filter({ has: page.locator('button.row-twist') });
      await opened.first().locator('button.row-twist').click();
      await page.locator('.cost-table tr[aria-level="2"]').first().waitFor();
      const sums = await page.evaluate(() => {
        const all = [...document.querySelectorAll('.cost-table tbody:last-child tr')];
        const at = all.findIndex((each) => each.getAttribute('aria-expanded') === 'true');
        const end = all.findIndex((each, place) => place > at && each.getAttribute('aria-level') === '1');
        const amount = (each) => each.querySelector('.col-total').textContent;
        return [amount(all[at]), all.slice(at + 1, end).map(amount)];
      });
      const [whole, parts] = sums;
      assert.ok(parts.length > 0);
      const sum = parts.reduce((all, text) => all + (text === '–' ? 0 : cents(text)), 0);
      // Each figure is rounded to a cent by itself.
      assert.ok(Math.abs(sum - cents(whole)) <= parts.length, `${query}: ${whole} of ${parts.join(' ')}`);
    });
  }
});

test('rows that are opened have all columns, with their change, beside a scenario and against the time before', async () => {
  const first = ['--window', '2026-11-10T00:00:00Z..2026-11-11T00:00:00Z'];
  const cart = ['--filter', 'namespace:"checkout"', '--idle', 'hide', '--aggregate', 'controller'];
  const [now, spot, before, after] = await Promise.all([
    ask(...cart),
    ask(...cart, '--what-if', 'spot:35'),
    ask(...cart, ...first),
    ask(...cart, '--window', '2026-11-11T00:00:00Z..2026-11-12T00:00:00Z'),
  ]);
  const cost = (report) => report.rows.find(({ name }) => name === 'deployment:cart').totalCost;
  const percent = (from, to) => `${((to / from - 1) * 100).toFixed(1)}%`.replace('-', '−').replace(/^(?=\d)/, '+');
  for (const [query, wanted] of [
    ['drawer=whatif&wi=spot:35', percent(cost(now), cost(spot))],
    ['w=2026-11-11T00:00:00Z..2026-11-12T00:00:00Z&cmp=prev', percent(cost(before), cost(after))],
  ]) {
    await visit(`${query}&open=checkout`, async (page) => {
      await row(page, 'cart').locator('.col-change', { hasText: '%' }).waitFor();
      const cells = await page.locator('.cost-table tr').evaluateAll((all) => all.map((each) => each.cells.length));
      assert.equal(new Set(cells).size, 1, cells.join(' '));
      const text = await row(page, 'cart').locator('.col-change').innerText();
      assert.equal(text.replace(/^\+0\.0%$/, '0.0%'), wanted.replace(/^[+−]0\.0%$/, '0.0%'));
    });
  }
});

test('arrow keys open a row, go into it and out again; a link has the same rows open', async () => {
  await visit('open=checkout', async (page) => {
    await page.locator('.cost-table tr[aria-level="2"]').first().waitFor();
    const button = page.getByRole('button', { name: 'Open search', exact: true });
    await button.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL((url) => url.searchParams.get('open') === 'checkout,search');
    await page.waitForFunction(
      () => document.activeElement?.closest('tr')?.nextElementSibling?.getAttribute('aria-level') === '2',
    );
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate(() => document.activeElement.closest('tr').ariaLevel), '2');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate(() => document.activeElement.closest('tr').ariaLevel), '2');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Open search');
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL((url) => url.searchParams.get('open') === 'checkout');
  });
});

test('columns are chosen by boxes, kept in the link, and come back', async () => {
  await visit('', async (page) => {
    const heads = () => page.locator('.cost-table thead th').evaluateAll((all) => all.map((each) => each.className));
    const all = await heads();
    await page.getByRole('button', { name: 'Columns of the table' }).click();
    const dialog = page.getByRole('dialog', { name: 'Columns' });
    await dialog.getByLabel('Memory').uncheck();
    await dialog.getByLabel('Share').uncheck();
    assert.deepEqual(await accessibilityProblems(page), []);
    assert.deepEqual(
      await heads(),
      all.filter((name) => name !== 'col-ram' && name !== 'col-share'),
    );
    assert.match(search(page).get('cols'), /^cpu,gpu,.*total,change,efficiency,trend$/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.reload();
    await settled(page);
    assert.ok(!(await heads()).includes('col-ram'));
    await page.getByRole('button', { name: 'Columns of the table' }).click();
    await dialog.getByRole('button', { name: 'All columns' }).click();
    assert.deepEqual(await heads(), all);
    assert.equal(search(page).get('cols'), null);
  });
});

test('a name of the legend is a filter like any other', async () => {
  const alone = await ask('--filter', 'namespace:"search"', '--idle', 'hide');
  await visit('', async (page) => {
    const whole = await exactly(page, 'Total');
    await page.getByRole('button', { name: 'Show search alone' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('f') === 'namespace:"search"');
    await settled(page);
    assert.equal(await exactly(page, 'Total'), alone.totals.totalCost);
    assert.equal(await page.locator('.readout-only').count(), 0, 'what is alone is no choice');
    await page.getByRole('button', { name: 'Remove filter Namespace = search' }).click();
    await page.waitForFunction(() => !location.search.includes('f='));
    await page.locator('.readout-only').first().waitFor();
    await settled(page);
    assert.equal(await exactly(page, 'Total'), whole);
  });
});

test('a row and a step are marked, in the link too; what is not there is said', async () => {
  await visit('', async (page) => {
    await row(page, 'search').hover();
    await row(page, 'search').locator('.row-menu-button').click();
    await page.getByRole('menuitem', { name: 'Mark it in the link' }).click();
    assert.equal(search(page).get('sel'), 'row:search');
    assert.equal(await page.locator('tr[aria-current=true] .name-text').textContent(), 'search');

    await page.locator('.trend-plot').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    assert.equal(search(page).get('sel'), 'step:2026-11-10');
    await page.reload();
    await settled(page);
    assert.match(await page.locator('.readout-head').innerText(), /Nov 10/);
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.getByRole('button', { name: 'Take the mark away' }).click();
    assert.equal(search(page).get('sel'), null);
    assert.match(await page.locator('.readout-head').innerText(), /Whole window/);
  });
  await visit('sel=row:nobody&open=search,none/deployment:x', async (page) => {
    const note = page.getByText('The link marks or opens what is not in this view: none › deployment:x, nobody.');
    await note.waitFor();
    await page.getByRole('button', { name: 'Leave it out of the link' }).click();
    assert.deepEqual([search(page).get('sel'), search(page).get('open')], [null, null]);
  });
});

test('in the frame of another page there are the view and a way out, and nothing else', async () => {
  await visit('embed=1&cols=cpu', async (page) => {
    assert.equal(await page.locator('nav[aria-label=Views], header.top, .notice').count(), 0);
    assert.deepEqual(await accessibilityProblems(page), []);
    const link = page.getByRole('link', { name: 'Open in prorata' });
    assert.equal(await link.getAttribute('href'), `${new URL(page.url()).pathname}?metrics=demo&cols=cpu,total`);
    const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
    assert.equal(scrollWidth, clientWidth);
  });
});
