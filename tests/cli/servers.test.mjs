// Servers that are not there, refuse, stall or talk nonsense: exit code 3 and no credentials in any text.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import { startSpine } from '../support/spine.mjs';
import { startProxy } from '../web/support/proxy.mjs';
import { prorata, scratch, serverOf } from './support.mjs';

const files = scratch();
after(files.remove);
const secret = 'open-sesame';

async function against(handler, args = [], options = {}) {
  const server = await serverOf(handler);
  try {
    return await prorata(['allocate', '--metrics', server.url, ...args], options);
  } finally {
    await server.stop();
  }
}
const answer = (status, body) => (_, response) => response.writeHead(status).end(body);

describe('servers', () => {
  it('are named where nobody answers', async () => {
    const { code, stderr } = await prorata([
      'allocate',
      '--metrics',
      `http://kim:${secret}@127.0.0.1:1/prometheus?token=${secret}`,
    ]);
    assert.equal(code, 3);
    assert.match(stderr, /http:\/\/127\.0\.0\.1:1\/prometheus/);
    assert.doesNotMatch(stderr, new RegExp(secret));
  });
  it('that do not exist', async () => {
    assert.equal((await prorata(['allocate', '--metrics', 'http://no-such-host.invalid:9090'])).code, 3);
  });

  const refusals = [
    ['want a login', 401, 'Unauthorized', /login|401/],
    ['forbid', 403, 'Forbidden', /403/],
    ['have no API there', 404, '404 page not found', /404/],
    ['send a web page', 200, '<!doctype html><title>Login</title>', /no answer that can be read/],
    ['send other JSON', 200, '{"hello": "world"}', /./],
    ['send nothing', 200, '', /./],
    ['send half an answer', 200, '{"status":"success","data":{"resultType":"vec', /./],
    ['send binary garbage', 200, Buffer.from(Array.from({ length: 999 }, (_, n) => (n * 37) & 255)), /./],
    ['redirect to a login page', 302, 'Moved', /./],
  ];
  for (const [name, status, body, message] of refusals) {
    it(`that ${name}`, async () => {
      const { code, stdout, stderr } = await against(answer(status, body), ['--user', `kim:${secret}`]);
      assert.equal(code, 3, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, new RegExp(secret));
    });
  }

  it('that want a login name the options that give one', async () => {
    const none = await against(answer(401, ''));
    assert.match(none.stderr, /--user NAME:PASSWORD or --bearer-file FILE, or set PRORATA_USER or PRORATA_TOKEN/);
    const wrong = await against(answer(401, ''), [], { env: { PRORATA_TOKEN: secret } });
    assert.match(wrong.stderr, /not accepted; check --user/);
    assert.match(wrong.stderr, /at http:\/\/127\.0\.0\.1:/);
  });

  for (const [name, status, body] of [
    ['are overloaded', 503, 'upstream connect error'],
    ['answer with a gateway timeout', 504, ''],
    ['want fewer requests', 429, 'slow down'],
  ]) {
    it(`that ${name} all the time`, async () => {
      let count = 0;
      const { code, stdout, stderr } = await against((_, response) => {
        count += 1;
        response.writeHead(status).end(body);
      });
      assert.equal(code, 3, stderr);
      assert.equal(stdout, '');
      assert.match(
        stderr,
        new RegExp(`^prorata: http://[^ ]+ answers with HTTP status ${status}, again and again\n.*later`),
      );
      assert.ok(count < 20, `${count} requests`);
    });
  }
  it('that name a time to wait are left alone for so long', async () => {
    const times = [];
    await against((_, response) => {
      times.push(performance.now());
      if (times.length > 2) response.writeHead(403).end();
      else response.writeHead(429, { 'retry-after': '2' }).end();
    });
    assert.ok(times[2] - times[1] > 1900, times.join());
  });

  it('that stall', async () => {
    const begin = Date.now();
    const { code, stderr } = await against(() => undefined, ['--timeout', '300ms']);
    assert.equal(code, 3);
    assert.match(stderr, /within 300ms/);
    assert.ok(Date.now() - begin < 10000);
  });
  it('that break off', async () => {
    const { code } = await against((_, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('{"status":');
      setTimeout(() => response.destroy(), 20);
    });
    assert.equal(code, 3);
  });

  it('that break off one query only cost that one', async () => {
    const spine = await startSpine();
    const ram = ({ path, params }) =>
      path.endsWith('query_range') && params.get('query').includes('container_memory_working_set') ? 'cut' : null;
    const proxy = await startProxy(spine.url, ram);
    const ask = (url) =>
      prorata([
        'allocate',
        '--metrics',
        `spine=${url}`,
        '--now',
        `${spine.now}`,
        '--window',
        spine.window,
        '--format',
        'json',
      ]);
    try {
      const [broken, whole] = [await ask(proxy.url), await ask(spine.url)].map(({ code, stdout, stderr }) => {
        assert.notEqual(stdout, '', stderr);
        return { code, ...JSON.parse(stdout) };
      });
      assert.equal(broken.code, 1);
      assert.equal(broken.partial, true);
      const said = broken.diagnostics.find(({ id }) => id === 'query-given-up');
      assert.match(said.objects[0], /^ram_usage: the connection broke/);
      const cpu = ({ rows }) =>
        rows.filter(({ kind }) => kind === 'workload').map(({ name, cpuCost }) => [name, cpuCost]);
      assert.deepEqual(new Map(cpu(broken)), new Map(cpu(whole)));
    } finally {
      await proxy.close();
      await spine.stop();
    }
  });

  it('get logins, tokens and headers, and forms without query strings', async () => {
    const seen = [];
    const keep = (request, response) => {
      seen.push({ method: request.method, url: request.url, headers: request.headers });
      response.writeHead(403).end();
    };
    writeFileSync(files.file('token'), `${secret}\n`);
    await against(keep, ['--user', `kim:${secret}`, '--header', 'X-Scope-OrgID: tenant-7']);
    await against(keep, ['--bearer-file', files.file('token')]);
    await against(keep, [], { env: { PRORATA_TOKEN: 'from-environment' } });
    const [basic, bearer, environment] = [
      seen[0],
      seen.find(({ headers }) => headers.authorization === `Bearer ${secret}`),
      seen.at(-1),
    ];
    assert.equal(basic.headers.authorization, `Basic ${Buffer.from(`kim:${secret}`).toString('base64')}`);
    assert.equal(basic.headers['x-scope-orgid'], 'tenant-7');
    assert.equal(basic.method, 'POST');
    assert.match(basic.url, /^\/api\/v1\/query(_range)?$/);
    assert.equal(basic.headers['accept-encoding'], undefined, 'nothing is packed on loopback');
    assert.ok(bearer);
    assert.equal(environment.headers.authorization, 'Bearer from-environment');
  });
  it('are asked for gzip where wanted', async () => {
    let encoding;
    await against(
      (request, response) => {
        encoding = request.headers['accept-encoding'];
        response.writeHead(403).end();
      },
      ['--compressed', 'on'],
    );
    assert.match(encoding, /gzip/);
  });

  it('leave no half-written recording', async () => {
    const target = files.file('kept.prorata.ndjson');
    writeFileSync(target, 'what stood here');
    const { code } = await prorata(['record', '--metrics', 'http://127.0.0.1:1', '-o', target]);
    assert.equal(code, 3);
    assert.equal(readFileSync(target, 'utf8'), 'what stood here');
  });
});
