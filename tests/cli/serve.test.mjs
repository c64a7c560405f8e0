// `prorata serve` over a recording: what it answers, and what it refuses.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { at, files, get, json, kHour, page, raw, serve, sourceOf, startWorld } from './serving.mjs';
import { prorata } from './support.mjs';

let world;
let start;
let end;
let recording;
before(async () => {
  world = await startWorld();
  ({ start, end, recording } = world);
});
after(() => world.stop());

describe('a recording', () => {
  let server;
  before(async () => (server = await serve(recording)));
  after(() => server.stop());

  it('answers with the bytes of the command line', async () => {
    const asked = { window: '3h', aggregate: 'namespace,controller', step: '1h', idle: 'share' };
    const args = Object.entries(asked).flatMap(([key, value]) => [`--${key}`, value]);
    const { stdout } = await prorata(['allocate', '--metrics', recording, '--format', 'json', ...args]);
    const { status, text } = await get(`${server.url}/v1/allocation?${new URLSearchParams(asked)}`);
    assert.equal(status, 200);
    assert.equal(text, stdout);
    const assets = await prorata(['assets', '--metrics', recording, '--format', 'json', '--window', '3h']);
    assert.equal((await get(`${server.url}/v1/assets?window=3h`)).text, assets.stdout);
  });

  it('reads windows in the words of each server', async () => {
    // For OpenCost the hour that has begun is one of the two; what is still to come is cut off.
    const opencost = JSON.parse((await get(`${server.url}/allocation?window=2h&aggregate=cluster`)).text);
    const [row] = Object.values(opencost.data[0]);
    assert.deepEqual(row.window, { start: at(end - kHour), end: at(end) });
    const ack = JSON.parse((await get(`${server.url}/v2/cost?window=2h&aggregate=namespace`)).text);
    const [item] = Object.values(ack.data[0]);
    assert.deepEqual([item.start, item.end], [at(end - 2 * kHour), at(end)]);
  });

  it('counts the bytes of answers that are sent in pieces, too', async () => {
    const demo = await serve(fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url)));
    const { status, text } = await get(`${demo.url}/allocation?window=24h&step=1h`);
    assert.equal(status, 200);
    assert.ok(text.length > 2 ** 21, `${text.length} characters`);
    const { text: counters } = await get(`${demo.url}/metrics`);
    const [, bytes] = /response_bytes_total\{route="\/allocation"\} (\d+)/.exec(counters);
    assert.equal(Number(bytes), Buffer.byteLength(text));
    assert.equal(await demo.stop(), 0);
  });

  it('reads a value from the first sign on, whatever signs stand in it', async () => {
    const unknown = await get(`${server.url}/v1/allocation?window=3h&idle=zzz=hide`);
    assert.equal(unknown.status, 400);
    assert.match(unknown.text, /zzz=hide/);
    const charged = `window=3h&aggregate=namespace&idle=share`;
    const written = await get(`${server.url}/v1/allocation?${charged}&idleCoefficients=cpu=0.5`);
    const encoded = await get(`${server.url}/v1/allocation?${charged}&idleCoefficients=cpu%3D0.5`);
    assert.equal(written.status, 200, written.text);
    assert.equal(written.text, encoded.text);
    const posted = await fetch(`${server.url}/v1/allocation`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `${charged}&idleCoefficients=cpu=0.5`,
    });
    assert.equal(await posted.text(), written.text);
  });

  it('has weeks and sums of steps as the command line has them', async () => {
    const query = 'window=6h&step=1h&accumulate=all&aggregate=namespace&weekStart=sunday';
    const { status, text } = await get(`${server.url}/v1/allocation?${query}`);
    assert.equal(status, 200, text);
    const options = ['--window', '6h', '--step', '1h', '--accumulate', 'all', '--aggregate', 'namespace'];
    const args = ['allocate', '--metrics', recording, ...options, '--week-start', 'sunday', '--format', 'json'];
    assert.equal(text, (await prorata(args)).stdout);
    const { body } = await json(`${server.url}/v1/allocation?window=6h&weekStart=someday`);
    assert.match(body.error.message, /'weekStart'/);
  });

  it('has all that ran in one row by the key all, and idle beside it', async () => {
    const rows = async (key) => {
      const { body } = await json(`${server.url}/allocation?window=6h&includeIdle=true&aggregate=${key}`);
      return Object.values(body.data[0]).map(({ name, totalCost }) => [name, totalCost]);
    };
    const [all, spaces] = [await rows('all'), await rows('namespace')];
    const idle = ([name]) => name === '__idle__';
    assert.deepEqual(all.find(idle), spaces.find(idle));
    assert.deepEqual(
      all.filter((row) => !idle(row)).map(([name]) => name),
      [''],
    );
    const sum = spaces.filter((row) => !idle(row)).reduce((costs, [, cost]) => costs + cost, 0);
    assert.ok(Math.abs(all.find(([name]) => name === '')[1] - sum) < 1e-6);
  });

  it('reads the words of OpenCost in any case, and says what is none of them', async () => {
    const rows = async (query) => {
      const { status, body } = await json(`${server.url}/allocation?window=6h&includeIdle=true&${query}`);
      assert.equal(status, 200, query);
      return body.data;
    };
    const same = [
      ['aggregate=all', 'aggregate=All'],
      ['aggregate=all', 'aggregate=%20ALL%20'],
      ['aggregate=namespace,controllerKind', 'aggregate=Namespace,%20controllerkind,'],
      ['aggregate=namespace&step=1h&accumulate=all', 'aggregate=NAMESPACE&step=1h&accumulateBy=All'],
      ['aggregate=namespace&step=1h&accumulateBy=all', 'aggregate=namespace&step=1h&accumulateBy=true'],
      ['aggregate=namespace&accumulateBy=hour', 'aggregate=namespace&accumulateBy=Hour'],
      [
        'aggregate=namespace&shareNamespaces=web&shareSplit=even',
        'aggregate=namespace&shareNamespaces=web&shareSplit=Even',
      ],
    ];
    for (const [plain, other] of same) assert.deepEqual(await rows(other), await rows(plain), other);
    const nodes = async (type) => (await json(`${server.url}/assets?window=6h&filterTypes=${type}`)).body.data;
    assert.deepEqual(await nodes('NODE'), await nodes('node'));
    assert.ok(Object.keys(await nodes('Node')).length > 0);
    const { status, body } = await json(`${server.url}/allocation?window=6h&aggregate=All,namespace`);
    assert.equal(status, 400);
    assert.match(body.message, /'aggregate'.*"All" is no aggregation key/);
  });

  it('cuts a step short that is longer than the window, as the pages that always send a day need it', async () => {
    const range = `${at(start)},${at(end - 1000)}`;
    for (const path of [
      '/allocation?window=today&step=1d',
      '/allocation?window=3h&step=1d',
      `/allocation?window=${range}&step=1d`,
      '/model/allocation/compute?window=3h&step=1d&accumulate=false',
      '/allocation/summary?window=3h&step=1d',
      '/v2/cost?window=today&step=1d',
    ]) {
      const { status, body } = await json(`${server.url}${path}&aggregate=namespace`);
      assert.equal(status, 200, `${path} ${body.message}`);
      const sets = body.data.sets ?? body.data;
      assert.equal(sets.length, 1, path);
      assert.match(body.warning, /the step is longer than the window/, path);
    }
    for (const words of ['accumulate=day', 'accumulate=week', 'accumulate=month', 'accumulateBy=quarter']) {
      const { status, body } = await json(`${server.url}/allocation?window=3h&aggregate=namespace&${words}`);
      assert.equal(status, 200, words);
      assert.equal(body.data.length, 1, words);
    }
    const { status, body } = await json(`${server.url}/v1/allocation?window=3h&step=1d`);
    assert.equal(status, 200);
    assert.ok(body.diagnostics.some(({ id }) => id === 'step-longer-than-window'));
  });

  it('says where a filter matches nothing, on every path', async () => {
    const filter = encodeURIComponent('namespace:"shopp"');
    for (const path of ['/allocation', '/allocation/summary', '/v2/cost']) {
      const { status, body } = await json(`${server.url}${path}?window=3h&aggregate=pod&filter=${filter}`);
      assert.equal(status, 200);
      assert.match(body.warning, /filter-matches-nothing: .*did you mean shop\?/, path);
    }
    const asked = ['--window', '3h', '--filter', 'namespace:"shopp"', '--format', 'json'];
    const { stdout } = await prorata(['allocate', '--metrics', recording, ...asked]);
    const { text } = await get(`${server.url}/v1/allocation?window=3h&filter=${filter}`);
    assert.equal(text, stdout);
    const lines = await get(`${server.url}/v1/allocation?window=3h&format=ndjson&idle=hide&filter=${filter}`);
    assert.match(lines.headers.get('warning'), /filter-matches-nothing/);
  });

  it('says which words found nothing where the body has no place for it', async () => {
    const share = encodeURIComponent('namespace:"zz"');
    for (const format of ['csv', 'ndjson', 'table', 'markdown', 'prometheus', 'opencost-csv', 'ack-csv', 'focus']) {
      const nothing = await get(`${server.url}/v1/allocation?window=3h&format=${format}&share=${share}`);
      assert.equal(nothing.status, 200, format);
      assert.match(nothing.headers.get('warning'), /^299 prorata "share-matches-nothing: .*spelling/, format);
    }
    const label = await get(`${server.url}/v1/allocation?window=3h&format=csv&aggregate=label:nope`);
    assert.match(label.headers.get('warning'), /label-not-found/);
    const whole = await get(`${server.url}/v1/allocation?window=3h&share=${share}`);
    assert.equal(whole.headers.get('warning'), null, 'JSON has diagnostics');
  });

  it('says that it is well, and counts', async () => {
    assert.deepEqual(await get(`${server.url}/healthz`).then(({ status, text }) => [status, text]), [200, 'ok\n']);
    await get(`${server.url}/nothing`);
    const { text } = await get(`${server.url}/metrics`);
    assert.match(text, /^prorata_http_requests_total\{route="\/healthz",status="200"\} 1$/m);
    assert.match(text, /^prorata_http_requests_total\{route="page",status="404"\} \d+$/m);
    assert.match(text, /^prorata_up 1$/m);
    assert.match(text, /^node_total_hourly_cost\{.*\} [\d.]+$/m);
    assert.match(text, /^prorata_total_cost\{.*namespace="shop".*\} [\d.e-]+$/m);
  });

  const bad = [
    ['no window', '/allocation', /Invalid 'window' parameter: illegal window/],
    ['a window that means nothing', '/allocation?window=soon', /Invalid 'window' parameter: illegal window.*soon/],
    ['a window outside the recording', '/allocation?window=30d', /'window'.*the recording covers 2026-03-02T00:00:00Z/],
    [
      'a window that ends before it begins',
      '/allocation?window=2026-03-02T05:00:00Z,2026-03-02T04:00:00Z',
      /'window'.*before/,
    ],
    ['a window that is empty', '/allocation?window=2026-03-02T05:00:00Z,2026-03-02T05:00:00Z', /'window'/],
    ['a window to come', '/allocation?window=2036-03-02T05:00:00Z,2036-03-02T06:00:00Z', /'window'.*begins at/],
    ['a step that means nothing', '/allocation?window=3h&step=x', /'step'/],
    ['an unknown parameter', '/allocation?window=3h&agregate=pod', /no parameter 'agregate'; did you mean aggregate\?/],
    ['a parameter twice', '/allocation?window=3h&window=4h', /'window' is given more than once/],
    ['a flag that is none', '/allocation?window=3h&includeIdle=maybe', /'includeIdle'.*neither true nor false/],
    ['an unknown key', '/allocation?window=3h&aggregate=colour', /'aggregate'.*colour/],
    ['a filter that does not parse', '/allocation?window=3h&filter=namespace', /'filter'/],
    ['a resolution that is none', '/allocation?window=3h&resolution=7m', /'resolution'/],
    ['what is not computed', '/allocation?window=3h&includeProportionalAssetResourceCosts=true', /ProportionalAsset/],
    [
      'parts of assets whose idle is spread',
      '/allocation?window=3h&includeIdle=true&shareIdle=true&includeProportionalAssetResourceCosts=true',
      /ProportionalAsset.*leave shareIdle out/,
    ],
    ['balancers in the way of one cloud', '/allocation?window=3h&sharelb=true', /'sharelb'.*lbAllocations/],
    ['an unknown parameter of the summary', '/allocation/summary?window=3h&shareAll=true', /'shareAll'/],
    ['an unknown parameter of assets', '/assets?window=3h&pods=1h', /'pods'/],
    [
      'a field that assets have not',
      '/assets?window=3h&filter=pod:"x"',
      /'filter'.*column 1: there is no field "pod".*assetType/,
    ],
    ['a rule that is none', '/allocation?window=3h&shareCost=much', /'shareCost'/],
    ['a split of costs that is none', '/allocation?window=3h&shareCost=7&shareSplit=foo', /'shareSplit'.*foo/],
    ['a format that ACK has not', '/v2/cost?window=3h&format=xml', /'format'.*json or csv/],
    ['a split that is none', '/v2/cost?window=3h&shareSplit=odd', /'shareSplit'/],
  ];
  for (const [name, path, message] of bad) {
    it(`refuses ${name}`, async () => {
      const { status, body } = await json(server.url + path);
      assert.equal(status, 400);
      assert.equal(body.code, 400);
      assert.equal(body.status, '');
      assert.equal(body.data, null);
      assert.match(body.message, message);
      assert.ok(body.message.startsWith('Error: '));
    });
  }

  it('says in its own words what is wrong at its own paths', async () => {
    const { status, body } = await json(`${server.url}/v1/allocation?window=3h&idle=gone`);
    assert.equal(status, 400);
    assert.equal(body.error.where, 'idle');
    assert.match(body.error.message, /Invalid 'idle' parameter/);
  });

  it('knows what it may be asked', async () => {
    assert.equal((await get(`${server.url}/nothing`)).status, 404);
    assert.equal((await get(`${server.url}/api/v1/query?query=up`)).status, 404, 'a recording answers no queries');
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const { status, headers, text } = await get(`${server.url}/allocation?window=3h`, {
        method,
        body: method === 'PUT' ? 'x' : undefined,
      });
      assert.equal(status, 405, method);
      assert.equal(headers.get('allow'), 'GET, HEAD, POST');
      assert.match(JSON.parse(text).message, /use GET/);
    }
    assert.equal((await get(`${server.url}/`, { method: 'POST', body: new URLSearchParams({ a: 'b' }) })).status, 405);
  });

  it('takes long questions as forms, and bounds them', async () => {
    const post = (size) =>
      json(`${server.url}/v1/allocation`, {
        method: 'POST',
        body: new URLSearchParams({ window: '3h', filter: `namespace:"${'x'.repeat(size)}"` }),
      });
    assert.equal((await post(20_000)).status, 200);
    const large = await post(100_000);
    assert.equal(large.status, 413);
    assert.match(large.body.error.message, /64 KiB/);
    const long = await json(`${server.url}/v1/allocation?window=3h&filter=${'x'.repeat(10_000)}`);
    assert.equal(long.status, 414);
    assert.match(long.body.error.hint, /POST/);
  });

  it('has no parameter that names a file or a host', async () => {
    const others = createServer((_, response) => response.end('reached'));
    await new Promise((done) => others.unref().listen(0, '127.0.0.1', done));
    let reached = 0;
    others.on('connection', () => reached++);
    const elsewhere = `http://127.0.0.1:${others.address().port}/`;
    const paths = [
      '/allocation',
      '/allocation/summary',
      '/assets',
      '/v2/cost',
      '/v1/allocation',
      '/v1/assets',
      '/v1/explain',
      '/v1/diagnostics',
    ];
    for (const path of paths) {
      for (const name of ['metrics', 'config', 'page', 'file', 'url', 'source', 'match', 'output', 'header']) {
        for (const value of [files.file('secret.txt'), elsewhere]) {
          const { status, text } = await get(`${server.url}${path}?window=3h&${name}=${encodeURIComponent(value)}`);
          assert.equal(status, 400, `${path} ${name}`);
          assert.match(text, new RegExp(`no parameter '${name}'`));
          assert.doesNotMatch(text, /"secret"|reached/);
        }
      }
      const whole = `GET ${elsewhere}healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
      assert.doesNotMatch(await raw(server.port, whole), /reached/);
    }
    assert.equal(reached, 0);
    await new Promise((done) => others.close(done));
  });

  it('bounds what a filter and steps may cost', async () => {
    const ask = (params) => json(`${server.url}/v1/allocation`, { method: 'POST', body: new URLSearchParams(params) });
    const begun = Date.now();
    const terms = await ask({ window: '3h', filter: 'a|'.repeat(10_000).replaceAll('a', 'pod:"x"').slice(0, 24_000) });
    assert.equal(terms.status, 400);
    assert.match(terms.body.error.message, /'filter'.*more than 1000 conditions/);
    const levels = await ask({ window: '3h', filter: `${'('.repeat(15_000)}` });
    assert.equal(levels.status, 400);
    assert.match(levels.body.error.message, /more than 100 levels/);
    const steps = await json(`${server.url}/allocation?window=${at(start)},${at(end)}&step=1s`);
    assert.equal(steps.status, 400);
    assert.match(steps.body.message, /'step'.*more than 10000 steps/);
    assert.ok(Date.now() - begun < 5000);
  });

  it('packs what is large, for those who can read it', async () => {
    const path = `${server.url}/v1/allocation?window=8h&aggregate=pod`;
    const plain = await get(path, { headers: { 'accept-encoding': 'identity' } });
    const packed = await get(path, { headers: { 'accept-encoding': 'br, gzip' } });
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(packed.headers.get('content-encoding'), 'gzip');
    assert.equal(packed.text, plain.text);
  });

  it('serves the page, and no other file', async () => {
    const { status, headers, text } = await get(`${server.url}/`);
    assert.deepEqual([status, text], [200, '<!doctype html><title>page</title>']);
    assert.match(headers.get('content-security-policy'), /script-src 'self' 'wasm-unsafe-eval';/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(
      (await get(`${server.url}/assets/app.js`)).headers.get('content-type'),
      'text/javascript; charset=utf-8',
    );
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%2f../secret.txt',
      '//etc/passwd',
      '/..%5csecret.txt',
      '/assets/',
      '/index.html%00.js',
    ]) {
      const got = await raw(server.port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      assert.match(got, /^HTTP\/1.1 40[04] /, path);
      assert.doesNotMatch(got, /secret\n?$|root:/, path);
    }
  });

  it('answers to names of this machine only', async () => {
    const as = (host) => raw(server.port, `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    assert.match(await as('evil.example:9003'), /^HTTP\/1.1 403 /);
    assert.match(await as('127.0.0.1.evil.example'), /^HTTP\/1.1 403 /);
    for (const host of ['localhost:9003', '127.0.0.1', '[::1]:9003'])
      assert.match(await as(host), /^HTTP\/1.1 200 /, host);
  });

  it('survives what is no HTTP', async () => {
    for (const text of [
      '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n',
      'GET\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nX: ${'y'.repeat(20000)}\r\n\r\n`,
    ]) {
      const got = await raw(server.port, text, { end: true });
      assert.match(got, /^($|HTTP\/1.1 4)/);
    }
    const endless = await raw(server.port, `GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(100_000)}`);
    assert.match(endless, /^($|HTTP\/1.1 4)/);
    assert.equal((await get(`${server.url}/healthz`)).status, 200);
  });

  it('answers many at once', async () => {
    const path = (i) => `${server.url}/v1/allocation?window=${1 + (i % 8)}h&aggregate=pod`;
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => get(path(i))));
    for (const [i, answer] of answers.entries()) {
      assert.equal(answer.status, 200);
      assert.equal(answer.text, answers[i % 8].text, 'the same question has the same answer');
    }
  });

  it('lets go of clients that send too slowly, and serves others meanwhile', async () => {
    const begin = performance.now();
    const slow = Promise.all(
      Array.from({ length: 20 }, () =>
        raw(server.port, 'GET /healthz HTTP/1.1\r\nX: yyyyyyyyyyyyyyyyyyyyyyyy', { slowMs: 300 }),
      ),
    );
    const { status } = await get(`${server.url}/healthz`);
    assert.equal(status, 200);
    assert.ok(performance.now() - begin < 3000, 'nobody else waits');
    await slow;
    assert.ok(performance.now() - begin < 20_000, 'ten seconds for a request');
  });
});

describe('the command line', () => {
  const cases = [
    ['an address that is none', ['--listen', 'here:there'], /--listen.*HOST:PORT/s],
    ['memory that is none', ['--memory', 'much'], /--memory|amount of memory/],
    ['too little memory', ['--memory', '1MiB'], /64MiB/],
    ['a time that is none', ['--retry-partial', 'soon'], /--retry-partial.*soon.*\n.*30s/],
    ['a page that is not there', ['--page', '/nowhere'], /--page/],
  ];
  for (const [name, args, message] of cases) {
    it(`refuses ${name}`, async () => {
      const { code, stderr } = await prorata(['serve', '--metrics', recording, ...args]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    });
  }

  it('says that a port is taken', async () => {
    const taken = await sourceOf(() => undefined);
    const port = new URL(taken.url).port;
    const { code, stderr } = await prorata([
      'serve',
      '--metrics',
      recording,
      '--page',
      page,
      '--listen',
      `127.0.0.1:${port}`,
    ]);
    await taken.stop();
    assert.equal(code, 2);
    assert.match(stderr, /--listen: cannot listen on 127.0.0.1/);
  });

  it('says so, too, where another serve has it', async () => {
    const first = await serve(recording);
    const listen = ['--page', page, '--listen', `127.0.0.1:${first.port}`];
    // One that shared the port would serve for ever.
    const second = prorata(['serve', '--metrics', recording, ...listen], { timeout: 10_000 });
    const { code, stderr } = await second;
    assert.equal(await first.stop(), 0);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /--listen: cannot listen on 127.0.0.1.*another program may have this port/s);
  });
});
