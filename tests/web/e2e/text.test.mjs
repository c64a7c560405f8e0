// Metrics as text, dropped or chosen: the figures of the command line for the same files, and errors that name them.
import assert from 'node:assert/strict';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { prorata, scratch } from '../../cli/support.mjs';
import { end, formats, inText, scrapes } from '../../support/scrapes.mjs';
import { accessibilityProblems, launch, openPage, ownProblems } from '../support/browser.mjs';
import { startPage } from '../support/page-under-test.mjs';
import { commandLine, exactly, textOf } from '../support/visit.mjs';

const files = scratch();
let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), startPage()]);
});
after(async () => {
  await browser.close();
  await site.close();
  files.remove();
});

function write(name, text, time = end) {
  const file = files.file(name);
  writeFileSync(file, text);
  utimesSync(file, new Date(time), new Date(time));
  return file;
}

async function visit(work, { query = '', url = site.url } = {}) {
  const { page, context, problems } = await openPage(browser);
  try {
    await page.goto(`${url}${query}`);
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    await work(page);
    assert.deepEqual(ownProblems(problems), []);
  } finally {
    await context.close();
  }
}

const lastName = (page, paths) => page.locator('.connection b', { hasText: paths.at(-1).split('/').at(-1) }).waitFor();

async function choose(page, paths) {
  await page.locator('.connection').getByRole('button').click();
  await page.locator('input[type=file]').setInputFiles(paths);
  await lastName(page, paths);
  await page.locator('.answer, [role=alert]').first().waitFor({ timeout: 30_000 });
}

/** As a hand does; what is dropped knows when it was written. */
async function drop(page, paths, time = end) {
  const transfer = await page.evaluateHandle(
    ([all, lastModified]) => {
      const data = new DataTransfer();
      for (const [name, base64] of all) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], name, { lastModified }));
      }
      return data;
    },
    [paths.map((path) => [path.split('/').at(-1), readFileSync(path).toString('base64')]), Date.parse(time)],
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.getByText('Drop files to open them').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await lastName(page, paths);
  await page.locator('.answer, [role=alert]').first().waitFor({ timeout: 30_000 });
}

async function expected(paths) {
  const { totals } = await commandLine('allocate', ...paths.flatMap((path) => ['--metrics', path]));
  return totals.totalCost;
}

const twoScrapes = () => scrapes.map((each, index) => write(`scrape-${index}.txt`, inText(each), each.time));

test('two scrapes are one answer: that of the command line, with its notes and queries', async () => {
  const paths = twoScrapes();
  await visit(async (page) => {
    const programs = [];
    page.on('request', (request) => programs.push(/\/(\w+)-[\w-]+\.wasm$/.exec(request.url())?.[1] ?? ''));
    await choose(page, paths);
    assert.ok(programs.includes('text'), programs.join());
    assert.equal(await exactly(page, 'Total'), await expected(paths));
    assert.equal(await exactly(page, 'Adds up'), 0);
    await page.getByRole('link', { name: /Queries/ }).click();
    await page.getByText('they count at the time when their file was written').waitFor();
    await page.getByText('Costs are computed from text metrics').waitFor();
    const rows = page.locator('.queries-table tbody tr');
    assert.ok((await rows.count()) > 30);
    assert.deepEqual((await page.locator('.queries-table thead th').allInnerTexts()).slice(-5), [
      'Series',
      'Samples',
      'Filled',
      'Bytes',
      'Time',
    ]);
    assert.equal(await page.getByText('Kept in this browser').count(), 0);
    assert.deepEqual(await accessibilityProblems(page), []);
  });
});

test('a first visit loads no reader of text', () =>
  visit(async (page) => {
    const names = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    assert.ok(names.some((name) => name.includes('/worker-')));
    assert.ok(!names.some((name) => name.includes('/text-')));
  }));

for (const [what, name, text] of formats) {
  test(`dropped and read: ${what}`, async () => {
    const path = write(name, text());
    await visit(async (page) => {
      await drop(page, [path]);
      assert.equal(await exactly(page, 'Total'), await expected([path]));
    });
  });
}

test('files of several kinds are one cluster', async () => {
  const stamped = (index) => inText(scrapes[index], ` ${Date.parse(scrapes[index].time)}`);
  const paths = [write('first.prom.gz', gzipSync(stamped(0))), write('second.txt', inText(scrapes[1]))];
  await visit(async (page) => {
    await drop(page, paths);
    assert.equal(await exactly(page, 'Total'), await expected(paths));
  });
});

test('the command line that the page offers names the files', async () => {
  const paths = twoScrapes();
  await visit(async (page) => {
    await choose(page, paths);
    await page.getByRole('button', { name: 'Ask elsewhere', exact: true }).click();
    const line = await page.getByRole('region', { name: 'Command line' }).locator('code').innerText();
    assert.match(line, /--metrics scrape-0\.txt --metrics scrape-1\.txt /);
  });
});

async function recordOf(cluster) {
  const path = files.file(`${cluster}.prorata.ndjson`);
  const metrics = twoScrapes().flatMap((each) => ['--metrics', each]);
  const { code, stderr } = await prorata(['record', ...metrics, '--cluster', cluster, '-o', path, '--now', end]);
  assert.equal(code, 0, stderr);
  return path;
}

test('recordings of several clusters are one answer', async () => {
  const paths = [await recordOf('eu'), await recordOf('us')];
  await visit(async (page) => {
    await drop(page, paths);
    assert.equal(await exactly(page, 'Total'), await expected(paths));
    assert.equal(await page.locator('.top-cluster').getAttribute('title'), 'eu, us');
  });
});

test('recordings of one cluster are not', async () => {
  const path = await recordOf('eu');
  await visit(async (page) => {
    await drop(page, [path, path]);
    await page.getByRole('heading', { name: 'These files are no one answer' }).waitFor();
    assert.match(await textOf(page.getByRole('alert')), /eu\.prorata\.ndjson: two sources have a cluster eu\./);
  });
});

const wrong = [
  ['nothing', () => [write('empty.txt', '')], 'This file holds no metrics', /empty\.txt: it holds no metrics as text/],
  ['bytes', () => [write('a.bin', Buffer.from([0, 1, 2]))], 'This file holds no metrics', /a\.bin: it holds no/],
  ['one scrape', () => [twoScrapes()[0]], 'These metrics cannot be used', /of one time.*a second scrape/],
  [
    'a line that is no sample',
    () => [write('bad.txt', 'up 1 1\nup{job="a"}\n')],
    'These metrics cannot be used',
    /bad\.txt, line 2: column 12/,
  ],
  [
    'other metrics',
    () => [write('go.txt', 'go_goroutines 1 1\ngo_goroutines 2 2\n')],
    'These metrics cannot be used',
    /none of its metrics is one that costs/,
  ],
  [
    'gzip that is cut',
    () => [write('cut.gz', gzipSync(formats[0][2]()).subarray(0, 200))],
    'These metrics cannot be used',
    /cut\.gz: cannot be unpacked/,
  ],
  [
    'a recording among text',
    () => [write('a.ndjson', '{"format":"prorata.recording"}\n'), twoScrapes()[0]],
    'These files are no one answer',
    /What goes together: recordings of one window/,
  ],
];
for (const [what, paths, heading, text] of wrong) {
  test(`is told: ${what}`, async () => {
    const given = paths();
    await visit(async (page) => {
      await choose(page, given);
      await page.getByRole('heading', { name: heading }).waitFor();
      // What to do about it comes a moment after its heading.
      await page.getByRole('alert').filter({ hasText: text }).waitFor();
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.getByRole('button', { name: 'Other address' }).click();
      await page.getByRole('button', { name: 'Show the example cluster' }).click();
      await page.locator('.answer').waitFor({ timeout: 30_000 });
    });
  });
}

test('OpenMetrics that is cut short is shown, and said', async () => {
  const [, , text] = formats.find(([what]) => what === 'OpenMetrics');
  const path = write('cut.om', text().replace('# EOF\n', ''));
  await visit(async (page) => {
    await choose(page, [path]);
    assert.equal(await exactly(page, 'Total'), await expected([path]));
    await page.getByRole('link', { name: /Queries/ }).click();
    await page.getByText('does not end with "# EOF"').waitFor();
  });
});

test('in Chinese', async () => {
  const path = write('bad.txt', 'up 1 1\nup{job="a"}\n');
  await visit(
    async (page) => {
      await choose(page, [path]);
      await page.getByRole('heading', { name: '无法使用这些指标' }).waitFor();
    },
    { query: '?lang=zh-CN' },
  );
});

test('the site reads text without its server', async () => {
  const paths = twoScrapes();
  const alone = await startPage({ port: 0 });
  await visit(
    async (page) => {
      await page.waitForFunction(
        async () =>
          (await caches.keys()).length === 1 && (await navigator.serviceWorker.ready).active.state === 'activated',
      );
      await alone.close();
      await page.goto(alone.url);
      await page.locator('.answer').waitFor({ timeout: 60_000 });
      await choose(page, paths);
      assert.equal(await exactly(page, 'Total'), await expected(paths));
    },
    { url: alone.url },
  );
});

test('the page in one file says who reads text', async () => {
  const single = pathToFileURL(fileURLToPath(new URL('../../../web/app/dist/prorata.html', import.meta.url))).href;
  await visit(
    async (page) => {
      await choose(page, twoScrapes());
      await page.getByRole('heading', { name: 'This page opens recordings only' }).waitFor();
      await page
        .getByRole('alert')
        .filter({ hasText: /scrape-0\.txt is none.*prorata record --metrics/ })
        .waitFor();
    },
    { url: single },
  );
});
