// A metrics source with faults, on loopback. Not for figures: those come from a real Prometheus.
import { createServer } from 'node:http';

const empty = (range) =>
  JSON.stringify({ status: 'success', data: { resultType: range ? 'matrix' : 'vector', result: [] } });

/** Each fault answers a request; `cors` says whether the page may read it. */
const faults = {
  empty: (request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(empty(request.url.includes('query_range'))),
  nocors: (request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(empty(false)),
  login: (_, response) => response.writeHead(401, { 'www-authenticate': 'Basic' }).end('Unauthorized'),
  forbidden: (_, response) => response.writeHead(403).end('Forbidden'),
  page: (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Login</title>'),
  other: (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"hello":"world"}'),
  missing: (_, response) => response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found'),
  broken: (_, response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('disk full\n'),
  limit: (_, response) =>
    response
      .writeHead(422, { 'content-type': 'application/json' })
      .end(
        '{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory"}',
      ),
  hang: () => undefined,
};

/** requests: what was asked so far. `set(fault)` changes the behaviour. */
export async function startFake(fault) {
  let current = fault;
  const requests = [];
  const server = createServer((request, response) => {
    if (current !== 'nocors') {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-headers', 'authorization, content-type');
    }
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      requests.push({
        method: request.method,
        url: request.url,
        authorization: request.headers.authorization ?? null,
        body,
      });
      const isLoggedIn = current === 'login' && request.headers.authorization;
      faults[isLoggedIn ? 'empty' : current](request, response);
    });
    return undefined;
  });
  await new Promise((resolve) => server.unref().listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    host: `127.0.0.1:${server.address().port}`,
    requests,
    set: (next) => {
      current = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
