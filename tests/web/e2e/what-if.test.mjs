// Overview, what-if, GPUs and cost flow in Chromium over a real Prometheus: figures are those of the command line, sliders ask no source.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openPage } from '../support/browser.mjs';
import { openWith } from '../support/page-under-test.mjs';
import { startVisits } from '../support/visit.mjs';

const program = fileURLToPath(new URL('../../../build/native/bin/prorata', import.meta.url));

const world = startVisits();

async function visit(query, options, work) {
  const origins = [new URL(world.site.url).origin, new URL(world.source.url).origin];
  const { page, context, problems } = await openPage(world.browser, { ...options, origins });
  try {
    await openWith(page, world.site.url, world.source.url, `w=${world.source.window}&${query}`);
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    await work(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

async function report(verb, ...options) {
  const args = [verb, '--metrics', world.source.url, '--window', world.source.window, '--format', 'json', ...options];
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 1 << 28 });
  return JSON.parse(stdout);
}

const amount = (text) => Number(text.replace('−', '-').replaceAll(/[^\d.-]/g, ''));
const tile = async (page, label) =>
  amount(await page.locator('.tile', { hasText: label }).locator('.tile-value').first().innerText());
const near = (seen, wanted, what) => assert.ok(Math.abs(seen - wanted) < 0.0051, `${what}: ${seen} for ${wanted}`);
/** The sum of a scenario as the page shows it, once it is this. */
const settled = (page, text) => page.locator('.slider-sum b', { hasText: text }).waitFor({ timeout: 20_000 });

test('the overview has the totals of the command line, and its lines lead to rows', () =>
  visit('v=overview', {}, async (page) => {
    const { totals, rows } = await report('allocate', '--step', '1h');
    near(await tile(page, 'Total'), totals.totalCost, 'total');
    const idle = rows.find(({ kind }) => kind === 'idle');
    near(await tile(page, 'Idle'), idle.totalCost, 'idle');
    const components = page.getByRole('region', { name: 'What is paid for' });
    for (const [name, field] of [
      ['CPU', 'cpuCost'],
      ['Memory', 'ramCost'],
      ['GPU', 'gpuCost'],
    ]) {
      const line = components.locator('tr', { has: page.getByRole('rowheader', { name, exact: true }) });
      near(amount(await line.locator('.num').first().innerText()), totals[field], name);
    }
    const workloads = await report('allocate', '--step', '1h', '--aggregate', 'namespace,controller');
    const [largest] = workloads.rows.filter(({ kind }) => kind === 'workload');
    const first = page.getByRole('region', { name: 'Largest workloads' }).locator('tbody tr').first();
    near(amount(await first.locator('.num').innerText()), largest.totalCost, 'largest workload');
    await first.getByRole('button').click();
    await page.locator('.cost-table').waitFor();
    assert.match(decodeURIComponent(page.url()), /f=namespace:"[^"]+"\+controller:"/);
    near(amount(await page.locator('.totals .col-total').innerText()), largest.totalCost, 'total of its pods');
  }));

test('the GPU view has the cost, the hours and the activity of the command line', () =>
  visit('v=gpu', {}, async (page) => {
    const { totals, rows } = await report('allocate');
    near(await tile(page, 'GPU cost'), totals.gpuCost, 'GPU cost');
    const users = rows.filter(({ gpuCost }) => gpuCost > 0);
    const shown = page.locator('[aria-labelledby=gpu-rows] tbody tr');
    assert.equal(await shown.count(), users.length);
    for (const { kind, name, gpuCost, gpuHours } of users) {
      const line = shown.filter({ has: page.getByText(kind === 'idle' ? 'idle' : name, { exact: true }) });
      const [cost, , , hours] = (await line.locator('.num').allInnerTexts()).map(amount);
      near(cost, gpuCost, name);
      near(hours || 0, gpuHours, `${name}, hours`);
    }
    const { assets } = await report('assets');
    const machines = assets.filter(({ gpus }) => gpus > 0);
    assert.equal(await page.locator('[aria-labelledby=gpu-nodes] tbody tr').count(), machines.length);
  }));

for (const [shape, key] of [
  ['workload', 'namespace'],
  ['node', 'node'],
]) {
  test(`the cost flow and its table have what the command line has: ${shape}`, () =>
    visit(`v=flow&flow=${shape}`, {}, async (page) => {
      const { totals, rows } = await report('allocate', '--aggregate', key);
      const table = page.locator('[aria-labelledby=flow-table]');
      const heads = await table.locator('thead th').allInnerTexts();
      const sum = (await table.locator('.totals .num').allInnerTexts()).map(amount);
      const fields = { CPU: 'cpuCost', Memory: 'ramCost', GPU: 'gpuCost', Disk: 'diskCost', Total: 'totalCost' };
      for (const [name, field] of Object.entries(fields)) {
        near(sum[heads.indexOf(name) - 1], totals[field], name);
      }
      assert.equal(await table.locator('tbody tr:not(.totals)').count(), rows.length);
      // Heights of the bands' ends are in proportion to their costs, so each column has the same height of them.
      const ends = await page.locator('.flow-node').evaluateAll((list) =>
        list.map((end) => ({
          title: end.querySelector('title').textContent,
          height: Number(end.querySelector('rect').getAttribute('height')),
        })),
      );
      const heightOf = (name) => ends.find(({ title }) => title.startsWith(`${name}  `)).height;
      const scale = heightOf('CPU') / totals.cpuCost;
      const idle = rows.find(({ kind }) => kind === 'idle').totalCost;
      for (const [name, cost] of [
        ['Memory', totals.ramCost],
        ['GPU', totals.gpuCost],
        ['idle', idle],
      ]) {
        assert.ok(Math.abs(heightOf(name) - cost * scale) < 0.5, `${name} ${heightOf(name)} ${cost * scale}`);
      }
      await page.locator('.flow-open rect').first().click();
      await page.locator('.cost-table').waitFor();
    }));
}

test('a scenario in a link is what the command line computes, row by row', () =>
  visit('v=prices&wi=spot:35,cpu:-10,committed:40,saving:25', {}, async (page) => {
    const wanted = await report('allocate', '--step', '1h', '--what-if', 'spot:35,cpu:-10,committed:40,saving:25');
    const baseline = await report('allocate', '--step', '1h');
    near(await tile(page, 'Scenario total'), wanted.totals.totalCost, 'scenario');
    near(await tile(page, 'Baseline'), baseline.totals.totalCost, 'baseline');
    near(await tile(page, 'Difference'), wanted.totals.totalCost - baseline.totals.totalCost, 'difference');
    assert.equal(await tile(page, 'Adds up'), 0);
    const rows = page.locator('.change-table tbody tr:not(.totals)');
    assert.equal(await rows.count(), baseline.rows.length);
    for (const row of await rows.all()) {
      const name = (await row.locator('.row-name').innerText()).trim();
      const [first, second] = (await row.locator('.num').allInnerTexts()).map(amount);
      const cost = (answer) => answer.rows.find((one) => (one.kind === 'idle' ? 'idle' : one.name) === name).totalCost;
      near(first || 0, cost(baseline), `${name}, baseline`);
      near(second || 0, cost(wanted), `${name}, scenario`);
    }
    const { assets: nodes } = await report('assets', '--what-if', 'spot:35,cpu:-10,committed:40,saving:25');
    const prices = new Set(
      nodes.filter(({ kind }) => kind === 'node').map(({ hourlyPrice }) => hourlyPrice.toFixed(4)),
    );
    const shown = await page.locator('[aria-labelledby=what-if-prices] tbody .strong').allInnerTexts();
    for (const text of shown) {
      const price = amount(text);
      assert.ok(
        [...prices].some((one) => Math.abs(Number(one) - price) < 0.0006),
        `${text} of ${[...prices].join(' ')}`,
      );
    }
  }));

test('dragging a slider asks the engine alone, follows the link, and changes few texts', () =>
  visit('v=prices', {}, async (page) => {
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.evaluate(() => {
      globalThis.changed = [];
      new MutationObserver((list) =>
        globalThis.changed.push(list.filter(({ type }) => type === 'characterData').length),
      ).observe(document.body, { subtree: true, characterData: true });
    });
    const slider = page.getByRole('slider', { name: 'Spot share' });
    await slider.focus();
    for (let step = 0; step < 35; step += 1) await page.keyboard.press('ArrowRight');
    const wanted = await report('allocate', '--step', '1h', '--what-if', 'spot:35');
    await settled(page, wanted.totals.totalCost.toFixed(2));
    await page.waitForURL(/wi=spot:35/);
    const changed = await page.evaluate(() => globalThis.changed);
    assert.ok(Math.max(...changed) <= 250, `${Math.max(...changed)} texts at once`);
    assert.deepEqual(
      asked.filter((url) => !/\/assets\/files-[\w-]+\.wasm$/.test(url)),
      [],
    );
    await page.getByRole('button', { name: 'Reset' }).click();
    const { totals } = await report('allocate', '--step', '1h');
    await settled(page, totals.totalCost.toFixed(2));
    await page.waitForFunction(() => !location.search.includes('wi='));
  }));

test('idle charged to teams, and costs that others bear, are those of the command line', () =>
  visit('v=prices', {}, async (page) => {
    await page.getByRole('spinbutton', { name: 'Idle charged to teams' }).fill('50');
    await page.keyboard.press('Tab');
    await page.getByLabel('Costs that others bear').fill('namespace:"kube-system" by even');
    await page.keyboard.press('Tab');
    await page.waitForURL(/wi=idle:50&wis=/);
    const half = 'cpu=0.5,ram=0.5,gpu=0.5,disk=0.5';
    const rule = 'namespace:"kube-system" by even';
    const options = ['--idle', 'share', '--idle-coefficients', half, '--share', rule];
    const wanted = await report('allocate', '--step', '1h', ...options);
    const shop = wanted.rows.find(({ name }) => name === 'shop').totalCost;
    const row = page.locator('.change-table tr', { hasText: 'shop' });
    await row.locator('.strong', { hasText: shop.toFixed(2) }).waitFor({ timeout: 20_000 });
    assert.equal(await tile(page, 'Adds up'), 0);
  }));

test('a scenario that means nothing is the baseline; numbers beyond an end are that end', () =>
  visit('v=prices&wi=spot:999,cpu:x,nothing:5,:', {}, async (page) => {
    assert.equal(await page.getByRole('spinbutton', { name: 'Spot share' }).inputValue(), '100');
    assert.equal(await page.getByRole('spinbutton', { name: 'CPU price' }).inputValue(), '0');
    assert.match(page.url(), /wi=spot:100(&|$)/);
  }));

for (const without of ['f=namespace:"shop"', 'idle=hide']) {
  test(`where idle is not in the view, none is charged in its scenario: ${without}`, () =>
    visit(`v=prices&${without}&wi=idle:50,cpu:10`, {}, async (page) => {
      const options = without === 'idle=hide' ? ['--idle', 'hide'] : ['--filter', 'namespace:"shop"', '--idle', 'hide'];
      const now = await report('allocate', ...options);
      const dearer = await report('allocate', ...options, '--what-if', 'cpu:10');
      near(await tile(page, 'Baseline'), now.totals.totalCost, 'baseline');
      await settled(page, dearer.totals.totalCost.toFixed(2));
      assert.ok(await page.getByRole('slider', { name: 'Idle charged to teams' }).isDisabled());
      await page.getByText('Idle is not in this view', { exact: false }).waitFor();
      await page.locator('.tile', { hasText: 'not in this view' }).waitFor();
    }));
}
