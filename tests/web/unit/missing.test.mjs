import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCode } from '../support/page-code.mjs';

const { feedsOf, missingFrom, refusalText, speaksOfMissing } = await pageCode();

const diagnostic = (id, ...objects) => ({
  id,
  severity: 'error',
  message: '',
  fix: '',
  count: objects.length,
  objects,
});
const loaded = (diagnostics, partial = diagnostics.length > 0) => ({ diagnostics, whole: { partial } });
const query = (id, state) => ({ key: `${id}#0`, id, chunk: 0, state });

test('whole data lacks nothing', () => {
  assert.equal(missingFrom(loaded([]), [query('pods', 'done'), query('nodes', 'split')]), null);
  assert.equal(missingFrom(loaded([diagnostic('impossible-amount', 'a/b/c')], false), []), null);
});

test('queries are named once, with the first reason and what they feed', () => {
  const given = diagnostic(
    'query-given-up',
    'cpu_usage: HTTP status 500',
    'cpu_usage: HTTP status 502',
    'pods: no: why',
  );
  const { queries, reason, effects, figures } = missingFrom(loaded([given]), []);
  assert.deepEqual(queries, ['cpu_usage', 'pods']);
  assert.equal(reason, 'HTTP status 500');
  assert.deepEqual(effects, ['cpu-usage', 'pods']);
  assert.deepEqual(figures, ['total', 'idle', 'efficiency']);
});

test('answers of a recording are told by their chunks, which do not matter here', () => {
  const given = diagnostic('recorded-error', 'pod_labels #0: HTTP status 422', 'pod_labels #3: HTTP status 422');
  const { queries, effects, figures } = missingFrom(loaded([given]), []);
  assert.deepEqual([queries, effects, figures], [['pod_labels'], ['labels'], []]);
});

test('more queries than a diagnostic shows are found in the log', () => {
  const given = diagnostic('query-given-up', 'job_owners: busy');
  const log = [query('job_owners', 'refused'), query('requests', 'late'), query('nodes', 'stopped')];
  const { queries, figures } = missingFrom(loaded([given]), log);
  assert.deepEqual(queries, ['job_owners', 'requests', 'nodes']);
  assert.deepEqual(figures, ['total', 'idle', 'efficiency']);
});

test('a warning or a damage that names no query puts every figure in doubt', () => {
  for (const one of [diagnostic('source-warned', 'store-2'), diagnostic('recording-damaged', 'line 7: cut')]) {
    assert.ok(speaksOfMissing(one));
    assert.equal(missingFrom(loaded([one]), []).figures.length, 3);
  }
  assert.equal(missingFrom(loaded([], true), []).warned, true, 'partial without a reason');
});

test('a damaged recording names lines, and queries that lack answers', () => {
  const cut = diagnostic('recording-damaged', 'line 9: breaks off', 'ram_usage: 2 of 8 answers');
  const { damage, queries, reason, effects } = missingFrom(loaded([cut]), []);
  assert.deepEqual(damage, ['line 9: breaks off']);
  assert.deepEqual(queries, ['ram_usage']);
  assert.equal(reason, '2 of 8 answers');
  assert.deepEqual(effects, ['memory-usage']);
});

test('the words of a server, if they are words', () => {
  assert.equal(refusalText(400, '{"status":"error","errorType":"bad_data","error":"parse error"}'), 'parse error');
  assert.equal(refusalText(500, ' disk full\n'), 'disk full');
  assert.equal(refusalText(502, '<html><h1>Bad gateway</h1></html>'), '');
  assert.equal(refusalText(422, '{"error":7}'), '{"error":7}');
  assert.equal(refusalText(0, 'an answer that cannot be read: <'), 'an answer that cannot be read: <');
});

test('queries of other versions feed nothing that this one knows', () => {
  assert.equal(feedsOf('node_labels'), 'nodes');
  assert.equal(feedsOf('toString'), '');
});
