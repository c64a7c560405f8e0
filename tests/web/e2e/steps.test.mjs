// Steps of the chart as filters: a press on a bar, a drag over several, and keys show these alone, with the figures that the
// command line has of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { accessibilityProblems } from '../support/browser.mjs';
import { commandLine, exactly, settled, startVisits } from '../support/visit.mjs';

const example = fileURLToPath(new URL('../../../examples/demo.prorata.ndjson.gz', import.meta.url));
const world = startVisits({ withSource: false });

const total = async (window) =>
  (await commandLine('allocate', '--metrics', example, '--window', window)).totals.totalCost;
const range = (first, last) => `2026-11-${first}T00:00:00Z..2026-11-${last}T00:00:00Z`;

const visit = (work, options) =>
  world.visitAt('metrics=demo', (page) => work(page, page.locator('.trend-plot .u-over')), options);

/** Where the n-th of seven bars stands. */
async function at(plot, step) {
  const { x, y, width, height } = await plot.boundingBox();
  return [x + (width * (step + 0.5)) / 7, y + height / 2];
}

const shows = async (page, window) => {
  await page.waitForURL((url) => url.searchParams.get('w') === window);
  await settled(page);
  assert.equal(await exactly(page, 'Total'), await total(window));
};

test('a press shows a day alone, a drag several; back leads out again', async () => {
  await visit(async (page, plot) => {
    const whole = await exactly(page, 'Total');
    await page.mouse.click(...(await at(plot, 2)));
    await shows(page, range('11', '12'));
    await page.goBack();
    await page.waitForFunction(() => !location.search.includes('w='));
    await page.locator('.tile', { hasText: /Nov 9\s–\s15/ }).waitFor();
    await settled(page);
    assert.equal(await exactly(page, 'Total'), whole);

    await page.mouse.move(...(await at(plot, 4)));
    await page.mouse.down();
    await page.mouse.move(...(await at(plot, 3)), { steps: 4 });
    await page.mouse.move(...(await at(plot, 1)), { steps: 4 });
    const band = await page.locator('.plot-band').boundingBox();
    const { width } = await plot.boundingBox();
    assert.ok(Math.abs(band.width - (width * 4) / 7) < 4, 'the bars that are meant are marked');
    await page.mouse.up();
    await shows(page, range('10', '14'));
    assert.deepEqual(await accessibilityProblems(page), []);
  });
});

test('arrow keys and Enter do the same', async () => {
  await visit(async (page) => {
    await page.locator('.trend-plot').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Enter');
    await shows(page, range('10', '12'));
  });
});

test('all of it is no choice', async () => {
  await visit(async (page) => {
    await page.locator('.trend-plot').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);
    assert.equal(new URL(page.url()).searchParams.get('w'), null);
  });
});
