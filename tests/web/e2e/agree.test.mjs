// One figure per name, wherever it stands, and sums that add up whatever is asked: over the example, a week of a cluster.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openPage } from '../support/browser.mjs';
import { commandLine, startVisits } from '../support/visit.mjs';

const example = fileURLToPath(new URL('../../../examples/demo.prorata.ndjson.gz', import.meta.url));

const world = startVisits({ withSource: false });

async function visit(query, work) {
  const { page, context, problems } = await openPage(world.browser);
  try {
    await page.goto(`${world.site.url}?metrics=demo&${query}`);
    await page.locator('.answer:not(.answer-busy)').waitFor({ timeout: 60_000 });
    await work(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

/** What a displayed amount may stand for: [least, most]. */
function bounds(text) {
  if (text === '–') return [0, 0];
  const number = Number(text.replace('−', '-').replaceAll(/[^\d.-]/g, ''));
  if (text.startsWith('<')) return [0, number];
  const half = 0.5 * 10 ** -(text.split('.')[1]?.length ?? 0);
  return [number - half - 1e-9, number + half + 1e-9];
}

function isOf(text, cost, what) {
  const [least, most] = bounds(text);
  assert.ok(least <= cost && cost <= most, `${what}: ${text} for ${cost}`);
}

const reserved = {
  __idle__: 'idle',
  __unallocated__: 'unallocated',
  __unmounted__: 'unmounted',
  __overhead__: 'overhead',
};

/** Name → amount of elements, each with its name and its amount in a place of their own. */
const pairs = (page, selector, name, amount) =>
  page
    .locator(selector)
    .evaluateAll(
      (all, [nameIn, amountIn]) =>
        all.map((element) => [
          element.querySelector(nameIn)?.textContent,
          element.querySelector(amountIn)?.textContent,
        ]),
      [name, amount],
    );

test('every name has one figure: table, areas, chart, cost flow and the command line', async () => {
  const report = await commandLine('allocate', '--metrics', example, '--aggregate', 'controller');
  const costs = new Map(report.rows.map((row) => [reserved[row.name] ?? row.name, row.totalCost]));
  assert.ok(costs.size >= 50, `${costs.size} names`);
  await visit('by=controller', async (page) => {
    const rows = await pairs(page, '.cost-table tbody:last-child tr', '.row-name', '.col-total');
    assert.equal(rows.length, costs.size);
    for (const [name, text] of rows) isOf(text, costs.get(name.trim()) ?? NaN, `row ${name}`);

    const areas = await page.locator('.treemap .area').evaluateAll((all) => all.map(({ title }) => title.split('  ')));
    assert.ok(areas.length >= 40, `${areas.length} areas`);
    for (const [name, text] of areas) isOf(text, costs.get(name) ?? NaN, `area ${name}`);

    const layers = await page
      .locator('.readout li')
      .evaluateAll((all) => all.map((item) => [item.children[1]?.textContent, item.lastElementChild?.textContent]));
    const named = layers.filter(([name]) => costs.has(name));
    assert.ok(named.length >= 7, JSON.stringify(layers));
    for (const [name, text] of named) isOf(text, costs.get(name), `layer ${name}`);
    isOf(await page.locator('.tile-value').first().innerText(), report.totals.totalCost, 'tile');
  });
});

test('columns of the cost flow have the same sum, and its names the figures of the table', async () => {
  const report = await commandLine('allocate', '--metrics', example, '--aggregate', 'namespace');
  const costs = new Map(report.rows.map((row) => [reserved[row.name] ?? row.name, row.totalCost]));
  await visit('v=flow', async (page) => {
    const rows = await pairs(page, '.plain-table tbody tr:not(.totals)', 'th', 'td:last-child');
    for (const [name, text] of rows.filter(([each]) => each.trim() !== 'Total')) {
      isOf(text, costs.get(name.trim()) ?? NaN, `row ${name}`);
    }
    const ends = await page
      .locator('.flow svg rect[x][height]')
      .evaluateAll((all) => all.map((rect) => [rect.getAttribute('x'), Number(rect.getAttribute('height'))]));
    const columns = new Map();
    for (const [x, height] of ends) columns.set(x, (columns.get(x) ?? 0) + height);
    const [left, right] = [Math.min(...[...columns.keys()].map(Number)), Math.max(...[...columns.keys()].map(Number))];
    const [paid, had] = [columns.get(String(left)), columns.get(String(right))];
    // Slivers are drawn at least so thick that they are seen. In the middle nothing stands that nobody has, such as idle.
    assert.ok(Math.abs(paid - had) < 0.03 * paid, `${paid} ${had}`);
  });
});

for (const idle of ['separate', 'share']) {
  test(`a filter changes nothing of the rows that stay: idle ${idle}`, async () => {
    // Idle is shared step by step.
    const keys = ['--aggregate', 'namespace,controller', '--idle', idle, '--step', '1d'];
    const whole = await commandLine('allocate', '--metrics', example, ...keys);
    const costs = new Map(whole.rows.map(({ key, totalCost }) => [Object.values(key).join(' › '), totalCost]));
    const filter = encodeURIComponent('namespace:"search","ml-training"');
    await visit(`by=namespace,controller&idle=${idle}&f=${filter}`, async (page) => {
      const rows = await pairs(page, '.row-workload', '.row-name', '.col-total');
      assert.ok(rows.length > 5 && rows.length < costs.size, `${rows.length} rows`);
      for (const [name, text] of rows) isOf(text, costs.get(name.trim().replace(/ *› */, ' › ')) ?? NaN, `row ${name}`);
    });
  });
}

/** As back and forward do: the view of the link, without loading again. */
async function show(page, query) {
  await page.evaluate((text) => {
    history.pushState(null, '', `?${text}`);
    dispatchEvent(new PopStateEvent('popstate'));
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }, query);
  await page.locator('.answer:not(.answer-busy)').waitFor({ timeout: 30_000 });
}

/** Reproducible choices. */
function chooser(seed) {
  let state = seed;
  return (values) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return values[Math.floor((state / 2 ** 32) * values.length)];
  };
}

/** All digits of a tile, in 10^-9. */
const exact = async (page, label) => {
  const text = await page.locator('.tile', { hasText: label }).first().locator('.tile-value').getAttribute('title');
  const [units = '0', rest = ''] = text
    .replaceAll('−', '-')
    .replaceAll(/[^\d.-]/g, '')
    .split('.');
  return BigInt(units + rest.padEnd(9, '0'));
};

test('30 ways to ask leave nothing over: rows and what is left out are what the cluster costs', () =>
  visit('', async (page) => {
    const pick = chooser(20261123);
    const whole = await exact(page, 'Total');
    let filtered = 0;
    for (let turn = 0; turn < 30; turn += 1) {
      const asked = {
        metrics: 'demo',
        by: pick(['namespace', 'controller', 'node', 'namespace,pod', 'label:team', 'cluster', 'service', 'container']),
        f: pick([
          '',
          '',
          '',
          '',
          'namespace:"search","checkout"',
          'node!:"ip-10-0-14-142.eu-central-1.compute.internal"',
          'label[team]:"payments"',
        ]),
        idle: pick(['separate', 'separate', 'share', 'share', 'hide']),
        idleBy: pick(['node', 'cluster']),
        split: pick(['weighted', 'even']),
        part: pick(['', 'cpu=0.5,ram=0.25']),
        method: pick(['interval', 'average', 'request', 'usage']),
        share: pick(['', 'namespace:"kube-system","monitoring" by even', 'overhead']),
        step: pick(['auto', '1h', '1w']),
      };
      const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== '')).toString();
      await show(page, query);
      assert.equal(await page.getByRole('alert').count(), 0, query);
      const [total, left] = [await exact(page, 'Total'), await exact(page, 'Adds up')];
      assert.equal(total + left, whole, query);
      const isPart = asked.f !== '' || asked.idle === 'hide';
      if (isPart) filtered += 1;
      else assert.equal(left, 0n, query);
    }
    assert.ok(filtered > 5 && filtered < 25, `${filtered} of them show a part`);
  }));

test('activity of GPUs over time is that of their derivations, hour by hour', async () => {
  const pods = { recommender: 1, search: 1 };
  const wanted = new Map();
  for (const namespace of Object.keys(pods)) {
    const { terms } = await commandLine('explain', '--metrics', example, '--of', `namespace=${namespace}`);
    for (const { what, pod, requested, used, hours } of terms)
      if (what === 'gpu') wanted.set(pod, { requested, used, hours });
  }
  assert.ok(wanted.size >= 2);
  await visit('v=gpu', async (page) => {
    const lines = await page.locator('.heat li:not(.heat-axis)').evaluateAll((all) =>
      all.map((line) => ({
        pod: line.firstElementChild.firstChild.textContent,
        part: line.lastElementChild.textContent,
        colours: [
          ...line
            .querySelector('.heat-line > i')
            .getAttribute('style')
            .matchAll(/--heat-(\d)/g),
        ].map(([, level]) => Number(level)),
      })),
    );
    let compared = 0;
    for (const { pod, part, colours } of lines) {
      const term = wanted.get(pod.trim());
      if (!term || term.hours.length !== 168) continue;
      assert.equal(part, `${Math.round((100 * term.used) / term.requested)}%`);
      const levels = term.hours.map(({ used, requested }) => Math.min(5, Math.floor((5 * used) / requested) + 1));
      assert.deepEqual(colours, levels, pod);
      compared += 1;
    }
    assert.ok(compared >= 2, `${compared} lines`);
    await page.locator('.heat-line').first().hover();
    await page.getByText(/^Nov 12, \d\d:00.*: \d/).waitFor();
  });
});

for (const step of ['1d', '1h']) {
  test(`shared idle: table, cost flow, search and scenario have one figure in steps of ${step}`, async () => {
    const { rows } = await commandLine('allocate', '--metrics', example, '--idle', 'share', '--step', step);
    const largest = rows.find(({ kind, name }) => kind === 'workload' && name === 'recommender');
    await visit(`idle=share&step=${step}`, async (page) => {
      const line = (text) => page.locator('.cost-table tbody tr', { hasText: text }).first();
      isOf(await line('recommender').locator('.col-total').innerText(), largest.totalCost, 'table');
      await page.keyboard.press('Control+k');
      await page.locator('.search-input').fill('recommender');
      const found = page.getByRole('option', { name: /recommender.*Namespace/i }).first();
      isOf(await found.locator('.num').innerText(), largest.totalCost, 'search');
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Cost flow' }).click();
      const table = page.locator('[aria-labelledby=flow-table]');
      await table.locator('tbody tr').first().waitFor();
      const row = table.locator('tbody tr', { hasText: 'recommender' }).first();
      isOf(await row.locator('.num').last().innerText(), largest.totalCost, 'flow');
    });
  });
}
