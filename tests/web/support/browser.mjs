// Debian's Chromium through playwright-core, quiet on the network. Pages report everything that must not happen.
import { chromium } from 'playwright-core';

export function launch() {
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
