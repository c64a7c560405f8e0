// A proxy in front of a real metrics source, on loopback, that lets single requests go wrong.
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';

/** What a request asked: `params` of the form or of the address. */
async function asked(request) {
  const url = new URL(request.url, 'http://localhost');
  let body = '';
  for await (const part of request) body += part;
  return { path: url.pathname, params: new URLSearchParams(body || url.search), body };
}

async function passOn(target, request, { body }) {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`${target}${request.url}`, {
    method: request.method,
    ...(body ? { headers: form, body } : {}),
  });
  const type = answer.headers.get('content-type') ?? 'application/json';
  return { status: answer.status, type, body: Buffer.from(await answer.arrayBuffer()) };
}

/**
 * `fault({ path, params, body })` says what happens to a request, at once or later: null passes it on to `target`, 'hang'
 * never answers, 'cut' breaks off in the middle of an answer, 'bare' answers 504 without CORS headers, and `{ status, type, body }` is the answer. Every page may read it. `set(fault)` changes what happens from then on;
 * `tls`: key and certificate, for https. `requests` is what was asked, `sent()` how many bytes were passed on so far.
 */
export async function startProxy(target, fault, tls = null) {
  let current = fault;
  const requests = [];
  let bytes = 0;
  const answer = async (request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'authorization, content-type');
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    const question = await asked(request);
    requests.push(question);
    const own = await current(question);
    if (own === 'hang') return undefined;
    if (own === 'bare') {
      response.removeHeader('access-control-allow-origin');
      return response.writeHead(504).end('upstream request timeout');
    }
    if (own === 'cut') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 }).write('{"status":');
      return setTimeout(() => response.destroy(), 20);
    }
    const { status, type = 'application/json', body } = own ?? (await passOn(target, request, question));
    bytes += Buffer.byteLength(body);
    return response.writeHead(status, { 'content-type': type }).end(body);
  };
  const server = tls ? createSecureServer(tls, answer) : createServer(answer);
  await new Promise((resolve) => server.unref().listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${server.address().port}`;
  return {
    url: `${tls ? 'https' : 'http'}://${host}`,
    host,
    requests,
    sent: () => bytes,
    set: (next) => {
      current = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Prometheus' own answer to a query it cannot read. */
export const parseError = {
  status: 400,
  body: '{"status":"error","errorType":"bad_data","error":"invalid parameter \\"query\\": 1:3: parse error: unexpected <by>"}',
};

/** The fault for queries whose text has `part`; all others pass. */
export const forQueries =
  (part, answer) =>
  ({ params }) =>
    params.get('query')?.includes(part) ? answer : null;
