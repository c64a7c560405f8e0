import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCode } from '../support/page-code.mjs';

const {
  addressSpaceFor,
  basicAuthorization,
  classify,
  classifyNetwork,
  headReader,
  isLoopback,
  isPrivateHost,
  metricsAddress,
  noTraffic,
  reasonOf,
} = await pageCode();

const addresses = [
  ['prometheus:9090', 'http://prometheus:9090'],
  ['localhost:9090', 'http://localhost:9090'],
  ['https://example.org/prometheus/', 'https://example.org/prometheus'],
  ['https://example.org/prom/graph?g0.expr=up', 'https://example.org/prom'],
  ['http://h:9090/api/v1/query', 'http://h:9090'],
  ['http://user:p%40ss@h:9090', 'http://h:9090'],
  [' http://h ', 'http://h'],
];
for (const [text, baseUrl] of addresses) {
  test(`"${text}" is read as ${baseUrl}`, () => assert.equal(metricsAddress(text)?.baseUrl, baseUrl));
}
for (const text of ['', 'ftp://h', 'javascript:alert(1)', 'http://', 'file:///etc/passwd', 'data:text/html,x']) {
  test(`"${text}" is no address`, () => assert.equal(metricsAddress(text), null));
}
test('a path counts from the page', () => {
  assert.equal(
    metricsAddress('/prometheus', 'https://host:8443/x/index.html')?.baseUrl,
    'https://host:8443/prometheus',
  );
});
test('user and password become a header, in any script', () => {
  assert.equal(metricsAddress('http://jane:p%40ss@h')?.authorization, `Basic ${btoa('jane:p@ss')}`);
  assert.equal(basicAuthorization('ü', '中'), `Basic ${Buffer.from('ü:中').toString('base64')}`);
});
test('private hosts are told from public ones', () => {
  for (const host of [
    'localhost',
    '127.0.0.1',
    '[::1]',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    'nas',
    'prom.internal',
  ]) {
    assert.ok(isPrivateHost(host), host);
  }
  for (const host of ['example.org', '172.32.0.1', '8.8.8.8', '2001:db8::1']) assert.ok(!isPrivateHost(host), host);
  assert.ok(isLoopback('app.localhost') && !isLoopback('10.0.0.1'));
});

const quiet = {
  pageIsSecure: false,
  pageIsLocal: false,
  targetIsSecure: false,
  targetIsLoopback: false,
  localNetwork: 'unsupported',
  answersOpaquely: false,
};
const observations = [
  ['answers without CORS headers', { answersOpaquely: true }, 'cors'],
  ['the browser guards the local network', { localNetwork: 'denied' }, 'localNetwork'],
  ['a local page is not guarded', { localNetwork: 'denied', pageIsLocal: true }, 'unreachable'],
  ['https page, http target', { pageIsSecure: true }, 'mixed'],
  ['https page, http on this computer', { pageIsSecure: true, targetIsLoopback: true }, 'unreachable'],
  ['nothing at all', {}, 'unreachable'],
];
for (const [name, seen, kind] of observations) {
  test(`${name}: ${kind}`, () => {
    assert.equal(classifyNetwork({ ...quiet, ...seen }, { host: 'h', baseUrl: 'http://h' }).kind, kind);
  });
}

const place = { host: 'h', baseUrl: 'http://h' };
const reasons = [
  [{ kind: 'status', status: 401, body: '' }, 'login'],
  [{ kind: 'status', status: 403, body: '' }, 'forbidden'],
  [{ kind: 'status', status: 404, body: '<!DOCTYPE html>' }, 'webPage'],
  [{ kind: 'status', status: 404, body: 'not found' }, 'notPrometheus'],
  [{ kind: 'page' }, 'webPage'],
  [{ kind: 'answer', message: 'byte 0' }, 'notPrometheus'],
  [{ kind: 'timeout', seconds: 120 }, 'timeout'],
  [{ kind: 'recording', message: 'line 1', damaged: false }, 'recording'],
  [{ kind: 'recording', message: 'line 9', damaged: true }, 'damaged'],
  [{ kind: 'refusedAll', status: 500, detail: '' }, 'refusesAll'],
];
for (const [reason, kind] of reasons) {
  test(`${JSON.stringify(reason)} is ${kind}`, () => assert.equal(classify(reason, place)?.kind, kind));
}
test('a failed fetch needs a closer look', () => assert.equal(classify({ kind: 'network' }, place), null));

test('errors of the loop are told apart by what the network did', () => {
  const unreachable = { code: 'unreachable', message: 'No answer', hint: '' };
  assert.equal(reasonOf(unreachable, noTraffic(), 120).kind, 'network');
  assert.deepEqual(reasonOf(unreachable, { ...noTraffic(), timedOut: true }, 120), { kind: 'timeout', seconds: 120 });
  assert.equal(reasonOf({ code: 'bad-input', message: 'x' }, { ...noTraffic(), isPage: true }, 120).kind, 'page');
  assert.equal(reasonOf({ code: 'bad-input', message: 'x' }, noTraffic(), 120).kind, 'answer');
  assert.equal(reasonOf({ code: 'bad-input', message: 'x' }, { ...noTraffic(), answered: 3 }, 120).kind, 'engine');
  assert.equal(reasonOf(new Error('trap'), noTraffic(), 120).kind, 'engine');
  const limit = { status: 422, body: 'query processing would load too many samples into memory in query execution' };
  const hopeless = { ...noTraffic(), ...limit, answered: 5, refusals: 60 };
  assert.equal(reasonOf(new Error('stopped'), hopeless, 120).kind, 'refusedAll', 'answered, with nothing in it');
  assert.equal(reasonOf(new Error('stopped'), { ...hopeless, refusals: 59 }, 120).kind, 'engine', 'smaller may do');
  assert.equal(reasonOf(new Error('stopped'), { ...hopeless, told: 1 }, 120).kind, 'engine');
});

test('a recording tells its queries in pieces of any size', () => {
  const line = (id, query) =>
    JSON.stringify({
      query: id,
      chunk: 2,
      path: '/api/v1/query',
      params: { query, time: '1' },
      status: 200,
      body: { x: 'é\n"body":' },
    });
  const text = ['{"format":"prorata.recording"}', line('pods', 'up{a="\\"body\\":"}'), line('nodes', 'sum(ü)')].join(
    '\n',
  );
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 2, 3, 7, 50, 10_000]) {
    const heads = [];
    const reader = headReader((head) => heads.push(head));
    for (let at = 0; at < bytes.length; at += size) reader.write(bytes.subarray(at, at + size));
    reader.end();
    assert.ok(reader.isRecording);
    assert.deepEqual(
      heads.map(({ id, chunk, status }) => [id, chunk, status]),
      [
        ['pods', 2, 200],
        ['nodes', 2, 200],
      ],
      `pieces of ${size}`,
    );
    assert.equal(heads[0].promql, 'up{a="\\"body\\":"}');
    assert.equal(heads[1].promql, 'sum(ü)');
  }
});

const spaces = [
  ['https://app.example.org', 'http://10.1.2.3:9090', 'local'],
  ['https://app.example.org', 'http://prom.internal', 'local'],
  ['https://app.example.org', 'http://prometheus:9090', null],
  ['https://app.example.org', 'http://127.0.0.1:9090', null],
  ['https://app.example.org', 'https://10.1.2.3', null],
  ['http://localhost:8080', 'http://10.1.2.3', null],
];
for (const [page, target, space] of spaces) {
  test(`from ${page} to ${target}: ${space ?? 'no hint'}`, () => {
    assert.equal(addressSpaceFor(new URL(page), new URL(target)), space);
  });
}
