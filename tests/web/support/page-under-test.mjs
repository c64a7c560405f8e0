// The built page behind a static server, or one that runs already.
//   PRORATA_PAGE        URL of a page to test; default: web/app/dist, served here
//   PRORATA_PROMETHEUS  URL of a Prometheus that allows the page; default: one over the generated spine cluster
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeCluster, startPrometheus } from '../../support/prometheus.mjs';
import { serveFolder } from './static-server.mjs';

const dist = fileURLToPath(new URL('../../../web/app/dist/', import.meta.url));

/** options: those of `serveFolder`. A page that runs already is taken as it is, unless the options ask for more. */
export async function startPage(options = {}) {
  const url = process.env['PRORATA_PAGE'];
  if (url && Object.keys(options).length === 0) return { url, close: async () => undefined };
  if (!existsSync(`${dist}index.html`)) throw new Error('web/app/dist is missing: npm run build');
  return serveFolder(dist, options);
}

/** A source with known contents: `window` covers all of it. */
export async function startSource() {
  const url = process.env['PRORATA_PROMETHEUS'];
  if (url) return { url, window: process.env['PRORATA_WINDOW'] ?? '24h', stop: async () => undefined };
  const { dataDir } = await makeCluster('spine');
  const server = await startPrometheus({ dataDir, flags: ['--web.cors.origin=.*'] });
  return { url: server.url, window: '2026-03-02T00:00:00Z..2026-03-02T08:00:00Z', stop: () => server.stop() };
}

/** Opens the page with a source and agrees to be asked about it. */
export async function openWith(page, base, source, query = '') {
  await page.goto(`${base}?metrics=${encodeURIComponent(source)}${query ? `&${query}` : ''}`);
  await page.getByRole('button', { name: /^(Read data|读取数据)$/ }).click();
}
