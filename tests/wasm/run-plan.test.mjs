// The client's loop against servers that are busy, silent, closed or none at all. Answers come from a real Prometheus.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';

import { loadEngine, runPlan } from '@prorata/engine';

import { startSpine } from '../support/spine.mjs';

let server;
let engine;
before(async () => {
  server = await startSpine();
  engine = await loadEngine();
});
after(() => server.stop());

const open = () => engine.open({ window: server.window, nowMs: server.nowMs });
const quick = { retryDelayMs: 1, timeoutMs: 5000 };

/** A source whose n-th request (from 0) goes through `answer`; null means the real server. */
function source(answer) {
  let count = 0;
  const seen = [];
  return {
    url: server.url,
    seen,
    async fetch(input, init) {
      seen.push(init);
      const own = answer(count++, init);
      return own ?? fetch(input, init);
    },
  };
}
const text = (status, body) => Promise.resolve(new Response(body, { status }));
const silence = (init) =>
  new Promise((_, reject) => init.signal.addEventListener('abort', () => reject(init.signal.reason)));

describe('runPlan', () => {
  it('asks at most two at a time and tells how far it is', async () => {
    let flying = 0;
    let most = 0;
    const phases = new Set();
    const counted = {
      url: `${server.url}/`,
      async fetch(input, init) {
        most = Math.max(most, (flying += 1));
        try {
          return await fetch(input, init);
        } finally {
          flying -= 1;
        }
      },
    };
    const session = await open();
    await runPlan(session, counted, { onProgress: ({ phase, ms }) => phases.add(phase) && assert.ok(ms >= 0) });
    assert.equal(most, 2);
    assert.deepEqual(phases, new Set(['sent', 'receiving', 'done']));
    assert.deepEqual(await session.plan(), []);
  });

  for (const [name, status, body] of [
    ['too many requests', 429, 'slow down'],
    ['a bad gateway', 502, '<html>bad gateway</html>'],
    ['a full queue', 503, '{"status":"error","errorType":"timeout","error":"query timed out in query queue"}'],
  ]) {
    it(`tries again after ${name}`, async () => {
      const session = await open();
      await runPlan(
        session,
        source((n) => (n < 3 ? text(status, body) : null)),
        quick,
      );
      assert.ok((await session.allocate()).rowCount > 0);
    });
  }

  it('lets the engine split a request that is too much for the server', async () => {
    const tooMuch =
      '{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory in query execution"}';
    const refused = new Set();
    const session = await open();
    const once = source((_, init) => {
      const query = init.body.get('query');
      if (!init.body.has('start') || refused.has(query)) return null;
      refused.add(query);
      return text(422, tooMuch);
    });
    await runPlan(session, once, quick);
    const whole = await open();
    await runPlan(whole, { url: server.url });
    const total = async (s) => (await s.allocate()).assetCost.nano[0];
    assert.ok(refused.size > 0);
    assert.equal(await total(session), await total(whole));
  });

  it('leaves a busy server alone for as long as it says', async () => {
    const times = [];
    const wish = { status: 429, headers: { 'retry-after': '1' } };
    const busy = source((n) => {
      times.push(performance.now());
      return n < 2 ? Promise.resolve(new Response('', wish)) : null;
    });
    await runPlan(await open(), busy, quick);
    assert.ok(times[2] - times[0] >= 1000, `${times[2] - times[0]} ms`);
  });
  for (const [name, from, most] of [
    ['from the start', 0, 20],
    ['after some answers', 5, 60],
  ]) {
    it(`stops where nothing but errors comes ${name}`, async () => {
      const down = source((n) => (n < from ? null : text(503, 'upstream connect error')));
      const waiting = runPlan(await open(), down, quick);
      await assert.rejects(waiting, { code: 'refused', message: /answers with HTTP status 503, again and again/ });
      assert.ok(down.seen.length < most, `${down.seen.length} requests`);
    });
  }
  it('gives up a query that never comes through, in whatever size', async () => {
    const session = await open();
    let asked = 0;
    const heavy = (_, init) => {
      if (!/container_cpu_usage_seconds_total\{container/.test(init.body.get('query'))) return null;
      asked += 1;
      return text(504, '');
    };
    await runPlan(session, source(heavy), quick);
    assert.ok(asked < 30, `${asked} requests`);
    const answer = await session.allocate();
    assert.ok(answer.names.includes('shop'));
    const lost = answer.diagnostics.find(({ id }) => id === 'query-given-up');
    assert.deepEqual(lost.objects, ['cpu_usage: HTTP status 504, again and again']);
  });

  it('stops at a login', async () => {
    await assert.rejects(
      runPlan(
        await open(),
        source(() => text(401, 'Unauthorized')),
        quick,
      ),
      { code: 'refused' },
    );
  });
  it('does not take a web page for an answer', async () => {
    await assert.rejects(
      runPlan(
        await open(),
        source(() => text(200, '<html></html>')),
        quick,
      ),
      { code: 'bad-input' },
    );
  });
  it('loses only the query whose answer cannot be read', async () => {
    const session = await open();
    const garbled = (_, init) => (/kube_node_labels/.test(init.body.get('query')) ? text(200, '<html></html>') : null);
    await runPlan(session, source(garbled), quick);
    const answer = await session.allocate();
    assert.ok(answer.partial);
    assert.ok(answer.names.includes('shop'));
    const lost = answer.diagnostics.find(({ id }) => id === 'query-given-up');
    assert.match(lost.objects[0], /^node_labels: an answer that cannot be read/);
  });
  it('says when nobody is there', async () => {
    await assert.rejects(runPlan(await open(), { url: 'http://127.0.0.1:1' }, quick), { code: 'unreachable' });
  });
  it('gives up on a server that never answers', async () => {
    const waiting = runPlan(
      await open(),
      source((_, init) => silence(init)),
      { ...quick, timeoutMs: 50 },
    );
    await assert.rejects(waiting, { code: 'unreachable', message: /within/ });
  });
  it('goes on without an answer that never comes', async () => {
    const session = await open();
    await runPlan(
      session,
      source((_, init) => (/node_labels|kube_node_labels/.test(init.body.get('query')) ? silence(init) : null)),
      { ...quick, timeoutMs: 300 },
    );
    assert.ok((await session.allocate()).partial);
  });
  it('does not cut a query that stays silent into ever smaller ones', async () => {
    const session = await open();
    let asked = 0;
    await runPlan(
      session,
      source((_, init) => {
        if (!/container_cpu_usage_seconds_total\{container/.test(init.body.get('query'))) return null;
        asked += 1;
        return silence(init);
      }),
      { ...quick, timeoutMs: 300 },
    );
    // The whole, its halves, and what was on its way meanwhile.
    assert.ok(asked >= 3 && asked <= 4, `${asked} requests`);
    const lost = (await session.allocate()).diagnostics.find(({ id }) => id === 'query-given-up');
    assert.match(lost.objects[0], /^cpu_usage: No answer from .* within/);
  });
  it('asks again where a connection breaks in the middle', async () => {
    const broken = source((n) => {
      if (n !== 5) return null;
      const stream = new ReadableStream({
        pull(controller) {
          controller.enqueue(new TextEncoder().encode('{"status":"success","data":{'));
          controller.error(new TypeError('connection reset'));
        },
      });
      return Promise.resolve(new Response(stream, { status: 200 }));
    });
    const session = await open();
    await runPlan(session, broken, quick);
    assert.equal((await session.allocate()).partial, false);
  });
  it('stops when asked to', async () => {
    const stop = new AbortController();
    const waiting = runPlan(
      await open(),
      source((n, init) => (n > 2 ? silence(init) : null)),
      { ...quick, signal: stop.signal },
    );
    setTimeout(() => stop.abort(), 50);
    await assert.rejects(waiting, { code: 'cancelled' });
    await assert.rejects(runPlan(await open(), { url: server.url }, { signal: AbortSignal.abort() }), {
      code: 'cancelled',
    });
  });

  it('sends a login and never repeats it', async () => {
    const seen = [];
    const guard = createServer((request, response) => {
      seen.push(request.headers);
      response.writeHead(401).end('Unauthorized');
    });
    await new Promise((done) => guard.unref().listen(0, '127.0.0.1', done));
    const url = `http://kim:s%C3%A9cret@127.0.0.1:${guard.address().port}/prometheus?token=abc`;
    const failed = runPlan(await open(), { url, headers: { 'X-Scope-OrgID': 'tenant-7' } }, quick);
    await assert.rejects(failed, (problem) => {
      assert.doesNotMatch(JSON.stringify(problem.fields) + problem.stack, /s%C3%A9cret|sécret|abc|tenant-7/);
      return true;
    });
    guard.close();
    assert.equal(seen[0].authorization, `Basic ${Buffer.from('kim:sécret').toString('base64')}`);
    assert.equal(seen[0]['x-scope-orgid'], 'tenant-7');
  });
});
