// A static host on loopback, as plain as the ones people use: files, types, no magic for .gz.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import path from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.cjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.gz': 'application/gzip',
};

/**
 * extra: answers by path, `(request, response) => void`. tls: key and certificate for https. Returns the base URL, its
 * port and a way to stop.
 */
export async function serveFolder(folder, { extra = {}, port = 0, tls = null } = {}) {
  const root = path.resolve(folder);
  const answer = (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const own = extra[pathname];
    if (own) return own(request, response);
    const file = path.join(root, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    if (!file.startsWith(root) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
      return undefined;
    }
    response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
    return undefined;
  };
  const server = tls ? createSecureServer(tls, answer) : createServer(answer);
  await new Promise((resolve) => server.unref().listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address();
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${taken}/`,
    port: taken,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
