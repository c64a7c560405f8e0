// Cost flow without a mouse, and its bands with one: both lead where the names lead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems } from '../support/browser.mjs';
import { answered, startVisits } from '../support/visit.mjs';

const world = startVisits({ withSource: false });
const search = (page) => decodeURIComponent(new URL(page.url()).search);

test('names take the focus in the order of the columns, and Enter filters as a press does', async () => {
  for (const key of ['Enter', 'Space']) {
    await world.visitAt('metrics=demo&v=flow', async (page) => {
      const names = await page
        .locator('.flow-open')
        .evaluateAll((list) => list.map((one) => one.querySelector('title').textContent));
      assert.ok(names.length > 10, String(names.length));
      await page.locator('.flow-open').first().focus();
      const seen = [];
      for (let n = 0; n < 4; n += 1) {
        seen.push(await page.evaluate(() => document.activeElement.querySelector('title').textContent));
        await page.keyboard.press('Tab');
      }
      assert.deepEqual(seen, names.slice(0, 4));
      await page.keyboard.press('Shift+Tab');
      const [name] = seen[3].split('  ');
      await page.keyboard.press(key);
      await answered(page);
      assert.equal(search(page), `?metrics=demo&by=controller&f=namespace:"${name}"`);
    });
  }
});

test('what has the focus is seen, and the picture has no trap and no fault', async () => {
  await world.visitAt('metrics=demo&v=flow', async (page) => {
    const first = page.locator('.flow-open').first();
    const stroke = () => first.locator('rect').evaluate((rect) => getComputedStyle(rect).strokeWidth);
    const before = await stroke();
    await page.keyboard.press('Tab');
    await first.focus();
    assert.notEqual(await stroke(), before);
    assert.ok((await page.locator('.band-on').count()) > 0);
    assert.deepEqual(await accessibilityProblems(page), []);
  });
});

test('a press on a band filters to who has it', async () => {
  await world.visitAt('metrics=demo&v=flow', async (page) => {
    const band = page.locator('.band-open').first();
    const [, to] = (await band.locator('title').textContent()).split(' → ');
    await band.dispatchEvent('click');
    await answered(page);
    assert.ok(search(page).includes(to), `${search(page)} ${to}`);
  });
});

for (const width of [390, 1024, 1440]) {
  test(`no name sticks out of the picture, or stands on another: ${width}`, async () => {
    await world.visitAt(
      'metrics=demo&v=flow',
      async (page) => {
        const out = await page.locator('.flow').evaluate((host) => {
          const box = host.querySelector('svg').getBoundingClientRect();
          return [...host.querySelectorAll('text')]
            .filter((text) => {
              const own = text.getBoundingClientRect();
              return own.left < box.left - 1 || own.right > box.right + 1;
            })
            .map((text) => text.textContent);
        });
        assert.deepEqual(out, []);
        const covered = await page.locator('.flow').evaluate((host) => {
          const boxes = [...host.querySelectorAll('text')].map((text) => [
            text.textContent,
            text.getBoundingClientRect(),
          ]);
          // Lines of text of one column stand close; what covers another is of another column.
          return boxes.flatMap(([one, a], at) =>
            boxes
              .slice(at + 1)
              .filter(
                ([, b]) => a.left < b.right && b.left < a.right && a.top + 5 < b.bottom - 5 && b.top + 5 < a.bottom - 5,
              )
              .map(([other]) => `${one} ${other}`),
          );
        });
        assert.deepEqual(covered, []);
      },
      { width },
    );
  });
}
