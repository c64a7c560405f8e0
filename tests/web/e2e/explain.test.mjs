// Every figure says where it comes from, and says the same as the command line.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { accessibilityProblems, openPage, ownProblems } from '../support/browser.mjs';
import { openWith } from '../support/page-under-test.mjs';
import { startProxy } from '../support/proxy.mjs';
import { startVisits } from '../support/visit.mjs';

const program = fileURLToPath(new URL('../../../build/native/bin/prorata', import.meta.url));

const world = startVisits();

async function visit(query, options, work) {
  const { page, context, problems } = await openPage(world.browser, options);
  try {
    await openWith(page, world.site.url, world.source.url, `w=${world.source.window}&${query}`);
    await page.locator('.answer, .assets-table').first().waitFor({ timeout: 60_000 });
    await work(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

const dialog = (page) => page.getByRole('dialog', { name: /^Where the cost of / });

async function derived(of, ...options) {
  const args = [
    'explain',
    '--metrics',
    world.source.url,
    '--window',
    world.source.window,
    ...of.flatMap((one) => ['--of', one]),
  ];
  const all = [...args, ...options, '--format', 'json'];
  const { stdout } = await promisify(execFile)(program, all, { maxBuffer: 1 << 28 });
  return JSON.parse(stdout);
}
const exactOf = async (page) => {
  const [, exact] = /exactly ([\d.,]+) USD/.exec(await dialog(page).locator('.lead').innerText()) ?? [];
  return Number(exact?.replaceAll(',', ''));
};

test('a pressed cost of an asset shows its amounts and rates, as the command line has them', async () => {
  await visit('v=assets', {}, async (page) => {
    const row = page.locator('.assets-table tbody tr').first();
    const name = await row.locator('.node-name').getAttribute('title');
    const { totalCost, terms } = await derived([`asset=${name}`]);
    await row.locator('button.figure').press('Enter');
    await dialog(page).locator('.explain-terms li').first().waitFor();
    assert.equal(await exactOf(page), totalCost, name);
    const formulas = await dialog(page).locator('.explain-terms li').allInnerTexts();
    assert.equal(formulas.length, Math.min(20, terms.length));
    assert.match(formulas.join(), /core-hour/);
    assert.match(await dialog(page).innerText(), /prorata explain .*--of .?asset:/);
  });
});

test('a pressed total shows what it is made of, as the command line has it', async () => {
  await visit('', {}, async (page) => {
    const rows = page.locator('.cost-table tbody:last-child tr');
    const names = await rows.locator('.row-name').allInnerTexts();
    assert.ok(names.length > 5);
    for (const [index, name] of [...names.entries()].slice(0, 4)) {
      const value = name === 'idle' ? '__idle__' : name.trim();
      const { totalCost, terms } = await derived([`namespace=${value}`]);
      await rows.nth(index).locator('button.figure').press('Enter');
      await dialog(page).locator('.explain-terms li').first().waitFor();
      assert.equal(await exactOf(page), totalCost, name);
      const heads = await dialog(page).locator('.explain-head span').allInnerTexts();
      assert.equal(heads.length, Math.min(20, terms.length));
      const [first] = terms;
      const where =
        first.kind === 'idle' ? `idle · ${first.node}` : `${first.namespace} / ${first.pod} / ${first.container}`;
      assert.equal(heads[0], where);
      const shown = await dialog(page).locator('.explain-terms li').first().innerText();
      assert.match(shown, new RegExp(`price from ${first.priceSource.replace(/[()]/g, '\\$&')}`));
      for (const query of first.queries) assert.ok(shown.includes(query), query);
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'hidden' });
    }
  });
});

test('an hour can be chosen, and the command line says the same of it', async () => {
  await visit('idle=share', {}, async (page) => {
    await page.locator('.cost-table tbody:last-child tr', { hasText: 'shop' }).locator('button.figure').click();
    await dialog(page).locator('.explain-terms li').first().waitFor();
    const hours = dialog(page).getByRole('combobox', { name: 'Of' });
    const times = await hours.locator('option').evaluateAll((options) => options.map(({ value }) => Number(value)));
    const [, , chosen] = times;
    await hours.selectOption(String(chosen));
    await page.waitForFunction(() => document.querySelector('.explain .code-line code')?.textContent.includes('--at'));
    const at = new Date(chosen).toISOString();
    const hour = await derived(['namespace=shop'], '--idle', 'share', '--at', at);
    assert.equal(Date.parse(hour.start), chosen);
    assert.equal(await exactOf(page), hour.totalCost);
    const first = await dialog(page).locator('.explain-terms li').first().innerText();
    const [{ received }] = hour.terms;
    assert.ok(first.includes(received[0].from), `${first} has no ${received[0].from}`);
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.screenshot({ path: 'build/test-output/explain-hour.png' });
  });
});

/** Samples in a source's answer to a form. */
async function samplesOf(path, form) {
  const response = await fetch(`${world.source.url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
  const { status, data } = await response.json();
  assert.equal(status, 'success');
  return data.result.reduce((sum, { values }) => sum + (values?.length ?? 1), 0);
}

test('queries of a derivation, sent again as they are printed, give the samples that it names', async () => {
  const proxy = await startProxy(world.source.url, () => null);
  const { page, context, problems } = await openPage(world.browser);
  try {
    await openWith(page, world.site.url, proxy.url, `w=${world.source.window}`);
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    const printed = new Map();
    for (const name of ['ml', 'shop', 'idle']) {
      const row = page.locator('.cost-table tbody:last-child tr').filter({ hasText: name });
      await row.first().locator('button.figure').press('Enter');
      const asked = dialog(page).locator('.explain-asked');
      await asked.locator('summary').press('Enter');
      for (const one of await asked.locator('> div').all()) {
        const [head, promql] = await Promise.all([
          one.locator('p').first().innerText(),
          one.locator('code').innerText(),
        ]);
        const [, query, samples] = /^(\w+) · ([\d,]+) samples$/.exec(head) ?? [];
        printed.set(query, { promql, samples: Number(samples.replaceAll(',', '')) });
      }
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'hidden' });
    }
    assert.ok(printed.size > 8, [...printed.keys()].join());
    assert.ok(['pods', 'requests', 'cpu_usage', 'ram_usage'].every((query) => printed.has(query)));
    for (const [query, { promql, samples }] of printed) {
      // Times and steps are those of the requests; the text is the one that stands in the dialog.
      const sent = proxy.requests.filter(({ params }) => params.get('query') === promql);
      assert.ok(sent.length > 0, `${query} was never asked so: ${promql}`);
      const counts = sent.map(({ path, params }) => samplesOf(path, { ...Object.fromEntries(params), query: promql }));
      const sum = (await Promise.all(counts)).reduce((all, count) => all + count, 0);
      assert.equal(sum, samples, query);
    }
    assert.deepEqual(ownProblems(problems), []);
  } finally {
    await context.close();
    await proxy.close();
  }
});

test('a row under a filter is explained under it', async () => {
  await visit('by=pod&f=namespace:"shop"', {}, async (page) => {
    const row = page.locator('.cost-table tbody:last-child tr').first();
    const pod = (await row.locator('.row-name').innerText()).trim();
    const { totalCost } = await derived(['namespace=shop', `pod=${pod}`]);
    await row.locator('button.figure').click();
    await dialog(page).locator('.explain-terms li').first().waitFor();
    const said = await dialog(page).locator('.lead').innerText();
    assert.ok(said.includes(String(totalCost)), `${said} for ${totalCost}`);
    const command = await dialog(page).locator('.code-line code').first().innerText();
    assert.ok(command.includes(`--of namespace=shop --of pod=${pod}`), command);
  });
});

for (const [scheme, width] of [
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
]) {
  test(`the derivation is accessible and fits: ${scheme}, ${width}`, async () => {
    await visit('', { scheme, width }, async (page) => {
      await page.locator('.cost-table button.figure').first().click();
      await dialog(page).locator('.explain-terms li').first().waitFor();
      assert.deepEqual(await accessibilityProblems(page), []);
      const { scrollWidth, clientWidth } = await dialog(page).evaluate(({ scrollWidth, clientWidth }) => ({
        scrollWidth,
        clientWidth,
      }));
      assert.ok(scrollWidth <= clientWidth, `${scrollWidth} in ${clientWidth}`);
      await page.screenshot({ path: `build/test-output/explain-${scheme}-${width}.png` });
    });
  });
}

test('a rate begins at the price as it is written, and queries are told as they were asked', async () => {
  const { terms, queries } = await derived(['namespace=shop'], '--prices', 'builtin');
  const [{ listed, split, rate, capacity }] = terms[0].rates;
  assert.ok(split.part < split.whole && Math.abs(split.part / capacity - rate) < 1e-9);
  for (const [lang, written] of [
    ['en', `${listed} USD an hour for the node`],
    ['zh-CN', `整个节点每小时 ${listed} USD`],
  ]) {
    await visit(`prices=builtin&lang=${lang}`, {}, async (page) => {
      await page.locator('.row-workload', { hasText: 'shop' }).locator('button.figure').press('Enter');
      const first = page.locator('.explain-terms li').first();
      const line = await first.locator('.explain-formula', { hasText: written }).innerText();
      for (const number of [split.part, rate]) assert.ok(line.includes(String(number)), line);
      const shown = first.locator('.explain-queries code');
      for (let at = 0; at < terms[0].queries.length; at += 1) {
        const name = await shown.nth(at).innerText();
        const asked = queries.find(({ query }) => query === name);
        assert.equal(await shown.nth(at).getAttribute('title'), asked?.promql ?? null);
      }
      await page.screenshot({ path: `build/test-output/explain-rates-${lang}.png` });
      assert.deepEqual(await accessibilityProblems(page), []);
    });
  }
});
