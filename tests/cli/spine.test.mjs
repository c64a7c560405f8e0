// The tool against a real Prometheus: numbers, formats, recordings, and servers that are busy now and then.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';

import { startSpine } from '../support/spine.mjs';
import { prorata, scratch, serverOf } from './support.mjs';

const files = scratch();
let server;
let source;
let recording;
before(async () => {
  server = await startSpine();
  source = ['--metrics', server.url, '--window', server.window, '--now', String(server.now)];
  recording = files.file('spine.prorata.ndjson.gz');
  await succeed(['record', ...source, '-o', recording]);
});
after(async () => {
  files.remove();
  await server.stop();
});

async function succeed(args, options) {
  const result = await prorata(args, options);
  assert.equal(result.code, 0, result.stderr);
  return result.stdout;
}

describe('allocate', () => {
  it('prints a table that adds up', async () => {
    const table = await succeed(['allocate', ...source]);
    for (const name of ['__idle__', 'shop', 'total']) assert.match(table, new RegExp(`^${name} `, 'm'));
  });
  it('prints JSON and CSV of the same rows', async () => {
    const json = JSON.parse(await succeed(['allocate', ...source, '--format', 'json']));
    const csv = await succeed(['allocate', ...source, '--format', 'csv']);
    assert.equal(typeof json, 'object');
    assert.match(csv, /^start,end,kind,namespace,/);
    assert.match(csv, /__idle__/);
  });
  it('gives the same bytes from a recording', async () => {
    for (const format of ['json', 'csv', 'table']) {
      const question = ['--format', format, '--aggregate', 'namespace,controller', '--step', '1h', '--idle', 'share'];
      assert.equal(
        await succeed(['allocate', '--metrics', recording, ...question]),
        await succeed(['allocate', ...source, ...question]),
      );
    }
  });
  it('takes prices from YAML and from JSON alike', async () => {
    const yaml = files.file('prices.yaml');
    const json = files.file('prices.json');
    writeFileSync(
      yaml,
      'format: prorata.prices/1\ncurrency: EUR\nunits: {cpu: core-hour, memory: GiB-hour, gpu: gpu-hour}\ndefaults: {cpu: 0.04, memory: 0.005, gpu: 1.0}\n',
    );
    writeFileSync(
      json,
      JSON.stringify({
        format: 'prorata.prices/1',
        currency: 'EUR',
        units: { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour' },
        defaults: { cpu: '0.04', memory: '0.005', gpu: '1.0' },
      }),
    );
    const cost = (file) => succeed(['allocate', '--metrics', recording, '--prices', file, '--format', 'csv']);
    assert.equal(await cost(yaml), await cost(json));
    assert.match(await cost(yaml), /EUR/);
  });
  it('keeps standard output for data', async () => {
    const { stdout, stderr } = await prorata(['allocate', ...source, '--format', 'csv']);
    assert.doesNotMatch(stdout, /warning|info:/);
    assert.doesNotMatch(stderr, /\r/, 'no progress line where nobody looks');
  });
  it('cuts days in the zone asked for', async () => {
    const csv = await succeed([
      'allocate',
      '--metrics',
      recording,
      '--step',
      '1d',
      '--tz',
      'Asia/Kathmandu',
      '--format',
      'csv',
    ]);
    assert.doesNotMatch(csv, /NaN/);
  });
});

describe('matchers', () => {
  it('that the source cannot read are named at once', async () => {
    for (const match of ['foo=', '{namespace="shop"}', 'namespace="shop'])
      for (const verb of [['allocate'], ['record', '-o', files.file('none.ndjson')], ['plan']]) {
        const { code, stderr } = await prorata([...verb, ...source, '--match', match]);
        assert.equal(code, 2, stderr);
        assert.match(stderr, /^prorata: --match: .*parse error.*\n.*without braces/);
      }
  });
  it('narrow what is asked', async () => {
    const csv = await succeed(['allocate', ...source, '--match', 'namespace=~"shop|"', '--format', 'csv']);
    assert.match(csv, /,shop,/);
    assert.doesNotMatch(csv, /,data,/);
  });
});

describe('a question that finds nothing', () => {
  const ask = async (...args) => {
    const text = await succeed(['allocate', '--metrics', recording, '--format', 'json', ...args]);
    return JSON.parse(text).diagnostics.filter(({ id }) => /^filter-|^label-/.test(id));
  };
  it('says which values there are', async () => {
    const [{ id, severity, objects, fix }, ...rest] = await ask('--filter', 'namespace:"shp"');
    assert.deepEqual(rest, []);
    assert.equal(id, 'filter-matches-nothing');
    assert.equal(severity, 'warning');
    assert.match(objects[0], /^namespace "shp": did you mean shop\? There are .*\bcrawl, data, .*shop/);
    assert.match(fix, /exists/);
    const [both] = await ask('--filter', 'namespace:"shop"+namespace:"data"');
    assert.deepEqual(both.objects, ['each condition holds somewhere, but nowhere all of them']);
  });
  it('says which labels there are', async () => {
    const [{ id, objects, fix }] = await ask('--aggregate', 'label:colour');
    assert.equal(id, 'label-not-found');
    assert.match(objects[0], /^colour: there are .*\bteam\b/);
    assert.match(fix, /--metric-labels-allowlist/);
    const found = await ask('--filter', 'label[colour]:"red"');
    assert.deepEqual(
      found.map(({ id: each }) => each),
      ['filter-matches-nothing', 'label-not-found'],
    );
  });
  it('says nothing where something is found', async () => {
    assert.deepEqual(await ask('--aggregate', 'label:team', '--filter', 'namespace:"shop"'), []);
    assert.deepEqual(await ask('--filter', 'namespace!:"nowhere"'), []);
  });
});

describe('assets, plan and check', () => {
  it('lists nodes', async () => {
    assert.match(await succeed(['assets', ...source, '--format', 'csv']), /general-a/);
    assert.equal(await succeed(['assets', '--metrics', recording]), await succeed(['assets', ...source]));
  });
  it('prints the requests that would run', async () => {
    const { requests, estimatedSamples } = JSON.parse(await succeed(['plan', ...source, '--format', 'json']));
    assert.ok(requests.some(({ id }) => id === 'cpu_usage'));
    assert.ok(estimatedSamples > 0);
    assert.match(await succeed(['plan', ...source]), /requests, about \d+ samples/);
  });
  it('says what is odd', async () => {
    const { code, stdout } = await prorata(['check', ...source, '--format', 'json']);
    const notices = JSON.parse(stdout);
    const list = Array.isArray(notices) ? notices : notices.diagnostics;
    assert.equal(code, list.some(({ severity }) => severity === 'error') ? 1 : 0);
  });
});

describe('record', () => {
  it('gives the same bytes again', async () => {
    const again = files.file('again.prorata.ndjson.gz');
    await succeed(['record', ...source, '-o', again]);
    assert.deepEqual(readFileSync(again), readFileSync(recording));
    const epoch = files.file('epoch.prorata.ndjson.gz');
    await succeed(['record', ...source.slice(0, 4), '-o', epoch], { env: { SOURCE_DATE_EPOCH: String(server.now) } });
    assert.deepEqual(readFileSync(epoch), readFileSync(recording));
  });
  it('writes lines that are whole and in order', async () => {
    const plain = files.file('plain.prorata.ndjson');
    await succeed(['record', ...source, '-o', plain]);
    assert.deepEqual(readFileSync(plain), gunzipSync(readFileSync(recording)));
    const [manifest, ...lines] = readFileSync(plain, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(manifest.format, 'prorata.recording');
    assert.ok(lines.every(({ status, body }) => status === 200 && body.status === 'success'));
    assert.equal(new Set(lines.map(({ query, chunk }) => `${query}#${chunk}`)).size, lines.length);
  });
  it('says what it wrote', async () => {
    const plain = files.file('told.prorata.ndjson');
    const { code, stdout, stderr } = await prorata(['record', ...source, '-o', plain]);
    assert.equal(code, 0);
    assert.equal(stdout, '');
    assert.match(stderr, /prorata: wrote \d+ answers about 2026-\S+Z to 2026-\S+Z to .*told\.prorata\.ndjson\n$/);
  });
  it('counts its answers', async () => {
    const [manifest, ...lines] = gunzipSync(readFileSync(recording)).toString().trimEnd().split('\n');
    const count = {};
    for (const line of lines) count[JSON.parse(line).query] = (count[JSON.parse(line).query] ?? 0) + 1;
    assert.deepEqual(JSON.parse(manifest).answers, count);
  });
  it('holds no login', async () => {
    const plain = files.file('login.prorata.ndjson');
    const url = server.url.replace('http://', 'http://kim:open-sesame@');
    await succeed(['record', '--metrics', url, ...source.slice(2), '--header', 'X-Secret: open-sesame', '-o', plain]);
    assert.doesNotMatch(readFileSync(plain, 'utf8'), /open-sesame|kim/);
  });
  it('prints to standard output', async () => {
    assert.equal(await succeed(['record', ...source, '-o', '-']), gunzipSync(readFileSync(recording)).toString());
  });
  it('hides names and keeps costs', async () => {
    const hidden = files.file('hidden.prorata.ndjson');
    await succeed(['record', ...source, '--anonymize', '--salt', 'pepper', '-o', hidden]);
    const text = readFileSync(hidden, 'utf8');
    const names = ['kube-system', 'general-a', 'postgres', 'crawler', '127.0.0.1', 'shop'];
    for (const name of names) assert.ok(!text.includes(name), name);
    const totals = async (metrics) => {
      const csv = await succeed(['allocate', '--metrics', metrics, '--aggregate', 'pod', '--format', 'csv']);
      const [head, ...rows] = csv
        .trimEnd()
        .split(/\r?\n/)
        .map((line) => line.split(','));
      return rows.map((row) => row[head.indexOf('totalCost')]).sort();
    };
    assert.deepEqual(await totals(hidden), await totals(recording));
    const again = files.file('other-salt.prorata.ndjson');
    await succeed(['record', ...source, '--anonymize', '-o', again]);
    assert.notEqual(readFileSync(again, 'utf8'), text);
  });
});

describe('recordings', () => {
  it('are found in a folder', async () => {
    mkdirSync(files.file('one'));
    copyFileSync(recording, files.file('one/a.prorata.ndjson.gz'));
    assert.equal(
      await succeed(['allocate', '--metrics', files.file('one')]),
      await succeed(['allocate', '--metrics', recording]),
    );
    copyFileSync(recording, files.file('one/b.prorata.ndjson.gz'));
    const { code, stderr } = await prorata(['allocate', '--metrics', files.file('one')]);
    assert.equal(code, 2);
    assert.match(stderr, /two sources have a cluster/);
  });
  it('need no login, and say so where one is given', async () => {
    const login = ['--user', 'kim:open-sesame', '--header', 'X-Scope-OrgID: 7'];
    const { code, stderr } = await prorata(['allocate', '--metrics', recording, ...login]);
    assert.equal(code, 0);
    assert.match(stderr, /a recording needs no login; not used: --header, --user\n/);
    assert.doesNotMatch(stderr, /open-sesame/);
    for (const wrong of [
      ['--header', 'nothing'],
      ['--timeout', 'soon'],
      ['--bearer-file', '/nowhere'],
    ])
      assert.equal((await prorata(['allocate', '--metrics', recording, ...wrong])).code, 2, wrong.join());
  });
  it('fix their resolution', async () => {
    assert.equal((await prorata(['allocate', '--metrics', recording, '--resolution', '1m'])).code, 2);
    assert.equal((await prorata(['plan', '--metrics', recording])).code, 2);
  });

  const whole = () => gunzipSync(readFileSync(recording));
  const damaged = [
    ['empty', () => ''],
    ['garbage', () => Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 89) & 255))],
    ['other JSON', () => '{"hello": "world"}\n'],
    ['cut in its first answer', () => whole().subarray(0, whole().indexOf('\n') + 300)],
    ['gzip cut in its first answer', () => readFileSync(recording).subarray(0, 400)],
    ['gzip with a flipped bit', () => readFileSync(recording).map((byte, at) => (at === 2000 ? byte ^ 8 : byte))],
    ['a newer version', () => whole().toString().replace('"version":1', '"version":99')],
    ['gzip in gzip', () => gzipSync(readFileSync(recording))],
  ];
  for (const [name, bytes] of damaged) {
    it(`that are damaged are named: ${name}`, async () => {
      const file = files.file('damaged.ndjson');
      writeFileSync(file, bytes());
      const { code, stdout, stderr } = await prorata(['allocate', '--metrics', file]);
      assert.equal(code, 1, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, /damaged\.ndjson/);
    });
  }

  const ask = async (bytes, ...args) => {
    const file = files.file('damaged.ndjson');
    writeFileSync(file, bytes);
    const { code, stdout, stderr } = await prorata(['allocate', '--metrics', file, '--format', 'json', ...args]);
    return { code, stderr, answer: stdout === '' ? null : JSON.parse(stdout) };
  };
  const damage = ({ diagnostics }) => diagnostics.find(({ id }) => id === 'recording-damaged');
  /** Where the lines of the answers to `query` begin. */
  const linesOf = (query) =>
    whole()
      .toString()
      .split('\n')
      .flatMap((line, at) => (line.startsWith(`{"query": "${query}"`) ? [at] : []));

  it('that break off keep what came before', async () => {
    const lines = whole().toString().split('\n');
    const at = linesOf('ram_usage')[0];
    const before = `${lines.slice(0, at).join('\n')}\n`;
    for (const [name, bytes] of [
      ['in a line', before + lines[at].slice(0, 1000)],
      ['between lines', before],
      ['packed', gzipSync(whole()).subarray(0, -20)],
      ['packed, between lines', gzipSync(before).subarray(0, -1)],
    ]) {
      const { code, stderr, answer } = await ask(bytes);
      assert.equal(code, 1, name + stderr);
      assert.equal(answer.partial, true, name);
      assert.ok(answer.rows.length > 2, name);
      const { severity, objects, fix } = damage(answer);
      assert.equal(severity, 'error');
      assert.ok(
        objects.every((object) => /^line \d+, |^line \d+: the recording breaks off|: \d+ of \d+ answers$/.test(object)),
        objects.join(),
      );
      assert.match(fix, /again/);
    }
  });
  it('with a line that is no answer lose that line', async () => {
    const lines = whole().toString().split('\n');
    const at = linesOf('namespace_labels')[0];
    for (const [garbage, reason] of [
      ['garbage', `line ${at + 1}: this line is no recorded answer`],
      ['{"query": 7, "body": {}}', `line ${at + 1}: the member "query" is missing or wrong before "body"`],
    ]) {
      const { code, answer } = await ask(lines.with(at, garbage).join('\n'));
      assert.equal(code, 1);
      assert.deepEqual(damage(answer).objects, [reason, 'namespace_labels: 0 of 1 answers']);
      const { rows } = (await ask(whole())).answer;
      assert.deepEqual(answer.rows, rows, 'labels of namespaces touch no cost');
    }
  });
  it('that lack answers say which', async () => {
    const lines = whole().toString().split('\n');
    const gone = new Set([...linesOf('pod_labels'), ...linesOf('price_cpu')]);
    const { code, answer } = await ask(lines.filter((_, at) => !gone.has(at)).join('\n'));
    assert.equal(code, 1);
    assert.equal(answer.partial, true);
    assert.ok(damage(answer).objects.includes('pod_labels: 0 of 1 answers'));
  });
  it('of before answers were counted are read', async () => {
    const { code, answer } = await ask(
      whole()
        .toString()
        .replace(/,"answers":\{[^}]*\}/, ''),
    );
    assert.equal(code, 0);
    assert.equal(damage(answer), undefined);
  });
  it('with an answer of another kind lose that answer', async () => {
    const lines = whole().toString().split('\n');
    const at = linesOf('ram_usage')[0];
    const body = '{"status":"success","data":{"resultType":"vector","result":[]}}';
    lines[at] = `${lines[at].slice(0, lines[at].indexOf('"body": '))}"body": ${body}}`;
    const { code, answer } = await ask(lines.join('\n'));
    assert.equal(code, 1);
    const { objects } = answer.diagnostics.find(({ id }) => id === 'unreadable-answer');
    assert.match(objects[0], /^ram_usage #\d+: asked for a matrix, got a vector/);
  });

  it('without a pod give no answer', async () => {
    const file = files.file('empty.ndjson');
    const manifest = whole().toString().split('\n')[0];
    writeFileSync(file, `${manifest}\n`);
    const { code, stderr } = await prorata(['allocate', '--metrics', file]);
    assert.equal(code, 1);
    assert.match(stderr, /nothing to compute from.*\bof \d+ answers/);
    writeFileSync(file, manifest.replace(/,"answers":\{[^}]*\}/, ''));
    assert.match((await prorata(['allocate', '--metrics', file])).stderr, /no pods/);
  });
});

describe('a busy server', () => {
  /** The real server behind one that refuses every third request. */
  async function through(refuse) {
    let count = 0;
    return serverOf(async (request, response) => {
      const body = await new Response(request).text();
      if ((count += 1) % 3 === 0 && refuse(response, body)) return;
      const answer = await fetch(server.url + request.url, { method: 'POST', body: new URLSearchParams(body) });
      response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
    });
  }
  const cost = async (url) =>
    succeed(['allocate', '--metrics', url, ...source.slice(2), '--cluster', 'x', '--format', 'csv']);

  it('is asked again', async () => {
    const proxy = await through((response) => response.writeHead(429).end('slow down'));
    assert.equal(await cost(proxy.url), await cost(server.url));
    await proxy.stop();
  });
  it('costs one query where that never comes through', async () => {
    let asked = 0;
    const proxy = await serverOf(async (request, response) => {
      const body = await new Response(request).text();
      const cpu = decodeURIComponent(body).includes('round(max by') && body.includes('cpu_usage_seconds_total');
      if (cpu) asked += 1;
      if (cpu) return response.writeHead(504).end();
      const answer = await fetch(server.url + request.url, { method: 'POST', body: new URLSearchParams(body) });
      return response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
    });
    const { code, stdout, stderr } = await prorata(['allocate', '--metrics', proxy.url, ...source.slice(2)]);
    await proxy.stop();
    assert.equal(code, 1);
    assert.match(stderr, /query-given-up[^]*cpu_usage: HTTP status 504, again and again/);
    assert.match(stdout, /shop/);
    assert.ok(asked < 30, `${asked} requests`);
  });
  it('gets smaller requests', async () => {
    const tooMuch =
      '{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory in query execution"}';
    const isLarge = (body) => {
      const [start, end] = ['start', 'end'].map((name) => Number(new URLSearchParams(body).get(name)));
      return end - start > 7200;
    };
    const proxy = await through((response, body) => isLarge(body) && response.writeHead(422).end(tooMuch));
    assert.equal(await cost(proxy.url), await cost(server.url));
    await proxy.stop();
  });
});
