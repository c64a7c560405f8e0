// The pictures of the plugin's page: its own dashboards over a day of the example cluster, in the host page of the tests.
//
//   node tools/make-pictures.mjs            writes src/img/screenshot-*.png
//   node tools/make-pictures.mjs FOLDER [NAME…]   dashboards in both themes, wide and narrow, to be looked at
//
// Needs the built command line tool, engine and plugin, and the packages that the tests install.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { panelFrames } from '../../tests/grafana-plugin/support/answers.mjs';
import { panelOf } from '../../tests/grafana-plugin/support/panels.mjs';
import { startStage } from '../../tests/grafana-plugin/support/stage.mjs';
import { makeCluster, startPrometheus } from '../../tests/support/prometheus.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));
const range = { from: '2026-11-11T12:00:00Z', to: '2026-11-12T12:00:00Z' };
const kDashboards = ['cluster-overview', 'namespace-showback', 'idle-and-efficiency', 'gpu'];
const kRepeated = ['recommender', 'search', 'checkout'];

// Grafana's grid: 24 columns, 30 pixels for a row, 8 between.
const kGap = 8;
const kRow = 30;
const kColumns = 24;
const sized = ({ w, h }, width) => ({
  width: Math.floor((w * (width - (kColumns - 1) * kGap)) / kColumns) + (w - 1) * kGap,
  height: h * kRow + (h - 1) * kGap,
});

/** Panels of a dashboard as Grafana shows them, one below the other where the screen is narrow. */
function panelsOf(name, frames, width) {
  const { panels } = JSON.parse(readFileSync(path.join(here, `src/dashboards/${name}.json`), 'utf8'));
  const isNarrow = width < 800;
  return panels
    .sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x)
    .flatMap((panel) => {
      const { gridPos, title, options, fieldConfig, repeat } = panel;
      const every = repeat ? kRepeated : ['$__all'];
      return every.map((namespace) =>
        panelOf(frames, range, {
          ...sized({ ...gridPos, w: isNarrow ? kColumns : gridPos.w / every.length }, width),
          title: repeat ? namespace : title,
          options: { ...options, cluster: 'prod' },
          fieldConfig,
          variables: { namespace: [namespace], cluster: ['$__all'] },
        }),
      );
    });
}

async function picture(stage, { name, frames, theme, width, file }) {
  const panels = panelsOf(name, frames, width);
  const shown = await stage.show({ panels, shareFrames: true }, { theme, width, height: 900 });
  await shown.page
    .locator('[data-testid="prorata-cost-panel"]')
    .nth(panels.length - 1)
    .waitFor({ timeout: 60_000 });
  await shown.page.waitForFunction(() => !document.body.innerText.includes('Computing'));
  await shown.page.waitForTimeout(500);
  await shown.page.locator('main').screenshot({ path: file });
  if (shown.problems.length > 0) console.error(file, ...shown.problems);
  console.log(file);
}

const { dataDir } = await makeCluster('demo');
const server = await startPrometheus({ dataDir });
const frames = await panelFrames(server.url, range).finally(() => server.stop());
const stage = await startStage('13.2');
try {
  const [folder, ...names] = process.argv.slice(2);
  if (folder) {
    mkdirSync(folder, { recursive: true });
    for (const name of names.length > 0 ? names : kDashboards) {
      for (const theme of ['dark', 'light']) {
        for (const [size, width] of [
          ['wide', 1500],
          ['narrow', 420],
        ]) {
          await picture(stage, { name, frames, theme, width, file: path.join(folder, `${name}-${theme}-${size}.png`) });
        }
      }
    }
  } else {
    for (const [title, name, theme] of [
      ['overview-dark', 'cluster-overview', 'dark'],
      ['overview-light', 'cluster-overview', 'light'],
      ['showback', 'namespace-showback', 'dark'],
      ['efficiency', 'idle-and-efficiency', 'dark'],
    ]) {
      const file = path.join(here, `src/img/screenshot-${title}.png`);
      await picture(stage, { name, frames, theme, width: 1500, file });
    }
  }
} finally {
  await stage.close();
}
