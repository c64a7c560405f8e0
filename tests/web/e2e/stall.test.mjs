// A source that stays silent: the page says so, never waits longer than it was told to, and every way out works.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems, openPage, ownProblems } from '../support/browser.mjs';
import { openWith } from '../support/page-under-test.mjs';
import { forQueries, startProxy } from '../support/proxy.mjs';
import { startVisits } from '../support/visit.mjs';

const world = startVisits();

async function visit(fault, query, work) {
  const proxy = await startProxy(world.source.url, fault);
  const { page, context, problems } = await openPage(world.browser);
  try {
    await openWith(page, world.site.url, proxy.url, `w=${world.source.window}&${query}`);
    await work(page, proxy);
    assert.deepEqual(ownProblems(problems), []);
  } finally {
    await context.close();
    await proxy.close();
  }
}

const answer = (page) => page.locator('.answer').waitFor({ timeout: 30_000 });
const notice = (page) => page.getByRole('note', { name: 'Partial data' });

test('a source that never answers is given up, and longer waiting is one key away', () =>
  visit(
    () => 'hang',
    'timeout=2',
    async (page, proxy) => {
      await page.getByRole('button', { name: 'Cancel' }).waitFor();
      await page.getByText(/probe_\w+ has been waiting for \d\.\d s\. After 2\.0 s the page goes on/).waitFor();
      const alert = page.getByRole('alert');
      await alert.waitFor({ timeout: 15_000 });
      assert.equal(await alert.getByRole('heading').innerText(), `${proxy.host} did not answer within 2 s`);
      assert.match(await alert.innerText(), /The server may be overloaded, or something else listens/);
      assert.deepEqual(await accessibilityProblems(page), []);
      const asked = proxy.requests.length;
      assert.ok(asked <= 2, `${asked} requests`);

      await page.getByRole('button', { name: '中文' }).click();
      await alert.getByRole('heading', { name: `${proxy.host} 在 2 秒内没有响应` }).waitFor();
      await page.getByRole('button', { name: 'English' }).click();

      proxy.set(() => null);
      await alert.getByRole('button', { name: 'Wait up to 10 s' }).press('Enter');
      await answer(page);
      assert.equal(new URL(page.url()).searchParams.get('timeout'), '10');
      assert.equal(await notice(page).count(), 0);
    },
  ));

test('one silent query is given up after a few tries, and the rest is shown', () =>
  visit(forQueries('kube_namespace_labels', 'hang'), 'timeout=1', async (page, proxy) => {
    await answer(page);
    const text = await notice(page).innerText();
    assert.match(text, /No answer to namespace_labels\. Reason: No answer from http:\/\/127\.0\.0\.1:\d+ within 1 s\./);
    assert.ok((await page.locator('.cost-table tbody:last-child tr').count()) > 5);
    const asked = proxy.requests.filter(({ params }) => params.get('query').includes('kube_namespace_labels')).length;
    assert.ok(asked <= 4, `asked ${asked} times`);
    await notice(page).getByRole('button', { name: 'See queries' }).click();
    const chips = page.locator('.queries-table tbody tr', { hasText: 'kube_namespace_labels' }).locator('.chip');
    await chips.first().waitFor();
    const states = await chips.allInnerTexts();
    assert.ok(states.includes('asked in parts') && states.includes('no answer'), states.join());
  }));

test('who stops waiting sees what is there, marked, and can go on', () =>
  visit(forQueries('kube_namespace_labels', 'hang'), '', async (page, proxy) => {
    const running = page.locator('.progress-running', { hasText: 'namespace_labels' });
    await running.waitFor({ timeout: 30_000 });
    // The other lane fetches everything else meanwhile.
    await page.waitForFunction(() => {
      const open = document.querySelectorAll('.progress-list li:not(.progress-done)');
      return open.length === 1 && document.querySelectorAll('.progress-done').length > 15;
    });
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    const stopped = page.getByRole('heading', { name: 'Stopped' });
    await stopped.waitFor({ timeout: 2000 });
    const [, done, all] = /(\d+) of (\d+) queries are in/.exec(await page.getByRole('alert').innerText());
    assert.equal(Number(done) + 1, Number(all));
    assert.deepEqual(await accessibilityProblems(page), []);

    await page.getByRole('button', { name: 'Show what is there' }).press('Enter');
    await answer(page);
    const text = await notice(page).innerText();
    assert.match(text, new RegExp(`Loading was stopped: ${done} of ${all} queries are in`));
    assert.match(text, /No answer to namespace_labels\. *\s*Costs by label are incomplete\./);
    assert.deepEqual(await accessibilityProblems(page), []);

    proxy.set(() => null);
    await notice(page).getByRole('button', { name: 'Try again' }).press('Enter');
    await notice(page).waitFor({ state: 'detached', timeout: 30_000 });
    await answer(page);
  }));

test('a busy source is asked again, visibly', () => {
  const busy = { status: 503, type: 'text/plain', body: 'overloaded' };
  return visit(
    () => busy,
    '',
    async (page, proxy) => {
      await page.locator('.progress-retrying').first().waitFor({ timeout: 10_000 });
      await page.getByText('busy, asked again').first().waitFor();
      proxy.set(() => null);
      await answer(page);
      assert.equal(await notice(page).count(), 0);
    },
  );
});
