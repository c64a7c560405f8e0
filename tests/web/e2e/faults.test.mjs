// Every way in which a source can fail ends in a sentence that names it, with something to do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityProblems, launch, openPage, ownProblems } from '../support/browser.mjs';
import { selfSigned } from '../support/certificate.mjs';
import { startFake } from '../support/fake-prometheus.mjs';
import { openWith, startPage } from '../support/page-under-test.mjs';
import { startProxy } from '../support/proxy.mjs';
import { textOf } from '../support/visit.mjs';

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), startPage()]);
});
after(async () => {
  await browser.close();
  await site.close();
});

/** `host`: the title names it. `todo`: what the text tells to do. `most`: more requests would not find out more. */
const cases = [
  {
    name: 'no CORS headers',
    fault: 'nocors',
    title: 'HOST does not let this page read it',
    todo: /Start Prometheus with the flag below[\s\S]*--web\.cors\.origin/,
    chinese: 'HOST 不允许本页面读取',
    most: 3,
  },
  {
    name: 'a login',
    fault: 'login',
    title: 'HOST asks for a login (401)',
    todo: /Enter a user or a token.*never put into a link/,
    chinese: 'HOST 需要登录（401）',
    most: 2,
  },
  {
    name: 'no permission',
    fault: 'forbidden',
    title: 'HOST does not allow this query (403)',
    todo: /Ask for read access to \/api\/v1\/query/,
    chinese: 'HOST 不允许该查询（403）',
    most: 2,
  },
  {
    name: 'a web page',
    fault: 'page',
    title: 'HOST answered with a web page, not with data',
    todo: /Try the path prefix of your set-up, for example http:\/\/HOST\/prometheus/,
    chinese: 'HOST 返回的是网页，而不是数据',
    most: 2,
  },
  {
    name: 'other JSON',
    fault: 'other',
    title: 'HOST does not answer like Prometheus',
    todo: /Prometheus HTTP API/,
    chinese: 'HOST 的响应不像 Prometheus',
    most: 2,
  },
  {
    name: 'a wrong path',
    fault: 'missing',
    title: 'HOST does not answer like Prometheus',
    todo: /404/,
    chinese: 'HOST 的响应不像 Prometheus',
    most: 2,
  },
  {
    name: 'an error instead of every answer',
    fault: 'broken',
    title: 'HOST answers with errors (500)',
    todo: /Not one query was answered\. The server says: disk full\. Look at its log.*then try again/,
    chinese: 'HOST 的响应均为错误（500）',
    most: 3,
  },
  {
    name: 'a limit of samples below every query',
    fault: 'limit',
    title: 'HOST allows no query of this size',
    todo: /The server says: query processing would load too many samples into memory\. Raise --query\.max-samples/,
    chinese: 'HOST 不允许这样大的查询',
    most: 80,
  },
  {
    name: 'no Kubernetes inventory',
    fault: 'empty',
    title: 'Prometheus has no Kubernetes inventory',
    todo: /Found: none of them\. Install kube-state-metrics[\s\S]*helm install/,
    chinese: 'Prometheus 中没有 Kubernetes 资源清单',
    // All of the plan for a week.
    most: 168,
  },
];

for (const { name, fault, title, todo, chinese, most } of cases) {
  test(`${name} is explained`, async () => {
    const source = await startFake(fault);
    const { page, context, problems } = await openPage(browser);
    try {
      await openWith(page, site.url, source.url);
      const alert = page.getByRole('alert');
      await alert.waitFor({ timeout: 15_000 });
      assert.equal(await page.getByRole('alert').count(), 1);
      assert.equal(await alert.getByRole('heading').innerText(), title.replace('HOST', source.host));
      assert.match((await textOf(alert)).replaceAll(source.host, 'HOST'), todo);
      assert.deepEqual(await accessibilityProblems(page), []);
      assert.ok(await alert.getByRole('button', { name: 'Copy details' }).isVisible());
      assert.ok(source.requests.length <= most, `${source.requests.length} requests`);

      await page.getByRole('button', { name: '中文' }).click();
      const inChinese = alert.getByRole('heading', { name: chinese.replace('HOST', source.host) });
      await inChinese.waitFor({ timeout: 5000 });
      assert.doesNotMatch(await textOf(alert), /\{\w+\}|undefined|null/);
      assert.deepEqual(await accessibilityProblems(page), []);

      const before_ = source.requests.length;
      await alert.getByRole('button', { name: '重试' }).click();
      await page.waitForFunction(() => document.querySelector('[role=alert]') !== null);
      await inChinese.waitFor({ timeout: 15_000 });
      assert.ok(source.requests.length > before_, 'trying again asks again');
      assert.deepEqual(ownProblems(problems), []);
    } finally {
      await context.close();
      await source.close();
    }
  });
}

test('a certificate that nobody trusts is named as a reason, and one that is trusted works', async () => {
  const fake = await startFake('empty');
  const proxy = await startProxy(fake.url, () => null, selfSigned('127.0.0.1'));
  const visit = async (chromium, work) => {
    const { page, context, problems } = await openPage(chromium);
    await openWith(page, site.url, proxy.url);
    const alert = page.getByRole('alert');
    await alert.waitFor({ timeout: 15_000 });
    await work(page, alert);
    assert.deepEqual(ownProblems(problems), []);
    await context.close();
  };
  const trusting = await launch(['--ignore-certificate-errors']);
  try {
    await visit(browser, async (page, alert) => {
      assert.equal(await alert.getByRole('heading').innerText(), `Cannot reach ${proxy.host}`);
      assert.match(await textOf(alert), /its certificate is trusted/);
      assert.equal(proxy.requests.length, 0, 'no request got through');
      const open = alert.getByRole('link', { name: `Open ${proxy.host}` });
      assert.equal(await open.getAttribute('href'), `${proxy.url}/-/ready`, 'there the browser says what is wrong');
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.getByRole('button', { name: '中文' }).click();
      await alert.getByRole('heading', { name: `无法连接 ${proxy.host}` }).waitFor();
      assert.match(await textOf(alert), /证书受信任/);
      assert.deepEqual(await accessibilityProblems(page), []);
    });
    await visit(trusting, async (page, alert) => {
      assert.equal(await alert.getByRole('heading').innerText(), 'Prometheus has no Kubernetes inventory');
      assert.ok(proxy.requests.length > 0);
    });
  } finally {
    await trusting.close();
    await proxy.close();
    await fake.close();
  }
});

test('a port where nobody listens is unreachable', async () => {
  const source = await startFake('empty');
  await source.close();
  const { page, context, problems } = await openPage(browser);
  await openWith(page, site.url, source.url);
  const alert = page.getByRole('alert');
  await alert.waitFor({ timeout: 10_000 });
  assert.equal(await alert.getByRole('heading').innerText(), `Cannot reach ${source.host}`);
  assert.match(await textOf(alert), /Check that the address opens in a new tab/);
  assert.equal(await alert.getByRole('link').getAttribute('href'), `${source.url}/-/ready`);
  assert.deepEqual(ownProblems(problems), []);
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
