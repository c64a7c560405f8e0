import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCode } from '../support/page-code.mjs';

const {
  charts,
  drawers,
  flows,
  formatLink,
  idlePolicies,
  idleScopes,
  idleSplits,
  initialView,
  keysAt,
  keysBelow,
  keysOf,
  languages,
  methods,
  modes,
  weekDays,
  parseLink,
  pathOf,
  priceLists,
  priceText,
  steps,
  tableColumns,
  themes,
  views,
} = await pageCode();

const link = (state, unknown = [], hidden = false) => ({ state: { ...initialView, ...state }, unknown, hidden });

test('a view without choices has an empty link', () => {
  assert.equal(formatLink(link({})), '');
  assert.deepEqual(parseLink('', '').state, initialView);
});

test('keys stand in one order, whatever order they came in', () => {
  const { state } = parseLink('?theme=dark&by=label:team,pod&metrics=http://prometheus:9090&w=30d', '');
  assert.equal(formatLink(link(state)), '?metrics=http://prometheus:9090&w=30d&by=label:team,pod&theme=dark');
});

test('scenarios with names stand behind the one that is shown, clean and each once', () => {
  const { state } = parseLink('?wi=Arm~cpu:-20|spot:35|Arm~cpu:-30|x~|~cpu:1|Wide~spot:900', '');
  assert.equal(state.whatIf, 'spot:35');
  assert.deepEqual(state.scenarios, [
    { name: 'Arm', text: 'cpu:-30' },
    { name: 'Wide', text: 'spot:100' },
  ]);
  assert.equal(new URLSearchParams(formatLink(link(state))).get('wi'), 'spot:35|Arm~cpu:-30|Wide~spot:100');
  assert.equal(formatLink(link({ scenarios: [{ name: 'A', text: 'cpu:1' }] })), '?wi=A~cpu:1');
});

test('several sources are keys of their own, with their names and without secrets', () => {
  const parsed = parseLink('?metrics=prod%3Dhttp://jane:x@a:9090/&w=30d&metrics=https://b/prom', '');
  assert.equal(parsed.state.metrics, 'prod=http://a:9090 https://b/prom');
  assert.equal(formatLink(parsed), '?metrics=prod=http://a:9090&metrics=https://b/prom&w=30d');
  assert.deepEqual(parseLink(formatLink(parsed), ''), parsed);
  assert.equal(parseLink('?metrics=prod=http://a&metrics=ftp://b', '').state.metrics, null);
  for (const [search, want] of [
    ['?metrics=demo&metrics=demo', 'demo'],
    ['?metrics=http://a:9090&metrics=http://a:9090/&metrics=a:9090', 'http://a:9090'],
    ['?metrics=demo&metrics=http://a', 'http://a'],
    ['?metrics=demo%20http://a', 'http://a'],
    ['?metrics=http://demo', 'http://demo'],
    ['?metrics=prod=http://a&metrics=test=http://a', 'prod=http://a test=http://a'],
  ]) {
    assert.equal(parseLink(search, '').state.metrics, want, search);
  }
});

test('a preset is the method of whom it names; a method beside it wins', () => {
  for (const [name, method] of [
    ['opencost', 'average'],
    ['kubecost', 'average'],
    ['ack', 'request'],
  ]) {
    const parsed = parseLink(`?preset=${name}&w=30d`, '');
    assert.equal(parsed.state.method, method);
    assert.equal(formatLink(parsed), `?w=30d&method=${method}`);
    assert.equal(parseLink(`?preset=${name}&method=usage`, '').state.method, 'usage');
  }
  for (const name of ['', 'OpenCost', 'constructor']) {
    assert.deepEqual(parseLink(`?preset=${name}`, '').state, initialView);
  }
});

test('keys of other versions are kept', () => {
  const parsed = parseLink('?boards=2&idle=share&frame=1', '');
  assert.equal(formatLink(parsed), '?idle=share&boards=2&frame=1');
});

test('prices of nodes keep what is one, as it is written, once for each kind', () => {
  const prices = (text) => parseLink(`?wip=${text}`, '').state.whatIfPrices;
  assert.equal(
    prices('m6i:0.40,a/spot:1.,b:-1,c:0,d:1e3,e:x,f,a/spot:00.1200,g:1000001,h:9999999'),
    'a/spot:0.12,m6i:0.4',
  );
  assert.equal(prices(':0.5,/spot:.5'), ':0.5,/spot:0.5', 'nodes without a type');
  assert.equal(prices('ü type:0.000000001,x:0.0000000001'), 'ü type:0.000000001');
  assert.equal(priceText('1000000'), null, 'seven digits are more than the engine takes');
  assert.equal(priceText(' 12 '), '12');
});

test('a rate of the reader is kept where it is a code and a number, each in one spelling', () => {
  const rate = (text) => parseLink(`?fx=${text}`, '').state.ownRate;
  assert.equal(rate('CNY:7.10'), 'CNY:7.1');
  assert.equal(rate('JPY:150.000'), 'JPY:150');
  assert.equal(rate('XAU:0.000001'), 'XAU:0.000001');
  for (const text of ['', 'CNY', 'CNY:', 'cny:7', 'CNY:0', 'CNY:-1', 'CNY:1e3', 'CNY:7,1', 'CNYX:7', 'CNY:0.0000001']) {
    assert.deepEqual(parseLink(`?fx=${text}`, '').state, initialView, text);
  }
});

test('columns are those that a table can have, each once and in its order; what opens and stands out keeps its form', () => {
  const columns = (text) => parseLink(`?cols=${text}`, '').state.columns;
  assert.deepEqual(columns('share,cpu,cpu,price'), ['cpu', 'total', 'share']);
  assert.deepEqual(columns('total'), ['total']);
  assert.deepEqual(columns('price,name'), []);
  assert.deepEqual(columns(tableColumns.join(',')), [], 'all of them are the default');
  assert.equal(formatLink(link({ columns: ['cpu', 'total'] })), '?cols=cpu,total');
  const { state } = parseLink('?open=a,a/b,a&sel=row:a/b&embed=1', '');
  assert.deepEqual([state.opened, state.selected, state.embedded], [['a', 'a/b'], 'row:a/b', true]);
  assert.equal(formatLink(link(state)), '?open=a,a/b&sel=row:a/b&embed=1');
  for (const text of ['sel=', 'sel=a', 'sel=row:', 'sel=node:a', 'embed=true', 'embed=0', 'open=,', 'cols=']) {
    assert.deepEqual(parseLink(`?${text}`, '').state, initialView, text);
  }
});

test('paths of rows come back whatever is in their names', () => {
  for (const keys of [['a'], ['a/b', 'c,d'], ['100%', '%2F'], ['', 'x'], ['ü 中文 "', 'deployment:cart']]) {
    assert.deepEqual(keysOf(pathOf(keys)), keys);
  }
  assert.equal(pathOf(['checkout', 'deployment:cart']), 'checkout/deployment:cart');
  assert.equal(keysOf('%E0%A4%A'), null);
});

test('rows lead down level by level, and end where nothing is below them', () => {
  assert.deepEqual(keysAt(['namespace'], 3), ['namespace', 'controller', 'pod']);
  assert.deepEqual(keysAt(['label:team'], 2), ['label:team', 'namespace']);
  assert.equal(keysAt(['namespace'], 5), null);
  assert.equal(keysAt(['namespace', 'pod'], 1), null, 'half of a row is none');
  assert.equal(keysBelow(['namespace', 'cluster']), null, 'by what it is grouped by already');
});

test('a scenario keeps what means something, in one order', () => {
  const { state } = parseLink('?wi=cpu:-10,spot:35,ram:0,net:5,gpu:x,disk:900', '');
  assert.equal(state.whatIf, 'spot:35,cpu:-10,disk:100');
  assert.equal(formatLink(link(state)), '?wi=spot:35,cpu:-10,disk:100');
  assert.equal(parseLink('?wi=committed:40', '').state.whatIf, 'committed:40,saving:30');
});

test('wrong values fall back to the default', () => {
  const { state } = parseLink(
    '?v=nothing&idle=maybe&method=luck&compare=luck&idleBy=pod&split=odd&waiting=maybe&prices=free&step=3d&chart=pie&sort=cheapest&theme=pink&lang=xx&tz=Mars/Base&timeout=0',
    '',
  );
  assert.deepEqual(state, initialView);
});

test('a filter with plus, quotes and spaces survives', () => {
  const filter = 'namespace:"shop"+label:team!:"a b","c&d=e"';
  const text = formatLink(link({ filter }));
  assert.equal(parseLink(text, '').state.filter, filter);
});

const secrets = [
  ['user and password', 'http://jane:secret@prometheus:9090/prom'],
  ['a token in the query', 'http://prometheus:9090/prom?token=secret'],
  ['a token in the hash', 'http://prometheus:9090/prom#secret'],
];
for (const [name, metrics] of secrets) {
  test(`${name} never comes back into a link`, () => {
    const parsed = parseLink(`?metrics=${encodeURIComponent(metrics)}&token=secret&Password=secret`, '');
    assert.equal(formatLink(parsed), '?metrics=http://prometheus:9090/prom');
  });
}

test('a path is a source on the host of the page', () => {
  const page = 'https://cost.example.org/app/index.html';
  assert.equal(parseLink('?metrics=/prometheus', '', page).state.metrics, 'https://cost.example.org/prometheus');
  assert.equal(parseLink('?metrics=/prometheus', '').state.metrics, null);
});

test('what stands after # wins and stays there', () => {
  const parsed = parseLink('?w=30d&x=1', '#w=today&by=pod');
  assert.equal(parsed.state.window, 'today');
  assert.equal(formatLink(parsed), '?x=1#w=today&by=pod');
});

test('200 random views survive the way through a link', () => {
  let seed = 20261122;
  const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 4294967296;
  const pick = (values) => values[Math.floor(random() * values.length)];
  for (let round = 0; round < 200; round += 1) {
    const state = {
      metrics: pick([
        null,
        'demo',
        'https://prometheus.example.org',
        'http://10.0.0.1:9090/prom/x',
        'a=http://a:1 b=http://b/c',
      ]),
      view: pick(views),
      window: pick(['7d', 'today', '2026-10-23..2026-11-21', '2026-11-01T00:30:00Z..2026-11-02T10:00:00Z']),
      step: pick(steps),
      mode: pick(modes),
      resolution: pick(['', '15m', '1h']),
      match: pick(['', 'cluster="prod",env=~"a|b&c"']),
      weights: pick([[], ['a=sum by (namespace) (x{y="z;&"})'], ['a=b', 'c=d']]),
      weekStart: pick(weekDays),
      aliases: pick([[], ['team=squad'], ['owner=lead', 'team=app.kubernetes.io/part-of']]),
      timeZone: pick(['UTC', 'local', 'Asia/Kathmandu']),
      by: pick([['namespace'], ['label:app.kubernetes.io/name', 'pod'], ['cluster', 'node', 'container']]),
      filter: pick(['', 'namespace:"a"', 'pod!:"x","ü 中文","\\"+"']),
      idle: pick(idlePolicies),
      method: pick(methods),
      compare: pick([null, ...methods]),
      idleBy: pick(idleScopes),
      idleSplit: pick(idleSplits),
      idlePart: pick(['', 'cpu=0.5,gpu=1']),
      chargeWaiting: pick([true, false]),
      share: pick([[], ['overhead'], ['namespace:"a","b" by even', '500/month by cpu']]),
      prices: pick(priceLists),
      whatIf: pick(['', 'spot:35,cpu:-10', 'ram:100,committed:20,saving:30,idle:50']),
      scenarios: pick([
        [],
        [{ name: 'Half spot', text: 'spot:50' }],
        [
          { name: '方案', text: 'cpu:-1' },
          { name: 'b', text: 'idle:5' },
        ],
      ]),
      whatIfShare: pick([[], ['namespace:"a" by even', 'overhead']]),
      whatIfPrices: pick(['', 'c6i.2xlarge/spot:0.12,m6i.2xlarge:0.4']),
      ownRate: pick(['', 'CNY:7.1', 'JPY:150']),
      drawer: pick(drawers),
      chart: pick(charts),
      flow: pick(flows),
      against: pick(['', 'prev', '2026-11-01T00:30:00Z..2026-11-02T10:00:00Z']),
      sort: pick(['-total', 'name', '-efficiency']),
      columns: pick([[], ['total'], ['cpu', 'gpu', 'total', 'trend']]),
      opened: pick([[], ['checkout', 'checkout/deployment:cart'], ['a%2Fb']]),
      selected: pick(['', 'row:checkout/deployment:cart', 'step:2026-03-02T05:00:00Z']),
      embedded: pick([true, false]),
      timeout: pick([1, 120, 3600]),
      language: pick([null, ...languages]),
      theme: pick(themes),
    };
    for (const hidden of [false, true]) {
      const text = formatLink(link(state, [], hidden));
      const [search = '', hash = ''] = text.split('#');
      assert.deepEqual(parseLink(search, hash).state, state);
    }
  }
});
