// What `prorata serve` and the command line say of what changes nothing, is too much, or cannot be: each names the
// parameter and what to do, in the words of the path that was asked.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { files, json, page, raw, serve, withSource } from './serving.mjs';
import { prorata } from './support.mjs';

const mini = fileURLToPath(new URL('../../examples/mini.prorata.ndjson.gz', import.meta.url));
const form = { 'content-type': 'application/x-www-form-urlencoded' };
let server;
before(async () => {
  mkdirSync(page, { recursive: true });
  writeFileSync(`${page}/index.html`, '<!doctype html><title>page</title>');
  server = await serve(mini);
});
after(async () => {
  await server.stop();
  files.remove();
});

const own = async (query) => json(`${server.url}/v1/allocation?window=2h&${query}`);
const warned = async (query) => {
  const response = await fetch(`${server.url}${query}`);
  assert.equal(response.status, 200, query);
  await response.arrayBuffer();
  return response.headers.get('warning') ?? '';
};
const byCommandLine = (...options) => prorata(['allocate', '--metrics', mini, ...options]);

describe('what changes nothing is an error of usage', () => {
  for (const [name, query, options, message] of [
    [
      'how idle is split where it is not shared',
      'idleSplit=even',
      ['--idle-split', 'even'],
      /only with .*idle[= ]share$/,
    ],
    ['how much of it', 'idleCoefficients=cpu=0.5', ['--idle-coefficients', 'cpu=0.5'], /only with .*idle[= ]share$/],
    [
      'whose idle is hidden',
      'idle=hide&idleBy=node',
      ['--idle', 'hide', '--idle-by', 'node'],
      /only with .*idle[= ]share or separate: idle that is hidden is nobody's$/,
    ],
    [
      'steps longer than what they are summed to',
      'step=1d&accumulate=hour',
      ['--step', '1d', '--accumulate', 'hour'],
      /the step is longer than what steps are summed to$/,
    ],
  ]) {
    it(name, async () => {
      const { status, body } = await own(query);
      assert.equal(status, 400);
      assert.match(body.error.message, message);
      assert.ok(query.includes(`${body.error.where}=`), body.error.where);
      const { code, stderr } = await byCommandLine(...options);
      assert.equal(code, 2);
      assert.match(stderr.split('\n')[0].trim(), message);
    });
  }

  it('and whose idle is one sum counts where it is shown', async () => {
    assert.equal((await own('idleBy=node')).status, 200);
    assert.equal((await own('idle=share&idleBy=cluster&idleSplit=even')).status, 200);
  });
});

describe('what is not used is said', () => {
  it('a step beside what steps are summed to', async () => {
    const query = '/v1/allocation?window=2h&aggregate=cluster&accumulate=hour';
    assert.match(await warned(`${query}&step=window`), /^$/);
    assert.match(await warned(`${query}&step=1h`), /^$/);
    assert.match(await warned('/v1/allocation?window=2h&step=1h&accumulate=day'), /'step' is not used/);
    const { code, stdout, stderr } = await byCommandLine('--step', '1h', '--accumulate', 'day', '--format', 'json');
    assert.equal(code, 0);
    assert.match(stderr, /--step 1h changes nothing beside --accumulate day/);
    const plain = await byCommandLine('--accumulate', 'day', '--format', 'json');
    assert.equal(stdout, plain.stdout);
    assert.doesNotMatch(plain.stderr, /changes nothing/);
  });

  it('a resolution beside a recording, which has its own', async () => {
    for (const path of ['/v1/allocation', '/v1/assets', '/v1/diagnostics', '/allocation', '/v2/cost', '/assets']) {
      assert.match(await warned(`${path}?window=2h&resolution=1m`), /'resolution' is not used: a recording/, path);
      assert.doesNotMatch(await warned(`${path}?window=2h&resolution=auto`), /resolution/, path);
    }
    const { code, stderr } = await byCommandLine('--resolution', '1m');
    assert.equal(code, 2);
    assert.match(stderr, /--resolution: a recording fixes this/);
  });
});

describe('errors of a path are in the words of its API', () => {
  const filter = `namespace:"${'x'.repeat(9000)}"`;
  const refused = {
    405: (path) => json(`${server.url}${path}?window=2h`, { method: 'DELETE' }),
    413: (path) => json(`${server.url}${path}`, { method: 'POST', headers: form, body: 'x'.repeat(70_000) }),
    414: (path) => json(`${server.url}${path}?window=2h&filter=${encodeURIComponent(filter)}`),
    415: (path) => json(`${server.url}${path}`, { method: 'POST', body: '{}' }),
  };
  for (const [status, ask] of Object.entries(refused)) {
    it(status, async () => {
      for (const path of ['/allocation', '/model/allocation/compute', '/allocation/summary', '/assets', '/v2/cost']) {
        const answer = await ask(path);
        assert.equal(answer.status, Number(status), path);
        const { message, ...rest } = answer.body;
        assert.deepEqual(rest, { code: Number(status), status: '', data: null }, path);
        assert.match(message, /^Error: ./);
      }
      const { body } = await ask('/v1/allocation');
      assert.deepEqual(Object.keys(body), ['error']);
    });
  }

  it('what is too long is named, also behind a request before it', async () => {
    const { body } = await refused[414]('/v1/allocation');
    assert.match(body.error.message, /8 KiB, most of it in 'filter'/);
    assert.equal(body.error.where, 'filter');
    assert.match(body.error.hint, /POST/);
    const prices = await json(`${server.url}/v1/allocation?window=2h&filter=pod&prices=${'y'.repeat(9000)}`);
    assert.match(prices.body.error.message, /'prices'/);
    const head = 'HTTP/1.1\r\nHost: localhost\r\n';
    const two = await raw(
      server.port,
      `GET /healthz ${head}\r\nGET /allocation?filter=${'z'.repeat(9000)} ${head}Connection: close\r\n\r\n`,
    );
    assert.match(two, /"code":414,.*most of it in 'filter'/);
    const large = await refused[413]('/v1/allocation');
    assert.match(large.body.error.hint, /'filter'/);
  });

  it('is there for whoever sends far too much, too', async () => {
    // More than the server reads of an address, and more than one writes before one looks for an answer.
    for (const terms of [10_000, 300_000]) {
      const many = Array.from({ length: terms }, (_, at) => `namespace!:"n${at}"`).join('+');
      const asked = `/v1/allocation?window=2h&filter=${encodeURIComponent(many)}`;
      const { status, body } = await json(`${server.url}${asked}`);
      assert.equal(status, 414, `${asked.length} bytes`);
      assert.equal(body.error.where, 'filter');
    }
    for (const bytes of [2_000_000, 20_000_000]) {
      const { status, body } = await json(`${server.url}/v1/allocation`, {
        method: 'POST',
        headers: form,
        body: `filter=${'x'.repeat(bytes)}`,
      });
      assert.equal(status, 413, `${bytes} bytes`);
      assert.match(body.error.hint, /'filter'/);
    }
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  });

  it('a filter of more conditions than there may be names itself', async () => {
    const many = Array.from({ length: 1001 }, (_, at) => `pod:"p${at}"`).join('|');
    const body = new URLSearchParams({ window: '2h', filter: many });
    const answer = await json(`${server.url}/allocation`, { method: 'POST', body });
    assert.equal(answer.status, 400);
    assert.match(answer.body.message, /'filter'.*more than 1000 conditions.*; name several values in one condition/);
  });
});

describe('amounts that cannot be shared', () => {
  for (const [amount, message, hint] of [
    ['999999999999/hour', /is more than 1000000000/, /less/],
    ['-5/month', /is negative/, /0 or more/],
    ['5/year', /money for no time/, /\/month/],
  ]) {
    it(amount, async () => {
      const { status, body } = await own(`share=${amount}`);
      assert.equal(status, 400);
      assert.match(body.error.message, message);
      assert.match(body.error.hint, hint);
      const { code, stderr } = await byCommandLine(`--share=${amount} by even`);
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
  }

  it('of a parameter of Kubecost', async () => {
    const { status, body } = await json(`${server.url}/allocation?window=2h&shareCost=-5`);
    assert.equal(status, 400);
    assert.match(body.message, /'shareCost'.*is negative/);
  });
});

describe('a window that begins just now', () => {
  const midnight = ['--now', '2026-03-02T00:00:00Z'];
  it('is answered with what to ask instead', async () => {
    const there = await serve(mini, ...midnight);
    try {
      for (const [path, window, instead] of [
        ['/v1/allocation', 'today', 'yesterday'],
        ['/v1/allocation', 'week', 'lastweek'],
        ['/allocation', 'today', 'yesterday'],
        ['/allocation', '1d', '2d'],
        ['/allocation', '1h', '2h'],
      ]) {
        const { status, body } = await json(`${there.url}${path}?window=${window}`);
        assert.equal(status, 400);
        assert.match(body.message ?? body.error.hint, new RegExp(`\\b${instead}\\b`), `${path} ${window}`);
      }
    } finally {
      await there.stop();
    }
    for (const [options, instead] of [
      [['--window', 'today'], 'yesterday'],
      [['--window', '1d', '--dialect', 'opencost'], '2d'],
    ]) {
      const { code, stderr } = await prorata(['allocate', '--metrics', 'http://127.0.0.1:1', ...midnight, ...options]);
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(`ask for ${instead}\\b`));
    }
  });
});

describe('a source that puts off who asks', () => {
  const busy = (_, response) => response.writeHead(503, { 'retry-after': '60' }).end('busy');

  it('for longer than clients wait: its wish is passed on', async () => {
    let asked = 0;
    const count = (request, response) => {
      asked += 1;
      busy(request, response);
    };
    await withSource(count, [], async ({ url }) => {
      for (const path of ['/allocation', '/assets', '/v2/cost', '/v1/allocation']) {
        const response = await fetch(`${url}${path}?window=2h`);
        assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '60'], path);
        const body = await response.json();
        assert.match(body.message ?? body.error.message, /HTTP status 503 and is busy for 60 s/);
      }
      // Each question asks once, and no other time.
      assert.ok(asked <= 8, `${asked} requests`);
    });
  });

  it('for a moment is asked again', async () => {
    let asked = 0;
    const moment = (request, response) => {
      asked += 1;
      if (asked === 1) return response.writeHead(503, { 'retry-after': '1' }).end('busy');
      return busy(request, response);
    };
    await withSource(moment, [], async ({ url }) => {
      const response = await fetch(`${url}/allocation?window=2h`);
      assert.equal(response.status, 503);
      assert.ok(asked > 1);
    });
  });
});

describe('FOCUS over HTTP', () => {
  it('has the bytes of the command line', async () => {
    for (const [query, options] of [
      ['', []],
      ['&idle=share&idleBy=cluster&step=1h', ['--idle', 'share', '--idle-by', 'cluster', '--step', '1h']],
      [
        `&share=${encodeURIComponent('namespace:"kube-system" by even')}&share=500/month`,
        ['--share', 'namespace:"kube-system" by even', '--share', '500/month'],
      ],
      ['&billingAccount=1234&invoiceIssuer=Example', ['--billing-account', '1234', '--invoice-issuer', 'Example']],
    ]) {
      for (const format of ['focus', 'focus-1.2']) {
        const answer = await fetch(`${server.url}/v1/allocation?window=2h&format=${format}${query}`);
        assert.equal(answer.status, 200);
        assert.match(answer.headers.get('content-type'), /^text\/csv/);
        const { stdout } = await byCommandLine('--window', '2h', '--format', format, ...options);
        assert.ok(stdout.split('\r\n').length > 10);
        assert.equal(await answer.text(), stdout, query);
      }
    }
    const schema = await json(`${server.url}/v1/allocation?window=2h&format=focus-schema`);
    assert.equal(schema.body.FocusVersion, '1.3');
  });

  it('says that a filter matches nothing', async () => {
    const nobody = encodeURIComponent('namespace:"nobody"');
    assert.match(await warned(`/v1/allocation?window=2h&format=focus&filter=${nobody}`), /filter-matches-nothing/);
  });

  it('is no format of assets, and its fields are of no other', async () => {
    const assets = await json(`${server.url}/v1/assets?window=2h&format=focus`);
    assert.equal(assets.status, 400);
    assert.match(assets.body.error.message, /'format'.*assets have no such format/);
    const { status, body } = await own('billingAccount=1');
    assert.deepEqual([status, body.error.where], [400, 'billingAccount']);
    const { code, stderr } = await byCommandLine('--invoice-issuer', 'me');
    assert.equal(code, 2);
    assert.match(stderr, /--invoice-issuer: it counts only with FOCUS/);
  });
});
