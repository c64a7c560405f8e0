// Where a query fails the others' figures stay, marked, with the query, the reason and what it does to the figures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityProblems, launch, openPage, ownProblems } from '../support/browser.mjs';
import { openWith, startPage, startSource } from '../support/page-under-test.mjs';
import { forQueries, parseError, startProxy } from '../support/proxy.mjs';

let browser;
let site;
let source;
let proxy;
before(async () => {
  [browser, site, source] = await Promise.all([launch(), startPage(), startSource()]);
  proxy = await startProxy(source.url, () => null);
});
after(async () => {
  await proxy.close();
  await browser.close();
  await site.close();
  await source.stop();
});

async function visit(query, work, options = {}) {
  const { page, context, problems } = await openPage(browser, options);
  try {
    await openWith(page, site.url, proxy.url, `w=${source.window}&${query}`);
    await work(page);
    assert.deepEqual(ownProblems(problems), []);
  } finally {
    await context.close();
  }
}

const answer = (page) => page.locator('.answer').waitFor({ timeout: 60_000 });
const tile = (page, label) => page.locator('.tile', { hasText: label });
const amountOf = (page, label) => tile(page, label).locator('.tile-value').getAttribute('title');
/** Names and figures of the table, as shown. */
const rows = (page) =>
  page
    .locator('.cost-table tbody:last-child tr')
    .evaluateAll((lines) => lines.map((line) => [...line.querySelectorAll('th, td')].map((cell) => cell.innerText)));
const notice = (page) => page.getByRole('note', { name: /^(Partial data|数据不完整)$/ });

/** What the page shows when nothing goes wrong. */
async function whole() {
  proxy.set(() => null);
  let shown;
  await visit('', async (page) => {
    await answer(page);
    assert.equal(await notice(page).count(), 0);
    assert.equal(await page.locator('.chip-warn').count(), 0);
    const memory = (await tile(page, 'Efficiency').innerText()).match(/memory ([\d.]+%)/)[1];
    shown = { rows: await rows(page), total: await amountOf(page, 'Total'), memory };
  });
  return shown;
}

test('one bad query costs what it feeds and nothing else', async () => {
  const { rows: complete, total } = await whole();
  proxy.set(forQueries('kube_namespace_labels', parseError));
  await visit('', async (page) => {
    await answer(page);
    assert.deepEqual(await rows(page), complete, 'labels of namespaces do not touch what namespaces cost');
    assert.equal(await amountOf(page, 'Total'), total);
    const text = await notice(page).innerText();
    assert.match(text, /Partial data\s+No answer to namespace_labels\. Reason: .*parse error: unexpected <by>\./);
    assert.match(text, /Costs by label are incomplete\./);
    assert.equal(await page.locator('.tile .chip-warn').count(), 0, 'no figure rests on it');
    assert.deepEqual(await accessibilityProblems(page), []);

    await notice(page).getByRole('button', { name: 'See queries' }).click();
    const row = page.locator('.queries-table tbody tr', { hasText: 'kube_namespace_labels' });
    assert.match(await row.innerText(), /refused 400/);
    assert.match(await row.innerText(), /Reason: .*parse error/);
    assert.equal(await page.locator('.queries-table .chip-bad').count(), 1);
    assert.equal(await notice(page).count(), 1, 'still said here');
    assert.deepEqual(await accessibilityProblems(page), []);
  });
});

test('an error in the middle leaves the other figures, marks those that lean on it, and Chinese says the same', async () => {
  const { rows: complete, total, memory } = await whole();
  const broken = {
    status: 500,
    body: '{"status":"error","errorType":"internal","error":"expanding series: input/output error"}',
  };
  const cpu = ({ params, path }) =>
    path.endsWith('query_range') && params.get('query').includes('container_cpu_usage') ? broken : null;
  proxy.set(cpu);
  await visit('', async (page) => {
    await answer(page);
    // Nodes are known, so the bill is; memory and GPUs of every namespace are as before.
    assert.equal(await amountOf(page, 'Total'), total);
    const figures = (list, column) => new Map(list.map((cells) => [cells[0].trim(), cells[column]]));
    const shown = await rows(page);
    assert.deepEqual(figures(shown, 2), figures(complete, 2), 'memory');
    assert.deepEqual(figures(shown, 3), figures(complete, 3), 'GPU');
    assert.notDeepEqual(figures(shown, 1), figures(complete, 1), 'CPU above requests is missing');
    const text = await notice(page).innerText();
    assert.match(text, /No answer to cpu_usage\. Reason: expanding series: input\/output error\./);
    assert.match(text, /CPU is charged by request: use above it is missing, and efficiency reads too low\./);
    // At most what idle CPU costs, which the table says.
    const [, doubted] = /Up to (\$[\d.]+) of idle may be use\./.exec(text) ?? [];
    assert.equal(doubted, figures(shown, 1).get('idle'));
    assert.equal(await tile(page, 'Total').locator('.chip-warn').count(), 0);
    assert.equal(await tile(page, 'Idle').locator('.chip-warn').innerText(), 'partial');
    assert.equal(await tile(page, 'Efficiency').locator('.chip-warn').innerText(), 'partial');
    assert.match(await tile(page, 'Efficiency').innerText(), new RegExp(`CPU unknown · memory ${memory}$`));
    assert.equal(await tile(page, 'Adds up').locator('.chip-good').count(), 1, 'rows and idle are the nodes still');
    assert.equal(await page.locator('.cost-table .doubtful').count(), 1);

    await page.getByRole('button', { name: '中文' }).click();
    await notice(page).getByText('数据不完整').waitFor();
    assert.match(await notice(page).innerText(), /以下查询没有得到响应：cpu_usage。/);
    assert.match(await notice(page).innerText(), /CPU 按申请量计费[^]*闲置中最多有 (US)?\$[\d.]+ 可能实为用量。/);
    assert.deepEqual(await accessibilityProblems(page), []);
  });
});

for (const fault of ['cut', 'bare']) {
  test(`a query whose answer cannot be read by a browser costs itself: ${fault}`, async () => {
    const { rows: complete, total } = await whole();
    proxy.set(({ params, path }) =>
      path.endsWith('query_range') && params.get('query').includes('container_memory_working_set') ? fault : null,
    );
    await visit('', async (page) => {
      await answer(page);
      assert.equal(await amountOf(page, 'Total'), total);
      const cpu = (list) => new Map(list.map((cells) => [cells[0].trim(), cells[1]]));
      assert.deepEqual(cpu(await rows(page)), cpu(complete));
      assert.match(await notice(page).innerText(), /No answer to ram_usage\. Reason: the connection broke/);
    });
  });
}

test('trying again after the source is well again shows everything', async () => {
  const { rows: complete } = await whole();
  proxy.set(forQueries('container_resource_requests', parseError));
  await visit('', async (page) => {
    await answer(page);
    assert.match(await notice(page).innerText(), /Workloads are charged by use alone and GPUs not at all/);
    const efficiency = await page.locator('.row-workload .col-efficiency').allInnerTexts();
    assert.ok(efficiency.length > 0 && efficiency.every((text) => text === 'n/a'), 'nobody knows what was requested');
    proxy.set(() => null);
    await notice(page).getByRole('button', { name: 'Try again' }).press('Enter');
    await notice(page).waitFor({ state: 'detached', timeout: 30_000 });
    await answer(page);
    assert.deepEqual(await rows(page), complete);
  });
});

test('a source that says it is incomplete is believed', async () => {
  const warning = async ({ params, body, path }) => {
    if (!params.get('query').includes('container_memory_working_set_bytes') || !path.endsWith('query_range'))
      return null;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(`${source.url}${path}`, { method: 'POST', headers, body });
    return { status: 200, body: JSON.stringify({ ...(await response.json()), warnings: ['store-2 did not answer'] }) };
  };
  proxy.set(warning);
  await visit('', async (page) => {
    await answer(page);
    assert.match(await notice(page).innerText(), /The source says that some of its data is missing/);
    assert.equal(await page.locator('.tile .chip-warn').count(), 3);
    await notice(page).getByRole('button', { name: 'See queries' }).click();
    await page.getByText('Warning of the source: store-2 did not answer').waitFor();
  });
});

for (const theme of ['light', 'dark']) {
  for (const width of [1440, 390]) {
    test(`partial figures are accessible and fit: ${theme}, ${width}`, async () => {
      proxy.set(forQueries('container_cpu_usage', parseError));
      const look = async (page) => {
        await answer(page);
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
      };
      await visit(`theme=${theme}`, look, { width });
    });
  }
}
