// A browser with the host page in it, and what tests read off a panel.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { launch, openPage } from '../../web/support/browser.mjs';
import { startHost } from '../host/server.mjs';
import { plugin } from './code.mjs';

const kId = 'prorata-cost-panel';
const kOwnFiles = new RegExp(`/public/plugins/${kId}/`);
/** Grafana's own packages try this once, and go on without it. */
const kProbe = /^script-src eval .*\/host\//;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Grafana's own: its legend names buttons otherwise than it shows them, titles of 10.4 are headings of the sixth order. */
const kGrafanas = [['[class*="LegendLabel"]'], ['[class*="panel-title"]']];

/** What axe-core objects to, one line per rule. */
async function accessibilityProblems(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((exclude) => window.axe.run({ exclude }), kGrafanas);
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html }) => html)
        .join(' ')
        .slice(0, 300)}`,
  );
}

/** Counts workers and what they are told; runs in the page before anything else. */
function watchWorkers() {
  window.told = { workers: 0, ended: 0, kinds: {} };
  const Real = window.Worker;
  window.Worker = class extends Real {
    constructor(...args) {
      super(...args);
      window.told.workers += 1;
    }
    postMessage(message, transfer) {
      const kind = message?.call?.kind;
      window.told.kinds[kind] = (window.told.kinds[kind] ?? 0) + 1;
      super.postMessage(message, transfer);
    }
    terminate() {
      window.told.ended += 1;
      super.terminate();
    }
  };
}

/** A host of one release and a browser for it. `show(panels, how)` opens a page; close() ends both. */
export async function startStage(release) {
  const host = await startHost(release, path.join(plugin, 'dist'));
  const browser = await launch();
  const contexts = [];

  async function show(shown, { theme = 'dark', width = 1500, height = 1000, ...how } = {}) {
    const opened = await openPage(browser, { width, height, scheme: theme, origins: [host.origin, host.cdnOrigin] });
    contexts.push(opened.context);
    const { page, problems } = opened;
    const requests = [];
    page.on('request', (request) => {
      const { protocol, pathname } = new URL(request.url());
      if (protocol.startsWith('http')) requests.push(pathname);
    });
    await page.addInitScript(watchWorkers);
    const { panels = [], ...wanted } = Array.isArray(shown) ? { panels: shown } : shown;
    // The same frames of several panels go to the page once.
    const frameSets = [...new Set(panels.map(({ frames }) => frames))];
    const light = panels.map((panel) => ({ ...panel, frames: frameSets.indexOf(panel.frames) }));
    await page.goto(host.open({ theme, ...wanted, frameSets, panels: light }, how));
    return {
      page,
      problems,
      panel: (id) => page.locator(`[data-panel="${id}"]`),
      told: () => page.evaluate(() => window.told),
      /** What the policy blocked of ours. */
      violations: async () => (await page.evaluate(() => window.violations)).filter((text) => !kProbe.test(text)),
      /** Files of the plugin that were asked for, without their hashes. */
      pluginFiles: () =>
        requests.filter((name) => kOwnFiles.test(name)).map((name) => name.replace(/^.*\/|\.[0-9a-f]{20}/g, '')),
      /** Anything else that was asked for after the page itself. */
      strangers: () =>
        requests.filter((name) => !kOwnFiles.test(name) && !/\/(host|img|fonts)\/|^\/(grafana\/)?$|favicon/.test(name)),
      accessibility: () => accessibilityProblems(page),
      change: (id, change) => page.evaluate(([which, what]) => window.host.change(which, what), [id, change]),
      showMore: (next) => page.evaluate((what) => window.host.show(what), next),
    };
  }

  return {
    show,
    host,
    async close() {
      await Promise.all(contexts.map((context) => context.close()));
      await browser.close();
      await host.stop();
    },
  };
}

/** Figures of a table as they are shown, by the row's first name and the column: { shop: { CPU: '$0.74', … } }. */
export async function tableOf(panel) {
  await panel.locator('tbody th').first().waitFor();
  const [titles, ...rows] = await panel
    .locator('tr')
    .evaluateAll((lines) =>
      lines
        .filter((line) => !line.hidden && line.cells.length > 1)
        .map((line) => [...line.cells].map((cell) => cell.innerText.trim())),
    );
  // The line of totals has one cell in place of all names.
  const named = (cells) => Object.fromEntries(cells.map((cell, at) => [titles.at(at - cells.length), cell]));
  return Object.fromEntries(rows.map(([name, ...cells]) => [name, named(cells)]));
}

const written = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

/** An amount as a table shows it: a dash for nothing, and what is below half a cent as such. */
export function shownMoney(amount) {
  if (amount === 0) return '–';
  return Math.abs(amount) < 0.005 ? '<$0.01' : written.format(amount);
}
