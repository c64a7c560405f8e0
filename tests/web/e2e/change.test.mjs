// What changed against the window before or a chosen one: the differences of two answers of the command line; where there
// is no such window, why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { accessibilityProblems, openPage } from '../support/browser.mjs';
import { commandLine, settled, startVisits } from '../support/visit.mjs';

const example = fileURLToPath(new URL('../../../examples/demo.prorata.ndjson.gz', import.meta.url));
const world = startVisits();

const visit = (query, ...more) => world.visitAt(`metrics=demo&${query}`, ...more);

const reserved = {
  __idle__: 'idle',
  __unallocated__: 'unallocated',
  __unmounted__: 'unmounted',
  __overhead__: 'overhead',
};

const costs = ({ rows }) => new Map(rows.map((row) => [reserved[row.name] ?? row.name, row.totalCost]));

/** Name → what stands in the column, and what it says about itself. */
async function shown(page) {
  await page.locator('td.col-change').first().waitFor({ timeout: 60_000 });
  return page
    .locator('.cost-table tbody:last-child tr')
    .evaluateAll((all) =>
      all.map((row) => [
        row.querySelector('.row-name').textContent.trim(),
        row.querySelector('.col-change').textContent,
        row.querySelector('.col-change').title,
      ]),
    );
}

const number = (text) => Number(text.replace('−', '-').replaceAll(/[^\d.-]/g, ''));

function check(rows, before, now, slack = 0) {
  assert.equal(rows.length, now.size);
  for (const [name, text, title] of rows) {
    const [first, second] = [before.get(name) ?? 0, now.get(name)];
    if (first === 0) {
      assert.equal(text, second === 0 ? '–' : 'new', name);
      continue;
    }
    const percent = ((second - first) / first) * 100;
    if (text.startsWith('>')) assert.ok(percent > 999, name);
    else assert.ok(Math.abs(number(text) - percent) <= 0.05 + 1e-6 + slack, `${name}: ${text} for ${percent}`);
    const [was] = title.match(/^[−<]*\$[\d.,]+/) ?? ['0'];
    assert.ok(Math.abs(number(was) - first) <= 0.005 + 1e-9 + first * slack * 0.01, `${name}: ${title} for ${first}`);
  }
}

test('change is the difference of the answers of two windows, row by row', async () => {
  const ask = (window) =>
    commandLine('allocate', '--metrics', example, '--aggregate', 'controller', '--window', window);
  const [before, now] = await Promise.all([ask('2026-11-14,2026-11-15'), ask('24h')]);
  await visit('w=24h&by=controller&cmp=prev', async (page) => {
    const rows = await shown(page);
    check(rows, costs(before), costs(now));
    assert.ok(rows.some(([, text]) => text === 'new'));
    const note = await page.locator('.change-note').innerText();
    assert.match(note, /Change is against Nov 14, 2026 UTC/);
    const gone = [...costs(before)].filter(([name]) => !costs(now).has(name));
    assert.ok(gone.length > 3 && note.includes(`and ${gone.length - 3} more`), note);
    for (const [name] of gone.slice(0, 1)) assert.ok(note.includes(name), note);
    assert.deepEqual(await accessibilityProblems(page), []);

    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.waitForURL(/sort=-change/);
    const sorted = (await shown(page)).map(([, text]) => text).filter((text) => text !== 'new' && text !== '–');
    const percents = sorted.map(number);
    assert.deepEqual(
      percents,
      [...percents].sort((a, b) => b - a),
    );
  });
});

test('another time is chosen in the menu; a link and a reload keep it', async () => {
  const ask = (window) => commandLine('allocate', '--metrics', example, '--window', window);
  const [before, now] = await Promise.all([ask('2026-11-10T00:00:00Z,2026-11-10T12:00:00Z'), ask('24h')]);
  await visit('w=24h', async (page) => {
    assert.equal(await page.locator('.col-change').count(), 0);
    await page.locator('.window-menu > .control').click();
    const panel = page.getByRole('dialog', { name: 'Window' });
    await panel.getByLabel('Change against').selectOption('a chosen time');
    await panel.getByLabel('From').nth(1).fill('2026-11-10T00:00');
    await panel.getByLabel('To').nth(1).fill('2026-11-10T12:00');
    await panel.getByRole('button', { name: 'Apply' }).nth(1).click();
    await page.locator('td.col-change').first().waitFor();
    await settled(page);
    assert.deepEqual(await accessibilityProblems(page), []);
    check(await shown(page), costs(before), costs(now));
    assert.equal(new URL(page.url()).searchParams.get('cmp'), '2026-11-10T00:00:00Z..2026-11-10T12:00:00Z');
    await page.reload();
    check(await shown(page), costs(before), costs(now));
  });
});

test('where there is no window before, that is said', async () => {
  for (const [language, text] of [
    ['en', /No change is shown: the window before is not in the data, which covers Nov 9\s–\s15, 2026 UTC/],
    ['zh-CN', /未显示变化：数据覆盖 .+，不含前一时段/],
  ]) {
    await visit(
      `cmp=prev&lang=${language}`,
      async (page) => {
        await page.getByRole('status').filter({ hasText: text }).waitFor();
        assert.equal(await page.locator('.col-change').count(), 0);
        assert.deepEqual(await accessibilityProblems(page), []);
      },
      { width: 390, scheme: 'dark' },
    );
  }
});

test('of a server the window before is loaded with it', async () => {
  const ask = (window) => commandLine('allocate', '--metrics', world.source.url, '--window', window);
  const [before, now] = await Promise.all([
    ask('2026-03-02T02:00:00Z,2026-03-02T05:00:00Z'),
    ask('2026-03-02T05:00:00Z,2026-03-02T08:00:00Z'),
  ]);
  const { page, context } = await openPage(world.browser);
  const window = '2026-03-02T05:00:00Z..2026-03-02T08:00:00Z';
  await page.goto(`${world.site.url}?metrics=${encodeURIComponent(world.source.url)}&w=${window}&cmp=prev`);
  await page.getByRole('button', { name: 'Read data' }).click();
  // What is a part of something longer has its labels and lifetimes: within a thousandth.
  check(await shown(page), costs(before), costs(now), 0.1);
  const total = Number((await page.locator('.tile-value').first().getAttribute('title')).replaceAll(/[^\d.]/g, ''));
  assert.ok(Math.abs(total - now.totals.totalCost) <= now.totals.totalCost * 0.001, `${total}`);
  assert.match(await page.locator('.tile').first().innerText(), /05:00.+08:00/);
  await page.goto(page.url().replace(/w=[^&]+/, 'w=yesterday'));
  await page.getByText(/not for words of the calendar|No pods ran/).waitFor({ timeout: 60_000 });
  await context.close();
});
