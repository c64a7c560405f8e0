// The built plugin, loaded by SystemJS into the published packages of Grafana in a real browser: under Grafana's policies,
// at the root and below a path, dark and light. Money on the screen is the command line's.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startSpine } from '../support/spine.mjs';
import { fromCli, panelFrames } from './support/answers.mjs';
import { panelOf } from './support/panels.mjs';
import { shownMoney, startStage, tableOf } from './support/stage.mjs';

const releases = (process.env.GRAFANA ?? '13.2,11.6').split(',');
const window = { from: '2026-03-02T01:00:00Z', to: '2026-03-02T07:00:00Z' };
const views = ['table', 'series', 'treemap', 'stats', 'flow'];

let frames;
let report;
before(async () => {
  const server = await startSpine();
  try {
    frames = await panelFrames(server.url, window);
    report = JSON.parse(await fromCli(server.url, window, { aggregate: ['namespace'], step: 'window' }));
  } finally {
    await server.stop();
  }
});

const panel = (more = {}) => panelOf(frames, window, more);
const view = (name, more = {}) => panel({ title: name, options: { view: name, ...more } });

/** Files of the plugin in the order in which they came. The texts of diagnostics come with the first answer. */
const loaded = (shown) => shown.pluginFiles().map((name) => name.replace(/^\d+\.js$/, 'texts'));

const rowName = { __idle__: 'Idle', __unallocated__: 'Unallocated' };
const percent = (ratio) => (ratio === null ? '' : `${(ratio * 100).toFixed(1)}%`);
const kCosts = {
  CPU: 'cpuCost',
  Memory: 'ramCost',
  GPU: 'gpuCost',
  Disk: 'diskCost',
  Volumes: 'pvCost',
  Network: 'networkCost',
  'Load balancers': 'loadBalancerCost',
  Overhead: 'overheadCost',
};
/** Kinds of cost that nobody has are no columns. */
const costs = () => Object.entries(kCosts).filter(([, key]) => report.rows.some((row) => row[key] !== 0));
const cellsOf = (row) => ({
  ...Object.fromEntries(costs().map(([title, key]) => [title, shownMoney(row[key])])),
  Total: shownMoney(row.totalCost),
  Share: percent(row.share),
  Efficiency: percent(row.totalEfficiency),
});

/** The table as the CLI's report has it. */
const expectedTable = () => ({
  ...Object.fromEntries(report.rows.map((row) => [rowName[row.name] ?? row.name, cellsOf(row)])),
  Total: cellsOf({ ...report.totals, share: 1 }),
});

for (const release of releases) {
  describe(`in Grafana ${release}`, () => {
    let stage;
    before(async () => (stage = await startStage(release)));
    after(() => stage?.close());
    // Releases before 11 evaluate every plugin as text, which a strict policy forbids.
    const skip = release.startsWith('10.') && 'it loads no plugin under a strict policy';

    for (const [policy, prefix, theme] of [
      ['default', '', 'dark'],
      ['strict', '/grafana', 'light'],
      ['none', '/grafana', 'dark'],
    ]) {
      it(
        `shows what the command line computes: policy ${policy}, at ${prefix}/, ${theme}`,
        { skip: policy === 'strict' && skip },
        async () => {
          const panels = views.map((name) => view(name));
          const shown = await stage.show(panels, { policy, prefix, theme });
          const [table, series, treemap, stats, flow] = panels.map(({ id }) => shown.panel(id));
          assert.deepEqual(await tableOf(table), expectedTable());

          await series.locator('.u-over').waitFor();
          const legend = await series.innerText();
          for (const { name } of report.rows) assert.ok(legend.includes(rowName[name] ?? name), name);

          const total = shownMoney(report.totals.totalCost);
          const figures = await stats.locator('dd').allInnerTexts();
          assert.deepEqual(figures.slice(0, 2), [total, shownMoney(report.rows[1].totalCost)]);

          const [ml] = report.rows;
          assert.ok((await treemap.innerText()).includes(`${ml.name}\n${shownMoney(ml.totalCost)}`));
          assert.ok((await flow.innerText()).includes(`${ml.name} ${shownMoney(ml.totalCost)}`));

          assert.deepEqual(await shown.accessibility(), []);
          assert.deepEqual(shown.problems, []);
          assert.deepEqual(await shown.violations(), []);
          assert.deepEqual(loaded(shown), ['module.js', 'prorata.wasm', 'texts'], 'each once, and nothing else');
          assert.deepEqual(shown.strangers(), []);
          assert.equal((await shown.told()).workers, 1);
          await shown.page.screenshot({
            path: `build/test-output/panel-${release}-${theme}-${policy}.png`,
            fullPage: true,
          });
        },
      );
    }

    it('takes the same bytes from a script where a CDN may not be read', { skip }, async () => {
      const one = view('table');
      const shown = await stage.show([one], { policy: 'strict', fromCdn: true });
      assert.deepEqual(await tableOf(shown.panel(one.id)), expectedTable());
      const files = shown.pluginFiles();
      // The engine and the texts are scripts beside the plugin's own.
      assert.ok(files.length === 3 && files.every((name) => name.endsWith('.js')), files.join());
      assert.ok((await shown.violations()).every((text) => text.startsWith('connect-src')));
    });

    it('computes on the page where no worker may start', { skip }, async () => {
      const one = view('table');
      const shown = await stage.show([one], { policy: 'self' });
      assert.deepEqual(await tableOf(shown.panel(one.id)), expectedTable());
      assert.ok(shown.pluginFiles().length === 3, 'the glue came as a script of its own');
    });

    it('names the directive where WebAssembly is forbidden', { skip }, async () => {
      const one = view('table');
      const shown = await stage.show([one], { policy: 'forbidden' });
      const alert = shown.panel(one.id).getByRole('alert');
      await alert.waitFor();
      const text = await alert.innerText();
      assert.match(text, /'wasm-unsafe-eval'/);
      assert.match(text, /content_security_policy_template/);
    });

    it('loads once and reads once for twenty panels of one query', async () => {
      const first = view('table');
      // As Grafana shares the answer of one panel's queries with others.
      const panels = Array.from({ length: 20 }, (_, place) => ({
        ...first,
        id: 1000 + place,
        width: 360,
        height: 200,
        options: { ...first.options, view: views[place % views.length] },
      }));
      const shown = await stage.show({ panels, shareFrames: true });
      await shown.panel(1015).locator('tbody th').first().waitFor();
      await shown.page.waitForFunction(() => !document.body.innerText.includes('Computing'));
      const { workers, kinds } = await shown.told();
      assert.equal(workers, 1);
      assert.equal(kinds.load, 1);
      assert.equal(kinds.open, 1);
      assert.equal(kinds.ingestSeries, 1);
      assert.ok(kinds.allocate <= 3, 'one question for each kind of view');
      assert.deepEqual(loaded(shown), ['module.js', 'prorata.wasm', 'texts']);

      await shown.showMore({ panels: [] });
      await shown.page.waitForFunction(() => window.told.kinds.close === 1);
    });

    it('finds equal data that came twice', async () => {
      const panels = [view('table'), view('stats')];
      const shown = await stage.show(panels);
      await shown.panel(panels[0].id).locator('tbody th').first().waitFor();
      await shown.panel(panels[1].id).locator('dd').first().waitFor();
      assert.equal((await shown.told()).kinds.ingestSeries, 1);
    });
  });
}
