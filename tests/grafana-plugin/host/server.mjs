// Serves the host page as Grafana serves itself: plugin files below public/plugins, a policy on everything, a sub-path,
// and the same files from another origin as a CDN does.
import { createServer } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { bundledHost, packagesOf } from './bundle.mjs';

const kTypes = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.css': 'text/css',
};
const kPlugin = 'prorata-cost-panel';
const kFont = '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf';
const kNonce = 'r4nd0m';

const rest = (host) =>
  `object-src 'none';font-src 'self';style-src 'self' 'unsafe-inline' blob:;img-src * data:;base-uri 'self';` +
  `connect-src 'self' grafana.com ws://${host} wss://${host};manifest-src 'self';media-src 'none';form-action 'self';`;

/** Policies by name. default: what Grafana sends where its policy is switched on. */
const kPolicies = {
  none: () => null,
  default: (host) => `script-src 'self' 'unsafe-eval' 'unsafe-inline' 'strict-dynamic' 'nonce-${kNonce}';${rest(host)}`,
  strict: (host) => `script-src 'self' 'wasm-unsafe-eval' 'strict-dynamic' 'nonce-${kNonce}';${rest(host)}`,
  forbidden: (host) => `script-src 'self' 'strict-dynamic' 'nonce-${kNonce}';${rest(host)}`,
  // No worker from a blob: is allowed by this one.
  self: (host) => `script-src 'self' 'wasm-unsafe-eval' 'nonce-${kNonce}';${rest(host)}`,
};

const page = (settings, prefix) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Host</title><base href="${prefix}/">
<script nonce="${kNonce}">
window.grafanaBootData = { user: { locale: 'en-US', language: 'en-US' }, navTree: [], assets: {}, settings: { buildInfo: { version: '13.0.0', env: 'production' },
  featureToggles: {}, appSubUrl: ${JSON.stringify(prefix)}, panels: {}, datasources: {}, bootData: {} } };
window.hostSettings = ${JSON.stringify(settings).replaceAll('<', '\\u003c')};
window.violations = [];
addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile));
</script></head>
<link rel="stylesheet" href="${prefix}/host/uPlot.css">
<body><div id="reactRoot"></div><script type="module" nonce="${kNonce}" src="${prefix}/host/host.js"></script></body></html>`;

function sendFile(response, file, headers) {
  if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404, headers).end(`no ${file}`);
  const type = kTypes[path.extname(file)] ?? 'application/octet-stream';
  return response
    .writeHead(200, { 'content-type': type, 'x-content-type-options': 'nosniff', ...headers })
    .end(readFileSync(file));
}

/** Grafana's core has the styles of its charts in its own style sheet. */
const chartStyles = (release) =>
  createRequire(path.join(packagesOf(release), 'node_modules/@grafana/ui/package.json')).resolve(
    'uplot/dist/uPlot.min.css',
  );

const listening = (server) =>
  new Promise((resolve) => server.unref().listen(0, '127.0.0.1', () => resolve(server.address().port)));
const closed = (server) => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
};

/**
 * release: of Grafana. dist: folder of the built plugin.
 * `open(show, { policy, prefix, cdn })` gives the address of a page that shows `show`.
 */
export async function startHost(release, dist) {
  const bundle = await bundledHost(release);
  const icons = path.join(packagesOf(release), 'node_modules/@grafana/ui/dist/public/img/icons');
  const shown = new Map();
  const requests = [];

  const cdn = createServer((request, response) => {
    requests.push(request.url);
    const file = new URL(request.url, 'http://cdn').pathname.split(`/public/plugins/${kPlugin}/`)[1] ?? '';
    sendFile(response, path.join(dist, path.normalize(`/${file}`)), { 'access-control-allow-origin': '*' });
  });
  const cdnPort = await listening(cdn);

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://host');
    requests.push(pathname);
    const prefix = /^\/grafana(?=\/)/.exec(pathname)?.[0] ?? '';
    const name = pathname.slice(prefix.length);
    const policyName = /policy=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    const policy = kPolicies[searchParams.get('policy') ?? policyName ?? 'none']?.(request.headers.host);
    const headers = policy ? { 'content-security-policy': policy } : {};
    if (name === '/') {
      const settings = shown.get(searchParams.get('show'));
      return response
        .writeHead(200, {
          'content-type': 'text/html',
          'set-cookie': `policy=${searchParams.get('policy') ?? 'none'}; path=/`,
          ...headers,
        })
        .end(page(settings, prefix));
    }
    if (name === '/host/uPlot.css') return sendFile(response, chartStyles(release), headers);
    if (name.startsWith('/host/')) return sendFile(response, path.join(bundle, path.normalize(name.slice(5))), headers);
    if (name.startsWith(`/public/plugins/${kPlugin}/`)) {
      const file = name.slice(`/public/plugins/${kPlugin}`.length);
      return sendFile(response, path.join(dist, path.normalize(file)), headers);
    }
    // Grafana's own font is not published: another one in its place, so that nothing fails to load.
    if (name.startsWith('/public/fonts/')) return sendFile(response, kFont, headers);
    if (name === '/favicon.ico') return response.writeHead(204).end();
    const icon = /\/img\/icons\/(.*)$/.exec(name)?.[1];
    if (icon) return sendFile(response, path.join(icons, path.normalize(`/${icon}`)), headers);
    return response.writeHead(404).end();
  });
  const port = await listening(server);

  const origin = `http://127.0.0.1:${port}`;
  const cdnOrigin = `http://127.0.0.1:${cdnPort}`;
  return {
    origin,
    cdnOrigin,
    /** Paths that were asked for. */
    requests,
    open(show, { policy = 'default', prefix = '', fromCdn = false } = {}) {
      const base = fromCdn ? `${cdnOrigin}/${kPlugin}/0.1.0` : `${origin}${prefix}`;
      const key = String(shown.size);
      shown.set(key, { pluginUrl: `${base}/public/plugins/${kPlugin}/module.js`, show });
      return `${origin}${prefix}/?show=${key}&policy=${policy}`;
    },
    stop: () => Promise.all([closed(server), closed(cdn)]),
  };
}
