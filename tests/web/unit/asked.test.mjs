import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCode } from '../support/page-code.mjs';

const { coverageOf, graphAddress } = await pageCode();

const range = 'query=up&start=1772409600&end=1772413200&step=300';
const member = (baseUrl, name = '') => ({
  name,
  address: { baseUrl, host: new URL(baseUrl).host, authorization: null },
});
const live = (...members) => ({ kind: 'prometheus', members });

test('coverage is of the points of the grid: an hour by five minutes has 13', () => {
  assert.equal(coverageOf({ asked: range, series: 2, samples: 26 }), 1);
  assert.equal(coverageOf({ asked: range, series: 2, samples: 13 }), 0.5);
  for (const none of [
    { asked: range, series: 0, samples: 0 },
    { asked: range, series: null, samples: null },
    { asked: 'query=up&time=1772409600', series: 2, samples: 2 },
    { asked: '', series: 2, samples: 2 },
  ]) {
    assert.equal(coverageOf(none), null);
  }
});

test('the page of Prometheus for a query, whatever the query holds', () => {
  const promql = 'sum by (a) (rate(x{l="</script>&g1.expr=up#"}[5m])) + 1%2';
  const text = graphAddress({ asked: range, cluster: '', promql }, live(member('http://a:9090/prom')));
  const url = new URL(text);
  assert.equal(url.origin + url.pathname, 'http://a:9090/prom/graph');
  assert.equal(url.hash, '');
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    'g0.expr': promql,
    'g0.tab': '0',
    'g0.range_input': '3600s',
    'g0.end_input': '2026-03-02 01:00:00',
  });
});

test('of several servers the one that was asked; of files, and of what is no query, none', () => {
  const query = { asked: 'query=up&time=1772409600', cluster: 'test', promql: 'up' };
  const both = live(member('http://a', 'prod'), member('https://b', 'test'));
  assert.match(graphAddress(query, both), /^https:\/\/b\/graph\?g0\.expr=up&g0\.tab=1&g0\.moment_input=2026-03-02/);
  assert.equal(graphAddress({ ...query, cluster: 'gone' }, both), null);
  assert.equal(graphAddress(query, { kind: 'files', files: [] }), null);
  assert.equal(graphAddress(query, { kind: 'example' }), null);
  assert.equal(graphAddress({ ...query, promql: '' }, both), null);
  assert.equal(graphAddress({ ...query, cluster: '' }, live(member('ftp://a'))), null);
});
