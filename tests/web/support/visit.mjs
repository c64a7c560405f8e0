// What most tests of the page need: a browser, the built page and a source, started once for a file; and visits.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { launch, openPage, ownProblems } from './browser.mjs';
import { openWith, startPage, startSource } from './page-under-test.mjs';

const program = fileURLToPath(new URL('../../../build/native/bin/prorata', import.meta.url));

/** What the command line says, as JSON. */
export async function commandLine(...options) {
  const { stdout } = await promisify(execFile)(program, [...options, '--format', 'json'], { maxBuffer: 1 << 28 });
  return JSON.parse(stdout);
}

/** `browser`, `site` and `source`, a Prometheus, are there when the first test starts. */
export function startVisits({ withSource = true } = {}) {
  const world = {};
  before(async () => {
    const started = [launch(), startPage(), withSource ? startSource() : null];
    [world.browser, world.site, world.source] = await Promise.all(started);
  });
  after(async () => {
    await world.browser.close();
    await world.site.close();
    await world.source?.stop();
  });
  /** A page of its own at `metrics`, whose window is the source's. What the browser itself says of requests is no problem. */
  world.visit = async (work, { query = '', metrics = world.source.url, ...options } = {}) => {
    const { page, context, problems } = await openPage(world.browser, options);
    try {
      await openWith(page, world.site.url, metrics, `w=${world.source.window}${query ? `&${query}` : ''}`);
      await work({ page, context });
      assert.deepEqual(ownProblems(problems), []);
    } finally {
      await context.close();
    }
  };
  /** A page of its own with what its address asks for. permissions: of that page. */
  world.visitAt = async (query, work, { permissions = [], ...options } = {}) => {
    const { page, context, problems } = await openPage(world.browser, options);
    try {
      await context.grantPermissions(permissions);
      await page.goto(`${world.site.url}?${query}`);
      await settled(page);
      await work(page);
      assert.deepEqual(problems, []);
    } finally {
      await context.close();
    }
  };
  return world;
}

/** The answer is there, and no other is on its way. */
export const settled = (page) => page.locator('.answer:not(.answer-busy)').waitFor({ timeout: 60_000 });

export const answered = (page) => page.locator('.answer').waitFor({ timeout: 60_000 });

export const tile = (page, label) => page.locator('.tile', { hasText: label });

/** All digits of a tile. */
export const exactly = async (page, label) =>
  Number((await tile(page, label).first().locator('.tile-value').getAttribute('title')).replaceAll(/[^\d.-]/g, ''));

/** All of a trouble's text: what to do comes a little after its name. */
export async function textOf(alert) {
  await alert.getByRole('button', { name: /^(Copy details|复制详情)$/ }).waitFor();
  return alert.innerText();
}
