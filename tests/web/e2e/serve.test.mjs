// The page as `prorata serve` shows it: on its own proxy, without a question and without another host.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, openPage } from '../support/browser.mjs';
import { startSource } from '../support/page-under-test.mjs';
import { commandLine, exactly } from '../support/visit.mjs';

const program = fileURLToPath(new URL('../../../build/native/bin/prorata', import.meta.url));

let browser;
let source;
before(async () => {
  [browser, source] = await Promise.all([launch(), startSource()]);
});
after(async () => {
  await browser.close();
  await source.stop();
});

/** work: called with the address of a server over these sources. */
async function serving(sources, work) {
  const metrics = sources.flatMap((each) => ['--metrics', each]);
  const server = spawn(program, ['serve', ...metrics, '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    let said = '';
    while (!said.includes('serving at')) said += String((await once(server.stderr, 'data'))[0]);
    assert.doesNotMatch(said, /not beside the program/, 'web/app/dist is found');
    await work(said.match(/serving at (\S+)/)[1]);
  } finally {
    server.kill();
    await once(server, 'exit');
  }
}

/** work: called with the page of that address and what it has asked. All of it must be of this origin. */
async function visit(url, work) {
  const { origin } = new URL(url);
  const { page, context, problems } = await openPage(browser, { origins: [origin] });
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  try {
    await page.goto(`${url}?w=${source.window}`);
    await page.locator('.answer').first().waitFor({ timeout: 60_000 });
    await work(page, asked);
    assert.deepEqual([...new Set(asked.map((each) => new URL(each).origin))], [origin]);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

test('the page asks the proxy of the server that shows it', () =>
  serving([source.url], (url) =>
    visit(url, async (page, asked) => {
      const names = await page.locator('.cost-table tbody:last-child .row-name').allInnerTexts();
      assert.ok(names.includes('shop'), names.join());
      assert.ok(asked.some((each) => new URL(each).pathname === '/api/v1/query_range'));
    }),
  ));

test('of several servers it asks each by its number, and gives the answer of the command line', () => {
  const sources = [`prod=${source.url}`, `test=${source.url}`];
  return serving(sources, (url) =>
    visit(url, async (page, asked) => {
      for (const number of [1, 2]) {
        assert.ok(asked.some((each) => new URL(each).pathname === `/source/${number}/api/v1/query_range`));
      }
      const wanted = await commandLine(
        'allocate',
        ...sources.flatMap((each) => ['--metrics', each]),
        ...['--window', source.window],
      );
      assert.equal(await exactly(page, 'Total'), wanted.totals.totalCost);
      assert.match(await page.locator('.connection').innerText(), /prod, test/);
    }),
  );
});
