// One query that a proxy garbles costs that query, not the answer.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';

import { prorata, serverOf } from './support.mjs';

/** Passes everything on to `target`, but answers with a web page where `garbled` matches the query. */
function proxyOf(target, garbled) {
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    if (garbled.test(decodeURIComponent(body))) return response.end('<html>maintenance</html>');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(`${target}${request.url}`, { method: 'POST', headers, body });
    return response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  });
  return new Promise((resolve) => {
    server.unref().listen(0, '127.0.0.1', () => resolve({ url: `http://127.0.0.1:${server.address().port}`, server }));
  });
}

describe('a garbled query', () => {
  let source;
  let proxy;
  before(async () => {
    source = await serverOf('spine');
    proxy = await proxyOf(source.url, /kube_namespace_labels/);
  });
  after(async () => {
    proxy.server.close();
    proxy.server.closeAllConnections();
    await source.stop();
  });

  it('is named, and the rest stays', async () => {
    const window = '2026-03-02T04:00:00Z,2026-03-02T06:00:00Z';
    const ask = (url) => prorata('allocate', '--metrics', `lab=${url}`, '--window', window, '--format', 'csv');
    const [broken, whole] = [await ask(proxy.url), await ask(source.url)];
    assert.equal(broken.code, 1, broken.err);
    assert.match(broken.err, /query-given-up/);
    assert.match(broken.err, /namespace_labels: an answer that cannot be read: .*web page/);
    assert.equal(broken.out, whole.out, 'namespace labels do not touch the cost of namespaces');
  });
});
