// What nobody expects: names that are code, endless or written from the right, numbers that are none, a single pod, links
// that contradict themselves, files that are something else. Nothing is executed, nothing is lost, nothing says NaN.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityProblems, launch, openPage } from '../support/browser.mjs';
import { largeRecording } from '../support/large.mjs';
import { startPage } from '../support/page-under-test.mjs';

const names = [
  '<img src=x onerror="globalThis.executed = true">',
  '\u202Eevil\u202C ‏שלום',
  'x'.repeat(4096),
  '🦊 👩‍👩‍👧 "quoted" \'so\' \\ back, comma + plus',
  '__proto__',
  '=HYPERLINK("http://example.org","x")',
];

/** Namespaces `team-N` by their odd names, and every seventh value of memory that is no number. */
function odd(text, id) {
  const renamed = names.reduce((all, name, n) => all.replaceAll(`"team-${n}"`, JSON.stringify(name)), text);
  let seen = 0;
  return id === 'ram_usage'
    ? renamed.replaceAll(/,"\d+"\]/g, (value) => (++seen % 7 === 0 ? ',"NaN"]' : value))
    : renamed;
}

let browser;
let sites;
before(async () => {
  const worlds = await Promise.all([
    largeRecording({ pods: 12, hours: 8, podsPerNamespace: 2, rewrite: odd }),
    largeRecording({ pods: 1, hours: 3, podsPerNamespace: 1 }),
  ]);
  const [named, single] = await Promise.all(
    worlds.map((bytes) => {
      const example = (_, response) => response.writeHead(200, { 'content-type': 'application/gzip' }).end(bytes);
      return startPage({ extra: { '/demo.prorata.ndjson.gz': example } });
    }),
  );
  sites = { named, single };
  browser = await launch();
});
after(async () => {
  await browser.close();
  await Promise.all(Object.values(sites).map((site) => site.close()));
});

async function visit(site, query, work, options = {}) {
  const { page, context, problems } = await openPage(browser, options);
  try {
    await page.goto(`${site.url}?metrics=demo&${query}`);
    await page.locator('.answer:not(.answer-busy), .assets-table, .queries-table').first().waitFor({ timeout: 60_000 });
    await work(page);
    assert.equal(await page.evaluate(() => globalThis.executed), undefined);
    assert.equal(await page.locator('img').count(), 0);
    // Violations of the page's policy are among them.
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

const views = ['overview', 'allocation', 'flow', 'assets', 'gpu', 'prices', 'queries'];

for (const world of ['named', 'single']) {
  for (const width of [1440, 390]) {
    test(`every view shows text and numbers, no wider than the window: ${world}, ${width}`, async () => {
      for (const view of views) {
        await visit(
          sites[world],
          `v=${view}`,
          async (page) => {
            // A diagnostic says which values were none; figures and everything else never do.
            const text = (await page.locator('body').innerText()).replaceAll(
              /^.*not finite.*$|^.*(NaN|infinite)[^.]*left out.*$/gim,
              '',
            );
            const [found] = /.*(\bNaN\b|undefined|Infinity|\[object).*/.exec(text) ?? [];
            assert.equal(found, undefined, view);
            assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, view);
            assert.deepEqual(await accessibilityProblems(page), [], view);
          },
          { width },
        );
      }
    });
  }
}

test('odd names are rows, lead to their workloads, and come back out of files', () =>
  visit(sites.named, '', async (page) => {
    for (const name of names) {
      assert.ok((await page.locator('.row-workload .row-name').allTextContents()).includes(name), name);
      await page.getByRole('button', { name: `Open ${name}`, exact: true }).click();
      await page.locator('thead', { hasText: 'Workload' }).waitFor();
      await page.locator('.answer:not(.answer-busy)').waitFor();
      assert.ok((await page.locator('.row-workload').count()) > 0, name);
      assert.equal(await page.getByRole('alert').count(), 0, name);
      await page.goBack();
      await page.locator('thead', { hasText: 'Namespace' }).waitFor();
      await page.locator('.answer:not(.answer-busy)').waitFor();
    }
    await page.keyboard.press('x');
    const download = page.waitForEvent('download');
    await page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'CSV', exact: true }).click();
    const stream = await (await download).createReadStream();
    const text = (await stream.toArray()).map(String).join('');
    assert.doesNotMatch(text, /\bNaN\b|undefined|Infinity/);
    for (const name of names.slice(0, 4)) assert.ok(text.includes(name.replaceAll('"', '""')), name);
    assert.doesNotMatch(text, /(^|,)"?=HYPERLINK/m, 'a table would run it as a formula');
  }));

test('a single pod is a row, and nothing is left over', () =>
  visit(sites.single, 'by=pod', async (page) => {
    assert.equal(await page.locator('.row-workload').count(), 1);
    const left = page.locator('.tile', { hasText: 'Adds up' }).locator('.tile-value');
    assert.match(await left.getAttribute('title'), /^0\.00 /);
  }));

test('keys of a link that mean nothing are defaults, those of others are kept', () =>
  visit(
    sites.named,
    'v=nothing&by=,&idle=maybe&step=9x&sort=--x&theme=pink&tz=Mars/Olympus&lang=xx&compare=x&chart=pie&mode=raw&wi=a:b&new=1',
    async (page) => {
      assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Allocation');
      assert.equal(await page.locator('.row-workload').count(), names.length);
      assert.equal(await page.getByRole('alert').count(), 0);
      await page.getByRole('columnheader').getByRole('button', { name: 'CPU' }).click();
      await page.waitForURL(/sort=-cpu/);
      assert.equal(new URL(page.url()).search, '?metrics=demo&sort=-cpu&new=1');
    },
  ));

test('keys that contradict each other: what stands after # wins', () =>
  visit(sites.named, 'by=pod&idle=hide#by=node&idle=separate', async (page) => {
    assert.match(await page.locator('.cost-table thead').innerText(), /Node/);
    assert.equal(await page.locator('.row-idle').count(), 1);
  }));

test('a dropped file that is something else is refused, and the page goes on', () =>
  visit(sites.single, '', async (page) => {
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(
        new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2])], 'picture.png', { type: 'image/png' }),
      );
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      }
    });
    await page.getByRole('heading', { name: 'This file holds no metrics' }).waitFor({ timeout: 30_000 });
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.getByRole('button', { name: 'Other address' }).click();
    await page.getByRole('button', { name: 'Show the example cluster' }).click();
    await page.locator('.answer').waitFor({ timeout: 30_000 });
  }));
