// Everything that a pointer can do, keys alone can do, and what they stand on is seen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems, openPage } from '../support/browser.mjs';
import { openWith } from '../support/page-under-test.mjs';
import { startVisits } from '../support/visit.mjs';

const world = startVisits();

async function visit(query, work, options = {}) {
  const { page, context, problems } = await openPage(world.browser, options);
  try {
    await openWith(page, world.site.url, world.source.url, `w=${world.source.window}&${query}`);
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    await work(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

/** What has the focus: its name, and whether a ring is drawn around it or around what it stands in. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText ?? '';
    const hasRing = (one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    };
    const ring = hasRing(element) || (element.parentElement !== null && hasRing(element.parentElement));
    return {
      label: label.replace(/\s+/g, ' ').trim(),
      ring,
      tag: element.tagName,
      html: element.outerHTML.slice(0, 120),
    };
  });

/** Presses Tab until something with this name has the focus; each stop on the way is seen. */
async function tabTo(page, name) {
  for (let press = 0; press < 80; press += 1) {
    await page.keyboard.press('Tab');
    const { label, ring, tag, html } = await focused(page);
    assert.ok(ring || tag === 'BODY', `no ring around ${html}`);
    if (name.test(label)) return;
  }
  assert.fail(`no Tab leads to ${name}`);
}

test('every stop of the Tab key is seen, and none holds the keys', () =>
  visit('', async (page) => {
    // A click leaves a place behind from which keys go on.
    await page.reload();
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    const stops = [];
    for (let press = 0; press < 120; press += 1) {
      await page.keyboard.press('Tab');
      const stop = await focused(page);
      if (stop.tag === 'BODY') break;
      assert.ok(stop.ring, `no ring around ${stop.html}`);
      stops.push(stop.label);
    }
    assert.equal(stops[0], 'Skip to content');
    for (const name of [
      /^Allocation$/,
      /^Change source$/,
      /^Window/,
      /^Copy link$/,
      /^Group/,
      /^Filter/,
      /^Open shop$/,
    ]) {
      assert.ok(
        stops.some((stop) => name.test(stop)),
        `${name} of ${stops.join(', ')}`,
      );
    }
    assert.equal((await focused(page)).tag, 'BODY', 'the last stop leads out of the page');
  }));

test('skip link, drill-down, crumb, language and theme', () =>
  visit('', async (page) => {
    await tabTo(page, /^Skip to content$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Open shop$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/f=namespace/);
    await page.getByRole('navigation', { name: 'Where you are' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'content', 'keys go on from the content');

    await tabTo(page, /^Everything$/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Open shop' }).waitFor();

    await page.goBack();
    await page.getByRole('navigation', { name: 'Where you are' }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Open shop' }).waitFor();
    await page.goForward();
    await page.waitForURL(/f=namespace/);

    await tabTo(page, /^Theme: as the system$/);
    await page.keyboard.press('Space');
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
    await page.keyboard.press('Space');
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    await tabTo(page, /^中文$/);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.documentElement.lang === 'zh-CN');
    assert.equal((await focused(page)).label, 'English', 'the button keeps the focus');
  }));

test('a dialog takes the keys, gives them back, and Escape leaves it', () =>
  visit('', async (page) => {
    await tabTo(page, /^Change source$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Prometheus address').waitFor();
    assert.equal((await focused(page)).label, 'Prometheus address');
    for (let press = 0; press < 20; press += 1) {
      await page.keyboard.press('Tab');
      const inside = await page.evaluate(
        () =>
          document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement),
      );
      assert.ok(inside, 'the page behind is out of reach');
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal((await focused(page)).label, 'Change source');
  }));

test('a menu is left with Tab or Escape, and its choice takes effect', () =>
  visit('', async (page) => {
    await tabTo(page, /^Filter/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Filter' }).waitFor();
    await tabTo(page, /^Value$/);
    await page.keyboard.type('shop');
    await page.keyboard.press('Enter');
    await page.waitForURL(/f=namespace:%22shop%22/);
    await tabTo(page, /^Remove filter/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Open shop' }).waitFor();
    assert.ok(!page.url().includes('f='));
  }));

test('back leads to the row and the height that somebody came from', () =>
  visit(
    '',
    async (page) => {
      const place = () => page.evaluate(() => [scrollY, document.activeElement.getAttribute('aria-label')]);
      const open = page.getByRole('button', { name: 'Open crawl' });
      await open.focus();
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      const before = await place();
      assert.ok(before[0] > 100, 'the page is longer than the window');
      await page.keyboard.press('Enter');
      await page.getByRole('navigation', { name: 'Where you are' }).waitFor();
      await page.locator('.answer:not(.answer-busy)').waitFor();
      assert.equal((await place())[0], 0);
      await page.goBack();
      await open.waitFor();
      await page.waitForFunction((top) => scrollY === top, before[0]);
      assert.deepEqual(await place(), before);
    },
    { height: 500 },
  ));

test('the whole way by keys alone: connect, drill down, explain, another policy, a file', async () => {
  const { page, context, problems } = await openPage(world.browser);
  try {
    await page.goto(`${world.site.url}?w=${world.source.window}`);
    // Of the example this is no part; it stays for the source that is named next.
    await page.getByRole('heading', { name: 'This window is not in the data' }).waitFor({ timeout: 60_000 });
    await tabTo(page, /^Connect( your Prometheus)?$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Prometheus address').waitFor();
    assert.equal((await focused(page)).label, 'Prometheus address');
    await page.keyboard.type(world.source.url);
    await page.keyboard.press('Enter');
    await page.waitForURL(/metrics=/);
    await page.getByRole('button', { name: 'Open shop' }).waitFor({ timeout: 60_000 });

    await tabTo(page, /^Open shop$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/f=namespace/);
    await page.locator('.answer:not(.answer-busy)').waitFor();

    await tabTo(page, /^(Explain|Where|\$)/);
    await page.keyboard.press('Enter');
    const derivation = page.getByRole('dialog', { name: /^Where the cost of / });
    await derivation.locator('.explain-terms li').first().waitFor();
    await tabTo(page, /^PromQL of its/);
    await page.keyboard.press('Enter');
    await derivation.locator('.explain-asked code').first().waitFor();
    await page.keyboard.press('Escape');
    await derivation.waitFor({ state: 'hidden' });
    assert.match((await focused(page)).label, /^\$[\d.]+, Where the cost of/, 'the focus is back at the figure');

    await page.keyboard.press('/');
    await page.getByRole('dialog', { name: 'Filter' }).waitFor();
    assert.match((await focused(page)).label, /^(Filter|Key|By)/);
    await page.keyboard.press('Escape');
    await tabTo(page, /^Idle/);
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/idle=share/);
    await page.locator('.answer:not(.answer-busy)').waitFor();

    await tabTo(page, /^Bars$/);
    await page.keyboard.press('x');
    await page.getByRole('button', { name: /^CSV/ }).waitFor();
    await tabTo(page, /^CSV/);
    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    const text = (await (await file.createReadStream()).toArray()).join('');
    assert.match(text, /,workload,deployment:cart,USD,/);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
});

test('keys are listed, and who wants none switches them off for good', () =>
  visit('', async (page) => {
    await page.keyboard.press('e');
    const derivation = page.getByRole('dialog', { name: /^Where the cost of / });
    await derivation.locator('.explain-terms li').first().waitFor();
    await page.keyboard.press('Escape');
    await derivation.waitFor({ state: 'hidden' });

    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'Keys' });
    await list.locator('kbd').first().waitFor();
    assert.ok((await list.locator('kbd').count()) >= 15);
    assert.deepEqual(await accessibilityProblems(page), []);
    await list.getByRole('checkbox').press('Space');
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
    await page.reload();
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    for (const key of ['?', 'w', 't', 'x', 'g', 'q']) await page.keyboard.press(key);
    assert.doesNotMatch(page.url(), /v=|drawer=|theme=/);
    assert.equal(await page.getByRole('dialog').count(), 0);

    await page.getByRole('button', { name: /^Keys/ }).press('Enter');
    await list.getByRole('checkbox').press('Space');
    await page.keyboard.press('Escape');
    await page.keyboard.press('w');
    await page.waitForURL(/drawer=whatif/);
    const spot = page.getByRole('slider').first();
    await spot.press('ArrowRight');
    await page.waitForURL(/wi=/);
    await page.locator('h1').click();
    await page.keyboard.press('r');
    await page.waitForURL((url) => !url.search.includes('wi='));
  }));
