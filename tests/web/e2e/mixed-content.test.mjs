// A page on https and a source on http: browsers forbid it, and only the page can say so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems, launch, openPage, ownProblems } from '../support/browser.mjs';
import { selfSigned } from '../support/certificate.mjs';
import { startFake } from '../support/fake-prometheus.mjs';
import { openWith, startPage } from '../support/page-under-test.mjs';
import { textOf } from '../support/visit.mjs';

/** Names beside loopback, which browsers exempt. Both lead to this computer. */
const names = { page: 'prorata.example', source: 'prometheus.example' };

test('a page on https explains why it cannot read a source on http', async () => {
  const site = await startPage({ tls: selfSigned(names.page) });
  const source = await startFake('empty');
  const rules = Object.values(names).map((name) => `MAP ${name} 127.0.0.1`);
  const browser = await launch([`--host-resolver-rules=${rules.join(',')}`, '--ignore-certificate-errors']);
  const { page, problems } = await openPage(browser);
  try {
    const port = new URL(source.url).port;
    const host = `${names.source}:${port}`;
    await openWith(page, `https://${names.page}:${site.port}/`, `http://${host}`);
    const alert = page.getByRole('alert');
    await alert.waitFor({ timeout: 15_000 });
    assert.equal(await alert.getByRole('heading').innerText(), `This page is https, ${host} is http`);
    const text = await textOf(alert);
    assert.match(text, /Browsers forbid that mix[\s\S]*Forward the port to this computer with the command below/);
    assert.match(text, /kubectl -n monitoring port-forward svc\/prometheus 9090/);
    assert.equal(source.requests.length, 0, 'the browser kept the request back');
    assert.deepEqual(await accessibilityProblems(page), []);

    await page.getByRole('button', { name: '中文' }).click();
    await alert.getByRole('heading', { name: `本页为 https，而 ${host} 为 http` }).waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);

    // What the text advises works: the same port on this computer is exempt.
    await page.goto(`https://${names.page}:${site.port}/`);
    await openWith(page, `https://${names.page}:${site.port}/`, source.url);
    await page.getByRole('heading', { name: 'Prometheus has no Kubernetes inventory' }).waitFor({ timeout: 15_000 });
    assert.ok(source.requests.length > 0);
    assert.deepEqual(ownProblems(problems), []);
  } finally {
    await browser.close();
    await site.close();
    await source.close();
  }
});
