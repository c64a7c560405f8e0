// Data frames in every shape that Grafana or a transformation gives them: the same series, the same figures; and what is
// none of ours is told, never guessed.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { objects } from '../support/tiny_objects.mjs';
import { tinyServer } from '../support/tiny_world.mjs';
import { closeEngine, fromFrames, panelFrames, readFrames } from './support/answers.mjs';
import { panelCode } from './support/code.mjs';
import { tableOf } from './support/data-source.mjs';

const { recognise, isIdentity } = await panelCode('frames/recognise.ts');

const begin = '2026-03-02T12:00:00Z';
const range = { from: begin, to: '2026-03-02T14:00:00Z' };
const rangeMs = { fromMs: Date.parse(range.from), toMs: Date.parse(range.to) };
const asked = { aggregate: ['namespace', 'pod', 'container', 'label:app'], step: '1h' };
const { node, pod } = objects(begin, 120);
const busy = [
  [0, 60, { rate: 0.2 }],
  [60, 120, { rate: 1.5 }],
];
const world = {
  begin,
  minutes: 120,
  series: {
    ...node('n1', { cores: 8, gib: 16, price: { cpu: 0.04, ram: 0.006 } }),
    ...pod('shop/web', { node: 'n1', app: { cores: [1, busy], gib: [2, 1] } }),
    ...pod('data/db', { node: 'n1', life: [10, 100], app: { cores: [0.5, 0.1], gib: [null, 3] } }),
  },
};

const isTime = ({ type }) => type === 'time';
const copy = (frame, change) => ({ ...frame, ...change });
const number = (values, labels, name = 'Value') => ({ name, type: 'number', config: {}, labels, values });
const text = (name, values) => ({ name, type: 'string', config: {}, values });
const time = (values) => ({ name: 'Time', type: 'time', config: {}, values });

/** Frames of one query, by its name. */
function byQuery(frames) {
  const groups = new Map();
  for (const frame of frames) groups.set(frame.refId, [...(groups.get(frame.refId) ?? []), frame]);
  return groups;
}

/** Frames with one value column → one frame with all of them beside one time, null where a series has no sample. */
function wide(frames) {
  const values = frames.map(({ fields }) => fields.find(({ type }) => type === 'number'));
  if (values.some((field) => !field.labels)) return frames;
  const times = frames.map(({ fields }) => fields.find(isTime).values);
  const all = [...new Set(times.flat())].sort((a, b) => a - b);
  const columns = values.map((field, index) => {
    const at = new Map(times[index].map((ms, place) => [ms, field.values[place]]));
    return {
      ...number(
        all.map((ms) => at.get(ms) ?? null),
        field.labels,
        field.name,
      ),
    };
  });
  return [{ length: all.length, fields: [time(all), ...columns] }];
}

/** All rows of all frames below each other, as the transformation "Merge" makes them. */
function merged(frames) {
  const tables = [...byQuery(frames).values()].flatMap((group) =>
    group[0].fields.some(({ type }) => type === 'string') ? group : tableOf(group),
  );
  const names = [...new Set(tables.flatMap(({ fields }) => fields.map(({ name }) => name)))];
  const length = tables.reduce((sum, table) => sum + table.length, 0);
  const columns = names.map((name) => {
    const kind = tables.flatMap(({ fields }) => fields).find((field) => field.name === name).type;
    const empty = kind === 'string' ? '' : null;
    return {
      name,
      type: kind,
      config: {},
      values: tables.flatMap((table) => {
        const field = table.fields.find((one) => one.name === name);
        return field ? field.values : Array(table.length).fill(empty);
      }),
    };
  });
  return [{ length, fields: columns }];
}

describe('frames of every shape', () => {
  let frames;
  let figures;
  before(async () => {
    const server = await tinyServer(world);
    try {
      frames = await panelFrames(server.url, range);
      figures = await fromFrames(frames, range, asked);
    } finally {
      await server.stop();
    }
    const rows = JSON.parse(figures).rows.map(({ name, cpuCoreHours }) => [name, cpuCoreHours]);
    // One core, then the larger 1.5, an hour each; half a core from 12:10 to 13:41, when it was not seen any more.
    assert.deepEqual(Object.fromEntries(rows)['shop/web/app/__unallocated__'], 2.5);
    assert.deepEqual(Object.fromEntries(rows)['data/db/app/__unallocated__'], (0.5 * 91) / 60);
  });
  after(closeEngine);

  const shapes = {
    'a table for each query': (all) =>
      [...byQuery(all).values()].flatMap((group) =>
        group[0].fields.some(({ type }) => type === 'string') ? group : tableOf(group),
      ),
    'one wide frame for each query, its name lost': (all) => [...byQuery(all).values()].flatMap(wide),
    'one table of everything': merged,
    'in another order': (all) => [...all].reverse(),
    'without what a data source tells beside its figures': (all) =>
      all.map(({ fields, length, refId }) => ({ refId, length, fields: fields.map((f) => copy(f, { config: {} })) })),
    'with a name of the user for each query': (all) => all.map((frame) => copy(frame, { refId: `My ${frame.refId}` })),
    'with names of columns that mean nothing': (all) =>
      all.map((frame) =>
        copy(frame, {
          fields: frame.fields.map((f) => (isTime(f) ? f : f.type === 'number' ? copy(f, { name: 'x' }) : f)),
        }),
      ),
    'with empty frames between': (all) => [
      { refId: 'prices', length: 0, fields: [] },
      ...all,
      { length: 0, fields: [] },
    ],
    'with the time column last': (all) => all.map((frame) => copy(frame, { fields: [...frame.fields].reverse() })),
  };
  for (const [shape, change] of Object.entries(shapes)) {
    it(`give the same figures as ${shape}`, async () => {
      assert.equal(await fromFrames(change(frames), range, asked), figures);
    });
  }

  it('have gaps of null, and NaN that is told', async () => {
    const spoiled = (value) =>
      frames.map((frame) =>
        frame.refId === 'ram_usage'
          ? copy(frame, {
              fields: frame.fields.map((f) =>
                f.type === 'number' ? copy(f, { values: f.values.map((v, i) => (i === 3 ? value : v)) }) : f,
              ),
            })
          : frame,
      );
    const ids = async (value) =>
      JSON.parse(await fromFrames(spoiled(value), range, asked)).diagnostics.map(({ id }) => id);
    assert.deepEqual((await ids(null)).includes('non-finite-samples'), false);
    for (const value of [NaN, Infinity, -Infinity]) assert.ok((await ids(value)).includes('non-finite-samples'));
  });

  it('change nothing by what is none of ours, and name it', async () => {
    const other = [
      { refId: 'A', length: 1, fields: [time([rangeMs.toMs]), number([1], { __name__: 'up', job: 'x' })] },
      { refId: 'A', length: 1, fields: [time([rangeMs.toMs]), number([1], { __name__: 'up', job: 'y' })] },
      { refId: 'B', length: 1, fields: [text('Value', ['1.5'])] },
      { refId: 'C', length: 1, fields: [text('name', ['a'])] },
      { refId: 'D', length: 1, meta: { type: 'heatmap-rows' }, fields: [time([1]), number([1], {})] },
    ];
    assert.equal(await fromFrames([...other, ...frames], range, asked), figures);
    const { unknown, odd } = readFrames([...other, ...frames], rangeMs).collected;
    assert.deepEqual(unknown, [{ refId: 'A', series: 2, example: 'up{job="x"}' }]);
    assert.deepEqual(odd, [
      { refId: 'B', why: 'text-values' },
      { refId: 'C', why: 'no-number' },
      { refId: 'D', why: 'heatmap' },
    ]);
  });

  it('count text in place of numbers', () => {
    const { texts, found } = readFrames(
      [{ refId: 'cpu_usage', length: 3, fields: [time([1, 2, 3]), number([1, '2', 'three'], { pod: 'a' })] }],
      rangeMs,
    ).collected;
    assert.equal(texts.get('cpu_usage'), 2);
    assert.equal(found.get('cpu_usage').samples, 1);
  });

  it('of fifty thousand series of something else are one finding, soon', () => {
    const strangers = Array.from({ length: 50_000 }, (_, place) => ({
      refId: 'A',
      length: 1,
      fields: [time([rangeMs.toMs]), number([1], { __name__: 'up', instance: `i-${place}` })],
    }));
    const begin = performance.now();
    const { unknown, arrays } = readFrames(strangers, rangeMs).collected;
    assert.deepEqual(unknown, [{ refId: 'A', series: 50_000, example: 'up{instance="i-0"}' }]);
    assert.equal(arrays.query.length, 0);
    assert.ok(performance.now() - begin < 20_000, 'never by the square of them');
  });

  it('with fifty thousand series of use are read, each with its labels', () => {
    const many = Array.from({ length: 50_000 }, (_, place) => ({
      refId: 'cpu_usage',
      length: 2,
      fields: [time([1, 2]), number([place, null], { namespace: 'a', pod: `p-${place}`, container: 'app' })],
    }));
    const { arrays, found } = readFrames(many, rangeMs).collected;
    assert.deepEqual(found.get('cpu_usage').samples, 50_000);
    assert.equal(arrays.times.length, 50_000);
    const [begin, end] = arrays.labelBegin.subarray(49_999, 50_001);
    const texts = [...arrays.labels.subarray(2 * begin, 2 * end)].map((text) => arrays.texts[text]);
    assert.deepEqual(texts, ['namespace', 'a', 'pod', 'p-49999', 'container', 'app']);
  });

  it('tell an answer that came twice', () => {
    const again = frames.map((frame) => copy(frame, { refId: `${frame.refId} again` }));
    assert.ok(readFrames([...frames, ...again], rangeMs).collected.twice.includes('cpu_usage'));
    assert.deepEqual(readFrames(frames, rangeMs).collected.twice, []);
  });

  it('are not touched', () => {
    const before = JSON.stringify(frames);
    readFrames(frames, rangeMs);
    assert.equal(JSON.stringify(frames), before);
  });

  it('know their step and the place of their grid', () => {
    const { options, collected } = readFrames(frames, rangeMs);
    assert.deepEqual(options.sampled, { lifetimeResolutionMs: 60_000, gridOffsetMs: 0 });
    assert.equal(options.resolution, '300000ms');
    assert.equal(collected.steps.get('requests'), 3_600_000);
  });

  it('of two samples tell their step where the frame does', () => {
    const usage = (config) => [
      {
        refId: 'cpu_usage',
        length: 2,
        fields: [copy(time([0, 7_200_000]), { config }), number([1, 2], { pod: 'a' })],
      },
    ];
    assert.equal(readFrames(usage({ interval: 7_200_000 }), rangeMs).options.resolution, '7200000ms');
    assert.equal(
      readFrames(usage({}), rangeMs).options.resolution,
      '300000ms',
      'two alone may have a gap between them',
    );
  });

  it('as plain metrics without a tag are understood, too', async () => {
    const server = await tinyServer(world);
    try {
      const { runQuery } = await import('./support/data-source.mjs');
      const plain = async (expr, more = {}) =>
        runQuery(
          server.url,
          { refId: 'A', expr, type: 'range', format: 'time_series', minStep: '5m', ...more },
          {
            ...rangeMs,
            maxDataPoints: 1000,
          },
        );
      const answers = await Promise.all([
        plain('kube_pod_info', { type: 'instant', format: 'table' }),
        plain('{__name__=~"kube_pod_start_time|kube_node_info|kube_node_labels"}', { type: 'instant' }),
        plain('kube_pod_container_resource_requests', { minStep: '1h' }),
        plain('kube_node_status_capacity', { minStep: '1h' }),
        plain('container_cpu_usage_seconds_total'),
        plain('container_memory_working_set_bytes'),
        plain('{__name__=~"node_.*_hourly_cost"}', { minStep: '1h' }),
      ]);
      const report = JSON.parse(await fromFrames(answers.flat(), range, { aggregate: ['namespace'], step: 'window' }));
      const shop = report.rows.find(({ name }) => name === 'shop');
      assert.equal(shop.cpuCoreHours, 2.5);
      assert.equal(shop.ramByteHours, 2 * 2 * 2 ** 30, 'bytes became KiB');
      // 2.5 core-hours at 0.04 and 4 GiB-hours at 0.006.
      assert.equal(shop.totalCost, 0.124);
    } finally {
      await server.stop();
    }
  });
});

describe('what a series answers', () => {
  const cases = [
    ['its tag', { labels: { prorata: 'pods' }, refId: 'A', field: 'Value' }, 'pods'],
    [
      'its tag before its name',
      { labels: { prorata: 'pods', __name__: 'kube_node_info' }, refId: 'A', field: '' },
      'pods',
    ],
    ['its name', { labels: { __name__: 'kube_node_info' }, refId: 'requests', field: 'Value' }, 'nodes'],
    ['the query it came with', { labels: { pod: 'a' }, refId: 'requests', field: 'Value' }, 'requests'],
    ['the query in its column', { labels: {}, refId: '', field: 'Value #cpu_usage' }, 'cpu_usage'],
    ['the name of its column', { labels: {}, refId: 'A', field: 'kube_node_info' }, 'nodes'],
    ['nothing', { labels: { __name__: 'up' }, refId: 'A', field: 'Value' }, null],
    ['nothing by a tag that means nothing', { labels: { prorata: 'x' }, refId: 'A', field: 'Value' }, null],
    [
      'nothing by words of JavaScript',
      { labels: { __name__: 'constructor' }, refId: '__proto__', field: 'toString' },
      null,
    ],
  ];
  for (const [by, marks, answer] of cases) {
    it(`is told by ${by}`, () => {
      const got = recognise(marks);
      assert.equal(got.kind === 'answer' ? got.answer : null, answer);
    });
  }

  it('leaves out sums of pods, pauses and single CPUs of plain metrics', () => {
    const kind = (labels) =>
      recognise({
        labels: { __name__: 'container_cpu_usage_seconds_total', pod: 'a', ...labels },
        refId: '',
        field: '',
      }).kind;
    assert.equal(kind({ container: 'app' }), 'answer');
    assert.equal(kind({ container: 'app', cpu: 'total' }), 'answer');
    for (const labels of [{}, { container: '' }, { container: 'POD' }, { container: 'app', cpu: 'cpu03' }]) {
      assert.equal(kind(labels), 'beside');
    }
  });

  it('keeps labels that tell objects apart, and none of where they were scraped', () => {
    assert.ok(isIdentity('pods', 'uid'));
    assert.ok(!isIdentity('pods', 'instance'));
    assert.ok(isIdentity('pod_labels', 'label_app'));
    assert.ok(!isIdentity('pod_labels', 'instance'));
    assert.ok(!isIdentity('pod_labels', '__name__'));
    assert.ok(isIdentity('ram_usage_bytes', 'container'));
  });
});
