// Several servers in one page: one answer of all of them, and where one fails it is named and costs only its own figures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems, ownProblems, openPage } from '../support/browser.mjs';
import { startFake } from '../support/fake-prometheus.mjs';
import { startProxy } from '../support/proxy.mjs';
import { answered, commandLine, exactly, startVisits, tile } from '../support/visit.mjs';

const world = startVisits();
const nameOf = (url) => new URL(url).host;

/** A page over sources that a link names one after the other. */
async function visit(sources, work, query = '') {
  const { page, context, problems } = await openPage(world.browser);
  const named = sources.map((each) => `metrics=${each}`).join('&');
  try {
    await page.goto(`${world.site.url}?${named}&w=${world.source.window}${query}`);
    await page.getByRole('button', { name: 'Read data' }).click();
    await work(page);
    assert.deepEqual(ownProblems(problems), []);
  } finally {
    await context.close();
  }
}
const ask = (...metrics) =>
  commandLine('allocate', ...metrics.flatMap((each) => ['--metrics', each]), '--window', world.source.window);
const lost = (page) => page.getByRole('note', { name: 'A cluster is missing' });

test('two clusters are one answer, the one of the command line', async () => {
  const second = await startProxy(world.source.url, () => null);
  const sources = [`prod=${world.source.url}`, `test=${second.url}`];
  const wanted = await ask(...sources);
  await visit(sources, async (page) => {
    await answered(page);
    assert.equal(await exactly(page, 'Total'), wanted.totals.totalCost);
    assert.equal(await lost(page).count(), 0);
    assert.match(await page.locator('.connection').innerText(), /prod, test/);
    assert.match(await page.locator('.top-cluster').innerText(), /2 clusters/);
    const { searchParams } = new URL(page.url());
    assert.deepEqual(searchParams.getAll('metrics'), sources);

    await page.getByRole('button', { name: 'Ask elsewhere' }).click();
    assert.match(
      await page.getByRole('region', { name: 'Command line' }).innerText(),
      new RegExp(`--metrics ${sources[0]} --metrics ${sources[1]}`),
    );
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Queries' }).click();
    await page.locator('.queries-table tbody th').first().waitFor();
    const names = await page.locator('.queries-table tbody th').allInnerTexts();
    assert.ok(names.some((name) => name.startsWith('prod · ')) && names.some((name) => name.startsWith('test · ')));
    assert.deepEqual(await accessibilityProblems(page), []);
  });
  await second.close();
});

test('one that fails is named; the others are shown, marked, and trying again asks it', async () => {
  const second = await startProxy(world.source.url, () => ({ status: 403, body: 'no' }));
  const sources = [`test=${second.url}`, `prod=${world.source.url}`];
  const alone = await ask(sources[1]);
  const both = await ask(...[`test=${world.source.url}`, sources[1]]);
  await visit(sources, async (page) => {
    await answered(page);
    assert.equal(await exactly(page, 'Total'), alone.totals.totalCost);
    const text = (await lost(page).innerText()).replaceAll(nameOf(second.url), 'HOST');
    assert.match(text, /test: HOST does not allow this query \(403\)\./);
    assert.match(text, /Figures are of prod only; nothing of test is in them/);
    assert.equal(await tile(page, 'Total').first().locator('.chip-warn').innerText(), 'partial');
    assert.deepEqual(await accessibilityProblems(page), []);

    await page.getByRole('button', { name: '中文' }).click();
    const chinese = page.getByRole('note', { name: '缺少集群' });
    assert.match(await chinese.innerText(), /数字仅包含 prod，不含 test 的任何数据/);
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.getByRole('button', { name: 'English' }).click();

    second.set(() => null);
    await lost(page).getByRole('button', { name: 'Try again' }).press('Enter');
    await lost(page).waitFor({ state: 'detached', timeout: 30_000 });
    await answered(page);
    assert.equal(await exactly(page, 'Total'), both.totals.totalCost);
  });
  await second.close();
});

test('one that is away, one without Kubernetes, and two of one name are said apart', async () => {
  const away = await startFake('empty');
  await away.close();
  const bare = await startFake('empty');
  const sources = [
    `prod=${world.source.url}`,
    `away=${away.url}`,
    `bare=${bare.url}`,
    `prod=${world.source.url.replace('127.0.0.1', 'localhost')}`,
  ];
  await visit(sources, async (page) => {
    await answered(page);
    const text = await lost(page).innerText();
    assert.match(text, /away: Cannot reach 127\.0\.0\.1:\d+\./);
    assert.match(text, /bare: Prometheus has no Kubernetes inventory\./);
    assert.match(text, /prod: .*prod/);
    assert.equal(await page.getByRole('note', { name: 'Partial data' }).count(), 0, 'nobody stopped loading');
  });
  await bare.close();
});

test('all that fail are one trouble, that of the first', async () => {
  const fakes = await Promise.all([startFake('login'), startFake('forbidden')]);
  await visit(
    fakes.map(({ url }, place) => `c${place}=${url}`),
    async (page) => {
      const alert = page.getByRole('alert');
      await alert.waitFor({ timeout: 15_000 });
      assert.equal(await alert.getByRole('heading').innerText(), `${fakes[0].host} asks for a login (401)`);
    },
  );
  await Promise.all(fakes.map((fake) => fake.close()));
});

test('several addresses can be typed, and one login goes to one server', async () => {
  const fake = await startFake('forbidden');
  await world.visit(async ({ page }) => {
    await answered(page);
    await page.getByRole('button', { name: 'Change source' }).click();
    const address = page.getByLabel('Prometheus address');
    await address.fill(`prod=${world.source.url} test=${fake.url}`);
    await page.getByText('Login', { exact: true }).click();
    await page.getByLabel('Password').fill('s3cret');
    await address.press('Enter');
    await page.getByText('A login is for one server.').waitFor();
    await page.getByLabel('Password').fill('');
    await address.press('Enter');
    await lost(page).waitFor({ timeout: 30_000 });
    assert.deepEqual(new URL(page.url()).searchParams.getAll('metrics'), [
      `prod=${world.source.url}`,
      `test=${fake.url}`,
    ]);
  });
  assert.ok(fake.requests.every(({ authorization }) => authorization === null));
  await fake.close();
});
