// What a panel does beside showing figures: it says what is wrong and what to change, follows field options, is worked by
// keyboard, and leaves the rest of the dashboard alone. In the newest release only; host.test.mjs has the others.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { startSpine } from '../support/spine.mjs';
import { explainedByCli, fromCli, panelFrames, planQueries } from './support/answers.mjs';
import { panelOf } from './support/panels.mjs';
import { shownMoney, startStage, tableOf } from './support/stage.mjs';

const window = { from: '2026-03-02T01:00:00Z', to: '2026-03-02T07:00:00Z' };
const [release] = (process.env.GRAFANA ?? '13.2').split(',');

/** One interval of totals, for the command line too. */
const wholeSix = { from: '2026-03-02T00:00:00Z', to: '2026-03-02T06:00:00Z' };

let frames;
let totals;
let stage;
const reports = {};
before(async () => {
  const server = await startSpine();
  try {
    frames = await panelFrames(server.url, window);
    const ask = (more) => fromCli(server.url, window, { step: 'window', ...more });
    reports.namespaces = JSON.parse(await ask({ aggregate: ['namespace'] }));
    reports.workloads = JSON.parse(await ask({ aggregate: ['controller'], filter: 'namespace:"shop"' }));
    reports.csv = await ask({ aggregate: ['namespace'], format: 'csv' });
    reports.shop = await explainedByCli(server.url, window, 'namespace=shop');
    totals = await panelFrames(server.url, wholeSix, { mode: 'totals' });
    reports.totals = JSON.parse(
      await fromCli(server.url, wholeSix, {
        aggregate: ['namespace'],
        step: 'window',
        mode: 'totals',
        resolution: '6h',
      }),
    );
    const prices = {
      format: 'prorata.prices/1',
      currency: 'USD',
      units: { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', node: 'hour' },
      defaults: { cpu: '0.1', memory: '0.0042', gpu: '0.95' },
      nodes: [{ cpu: '0.1', memory: '0.0042', gpu: '0.95' }],
    };
    reports.whatIf = JSON.parse(await ask({ aggregate: ['namespace'], prices }));
  } finally {
    await server.stop();
  }
  stage = await startStage(release);
});
after(() => stage?.close());

const panel = (more = {}) => panelOf(frames, window, more);
const only = (...refIds) => frames.filter(({ refId }) => refIds.includes(refId));
const without = (...refIds) => frames.filter(({ refId }) => !refIds.includes(refId));
const number = (labels, values = [1]) => ({
  refId: 'A',
  length: values.length,
  meta: {},
  fields: [
    { name: 'Time', type: 'time', config: {}, values: values.map((_, place) => Date.parse(window.from) + place) },
    { name: 'Value', type: 'number', config: {}, labels, values },
  ],
});

describe('a panel that cannot show figures', () => {
  const cases = {
    'without data': [panelOf([], window), 'view', /Set up queries/],
    'with series of something else': [panelOf([number({ __name__: 'up' })], window), 'view', /None of these series/],
    'with queries that found nothing': [
      panelOf([{ refId: 'cpu_usage', length: 0, meta: {}, fields: [] }], window),
      'view',
      /Set up queries/,
    ],
    'with options that mean nothing': [
      panelOf([], window, { rawOptions: { view: 'pie', limit: 'many' } }),
      'alert',
      /view is "pie"; it must be table, series, treemap, stats, flow\. limit is "many"; it must be a whole number/,
    ],
    'with options that are none': [panelOf([], window, { rawOptions: 'x' }), 'alert', /must be an object/],
    'with a key that does not exist': [() => panel({ options: { groupBy: ['colour'] } }), 'alert', /colour/],
    'with a filter that cannot be read': [
      () => panel({ options: { filter: 'namespace=shop' } }),
      'alert',
      /filter, column/,
    ],
    'with a price file that is no YAML': [
      () => panel({ options: { prices: 'format: [' } }),
      'alert',
      /prices:1: this is no YAML/,
    ],
    'with a price file that has a wrong field': [
      () =>
        panel({
          options: { prices: 'format: prorata.prices/1\ncurrency: USD\nunits: {cpu: core-hour}\ndefault: {}\n' },
        }),
      'alert',
      /prices:\d+: default: there is no such field/,
    ],
    'with a step that fits no hour': [
      () =>
        panelOf(
          frames.map((frame) => ({
            ...frame,
            fields: frame.fields.map((field) =>
              field.type === 'time' ? { ...field, config: { interval: 420_000 } } : field,
            ),
          })),
          window,
        ),
      'alert',
      /7m does not fit into hours/,
    ],
  };
  for (const [name, [made, role, expected]] of Object.entries(cases)) {
    it(`${name} says what to change, and leaves the others alone`, async () => {
      const bad = typeof made === 'function' ? made() : made;
      const good = panel();
      const shown = await stage.show([bad, good]);
      const message =
        role === 'alert'
          ? shown.panel(bad.id).getByRole('alert')
          : shown.panel(bad.id).getByText(/^Unable to render data/);
      await message.waitFor();
      assert.match(await message.innerText(), expected);
      assert.equal(Object.keys(await tableOf(shown.panel(good.id))).length, reports.namespaces.rows.length + 1);
      assert.equal(await shown.page.getByTestId('panel-crashed').count(), 0);
      assert.deepEqual(shown.problems, []);
      assert.deepEqual(await shown.accessibility(), []);
    });
  }
});

describe('a panel with part of its data', () => {
  const notesOf = async (shown, id) => {
    await shown
      .panel(id)
      .getByRole('button', { name: /notes?$/ })
      .click();
    return shown.panel(id).getByRole('dialog').innerText();
  };

  for (const [refId, effect] of [
    ['requests', /charged by usage/],
    ['cpu_usage', /CPU is charged by request only/],
    ['capacity', /there is no idle/],
    ['labels', /Costs by label/],
  ]) {
    it(`without ${refId} shows figures and what is lost`, async () => {
      const one = panelOf(without(refId), window);
      const shown = await stage.show([one]);
      await tableOf(shown.panel(one.id));
      const notes = await notesOf(shown, one.id);
      assert.ok(notes.includes(`Query ${refId} gave nothing`));
      assert.match(notes, effect);
      assert.deepEqual(await shown.accessibility(), []);
    });
  }

  it('after an error of a query says which, and closes its notes by keyboard', async () => {
    const one = panelOf(without('ram_usage'), window, {
      state: 'Error',
      errors: [{ refId: 'ram_usage', message: 'query timed out' }],
    });
    const shown = await stage.show([one]);
    const notes = await notesOf(shown, one.id);
    assert.match(notes, /Query ram_usage failed\s+query timed out/);
    await shown.page.keyboard.press('Escape');
    await shown.panel(one.id).getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('names strangers, rates and text among its frames', async () => {
    const rate = only('cpu_usage').map((frame, place) => ({
      ...frame,
      meta: { ...frame.meta, ...(place === 0 ? { executedQueryString: 'Expr: rate(x[5m])' } : {}) },
    }));
    const text = {
      refId: 'B',
      length: 1,
      meta: {},
      fields: [{ name: 'Value', type: 'string', config: {}, values: ['1'] }],
    };
    const one = panelOf([...without('cpu_usage'), ...rate, number({ __name__: 'up', job: 'x' }), text], window);
    const shown = await stage.show([one]);
    const notes = await notesOf(shown, one.id);
    assert.match(notes, /Query cpu_usage asks for a rate/);
    assert.match(notes, /Query A is not used\s+1 series such as up\{job="x"\}/);
    assert.match(notes, /Query B is not used\s+Its values are text/);
  });

  it('keeps its figures while new ones load', async () => {
    const one = panel();
    const shown = await stage.show([one]);
    const before = await tableOf(shown.panel(one.id));
    await shown.change(one.id, { state: 'Loading' });
    await shown.page.waitForTimeout(300);
    assert.deepEqual(await tableOf(shown.panel(one.id)), before);
  });
});

describe('a panel follows', () => {
  const table = async (more) => {
    const one = panel(more);
    const shown = await stage.show([one]);
    const cells = await tableOf(shown.panel(one.id));
    return { shown, one, cells, head: await shown.panel(one.id).locator('thead').innerText() };
  };
  const [first] = ['ml'];
  const row = () => reports.namespaces.rows.find(({ name }) => name === first);

  it('unit, decimals and names of its field options', async () => {
    const { cells, head } = await table({
      fieldConfig: {
        defaults: { unit: 'currencyEUR', decimals: 3 },
        overrides: [
          { matcher: { id: 'byName', options: 'Memory' }, properties: [{ id: 'displayName', value: 'RAM' }] },
          { matcher: { id: 'byName', options: 'GPU' }, properties: [{ id: 'decimals', value: 0 }] },
        ],
      },
    });
    assert.equal(cells[first].CPU, `€${row().cpuCost.toFixed(3)}`);
    assert.equal(cells[first].GPU, `€${row().gpuCost.toFixed(0)}`);
    assert.match(cells[first].Share, /%$/, 'ratios keep their own unit');
    assert.match(head, /RAM/);
    assert.doesNotMatch(head, /Memory/);
  });

  it('decimals alone, with the currency of the prices', async () => {
    const { cells } = await table({
      fieldConfig: { defaults: { decimals: 4 } },
      options: {
        prices:
          'format: prorata.prices/1\ncurrency: EUR\nunits: {cpu: core-hour, memory: GiB-hour, gpu: gpu-hour}\ndefaults: {cpu: 0.031611, memory: 0.004237, gpu: 0.95}\n',
      },
    });
    assert.equal(cells[first].Total, `€${row().totalCost.toFixed(4)}`);
  });

  it('thresholds, mappings and links', async () => {
    const { shown, one } = await table({
      fieldConfig: {
        overrides: [
          {
            matcher: { id: 'byName', options: 'Efficiency' },
            properties: [
              { id: 'color', value: { mode: 'thresholds' } },
              {
                id: 'thresholds',
                value: {
                  mode: 'absolute',
                  steps: [
                    { value: -Infinity, color: 'red' },
                    { value: 0.9, color: 'green' },
                  ],
                },
              },
            ],
          },
          {
            matcher: { id: 'byName', options: 'GPU' },
            properties: [{ id: 'mappings', value: [{ type: 'value', options: { 0: { text: 'no GPU' } } }] }],
          },
          {
            matcher: { id: 'byName', options: 'Namespace' },
            properties: [{ id: 'links', value: [{ title: 'Details', url: '/d/x?ns=${__value.raw}' }] }],
          },
        ],
      },
    });
    const cell = (name, text) =>
      shown
        .panel(one.id)
        .locator('tr', { has: shown.page.locator(`th[title="${name}"]`) })
        .getByText(text, { exact: true });
    const colour = (locator) => locator.evaluate((element) => getComputedStyle(element).color);
    const used = (name) => reports.namespaces.rows.find((row) => row.name === name).totalEfficiency;
    assert.ok(used('shop') >= 0.9 && used('ml') < 0.9, 'on both sides of the threshold');
    const figure = (name) => cell(name, `${(used(name) * 100).toFixed(1)}%`);
    assert.notEqual(await colour(figure('shop')), await colour(figure('ml')));
    assert.equal(await cell('shop', 'no GPU').count(), 1);
    assert.equal(await shown.panel(one.id).locator('th[title="shop"] a, th[title="shop"] button').count(), 1);
  });

  it('an override of a row in the chart and the treemap', async () => {
    const fieldConfig = {
      overrides: [
        {
          matcher: { id: 'byName', options: 'ml' },
          properties: [
            { id: 'color', value: { mode: 'fixed', fixedColor: '#ff0000' } },
            { id: 'displayName', value: 'Machine learning' },
          ],
        },
      ],
    };
    const panels = ['treemap', 'series'].map((view) => panel({ fieldConfig, options: { view } }));
    const shown = await stage.show(panels);
    const area = shown.panel(panels[0].id).getByTitle(/^Machine learning/);
    await area.waitFor();
    assert.equal(await area.evaluate((element) => getComputedStyle(element).backgroundColor), 'rgb(255, 0, 0)');
    await shown.panel(panels[1].id).getByText('Machine learning').waitFor();
  });

  it('variables in its filter and its keys', async () => {
    const { cells } = await table({
      variables: { namespace: ['shop', 'data'], by: 'namespace' },
      options: { groupBy: ['$by'], filter: 'namespace:$namespace' },
    });
    assert.deepEqual(Object.keys(cells).sort(), ['Idle (all nodes)', 'Total', 'data', 'shop']);
    const all = await table({ variables: { namespace: ['$__all'] }, options: { filter: 'namespace:"$namespace"' } });
    assert.equal(Object.keys(all.cells).length, reports.namespaces.rows.length + 1);
  });
});

describe('a panel is worked', () => {
  it('by keyboard: rows open, the way back is a line of names', async () => {
    const one = panel();
    const shown = await stage.show([one]);
    const place = shown.panel(one.id);
    await tableOf(place);
    await place.getByRole('button', { name: 'Open shop' }).focus();
    await shown.page.keyboard.press('Enter');
    await place.getByRole('navigation').waitFor();
    await place.locator('thead', { hasText: 'Workload' }).waitFor();
    const cells = await tableOf(place);
    for (const row of reports.workloads.rows.filter(({ kind }) => kind === 'workload')) {
      assert.equal(cells[row.name].Total, shownMoney(row.totalCost), row.name);
    }
    await shown.page.screenshot({ path: 'build/test-output/panel-opened.png' });
    assert.deepEqual(await shown.accessibility(), []);
    await place.getByRole('button', { name: 'Back to Namespace' }).press('Enter');
    await place.locator('thead', { hasText: 'Namespace' }).waitFor();
    assert.equal(await place.getByRole('navigation').count(), 0);
  });

  it('to set the variable of a dashboard', async () => {
    const one = panel({ options: { click: 'variable' } });
    const shown = await stage.show([one]);
    await tableOf(shown.panel(one.id));
    await shown.panel(one.id).getByRole('button', { name: 'Set namespace to shop' }).click();
    const search = await shown.page.evaluate(() => window.host.location());
    assert.equal(new URLSearchParams(search).get('var-namespace'), 'shop');
  });

  it('to sort, without a change of figures', async () => {
    const one = panel();
    const shown = await stage.show([one]);
    const place = shown.panel(one.id);
    await tableOf(place);
    const names = () => place.locator('tbody th').allInnerTexts();
    const sort = (name) => place.getByRole('columnheader', { name }).getByRole('button').click();
    await sort('Namespace');
    assert.deepEqual(
      await names(),
      [...(await names())].sort((a, b) => (a < b ? -1 : 1)),
    );
    assert.equal(await place.getByRole('columnheader', { name: 'Namespace' }).getAttribute('aria-sort'), 'ascending');
    await sort('Efficiency');
    assert.equal((await names())[0], 'shop');
    assert.equal((await names()).at(-1), 'Idle', 'what is not known comes last');
    await sort('Efficiency');
    assert.equal((await names()).at(-1), 'Idle', 'in either direction');
  });

  it('to say where a total comes from, as the command line explains it', async () => {
    const one = panel();
    const shown = await stage.show([one]);
    const place = shown.panel(one.id);
    await tableOf(place);
    await place.getByRole('button', { name: 'Where the cost of shop comes from' }).press('Enter');
    const dialog = place.getByRole('dialog', { name: 'Where the cost of shop comes from' });
    await dialog.getByRole('listitem').first().waitFor();
    const { totalCost, terms } = reports.shop;
    const said = await dialog.innerText();
    assert.ok(said.includes(`exactly ${totalCost} USD`), said.slice(0, 300));
    const sorted = [...terms].sort((a, b) => b.totalCost - a.totalCost);
    const heads = (await dialog.locator('li strong').allInnerTexts()).map((text) => text.trim());
    assert.deepEqual(
      heads,
      sorted.slice(0, heads.length).map((term) => shownMoney(term.totalCost)),
    );
    const [largest] = sorted;
    assert.ok(said.includes(`${largest.namespace} / ${largest.pod} / ${largest.container}`));
    assert.ok(said.includes(`${largest.rateMost ?? largest.hours[0].rate} USD = ${shownMoney(largest.ownCost)}`), said);
    // How each rate came about, in the words of the command line.
    assert.equal(largest.rates.length, 1);
    assert.ok(said.includes(`Rate: ${largest.rates[0].text}`), said);
    assert.equal(said.match(/Rate: /g).length, heads.length);
    assert.deepEqual(await shown.accessibility(), []);
    await shown.page.screenshot({ path: 'build/test-output/panel-explained.png' });
    await shown.page.keyboard.press('Escape');
    await place.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('to take its figures as CSV, as the command line writes them', async () => {
    const one = panel({ title: 'Cost of "a/b"' });
    const shown = await stage.show([one]);
    await tableOf(shown.panel(one.id));
    const coming = shown.page.waitForEvent('download');
    await shown.panel(one.id).getByRole('button', { name: 'Download CSV' }).click();
    const download = await coming;
    assert.equal(download.suggestedFilename(), 'Cost of _a_b_.csv');
    assert.equal(readFileSync(await download.path(), 'utf8'), reports.csv);
  });

  it('to try prices, as the command line has them in a file', async () => {
    const one = panel({ options: { whatIf: true } });
    const shown = await stage.show([one]);
    const place = shown.panel(one.id);
    const before = await tableOf(place);
    await place.getByRole('slider', { name: /Core-hour/ }).fill('0.1');
    const total = shownMoney(reports.whatIf.totals.totalCost);
    await place.locator('tfoot', { hasText: total }).waitFor();
    const cells = await tableOf(place);
    for (const row of reports.whatIf.rows.filter(({ kind }) => kind === 'workload')) {
      assert.equal(cells[row.name].Total, shownMoney(row.totalCost), row.name);
    }
    await place.getByRole('button', { name: 'As priced' }).click();
    await place.locator('tfoot', { hasText: before.Total.Total }).waitFor();
  });

  it('to zoom and to read a step of the chart', async () => {
    const one = panel({ options: { view: 'series' } });
    const shown = await stage.show([one]);
    const plot = shown.panel(one.id).locator('.u-over');
    await plot.waitFor();
    const box = await plot.boundingBox();
    await shown.page.mouse.move(box.x + box.width * 0.1, box.y + box.height / 2);
    await shown.page.mouse.move(box.x + box.width * 0.12, box.y + box.height / 2);
    await shown.page.getByText('2026-03-02 01:00:00 – 2026-03-02 02:00:00').waitFor();
    await shown.page.mouse.down();
    await shown.page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 5 });
    await shown.page.mouse.up();
    await shown.page.waitForFunction(() => window.host.zooms.length === 1);
  });

  it('in any size', async () => {
    const views = ['table', 'series', 'treemap', 'stats', 'flow'];
    const sizes = [
      [200, 100],
      [260, 180],
      [1600, 900],
    ];
    const panels = sizes.flatMap(([width, height]) =>
      views.map((view) => panel({ title: view, width, height, options: { view, whatIf: width === 260 } })),
    );
    const shown = await stage.show(panels, { width: 1700, height: 900 });
    await shown.page.waitForFunction(() => !document.body.innerText.includes('Computing'));
    await shown.panel(panels.at(-5).id).locator('tbody th').first().waitFor();
    await shown.page.screenshot({ path: 'build/test-output/panel-sizes.png', fullPage: true });
    for (const { id } of panels) {
      const outside = await shown.panel(id).evaluate((section) => {
        const frame = section.getBoundingClientRect();
        const inner = section.querySelector('[data-testid="prorata-cost-panel"]')?.getBoundingClientRect();
        return inner ? inner.right > frame.right + 1 || inner.bottom > frame.bottom + 1 : true;
      });
      assert.equal(outside, false, `panel ${id}`);
    }
    assert.deepEqual(shown.problems, []);
  });
});

describe('totals', () => {
  it('show the figures of the command line, and say what they cannot show', async () => {
    const [table, series] = [panelOf(totals, wholeSix, {}), panelOf(totals, wholeSix, { options: { view: 'series' } })];
    const shown = await stage.show([table, series]);
    const rows = await tableOf(shown.panel(table.id));
    const workloads = reports.totals.rows.filter(({ kind }) => kind === 'workload');
    assert.ok(workloads.length > 1);
    for (const { name, totalCost } of workloads) assert.equal(rows[name]?.Total, shownMoney(totalCost), name);
    for (const [{ id }, wanted] of [
      [table, /Use is summed up for the whole range[^]*cannot show their course/],
      [series, /Use is summed up for the whole range[^]*steps show it spread evenly/],
    ]) {
      const place = shown.panel(id);
      await place.getByRole('button', { name: /notes?$/ }).click();
      assert.match(await place.getByRole('dialog').innerText(), wanted);
      await shown.page.keyboard.press('Escape');
    }
    assert.deepEqual(shown.problems, []);
  });
});

describe('set up queries', () => {
  it('shows the plan of what is asked, and what is missing in it', async () => {
    const one = panelOf(totals, wholeSix, {
      targets: [{ refId: 'A', datasource: { type: 'prometheus', uid: 'my-source' } }],
    });
    const shown = await stage.show([one]);
    await shown.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await tableOf(shown.panel(one.id));
    await shown.showMore({ editor: { editor: 'setUp', options: {} } });
    const editor = shown.page.locator('[data-editor="setUp"]');
    const names = () => editor.locator('li').locator('span').filter({ hasText: /^\w+$/ }).allInnerTexts();
    const refIds = (mode) => planQueries({ mode }).map(({ refId }) => refId);
    const listed = async (mode) => {
      const found = await names();
      assert.deepEqual(
        found.filter((name) => refIds(mode).includes(name)),
        refIds(mode),
        mode,
      );
    };
    await listed('stepped');
    for (const [label, mode, hint] of [
      ['Totals', 'totals', /cannot be shown/],
      ['Rules', 'rules', /prorata rules/],
    ]) {
      // Grafana lays the input over its label.
      await editor.getByRole('radio', { name: label, exact: true }).check({ force: true });
      await listed(mode);
      assert.match(await editor.innerText(), hint);
      // Before copying: Grafana's button is a nameless tick for a moment after it.
      if (mode === 'totals') assert.deepEqual(await shown.accessibility(), []);
      await editor.getByRole('button', { name: 'Copy panel JSON', exact: true }).click();
      const copied = JSON.parse(await shown.page.evaluate(() => navigator.clipboard.readText()));
      assert.deepEqual(
        copied.targets.map(({ refId, expr }) => [refId, expr]),
        planQueries({ mode }).map(({ refId, expr }) => [refId, expr]),
      );
      assert.equal(copied.options.setUp.mode, mode);
      assert.ok(copied.targets.length <= 12);
    }
    await shown.page.screenshot({ path: 'build/test-output/panel-set-up.png', fullPage: true });
  });

  it('copies whole panels and single queries, and marks what is missing', async () => {
    const one = panelOf(without('labels'), window, {
      targets: [{ refId: 'A', datasource: { type: 'prometheus', uid: 'my-source' } }],
    });
    const shown = await stage.show([one]);
    await shown.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await tableOf(shown.panel(one.id));
    await shown.showMore({ editor: { editor: 'setUp', options: { view: 'treemap' } } });
    const editor = shown.page.locator('[data-editor="setUp"]');
    await editor.getByPlaceholder('cluster="$cluster"').fill('env="prod"');
    assert.deepEqual(await shown.accessibility(), []);
    const copied = async (name) => {
      await editor.getByRole('button', { name, exact: true }).click();
      return shown.page.evaluate(() => navigator.clipboard.readText());
    };
    const panelText = JSON.parse(await copied('Copy panel JSON'));
    assert.equal(panelText.type, 'prorata-cost-panel');
    assert.equal(panelText.options.view, 'treemap');
    const planned = planQueries({ match: 'env="prod"' });
    assert.deepEqual(
      panelText.targets.map(({ refId, expr, datasource }) => [refId, expr, datasource.uid]),
      planned.map(({ refId, expr }) => [refId, expr, 'my-source']),
    );
    assert.equal(await copied('PromQL of cpu_usage'), planned.find(({ refId }) => refId === 'cpu_usage').expr);
    assert.deepEqual(JSON.parse(await copied('Copy queries')), panelText.targets);
    assert.match(await editor.locator('li', { hasText: 'labels' }).innerText(), /Costs by label are “Unallocated”/);
    const marks = await editor.locator('li', { hasText: 'labels' }).locator('title').allInnerTexts();
    assert.ok(
      marks.includes('gave nothing') ||
        (await editor.locator('li', { hasText: 'labels' }).innerHTML()).includes('gave nothing'),
    );
  });
});
