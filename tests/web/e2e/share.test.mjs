// A question leaves the page: the command and the request it offers are run and give the page's figures, files hold what
// the command line writes, pictures are pictures, paper has what it needs.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { parquetReadObjects } from 'hyparquet';
import { accessibilityProblems, openPage } from '../support/browser.mjs';
import { openWith } from '../support/page-under-test.mjs';
import { startVisits } from '../support/visit.mjs';

const program = fileURLToPath(new URL('../../../build/native/bin/prorata', import.meta.url));
const run = promisify(execFile);

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

const menu = (page, name) => page.getByRole('button', { name, exact: true });
const amount = (text) => Number(text.replace('−', '-').replaceAll(/[^\d.-]/g, ''));
const near = (seen, wanted, what) => assert.ok(Math.abs(seen - wanted) < 0.0051, `${what}: ${seen} for ${wanted}`);
const sharing = `share=${encodeURIComponent('namespace:"monitoring" by even')}`;

/** A line of the shell, with another program for its first word. */
const shell = async (line, word, other) => {
  assert.ok(line.startsWith(`${word} `), line);
  const { stdout } = await run('/bin/sh', ['-c', `${other}${line.slice(word.length)}`], { maxBuffer: 1 << 28 });
  return stdout;
};

for (const query of [
  'by=namespace,controller&idle=share&idleBy=cluster&' + sharing,
  `f=${encodeURIComponent('namespace:"shop"')}&method=request&tz=Asia/Kathmandu`,
  'v=prices&wi=spot:35,committed:40&prices=builtin',
]) {
  test(`the command that is offered gives the figures of the page: ${query}`, () =>
    visit(query, {}, async (page) => {
      await page.locator('.answer:not(.answer-busy)').waitFor();
      await menu(page, 'Ask elsewhere').click();
      const line = await page.getByRole('region', { name: 'Command line' }).locator('code').innerText();
      const report = JSON.parse(await shell(`${line} --format json`, 'prorata', program));
      const label = query.startsWith('v=prices') ? 'Scenario total' : 'Total';
      const total = await page.locator('.tile', { hasText: label }).locator('.tile-value').first().innerText();
      near(amount(total), report.totals.totalCost, line);
      const http = page.getByRole('region', { name: 'HTTP' });
      assert.equal(await http.count(), 1);
      const zone = new URLSearchParams(query).get('tz');
      if (zone) assert.ok((await http.innerText()).includes(`--tz ${zone}`), 'the server of that request has the zone');
    }));
}

test('the request that is offered gives the figures of the page', async () => {
  const port = 20000 + (process.pid % 20000);
  const server = spawn(program, [
    'serve',
    '--metrics',
    world.source.url,
    '--listen',
    `127.0.0.1:${port}`,
    '--page',
    'none',
  ]);
  try {
    for (const query of [`by=namespace&idle=share&${sharing}`, 'v=prices&wi=spot:35,committed:40&prices=builtin']) {
      await visit(query, {}, async (page) => {
        await page.locator('.answer:not(.answer-busy)').waitFor();
        await menu(page, 'Ask elsewhere').click();
        const line = await page.getByRole('region', { name: 'HTTP' }).locator('code').innerText();
        const local = line.replace('127.0.0.1:9003', `127.0.0.1:${port}`);
        const asked = await shell(local, 'curl', 'curl -sS --retry 20 --retry-connrefused --retry-delay 1');
        const label = query.startsWith('v=prices') ? 'Scenario total' : 'Total';
        const total = page.locator('.tile', { hasText: label }).locator('.tile-value').first();
        near(amount(await total.innerText()), JSON.parse(asked).totals.totalCost, line);
      });
    }
  } finally {
    server.kill('SIGTERM');
  }
});

async function saved(page, name) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test('files are what the command line writes', () =>
  visit('by=namespace', {}, async (page) => {
    await menu(page, 'Export').click();
    const args = ['--metrics', world.source.url, '--window', world.source.window, '--step', '1h'];
    for (const [name, format, ending] of [
      ['CSV', 'csv', '.csv'],
      ['JSON', 'json', '.json'],
      ['NDJSON', 'ndjson', '.ndjson'],
      ['Markdown', 'markdown', '.md'],
      ['OpenCost JSON', 'opencost', '.json'],
      ['ACK CSV', 'ack-csv', '.csv'],
      ['FOCUS CSV', 'focus', '.csv'],
    ]) {
      const file = await saved(page, name);
      assert.equal(path.extname(file.name), ending, file.name);
      const { stdout } = await run(program, ['allocate', ...args, '--format', format], { maxBuffer: 1 << 28 });
      assert.equal(file.bytes.toString(), stdout, name);
    }
    const { name, bytes } = await saved(page, 'Parquet');
    assert.equal(path.extname(name), '.parquet');
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    const { stdout } = await run(program, ['allocate', ...args, '--format', 'opencost'], { maxBuffer: 1 << 28 });
    const costs = JSON.parse(stdout).data.flatMap((step) => Object.values(step).map(({ totalCost }) => totalCost));
    assert.deepEqual(
      rows.map(({ totalCost }) => totalCost),
      costs,
    );
  }));

test('files of assets are what the command line writes', () =>
  visit('v=assets', {}, async (page) => {
    await menu(page, 'Export').click();
    const file = await saved(page, 'CSV');
    const args = ['--metrics', world.source.url, '--window', world.source.window];
    const { stdout } = await run(program, ['assets', ...args, '--format', 'csv'], { maxBuffer: 1 << 28 });
    assert.equal(file.bytes.toString(), stdout);
  }));

/** Width, height and how many colours a PNG has, as the browser reads it. */
const look = (page, bytes) =>
  page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    const { data: pixels } = pen.getImageData(0, 0, image.width, image.height);
    const colours = new Set();
    for (let at = 0; at < pixels.length; at += 4)
      colours.add((pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]);
    return { width: image.width, height: image.height, colours: colours.size };
  }, bytes.toString('base64'));

for (const view of ['allocation', 'flow']) {
  test(`the chart is a picture with twice the pixels: ${view}`, () =>
    visit(`v=${view}`, {}, async (page) => {
      await menu(page, 'Export').click();
      const file = await saved(page, 'PNG');
      const shown = await page.locator('.trend-plot canvas, .flow svg').first().boundingBox();
      const { width, height, colours } = await look(page, file.bytes);
      assert.ok(width >= 2 * shown.width && height >= 2 * shown.height, `${width} × ${height}`);
      assert.ok(colours > 20, `${colours} colours`);
    }));
}

test('paper has window, currency, method and link, on few pages', () =>
  visit('theme=dark', {}, async (page) => {
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
    assert.ok(pages.length >= 1 && pages.length <= 3, `${pages.length} pages`);
    await page.emulateMedia({ media: 'print' });
    const head = await page.locator('.print-head').innerText();
    for (const part of ['Allocation', 'UTC', 'USD', 'Larger of request and use', 'metrics=']) {
      assert.ok(head.includes(part), `${part} in ${head}`);
    }
    assert.equal(await page.locator('.rail').isVisible(), false);
    assert.equal(await page.locator('.cost-table').isVisible(), true);
    // Idle is told by its hatching, which browsers leave off paper unless they are asked.
    const hatched = page.locator('.row-idle i').first();
    assert.match(await hatched.evaluate((mark) => getComputedStyle(mark).backgroundImage), /gradient/);
    assert.equal(await hatched.evaluate((mark) => getComputedStyle(mark).printColorAdjust), 'exact');
  }));

test('paper of a scenario says which', () =>
  visit(`v=prices&wi=spot:35&wis=${encodeURIComponent('overhead')}`, {}, async (page) => {
    await page.emulateMedia({ media: 'print' });
    assert.match(await page.locator('.print-head').innerText(), /What if: spot:35 · overhead/);
  }));

for (const theme of ['light', 'dark']) {
  for (const width of [1440, 390]) {
    test(`both menus are accessible and within the window: ${theme}, ${width}`, () =>
      visit(`theme=${theme}`, { width }, async (page) => {
        for (const name of ['Ask elsewhere', 'Export']) {
          await menu(page, name).click();
          await page.locator('.share-panel, .export-panel').waitFor();
          assert.deepEqual(await accessibilityProblems(page), [], name);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
          const box = await page.getByRole('dialog', { name }).boundingBox();
          assert.ok(box.x >= 0 && box.x + box.width <= width, `${box.x} ${box.width}`);
          await page.keyboard.press('Escape');
        }
      }));
  }
}
