// Recordings whose answers are broken, huge or lies: one answer goes, with a notice that says which and why; what the
// others say stays. Through the command line and through WebAssembly.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { golden } from './golden.mjs';
import { byName, prorata, read, scratch, withRecording } from './support.mjs';

const whole = Buffer.from(read(golden('namespaces').recording))
  .toString()
  .trimEnd()
  .split('\n');
const queryOf = (line) => JSON.parse(line).query;

/** The recording with the answer to `query` replaced by the text of a line, or by an answer with this body. */
function spoiled(query, change) {
  return [whole[0], ...whole.slice(1).map((line) => (queryOf(line) === query ? change(line) : line))].join('\n');
}
/** A line with another body, given as text: JSON cannot hold all of it. */
const withBody = (body) => (line) => `${line.slice(0, line.indexOf('"body": '))}"body": ${body}}`;
const edited = (edit) => (line) => {
  const { body } = JSON.parse(line);
  edit(body.data.result, body);
  return withBody(JSON.stringify(body))(line);
};
const success = (data) => JSON.stringify({ status: 'success', data });
/** Changes the points of the series of `pod`. */
const points = (pod, change) =>
  edited((result) => {
    const series = result.find(({ metric }) => metric.pod === pod);
    series.values = change(series.values);
  });

const checkout = 'checkout-6b8f5c9d74-aaaa1';
const everything = { aggregate: ['namespace', 'pod'] };

/** The same question through both faces; their reports must be the same bytes. */
async function ask(t, recording) {
  const file = path.join(scratch(t), 'hostile.prorata.ndjson');
  writeFileSync(file, recording);
  const { code, out, err } = await prorata(
    'allocate',
    '--metrics',
    file,
    '--aggregate',
    'namespace,pod',
    '--format',
    'json',
  );
  const wasm = await withRecording(new Uint8Array(Buffer.from(recording)), (session) =>
    session.report('json', everything),
  ).catch((problem) => problem);
  const report = out === '' ? null : JSON.parse(out);
  if (report) {
    assert.equal(wasm, out, 'WebAssembly and the command line agree');
    // Printed all the same, but the exit code says that something is missing.
    const serious = report.diagnostics.some(({ severity }) => severity === 'error');
    assert.equal(code, serious ? 1 : 0);
  } else assert.equal(wasm.name, 'ProrataError', String(wasm));
  return { code, err, wasm, report };
}

function sane(report) {
  const numbers = report.rows.flatMap((row) => [row.cpuCost, row.ramCost, row.gpuCost, row.totalCost]);
  for (const number of numbers) assert.ok(Number.isFinite(number) && Math.abs(number) < 1e6, String(number));
  assert.equal(report.remainder, 0);
}

/** One clear notice: which answer, what about it, what to do. */
function notice(report, id) {
  const found = report.diagnostics.filter((entry) => entry.id === id);
  assert.equal(found.length, 1, `${id} in ${report.diagnostics.map((entry) => entry.id)}`);
  assert.ok(found[0].message.length > 20);
  return found[0];
}

const lost = [
  [
    'a label of ten megabytes',
    'pod_labels',
    edited((result) => (result[0].metric.label_app = 'x'.repeat(10 << 20))),
    'unreadable-answer',
  ],
  [
    'ten thousand labels',
    'pod_labels',
    edited((result) => {
      for (let n = 0; n < 10000; n += 1) result[0].metric[`label_${n}`] = 'x';
    }),
    'unreadable-answer',
  ],
  ['deep nesting', 'pod_labels', withBody(`${'['.repeat(100000)}${']'.repeat(100000)}`), 'unreadable-answer'],
  [
    'deep nesting in an unknown member',
    'pod_labels',
    edited((_, body) => {
      let nested = [];
      for (let depth = 0; depth < 500; depth += 1) nested = [nested];
      body.extra = nested;
    }),
    'unreadable-answer',
  ],
  ['a web page', 'pod_labels', withBody(JSON.stringify('<!doctype html><title>Login</title>')), 'unreadable-answer'],
  [
    'an error answer',
    'pod_labels',
    withBody('{"status":"error","errorType":"execution","error":"query processing would load too many samples"}'),
    'recorded-error',
  ],
  ['other JSON', 'pod_labels', withBody('{"hello":"world"}'), 'unreadable-answer'],
  ['a list', 'pod_labels', withBody('[1,2,3]'), 'unreadable-answer'],
  ['nothing', 'pod_labels', withBody('null'), 'unreadable-answer'],
  [
    'a matrix where a vector was asked for',
    'pod_labels',
    withBody('{"status":"success","data":{"resultType":"matrix","result":[]}}'),
    'unreadable-answer',
  ],
];

const tolerated = [
  [
    'NaN and infinities',
    'ram_usage',
    points(checkout, (list) => list.map(([at], n) => [at, ['NaN', '+Inf', '-Inf'][n % 3]])),
    'non-finite-samples',
  ],
  [
    'a number too large for a double',
    'ram_usage',
    points(checkout, (list) => list.map(([at]) => [at, '1e999'])),
    'non-finite-samples',
  ],
  [
    'times before 1970 and after 2199',
    'ram_usage',
    points(checkout, (list) => list.map(([, value], n) => [n % 2 ? -5 : 1e12, value])),
    'impossible-times',
  ],
  [
    'a counter that leaps',
    'cpu_usage',
    points(checkout, (list) => list.map(([at, value], n) => [at, n < 6 ? value : '1e15'])),
    'impossible-counter',
  ],
  [
    'a request of a million cores',
    'requests',
    edited((result) => {
      const series = result.find(({ metric }) => metric.pod === checkout && metric.resource === 'cpu');
      for (const point of series.values) point[1] = '1e6';
    }),
    'impossible-amount',
  ],
  [
    'a negative request',
    'requests',
    edited((result) => {
      const series = result.find(({ metric }) => metric.pod === checkout && metric.resource === 'cpu');
      for (const point of series.values) point[1] = '-4';
    }),
    'impossible-amount',
  ],
  ['a point twice', 'ram_usage', points(checkout, (list) => [...list, ...list]), 'duplicate-samples'],
];

describe('an answer that cannot be read', () => {
  for (const [name, query, change, id] of lost) {
    it(`costs itself: ${name}`, async (t) => {
      const expected = (await ask(t, whole.join('\n'))).report;
      const { report, err } = await ask(t, spoiled(query, change));
      const { severity, objects, fix } = notice(report, id);
      assert.equal(severity, 'error');
      assert.match(objects[0], new RegExp(`^${query} #0: `), 'which answer, and what about it');
      assert.ok(objects[0].length < 500);
      assert.ok(fix.length > 10);
      assert.equal(report.partial, true);
      assert.deepEqual(report.rows, expected.rows, 'labels are in no row of this question');
      assert.equal(err, '');
    });
  }
});

describe('an answer with impossible numbers', () => {
  for (const [name, query, change, id] of tolerated) {
    it(`loses only those: ${name}`, async (t) => {
      const expected = byName((await ask(t, whole.join('\n'))).report);
      const { report } = await ask(t, spoiled(query, change));
      sane(report);
      notice(report, id);
      for (const row of report.rows) {
        if (row.name === `shop/${checkout}` || row.kind === 'idle') continue;
        // Its part of a total that changed.
        const rest = { ...row, share: 0 };
        const same = { ...expected.get(row.name), share: 0 };
        assert.deepEqual(rest, same);
      }
    });
  }

  it('takes points in any order', async (t) => {
    const expected = (await ask(t, whole.join('\n'))).report;
    const backwards = edited((result) => result.forEach((series) => series.values.reverse()));
    for (const query of ['ram_usage', 'cpu_usage']) {
      const { report } = await ask(t, spoiled(query, backwards));
      assert.deepEqual(report.rows, expected.rows, query);
    }
  });

  for (const [name, value] of [
    ['negative', '-1e9'],
    ['huge', '1e300'],
    ['huge for a machine', '1e18'],
  ]) {
    for (const query of ['ram_usage', 'node_capacity', 'cpu_usage', 'requests']) {
      it(`adds up where every ${query} is ${name}`, async (t) => {
        const change = edited((result) =>
          result.forEach(({ values }) => values.forEach((point) => (point[1] = value))),
        );
        const { report } = await ask(t, spoiled(query, change));
        sane(report);
        assert.ok(report.rows.length > 1);
        const said = report.diagnostics.filter(
          ({ id, severity }) => id.startsWith('impossible-') && severity === 'error',
        );
        assert.ok(said.length > 0, 'nobody is told');
      });
    }
  }
});

describe('an answer of another kind', () => {
  const point = [1772413200, '1'];
  const kinds = [
    [
      'vector',
      success({
        resultType: 'vector',
        result: [{ metric: { namespace: 'shop', pod: checkout, container: 'app' }, value: point }],
      }),
    ],
    ['scalar', success({ resultType: 'scalar', result: point })],
    ['string', success({ resultType: 'string', result: [1772413200, 'x'] })],
    ['streams', success({ resultType: 'streams', result: [] })],
    ['matrix of vectors', success({ resultType: 'matrix', result: [{ metric: {}, value: point }] })],
  ];
  for (const [kind, body] of kinds) {
    it(`leaves the rest: ${kind}`, async (t) => {
      const { report } = await ask(t, spoiled('ram_usage', withBody(body)));
      sane(report);
      assert.equal(report.partial, true);
      assert.match(notice(report, 'unreadable-answer').objects[0], /^ram_usage #0: .*(matrix|streams)/);
      const known = byName(report).get('shop/cart-6b8f5c9d74-aaaa1');
      assert.equal(known.ramByteHours, 2 ** 29, 'charged by request');
    });
  }
});

describe('a damaged recording', () => {
  const at = whole.findIndex((line) => line.startsWith('{"query": "pod_labels"'));
  const damages = [
    ['a line of garbage', whole.with(at, 'garbage').join('\n'), /^line \d+: this line is no recorded answer$/],
    ['a cut line', whole.with(at, whole[at].slice(0, -40)).join('\n'), /^line \d+, pod_labels #0: .* in the middle/],
    ['a cut at the end', `${[...whole, whole[at].slice(0, 60)].join('\n')}`, /^line \d+: .* breaks off/],
    ['a long line', whole.with(at, `{"query": "${'x'.repeat(10 << 20)}"`).join('\n'), /^line \d+: more than 64 KiB/],
  ];
  for (const [name, text, reason] of damages) {
    it(`keeps what is whole: ${name}`, async (t) => {
      const expected = (await ask(t, whole.join('\n'))).report;
      const { report } = await ask(t, text);
      const { severity, objects, count } = notice(report, 'recording-damaged');
      assert.equal(severity, 'error');
      assert.equal(count, 1);
      assert.match(objects[0], reason);
      assert.equal(report.partial, true);
      assert.deepEqual(report.rows, expected.rows, 'labels are in no row of this question');
    });
  }
});

describe('a recording with nothing in it', () => {
  const lines = (change) => [whole[0], ...whole.slice(1).map(change)].join('\n');
  const empty = (line) => {
    const { resultType } = JSON.parse(line).body.data;
    return withBody(success({ resultType, result: [] }))(line);
  };
  const nothing = [
    ['empty answers', lines(empty)],
    ['no answers', whole[0]],
    ['only errors', lines(withBody('{"status":"error","errorType":"internal","error":"no"}'))],
    ['only web pages', lines(withBody(JSON.stringify('<html>')))],
  ];
  for (const [name, text] of nothing) {
    it(`says so: ${name}`, async (t) => {
      const { code, err, wasm } = await ask(t, text);
      assert.equal(code, 1, err);
      assert.match(err, /^prorata: .{20,}\n/);
      assert.ok(wasm.message.length > 20);
      assert.equal(wasm.code, 'no-data');
    });
  }

  const broken = [
    ['an empty file', ''],
    ['another file', 'PK\u0003\u0004 this is a zip'],
    ['JSON of something else', '{"status":"success"}\n'],
    ['a later version', whole.join('\n').replace('"version":1', '"version":2')],
    ['a line cut short', `${whole[0]}\n${whole[1].slice(0, 100)}`],
    ['a line of ten megabytes before the body', `${whole[0]}\n{"query": "${'x'.repeat(10 << 20)}"`],
    ['a window of a million years', whole[0].replace('2026-03-02T02:00:00Z', '9999-12-31T00:00:00Z')],
  ];
  for (const [name, text] of broken) {
    it(`refuses it, naming file and line: ${name}`, async (t) => {
      const { code, err, wasm } = await ask(t, text);
      assert.equal(code, 1, err);
      assert.match(err, /hostile\.prorata\.ndjson/);
      assert.ok(err.length < 1000);
      assert.equal(wasm.code, 'bad-input');
    });
  }
});
