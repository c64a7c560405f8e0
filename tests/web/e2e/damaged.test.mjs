// A recording that broke on its way: what can be read is shown, and what is lost is said.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { accessibilityProblems, launch, openPage, ownProblems } from '../support/browser.mjs';
import { startPage, startSource } from '../support/page-under-test.mjs';
import { record } from '../support/record.mjs';
import { textOf } from '../support/visit.mjs';

let browser;
let site;
let source;
let lines;
before(async () => {
  [browser, site, source] = await Promise.all([launch(), startPage(), startSource()]);
  const [start, end] = source.window.split('..');
  const settings = { resolution: '5m', scrapeInterval: '1m', lifetimeResolution: '1m', cluster: 'spine' };
  lines = gunzipSync(await record(source.url, { start, end, ...settings }))
    .toString()
    .trimEnd()
    .split('\n');
});
after(async () => {
  await browser.close();
  await site.close();
  await source.stop();
});

/** Drops a file on the page, as a hand does. */
async function drop(page, name, bytes) {
  const transfer = await page.evaluateHandle(
    ([file, base64]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], file));
      return data;
    },
    [name, Buffer.from(bytes).toString('base64')],
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.getByText('Drop files to open them').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await page.locator('.connection b', { hasText: name }).waitFor();
}

/** Opens the page, drops a recording and gives what is shown to `work`. */
async function visit(bytes, work) {
  const { page, context, problems } = await openPage(browser);
  try {
    await page.goto(site.url);
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    await drop(page, 'broken.prorata.ndjson', bytes);
    await page.locator('.answer, [role=alert]').first().waitFor({ timeout: 30_000 });
    const result = await work(page);
    assert.deepEqual(await accessibilityProblems(page), []);
    assert.deepEqual(ownProblems(problems), []);
    return result;
  } finally {
    await context.close();
  }
}

const text = (list) => Buffer.from(`${list.join('\n')}\n`);
const rows = (page) =>
  page
    .locator('.cost-table tbody:last-child tr')
    .evaluateAll((all) => all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.innerText)));
const notice = (page) => page.getByRole('note', { name: /^(Partial data|数据不完整)$/ });
const lineOf = (query) => lines.findIndex((line) => line.includes(`"query":"${query}"`));

test('a whole recording lacks nothing', () =>
  visit(text(lines), async (page) => {
    assert.equal(await notice(page).count(), 0);
    assert.equal((await rows(page)).length, 9);
  }));

test('a line of garbage is named, and every answer beside it counts', async () => {
  const whole = await visit(text(lines), rows);
  const at = 7;
  await visit(text([...lines.slice(0, at), '%&! not a line of JSON', ...lines.slice(at)]), async (page) => {
    assert.deepEqual(await rows(page), whole);
    const said = await notice(page).innerText();
    assert.match(said, /The recording is damaged: line 8: .*\. What could be read is shown\./);
    await page.getByRole('button', { name: '中文' }).click();
    await notice(page).getByText('数据不完整').waitFor();
    assert.match(await notice(page).innerText(), /录制文件已损坏：line 8/);
  });
});

test('an answer that was overwritten costs what it feeds', async () => {
  const whole = await visit(text(lines), rows);
  const at = lineOf('namespace_labels');
  const broken = lines.with(at, `${lines[at].slice(0, 200)}\u0000\u0000\u0000`);
  await visit(text(broken), async (page) => {
    assert.deepEqual(await rows(page), whole, 'labels of namespaces do not touch what namespaces cost');
    assert.match(await notice(page).innerText(), new RegExp(`line ${at + 1}\\b`));
  });
});

for (const [name, pack] of [
  ['plain', (bytes) => bytes],
  ['packed', (bytes) => gzipSync(bytes)],
]) {
  test(`a recording that ends in the middle shows what came before: ${name}`, async () => {
    // Answers stand in the order in which they came; something that is long must be cut off.
    const long = lines.findLastIndex((line) => line.length > 2000);
    const kept = Math.max(1, long);
    const before_ = await visit(text(lines.slice(0, kept)), rows);
    const bytes = text(lines);
    const cut = text(lines.slice(0, kept)).length + 300;
    // Of a packed file the last part is lost with what it would unpack to.
    const broken = name === 'plain' ? bytes.subarray(0, cut) : pack(bytes).subarray(0, -2000);
    await visit(broken, async (page) => {
      assert.match(
        await notice(page).innerText(),
        /The recording is damaged: line \d+(, \w+ #\d+)?: .*\. What could be read is shown\./,
      );
      const shown = await rows(page);
      assert.ok(shown.length > 1);
      if (name === 'plain') assert.deepEqual(shown, before_);
      assert.ok((await page.locator('.tile .chip-warn').count()) > 0);
    });
  });
}

test('a recording of which nothing is left is refused with a reason', () =>
  visit(Buffer.from(`${lines[0]}\n${lines[1].slice(0, 80)}`), async (page) => {
    const alert = page.getByRole('alert');
    assert.equal(await alert.getByRole('heading').innerText(), 'This recording is damaged');
    assert.match(await textOf(alert), /line 2: .*Copy the file again, or make the recording again\./);
    await page.getByRole('button', { name: '中文' }).click();
    await alert.getByRole('heading', { name: '此录制文件已损坏' }).waitFor();
  }));
