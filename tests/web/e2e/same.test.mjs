// A link shows the same picture again: reloaded, and in a theme that came by another way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from '../support/browser.mjs';
import { startVisits } from '../support/visit.mjs';

const world = startVisits({ withSource: false });

async function visit(options, work) {
  const { page, context, problems } = await openPage(world.browser, options);
  try {
    await work(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

/** Still: answers are in, and nothing moves any more. */
async function still(page) {
  await page.locator('.answer:not(.answer-busy), .assets-table, .queries-table').first().waitFor({ timeout: 60_000 });
  await page.locator('.skeleton').waitFor({ state: 'detached' });
  let last = '';
  for (let turn = 0; turn < 20; turn += 1) {
    const now = (await page.screenshot({ animations: 'disabled' })).toString('base64');
    if (now === last) return now;
    last = now;
  }
  throw new Error('the page never comes to rest');
}

/** The part of the pixels in which two pictures differ. */
const difference = (page, first, second) =>
  page.evaluate(
    async (pictures) => {
      const [one, two] = await Promise.all(
        pictures.map(async (data) => {
          const image = new Image();
          image.src = `data:image/png;base64,${data}`;
          await image.decode();
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.width, image.height];
          const pen = canvas.getContext('2d');
          pen.drawImage(image, 0, 0);
          return new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
        }),
      );
      if (one.length !== two.length) return 1;
      return one.reduce((sum, pixel, at) => sum + Number(pixel !== two[at]), 0) / one.length;
    },
    [first, second],
  );

const links = [
  'v=overview',
  'by=namespace,controller&chart=area&sort=-cpu&theme=dark',
  `f=${encodeURIComponent('namespace:"search"')}&by=pod&chart=line&lang=zh-CN`,
  'by=label:team&idle=share&idleBy=cluster&chart=table&step=1d',
  'compare=request&tz=Asia/Kathmandu',
  'v=flow&flow=node&theme=dark&lang=zh-CN',
  'v=assets&sort=name',
  'v=gpu',
  'v=prices&wi=spot:35,cpu:-10,idle:50',
  'v=queries&theme=dark',
];

for (const link of links) {
  test(`a reload shows the same: ${link}`, () =>
    visit({ width: link.includes('zh') ? 390 : 1440 }, async (page) => {
      await page.goto(`${world.site.url}?metrics=demo&${link}`);
      const first = await still(page);
      const { search } = new URL(page.url());
      await page.reload();
      const second = await still(page);
      assert.equal(new URL(page.url()).search, search);
      assert.ok((await difference(page, first, second)) <= 0.001);
    }));
}

test('light, dark and what the system says are the same pictures, however they were come to', () =>
  visit({ scheme: 'light' }, async (page) => {
    const pictureOf = async (theme) => {
      await page.goto(`${world.site.url}?metrics=demo&theme=${theme}`);
      return still(page);
    };
    const [light, dark] = [await pictureOf('light'), await pictureOf('dark')];
    assert.ok((await difference(page, light, dark)) > 0.5);
    await page.goto(`${world.site.url}?metrics=demo`);
    assert.ok((await difference(page, await still(page), light)) <= 0.005);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html[data-theme=dark]').waitFor();
    assert.ok((await difference(page, await still(page), dark)) <= 0.005);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html[data-theme=light]').waitFor();
    assert.ok((await difference(page, await still(page), light)) <= 0.005);
  }));
