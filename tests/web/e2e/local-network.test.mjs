// A public page that reads a server on this computer: the browser asks its user first. Chromium is told that the page's
// address is public; the server stays what it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityProblems, launch, openPage, ownProblems } from '../support/browser.mjs';
import { selfSigned } from '../support/certificate.mjs';
import { openWith, startPage, startSource } from '../support/page-under-test.mjs';
import { textOf } from '../support/visit.mjs';

const name = 'prorata.example';

let site;
let source;
let browser;
let origin;
before(async () => {
  [site, source] = await Promise.all([startPage({ tls: selfSigned(name) }), startSource()]);
  origin = `https://${name}:${site.port}`;
  browser = await launch([
    `--host-resolver-rules=MAP ${name} 127.0.0.1`,
    '--ignore-certificate-errors',
    `--ip-address-space-overrides=127.0.0.1:${site.port}=public`,
  ]);
});
after(async () => {
  await browser.close();
  await site.close();
  await source.stop();
});

/** setting: what the user has told the browser; null for nothing yet. `held`: requests wait until `letGo` is called. */
async function visit({ setting, held = false, lang = 'en' }, work) {
  const { page, context, problems } = await openPage(browser);
  let letGo;
  const answer = new Promise((resolve) => {
    letGo = resolve;
  });
  try {
    if (setting === 'granted') await context.grantPermissions(['local-network-access'], { origin });
    if (setting === 'denied') await deny(page, context);
    if (held) await context.route(`${source.url}/**`, (route) => answer.then(() => route.continue()));
    await openWith(page, `${origin}/`, source.url, `w=${source.window}&lang=${lang}`);
    await work(page, { letGo, context });
    assert.deepEqual(ownProblems(problems), []);
  } finally {
    letGo();
    await context.close();
  }
}

/** In the profile of this page alone, under every name that Chromium has for it. */
async function deny(page, context) {
  const { targetInfo } = await (await context.newCDPSession(page)).send('Target.getTargetInfo');
  const root = await browser.newBrowserCDPSession();
  const { browserContextId } = targetInfo;
  for (const permission of ['local-network-access', 'loopback-network', 'local-network']) {
    const change = { permission: { name: permission }, setting: 'denied', origin, browserContextId };
    // Older browsers know the first name alone.
    await root.send('Browser.setPermission', change).catch(() => undefined);
  }
}

for (const [lang, title, advice, ask] of [
  [
    'en',
    'The browser blocks your local network for this page',
    /Click the icon left of the address, set "Local network" to Allow, then try again/,
    /Your browser is asking whether this site may reach your local network\. Choose Allow/,
  ],
  [
    'zh-CN',
    '浏览器阻止本页面访问本地网络',
    /点击地址栏左侧图标，将“本地网络”设为允许/,
    /浏览器正在询问是否允许本站访问本地网络。请选择允许/,
  ],
]) {
  test(`denied, it says where to allow it: ${lang}`, () =>
    visit({ setting: 'denied', lang }, async (page) => {
      const alert = page.getByRole('alert');
      await alert.waitFor({ timeout: 30_000 });
      assert.equal(await alert.getByRole('heading').innerText(), title);
      assert.match(await textOf(alert), advice);
      assert.deepEqual(await accessibilityProblems(page), []);
    }));

  test(`while the browser asks, the page says what for, and goes on when told: ${lang}`, () =>
    visit({ setting: null, held: true, lang }, async (page, { letGo, context }) => {
      await page.getByText(ask).waitFor({ timeout: 30_000 });
      assert.deepEqual(await accessibilityProblems(page), []);
      await context.grantPermissions(['local-network-access'], { origin });
      letGo();
      await page.locator('.answer').waitFor({ timeout: 60_000 });
    }));
}

test('granted, it computes, and asks nobody', () =>
  visit({ setting: 'granted' }, async (page) => {
    await page.locator('.answer').waitFor({ timeout: 60_000 });
    const left = page.locator('.tile', { hasText: 'Adds up' }).locator('.tile-value');
    assert.match(await left.getAttribute('title'), /^0\.00 /);
  }));
