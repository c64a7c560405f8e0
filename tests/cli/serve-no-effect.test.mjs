// No parameter of any path is passed over in silence: what changes nothing, contradicts another one or is empty is an
// error of its API or stands in the header `Warning`, and what does neither changes the answer.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { files, get, page, raw, serve } from './serving.mjs';
import { prorata } from './support.mjs';

const mini = fileURLToPath(new URL('../../examples/mini.prorata.ndjson.gz', import.meta.url));
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

const kApis = {
  '/allocation': 'opencost',
  '/allocation/summary': 'opencost',
  '/assets': 'opencost',
  '/v2/cost': 'opencost',
  '/v1/allocation': 'prorata',
  '/v1/assets': 'prorata',
  '/v1/explain': 'prorata',
  '/v1/diagnostics': 'prorata',
};
/** What a refusal says, in the shape that its path has. */
function refusalOf(path, { status, text }) {
  assert.equal(status, 400, text);
  const body = JSON.parse(text);
  if (kApis[path] === 'opencost') {
    assert.deepEqual([body.code, body.status, body.data], [400, '', null]);
    return body.message;
  }
  return `'${body.error.where}' ${body.error.message}; ${body.error.hint}`;
}
const ask = (path, query) => get(`${server.url}${path}?${encodeURI(query)}`);

describe('a contradiction, an empty word, or a word that is none, is refused and named', () => {
  for (const [path, query, message] of [
    ['/allocation', 'includeIdle=true&idle=false', /'idle'.*the opposite of includeIdle.*one of the two/],
    ['/allocation/summary', 'includeIdle=false&idle=true', /'idle'.*the opposite of includeIdle/],
    ['/allocation', 'shareSplit=&shareCost=100', /'shareSplit'.*empty.*weighted or even/],
    ['/allocation', 'shareSplit=half&shareCost=100', /'shareSplit'.*"half" is no method/],
    ['/allocation', 'shareCost=', /'shareCost'.*empty.*such as 500/],
    ['/assets', 'filterTypes=bogus', /'filterTypes'.*"bogus" is no type.*Node, Disk/],
    ['/assets', 'filterTypes=Node,bogus', /'filterTypes'.*"bogus"/],
    ['/assets', 'step=bogus', /'step'.*"bogus" is no step/],
    ['/v1/allocation', 'whatIf=', /'whatIf'.*empty.*cpu:-10/],
    ['/v1/assets', 'whatIf=', /'whatIf'.*empty/],
    ['/v1/allocation', 'whatIf=cpu:-10,cpu:5', /'whatIf'.*cpu is there more than once/],
    ['/v1/allocation', 'idle=share&idleCoefficients=', /'idleCoefficients'.*empty/],
    ['/v1/allocation', 'format=focus&billingAccount=', /'billingAccount'.*empty/],
    ['/v1/explain', '', /'of'.*missing.*namespace=shop/],
    ['/v1/explain', 'of=', /'of'.*KEY=VALUE/],
    ['/v1/explain', 'of=shop', /'of'.*"shop" names nothing.*KEY=VALUE/],
    ['/v1/explain', 'of=asset=general-a&of=namespace=shop', /'of'.*an asset is explained alone/],
    ['/v1/explain', 'of=namespace=shop&at=noon', /'at'.*"noon" is not a time/],
    ['/v1/explain', 'of=namespace=shop&at=2020-01-01T00:00Z', /'at'.*not in the window/],
    ['/v1/explain', 'of=namespace=shop&format=csv', /'format'.*no such format.*json or table/],
    ['/v1/explain', 'of=namespace=shop&idleSplit=even', /'idleSplit'.*idle=share/],
    ['/v1/explain', 'of=namespace=shop&aggregate=pod', /no parameter 'aggregate'/],
    ['/v1/diagnostics', 'format=focus', /'format'.*no such format/],
    ['/v1/diagnostics', 'whatIf=cpu:5', /no parameter 'whatIf'/],
  ]) {
    it(`${path}?${query}`, async () => {
      assert.match(refusalOf(path, await ask(path, `window=2h&${query}`)), message);
    });
  }

  it('of every path: what it does not know, and what is there twice', async () => {
    for (const path of Object.keys(kApis)) {
      assert.match(refusalOf(path, await ask(path, 'window=2h&bogus=1')), /no parameter 'bogus'/, path);
      assert.match(refusalOf(path, await ask(path, 'window=2h&window=1h')), /'window' is given more than once/, path);
      assert.match(refusalOf(path, await ask(path, 'window=')), /'window'/, path);
      assert.match(refusalOf(path, await ask(path, 'resolution=1h')), /'window'.*missing/, path);
    }
    for (const path of ['/metrics', '/healthz']) {
      for (const query of ['window=1h', 'x']) {
        const body = JSON.parse((await ask(path, query)).text);
        assert.match(`${body.error.message}; ${body.error.hint}`, /no parameter.*this path has none/, path);
      }
      assert.equal((await get(`${server.url}${path}`)).status, 200);
    }
  });
});

describe('what changes nothing stands in the header Warning', () => {
  for (const [path, query, without, message] of [
    ['/v2/cost', 'idle=false&idleByNode=true', 'idle=false', /'idleByNode' is not used: it needs idle=true/],
    ['/v2/cost', 'idle=false&shareIdle=true', 'shareIdle=true', /'idle' is not used: with shareIdle=true/],
    ['/v2/cost', 'shareSplit=even', '', /'shareSplit' is not used/],
    ['/allocation', 'shareIdle=true', '', /'shareIdle' is not used: it needs includeIdle=true/],
    ['/allocation', 'accumulate=true&accumulateBy=hour', 'accumulateBy=hour', /'accumulate' is not used/],
    ['/allocation', 'accumulate=false&accumulateBy=hour', 'accumulateBy=hour', /'accumulate' is not used/],
    ['/allocation', 'step=1h&accumulate=true', 'accumulate=true', /'step' is not used/],
    ['/assets', 'aggregate=type', '', /'aggregate' is not used/],
    ['/assets', 'step=1h', '', /'step' is not used/],
    ['/assets', 'filter=name:"x"', 'filterTypes=Cloud', /filter-matches-nothing/],
    ['/v1/allocation', 'weekStart=sunday', '', /'weekStart' is not used: neither window nor step is of weeks/],
    ['/v1/assets', 'weekStart=sunday', '', /'weekStart' is not used/],
    ['/v1/diagnostics', 'weekStart=sunday', '', /'weekStart' is not used/],
    ['/v1/diagnostics', 'resolution=5m', '', /'resolution' is not used: a recording/],
    ['/v1/explain', 'of=namespace=shop&weekStart=sunday', 'of=namespace=shop', /'weekStart' is not used/],
    ['/v1/allocation', 'whatIf=committed:40', '', /'whatIf' is not used: committed changes nothing without saving/],
    ['/v1/assets', 'whatIf=cpu:5,saving:40', 'whatIf=cpu:5', /'whatIf' is not used: saving changes nothing/],
    ['/v1/allocation', 'format=focus&aggregate=node', 'format=focus', /'aggregate' is not used: FOCUS/],
    ['/v1/allocation', 'format=focus-schema&filter=pod:"x"', 'format=focus-schema', /'filter' is not used: a schema/],
  ]) {
    it(`${path}?${query}`, async () => {
      const answer = await ask(path, `window=2h&${query}`);
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.headers.get('warning') ?? '', message);
      const plain = await ask(path, `window=2h&${without}`);
      const data = ({ text }) => (kApis[path] === 'opencost' ? JSON.parse(text).data : text);
      assert.deepEqual(data(answer), data(plain));
    });
  }

  it('and says nothing where it counts', async () => {
    for (const [path, query] of [
      ['/v2/cost', 'idleByNode=true&aggregate=node'],
      ['/v2/cost', 'idle=true&shareIdle=true&shareSplit=even'],
      ['/allocation', 'includeIdle=true&idle=true&shareIdle=true'],
      ['/allocation', 'accumulate=hour&accumulateBy=hour'],
      ['/allocation', 'step=1h&accumulate=false'],
      ['/allocation/summary', 'includeProportionalAssetResourceCosts=false'],
      ['/assets', 'filterTypes=no*,disk'],
      ['/v1/allocation', 'format=focus&aggregate=namespace,container'],
    ]) {
      const answer = await ask(path, `window=2h&${query}`);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.headers.get('warning'), null, `${path}?${query}`);
    }
  });
});

describe('options of the command line that change nothing', () => {
  const told = async (...options) => prorata(['allocate', '--metrics', mini, ...options]);
  it('are said', async () => {
    for (const [options, message] of [
      [['--week-start', 'sunday'], /--week-start is not used: neither window nor step is of weeks/],
      [['--aggregate', 'node', '--format', 'focus'], /--aggregate is not used: FOCUS/],
      [['--what-if', 'committed:40'], /--what-if: committed changes nothing without saving/],
      [['--filter', 'pod:"x"', '--format', 'focus-schema'], /--filter is not used: a schema/],
    ]) {
      const { code, stderr } = await told(...options);
      assert.equal(code, 0);
      assert.match(stderr, message);
    }
    assert.doesNotMatch((await told('--week-start', 'sunday', '--step', 'week')).stderr, /not used/);
  });
  it('or refused', async () => {
    for (const [changes, message] of [
      ['cpu:1,saving', /--what-if: "saving" changes no price/],
      ['ram:1,ram:2', /--what-if: ram is there more than once/],
    ]) {
      const { code, stderr } = await told('--what-if', changes);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});

describe('a request whose length is not clear', () => {
  const post = (headers, body) =>
    raw(server.port, `POST /allocation HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`);
  const form = 'Content-Type: application/x-www-form-urlencoded';
  for (const [name, headers] of [
    ['two lengths', `${form}\r\nContent-Length: 9\r\nContent-Length: 40`],
    ['the same twice', `${form}\r\nContent-Length: 9\r\nContent-Length: 9`],
    ['a length and chunks', `${form}\r\nContent-Length: 9\r\nTransfer-Encoding: chunked`],
    ['a length that is no number', `${form}\r\nContent-Length: nine`],
    ['a negative one', `${form}\r\nContent-Length: -9`],
  ]) {
    it(name, async () => {
      const answer = await post(headers, 'window=2hGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
      assert.match(answer, /^HTTP\/1.1 400 /);
      assert.match(answer, /"code":400,.*Content-Length/);
      assert.equal(answer.match(/HTTP\/1\.1 \d/g).length, 1, 'nothing behind it is taken for a request');
    });
  }
  it('and one that is', async () => {
    const answer = await post(`${form}\r\nContent-Length: 9\r\nConnection: close`, 'window=2h');
    assert.match(answer, /^HTTP\/1.1 200 /);
  });
});
