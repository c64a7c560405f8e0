// Debian's Chromium through playwright-core, quiet on the network. Pages report everything that must not happen.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** flags: more of Chromium's own, such as names that it shall resolve. */
export function launch(flags = []) {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
  });
}

/** A page in a fresh profile; `problems` collects console errors, page errors and requests to strange origins. */
export async function openPage(
  browser,
  { width = 1440, height = 900, scheme = 'light', locale = 'en-US', origins = [] } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale,
  });
  const page = await context.newPage();
  const problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`page: ${error.message}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origins.length > 0 && !origins.includes(origin)) {
      problems.push(`request: ${request.url()}`);
    }
  });
  return { page, context, problems };
}

/** What Chromium itself writes into the console about a request that failed. Nothing else may stand there. */
const networkLines = [
  /^console: Failed to load resource: /,
  /^console: Access to fetch at '[^']+' from origin '[^']+' has been blocked by CORS policy: /,
  /^console: Mixed Content: /,
];

/** `problems` without the browser's own lines about requests. */
export const ownProblems = (problems) => problems.filter((line) => !networkLines.some((known) => known.test(line)));

/**
 * What axe-core objects to on the page as it is now, one line per rule. Sizes of targets it looks at only when told, which
 * makes sense at the top of the page: further down a bar that sticks lies over some, and so does a menu
 * that is open.
 */
export async function accessibilityProblems(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run({ rules: { 'target-size': { enabled: scrollY === 0 && !document.querySelector('.panel') } } }),
  );
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html }) => html)
        .join(' ')
        .slice(0, 300)}`,
  );
}
