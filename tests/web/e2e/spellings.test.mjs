// One question in three spellings: the page's link, the command line and the request that it offers. Each is run as it
// stands, and all have the same total and the same rows, to the last unit.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startServe } from '../../support/serve.mjs';
import { openPage } from '../support/browser.mjs';
import { openWith } from '../support/page-under-test.mjs';
import { exactly, settled, startVisits } from '../support/visit.mjs';

const program = fileURLToPath(new URL('../../../build/native/bin/prorata', import.meta.url));
const run = promisify(execFile);
const world = startVisits();

/** A server is told its weights when it is started. */
const kWeight = 'pods=count by (namespace) (kube_pod_info)';
let server = null;
/** Started by the first that asks: the source is there by then. */
const serving = () => (server ??= startServe([world.source.url], '--weight', kWeight));
after(async () => (await server)?.stop());

/** A line of the shell, with another program for its first word. */
const shell = async (line, word, other) => {
  assert.ok(line.startsWith(`${word} `), line);
  return JSON.parse((await run('/bin/sh', ['-c', other + line.slice(word.length)], { maxBuffer: 1 << 28 })).stdout);
};

async function visit(open, work) {
  const { page, context, problems } = await openPage(world.browser, {});
  try {
    await open(page);
    await settled(page);
    await work(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}
/** Names and costs of the rows that the page shows are in the same order as everywhere. */
const rowsOf = ({ rows }) => rows.map(({ name, totalCost }) => [name, totalCost]);

const text = encodeURIComponent;
const queries = [
  'by=namespace',
  'by=namespace,controller&step=1h',
  'idleBy=node',
  'idleBy=cluster&by=node',
  'idle=share',
  'idle=share&idleBy=node&split=even',
  `idle=share&idleBy=cluster&part=${text('cpu=0.5,ram=0.25')}&by=pod`,
  `f=${text('namespace:"shop"+controllerKind!:"daemonset"')}&by=pod&idle=share`,
  `share=${text('namespace:"monitoring" by even;7/day by cpu')}&by=namespace&step=1h`,
  `share=${text('overhead;100/month by ram')}&idle=share&prices=builtin`,
  'method=request&waiting=false&idle=hide',
  'resolution=30m&by=pod',
  `share=${text('namespace:"monitoring" by custom:pods')}&weight=${text(kWeight)}`,
  'by=team&alias=team=app&weekStart=wednesday&step=1w',
  `f=${text('label[app]:"it\'s"|namespace<~:"s"')}&by=${text('label:app')}`,
];

/** What a link says besides its source, which a browser has to be allowed to read first. */
function questionOf(link) {
  const parameters = new URL(link).searchParams;
  assert.equal(parameters.get('metrics'), world.source.url);
  parameters.delete('metrics');
  return parameters.toString();
}

for (const query of queries) {
  test(`the same to the last unit: ${query}`, async () => {
    const spelled = {};
    const totalOf = async (page) => (await exactly(page, 'Total')).toFixed(9);
    await visit(
      (page) => openWith(page, world.site.url, world.source.url, `w=${world.source.window}&${query}`),
      async (page) => {
        await page.getByRole('button', { name: 'Ask elsewhere', exact: true }).click();
        const code = (name) => page.getByRole('region', { name }).locator('code').innerText();
        spelled.link = await code('Link');
        spelled.cli = await code('Command line');
        spelled.http = await code('HTTP');
        spelled.total = await totalOf(page);
      },
    );
    const cli = await shell(`${spelled.cli} --format json`, 'prorata', program);
    const http = await shell(spelled.http.replace('http://127.0.0.1:9003', (await serving()).url), 'curl', 'curl -sS');
    assert.ok(cli.totals.totalCost > 0);
    assert.equal(cli.totals.totalCost.toFixed(9), spelled.total, spelled.cli);
    assert.equal(http.totals.totalCost.toFixed(9), spelled.total, spelled.http);
    assert.deepEqual(rowsOf(http), rowsOf(cli));
    await visit(
      (page) => openWith(page, world.site.url, world.source.url, questionOf(spelled.link)),
      async (page) => assert.equal(await totalOf(page), spelled.total, spelled.link),
    );
  });
}
