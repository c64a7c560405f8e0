// The page as `prorata serve` shows it: on its own proxy, without a question and without another host.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, openPage } from '../support/browser.mjs';
import { startSource } from '../support/page-under-test.mjs';

const program = fileURLToPath(new URL('../../../build/native/bin/prorata', import.meta.url));

let browser;
let source;
let server;
let url;
before(async () => {
  [browser, source] = await Promise.all([launch(), startSource()]);
  server = spawn(program, ['serve', '--metrics', source.url, '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  while (!said.includes('serving at')) said += String((await once(server.stderr, 'data'))[0]);
  assert.doesNotMatch(said, /not beside the program/, 'web/app/dist is found');
  url = said.match(/serving at (\S+)/)[1];
});
after(async () => {
  await browser.close();
  server.kill();
  await once(server, 'exit');
  await source.stop();
});

test('the page asks the proxy of the server that shows it', async () => {
  const { origin } = new URL(url);
  const { page, context, problems } = await openPage(browser, { origins: [origin] });
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  try {
    await page.goto(`${url}?w=${source.window}`);
    await page.locator('.answer').first().waitFor({ timeout: 60_000 });
    const names = await page.locator('.cost-table tbody:last-child .row-name').allInnerTexts();
    assert.ok(names.includes('shop'), names.join());
    assert.ok(asked.some((each) => each.startsWith(`${origin}/api/v1/query_range`)));
    assert.deepEqual([...new Set(asked.map((each) => new URL(each).origin))], [origin]);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
});
