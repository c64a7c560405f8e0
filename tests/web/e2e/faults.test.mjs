// Every way in which a source can fail ends in a sentence that names it, with something to do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityProblems, launch, openPage } from '../support/browser.mjs';
import { startFake } from '../support/fake-prometheus.mjs';
import { openWith, startPage } from '../support/page-under-test.mjs';

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), startPage()]);
});
after(async () => {
  await browser.close();
  await site.close();
});

const cases = [
  { name: 'no CORS headers', fault: 'nocors', title: /does not let this page read it/, also: /--web\.cors\.origin/ },
  { name: 'a login', fault: 'login', title: /asks for a login \(401\)/, also: /never put into a link/ },
  { name: 'no permission', fault: 'forbidden', title: /does not allow this query \(403\)/, also: /query_range/ },
  { name: 'a web page', fault: 'page', title: /answered with a web page/, also: /path prefix/ },
  { name: 'other JSON', fault: 'other', title: /does not answer like Prometheus/, also: /Prometheus HTTP API/ },
  { name: 'a wrong path', fault: 'missing', title: /does not answer like Prometheus/, also: /404/ },
  { name: 'no Kubernetes inventory', fault: 'empty', title: /no Kubernetes inventory/, also: /kube-state-metrics/ },
];

for (const { name, fault, title, also } of cases) {
  test(`${name} is explained`, async () => {
    const source = await startFake(fault);
    const { page, context } = await openPage(browser);
    try {
      await openWith(page, site.url, source.url);
      const alert = page.getByRole('alert');
      await alert.waitFor({ timeout: 15_000 });
      assert.match(await alert.getByRole('heading').innerText(), title);
      assert.match(await alert.innerText(), also);
      assert.deepEqual(await accessibilityProblems(page), []);
      assert.ok(await alert.getByRole('button', { name: 'Try again' }).isVisible());
      assert.ok(await alert.getByRole('button', { name: 'Copy details' }).isVisible());
    } finally {
      await context.close();
      await source.close();
    }
  });
}

test('a port where nobody listens is unreachable', async () => {
  const source = await startFake('empty');
  await source.close();
  const { page, context } = await openPage(browser);
  await openWith(page, site.url, source.url);
  const alert = page.getByRole('alert');
  await alert.waitFor({ timeout: 10_000 });
  assert.match(await alert.innerText(), new RegExp(`Cannot reach ${source.host}`));
  await context.close();
});

test('cancel stops a hanging source at once', async () => {
  const source = await startFake('hang');
  const { page, context } = await openPage(browser);
  await openWith(page, site.url, source.url);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { name: 'Stopped' }).waitFor({ timeout: 2000 });
  await context.close();
  await source.close();
});

test('a link to a new host asks before any request', async () => {
  const source = await startFake('empty');
  const { page, context } = await openPage(browser);
  await page.goto(`${site.url}?metrics=${source.url}`);
  await page.getByRole('heading', { name: `Read data from ${source.host}?` }).waitFor();
  await page.waitForTimeout(500);
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.equal(source.requests.length, 0);
  await context.close();
  await source.close();
});

test('user and password of an address are used and leave no trace', async () => {
  const source = await startFake('login');
  const { page, context } = await openPage(browser);
  const withLogin = source.url.replace('://', '://jane:s3cret%21@');
  await openWith(page, site.url, withLogin, 'x=1');
  await page.getByRole('alert').waitFor({ timeout: 15_000 });
  assert.ok(source.requests.some(({ authorization }) => authorization === `Basic ${btoa('jane:s3cret!')}`));
  assert.ok(!page.url().includes('s3cret'));
  assert.ok(page.url().includes('x=1'));
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.ok(!stored.includes('s3cret'));
  assert.ok(!(await page.content()).includes('s3cret'));
  await context.close();
  await source.close();
});
