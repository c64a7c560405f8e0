// `prorata serve` over a real Prometheus, and over sources that are difficult or large.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { get, json, raw, serve, sourceOf, startWorld, withSource } from './serving.mjs';
import { prorata } from './support.mjs';

let world;
let spine;
before(async () => {
  world = await startWorld();
  ({ spine } = world);
});
after(() => world.stop());

describe('a server', () => {
  let server;
  before(async () => (server = await serve(spine.url, '--now', String(spine.now))));
  after(() => server.stop());

  it('loads a window once, however many ask', async () => {
    const path = `${server.url}/v1/allocation?window=2h&aggregate=pod`;
    const first = await Promise.all(Array.from({ length: 10 }, () => get(path)));
    for (const { status, text } of first) assert.deepEqual([status, text], [200, first[0].text]);
    const begin = performance.now();
    const other = await get(`${server.url}/v1/allocation?window=2h&aggregate=node&idle=share`);
    const ms = performance.now() - begin;
    assert.equal(other.status, 200);
    const { text } = await get(`${server.url}/metrics`);
    // The second is the hour of the gauges.
    assert.match(text, /^prorata_loads_total 2$/m);
    assert.match(text, /^prorata_cache_hits_total 10$/m);
    assert.ok(ms < 500, `a second question took ${ms.toFixed(0)} ms`);
    const args = ['--window', '2h', '--now', String(spine.now), '--aggregate', 'pod', '--format', 'json'];
    const { stdout } = await prorata(['allocate', '--metrics', spine.url, ...args]);
    assert.equal(first[0].text, stdout, 'the bytes of the command line');
  });

  it('shows the page on its own proxy', async () => {
    const { status, headers } = await get(`${server.url}/?w=2h`, { redirect: 'manual' });
    assert.deepEqual([status, headers.get('location')], [302, '/?metrics=%2F&w=2h']);
    assert.equal((await get(`${server.url}/?metrics=%2F`)).status, 200);
  });

  it('passes queries on', async () => {
    const time = String(spine.now);
    const form = new URLSearchParams({ query: 'count(kube_pod_info)', time });
    const direct = await json(`${spine.url}/api/v1/query?${form}`);
    assert.ok(direct.body.data.result.length > 0);
    assert.deepEqual(await json(`${server.url}/api/v1/query?${form}`), direct);
    assert.deepEqual(await json(`${server.url}/api/v1/query`, { method: 'POST', body: form }), direct);
    const range = new URLSearchParams({
      query: 'kube_pod_info',
      start: String(spine.now - 3600),
      end: time,
      step: '300',
    });
    const large = await json(`${spine.url}/api/v1/query_range?${range}`);
    assert.deepEqual(await json(`${server.url}/api/v1/query_range`, { method: 'POST', body: range }), large);
    const wrong = await json(`${server.url}/api/v1/query?query=sum(`);
    assert.equal(wrong.status, 400);
    assert.match(wrong.body.error, /parse error/);
  });

  it('passes on nothing else', async () => {
    for (const path of [
      '/api/v1/series',
      '/api/v1/admin/tsdb/snapshot',
      '/api/v1/query/../admin',
      '/api/v1/status/config',
      '/-/quit',
      '/federate',
      '/model/api/v1/query',
    ]) {
      assert.equal((await get(server.url + path)).status, 404, path);
      assert.ok([404, 405].includes((await get(server.url + path, { method: 'POST' })).status), path);
    }
    const more = await json(`${server.url}/api/v1/query?query=up&url=http://example.com/`);
    assert.equal(more.status, 400);
    assert.match(more.body.error, /no parameter 'url'/);
    assert.equal((await json(`${server.url}/api/v1/query_range?query=up`)).status, 400);
    const absolute = await raw(
      server.port,
      `GET http://example.com/api/v1/query?query=up HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    assert.match(absolute, /^HTTP\/1.1 40[04] /);
  });

  it('stops when told, after what it is answering', async () => {
    const mine = await serve(spine.url, '--now', String(spine.now));
    const answer = get(
      `${mine.url}/api/v1/query?query=${encodeURIComponent('count(kube_pod_info)')}&time=${spine.now}`,
    );
    assert.equal((await answer).status, 200);
    assert.equal(await mine.stop('SIGINT'), 0);
    await assert.rejects(fetch(`${mine.url}/healthz`));
  });
});

describe('a difficult source', () => {
  it('gets the login that only the server knows, and no header of a client', async () => {
    const seen = [];
    const handler = (request, response) => {
      seen.push(request.headers);
      response.setHeader('set-cookie', 'session=1');
      response.end('{"status":"success","data":{"resultType":"vector","result":[]}}');
    };
    await withSource(handler, ['--header', 'X-Scope-OrgID: tenant-7', '--user', 'me:secret'], async (server) => {
      const { status, headers } = await get(`${server.url}/api/v1/query?query=up`, {
        headers: { cookie: 'a=b', authorization: 'Bearer mine', 'x-scope-orgid': 'other' },
      });
      assert.equal(status, 200);
      assert.equal(headers.get('set-cookie'), null);
      assert.equal(seen[0].authorization, `Basic ${Buffer.from('me:secret').toString('base64')}`);
      assert.equal(seen[0]['x-scope-orgid'], 'tenant-7');
      assert.equal(seen[0].cookie, undefined);
      assert.doesNotMatch(server.said() + (await get(`${server.url}/metrics`)).text, /secret|tenant-7/);
    });
  });

  it('that wants another login is no matter of the client', async () => {
    const handler = (_, response) => response.writeHead(401, { 'www-authenticate': 'Basic' }).end('who are you');
    await withSource(handler, [], async (server) => {
      const { status, body } = await json(`${server.url}/api/v1/query?query=up`);
      assert.equal(status, 502);
      assert.match(body.error, /login.*--bearer-file/);
      const cost = await json(`${server.url}/allocation?window=1h`);
      assert.equal(cost.status, 502);
      assert.match(cost.body.message, /--user/);
    });
  });

  it('that fails without an answer of its API', async () => {
    const handler = (_, response) => response.writeHead(500, { 'content-type': 'text/html' }).end('<b>boom</b>');
    await withSource(handler, [], async (server) => {
      const { status, body } = await json(`${server.url}/api/v1/query?query=up`);
      assert.deepEqual([status, body.status], [502, 'error']);
      assert.match(body.error, /HTTP status 500/);
    });
  });

  it('that is busy behind a proxy of its own, with when to ask again', async () => {
    const handler = (_, response) =>
      response.writeHead(503, { 'content-type': 'text/html', 'retry-after': '7' }).end('<b>busy</b>');
    await withSource(handler, [], async (server) => {
      const answer = await fetch(`${server.url}/api/v1/query?query=up`);
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '7']);
      assert.equal((await answer.json()).status, 'error');
    });
  });

  it('that sends elsewhere is not followed', async () => {
    const handler = (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end('there');
    await withSource(handler, [], async (server) => {
      const { status, body } = await json(`${server.url}/api/v1/query?query=up`);
      assert.equal(status, 502);
      assert.match(body.error, /elsewhere/);
    });
  });

  it('that is not there', async () => {
    const server = await serve('http://127.0.0.1:1');
    try {
      const own = ['/v1/assets?window=1h', '/v1/explain?window=1h&of=namespace=shop', '/v1/diagnostics?window=1h'];
      for (const path of ['/api/v1/query?query=up', '/allocation?window=1h', ...own])
        assert.equal((await json(server.url + path)).status, 502, path);
      assert.match((await get(`${server.url}/metrics`)).text, /^prorata_up 0$/m);
      assert.equal((await get(`${server.url}/healthz`)).status, 200);
    } finally {
      await server.stop();
    }
  });

  it('that breaks off inside an answer', async () => {
    const handler = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000000' });
      response.write(`{"status":"success","data":{"resultType":"vector","result":[${' '.repeat(300_000)}`);
      setTimeout(() => response.destroy(), 200);
    };
    await withSource(handler, [], async (server) => {
      await assert.rejects(get(`${server.url}/api/v1/query?query=up`), 'what is not whole does not end as if it were');
      assert.equal((await json(`${server.url}/allocation?window=1h`)).status, 502);
      assert.equal((await get(`${server.url}/healthz`)).status, 200);
    });
  });

  it('is let go of when the client is', async () => {
    let closed;
    const gone = new Promise((done) => (closed = done));
    const handler = (request, response) => {
      response.on('close', closed);
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = setInterval(() => response.write(' '.repeat(100_000)), 20);
      response.on('close', () => clearInterval(more));
    };
    await withSource(handler, [], async (server) => {
      const client = ask(`${server.url}/api/v1/query?query=up`, (response) =>
        response.once('data', () => client.destroy()),
      );
      client.on('error', () => undefined).end();
      await gone;
    });
  });

  it('that says nothing delays neither others nor the end', async () => {
    await withSource(
      () => undefined,
      [],
      async (server) => {
        const hanging = [
          get(`${server.url}/api/v1/query?query=up`).catch((error) => error),
          ...Array.from({ length: 300 }, () => get(`${server.url}/allocation?window=1h`).catch((error) => error)),
        ];
        await new Promise((done) => setTimeout(done, 500));
        const begin = performance.now();
        assert.equal((await get(`${server.url}/healthz`)).status, 200);
        assert.equal(await server.stop(), 0);
        assert.ok(performance.now() - begin < 5000);
        const statuses = (await Promise.all(hanging)).map((each) => each.status);
        assert.ok(statuses.includes(503), 'too many wait, or the server stops');
      },
    );
  });
});

describe('a source that fails for a moment', () => {
  const bodyOf = async (request) => {
    let body = '';
    for await (const text of request.setEncoding('utf8')) body += text;
    return body;
  };
  /** The spine, whose answers to queries that `fails` names are errors. */
  const failing = (fails) => async (request, response) => {
    const body = await bodyOf(request);
    if (fails(new URLSearchParams(body).get('query') ?? '')) {
      const error = { status: 'error', errorType: 'timeout', error: 'query timed out in expression evaluation' };
      return response.writeHead(503, { 'content-type': 'application/json' }).end(JSON.stringify(error));
    }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(spine.url + request.url, { method: 'POST', headers, body });
    return response.writeHead(answer.status).end(await answer.text());
  };
  const now = () => ['--now', String(spine.now)];

  it('answers marked, in every format, and keeps nothing of it', async () => {
    let broken = true;
    const handler = failing((query) => broken && query.includes('node_cpu_hourly_cost'));
    await withSource(handler, [...now(), '--retry-partial', '0'], async (server) => {
      const question = 'window=2h&aggregate=namespace';
      const formats = ['json', 'csv', 'table', 'ndjson', 'markdown', 'prometheus', 'opencost-csv'];
      const paths = [
        ...formats.map((format) => `/v1/allocation?${question}&format=${format}`),
        `/allocation?${question}`,
        `/allocation/summary?${question}`,
        `/v2/cost?${question}`,
        `/v2/cost?${question}&format=csv`,
        '/assets?window=2h',
        '/v1/assets?window=2h&format=csv',
        '/v1/explain?window=2h&of=namespace=shop',
        '/v1/diagnostics?window=2h&format=table',
      ];
      for (const path of paths) {
        const { status, headers, text } = await get(server.url + path);
        assert.equal(status, 200, path);
        assert.equal(headers.get('x-prorata-partial'), 'true', path);
        assert.match(headers.get('warning'), /^299 prorata ".*data is missing.*\(query-given-up/, path);
        if (/format=(json|table|markdown|prometheus)|^\/allocation|cost\?.*namespace$|^\/assets/.test(path)) {
          assert.match(text, /query-given-up/, path);
        }
      }
      const sick = await get(`${server.url}/metrics`);
      assert.match(sick.text, /^prorata_up 0$/m, 'costs that are not whole are no gauges');
      assert.match(sick.text, /^prorata_load_failures_total [1-9]/m);
      assert.match(sick.text, /^prorata_cache_sessions 0$/m);
      broken = false;
      const { headers, text } = await get(`${server.url}/v1/allocation?${question}&format=json`);
      assert.equal(headers.get('x-prorata-partial'), null);
      const asked = ['--window', '2h', ...now(), '--aggregate', 'namespace', '--format', 'json'];
      assert.equal(text, (await prorata(['allocate', '--metrics', spine.url, ...asked])).stdout);
      assert.match((await get(`${server.url}/metrics`)).text, /^prorata_up 1$/m);
    });
  });

  /** Counts the queries for prices, which fail. */
  const counted = (seen) =>
    failing((query) => {
      if (query.includes('node_cpu_hourly_cost')) seen.loads += 1;
      return query.includes('node_cpu_hourly_cost');
    });
  const path = '/v1/allocation?window=2h&aggregate=namespace&format=json';

  it('is asked once for all who want the same, for a while, and every answer is marked', async () => {
    const seen = { loads: 0 };
    await withSource(counted(seen), [...now(), '--retry-partial', '1h'], async (server) => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => get(server.url + path)));
      const { loads } = seen;
      assert.ok(loads >= 1);
      answers.push(await get(server.url + path), await get(`${server.url}/v1/assets?window=2h`));
      assert.equal(seen.loads, loads, 'nothing was asked again');
      for (const { status, headers } of answers) {
        assert.equal(status, 200);
        assert.equal(headers.get('x-prorata-partial'), 'true');
      }
      assert.equal(new Set(answers.slice(0, 9).map(({ text }) => text)).size, 1);
      assert.match((await get(`${server.url}/metrics`)).text, /^prorata_up 0$/m);
    });
  });

  it('is asked again after that', async () => {
    const seen = { loads: 0 };
    await withSource(counted(seen), [...now(), '--retry-partial', '1ms'], async (server) => {
      await get(server.url + path);
      const { loads } = seen;
      await new Promise((done) => setTimeout(done, 10));
      await get(server.url + path);
      assert.equal(seen.loads, 2 * loads);
    });
  });

  it('is asked again where all queries failed', async () => {
    let broken = true;
    await withSource(
      failing(() => broken),
      now(),
      async (server) => {
        const path = `${server.url}/allocation?window=2h&aggregate=namespace`;
        assert.equal((await get(path)).status, 502);
        broken = false;
        assert.equal((await get(path)).status, 200);
      },
    );
  });
});

describe('memory', () => {
  it('does not hold what a client does not read of a query', async () => {
    let sent = 0;
    const piece = Buffer.alloc(1 << 20, '{ ');
    const handler = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(piece)) sent += piece.length;
      };
      response.on('drain', more);
      more();
    };
    await withSource(handler, ['--memory', '64MiB'], async (server) => {
      const clients = [];
      for (let i = 0; i < 10; ++i) {
        const client = ask(`${server.url}/api/v1/query?query=up`, (response) => response.pause());
        clients.push(client.on('error', () => undefined));
        client.end();
      }
      // Until nothing moves any more: every buffer on the way is full.
      for (let before = -1; before !== sent;) {
        before = sent;
        await new Promise((done) => setTimeout(done, 500));
      }
      const [, resident] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'));
      assert.ok(Number(resident) < 100 * 1024, `${resident} KiB`);
      for (const client of clients) client.destroy();
    });
  });

  it('is kept to: windows are forgotten, and one that does not fit is refused', async () => {
    const source = await sourceOf((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text) => (body += text));
      request.on('end', () => {
        const form = new URLSearchParams(body);
        const range = request.url.endsWith('query_range');
        const type = range ? 'matrix' : 'vector';
        const result = [];
        if (form.get('query').includes('__name__=~') && !range)
          result.push({ metric: { __name__: 'kube_pod_info' }, value: [Number(form.get('time')), '1'] });
        else if (range) {
          const from = Number(form.get('start'));
          const step = Number(form.get('step'));
          const count = Math.round((Number(form.get('end')) - from) / step) + 1;
          for (let pod = 0; pod < 600; ++pod) {
            const values = Array.from({ length: count }, (_, i) => [from + i * step, String(i * 100 + pod)]);
            result.push({ metric: { namespace: 'a', pod: `p-${pod}`, container: 'c' }, values });
          }
        }
        response.end(JSON.stringify({ status: 'success', data: { resultType: type, result } }));
      });
    });
    const server = await serve(source.url, '--memory', '64MiB', '--now', '2026-03-02T00:00:00Z');
    try {
      const asked = (window) => json(`${server.url}/v1/allocation?window=${window}&resolution=5m`);
      for (const hours of [1, 2, 3]) assert.notEqual((await asked(`${hours}h`)).status, 507);
      const large = await asked('7d');
      assert.equal(large.status, 507);
      assert.match(large.body.error.message, /--memory/);
      assert.match(large.body.error.hint, /shorter window/);
      const { text } = await get(`${server.url}/metrics`);
      assert.ok(Number(text.match(/^prorata_heap_bytes (\d+)$/m)[1]) < 64 * 2 ** 20);
      assert.equal((await get(`${server.url}/healthz`)).status, 200);
    } finally {
      await server.stop();
      await source.stop();
    }
  });
});
