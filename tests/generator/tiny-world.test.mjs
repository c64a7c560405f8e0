import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { objects } from '../support/tiny_objects.mjs';
import { parseSeries, readAt, tinyServer } from '../support/tiny_world.mjs';

test('series are read as PromQL writes them', () => {
  assert.deepEqual(parseSeries('up'), { name: 'up', labels: {} });
  assert.deepEqual(parseSeries(String.raw`a:b{x="1",y="say \"no\", \\ or\nnot"}`), {
    name: 'a:b',
    labels: { x: '1', y: 'say "no", \\ or\nnot' },
  });
  for (const text of ['', '{a="b"}', 'x{a=b}', 'x{a="b"', 'x y']) assert.throws(() => parseSeries(text), /not a /);
});

test('a step holds at both its ends, and the later one where two meet', () => {
  const steps = [
    [0, 10, 1],
    [10, 20, 2],
    [30, 40, 3],
  ];
  assert.deepEqual(
    [0, 9, 10, 20, 21, 30, 40, 41].map((minute) => readAt(steps, minute)),
    [1, 1, 2, 2, null, 3, 3, null],
  );
});

test('a counter goes on where it stopped, unless it starts anew', () => {
  const steps = [
    [0, 10, { rate: 0.5 }],
    [10, 20, { rate: 2 }],
    [30, 40, { rate: 1 }],
    [50, 60, { rate: 1, start: 7 }],
  ];
  const read = [0, 10, 20, 25, 31, 40, 45, 51].map((minute) => readAt(steps, minute));
  assert.deepEqual(read, [0, 300, 1500, null, 1560, 2100, null, 67]);
});

describe('a tiny world behind a real Prometheus', () => {
  const begin = '2026-03-02T12:00:00Z';
  const { pod } = objects(begin, 60);
  let server;
  before(async () => {
    const web = pod('shop/web', { node: 'n1', life: [10, 20], app: { cores: [1, 0.5] } });
    server = await tinyServer({ begin, minutes: 60, series: { ...web, 'up{job="a"}': [[-5, 70, 1]] } });
  });
  after(() => server?.stop());

  /** @param {string} query @param {string} time HH:MM:SS @returns {Promise<string[]>} values */
  async function ask(query, time) {
    const parameters = new URLSearchParams({ query, time: `2026-03-02T${time}Z` });
    const { data } = await (await fetch(`${server.url}/api/v1/query?${parameters}`)).json();
    return data.result.map(({ value }) => value[1]);
  }

  test('has samples from before its window to behind it', async () => {
    assert.equal(server.window, '2026-03-02T12:00:00.000Z,2026-03-02T13:00:00.000Z');
    assert.deepEqual(await ask('count_over_time(up[2h])', '13:15:00'), ['76']);
  });

  test('marks what is gone', async () => {
    assert.deepEqual(await ask('kube_pod_info', '12:20:59'), ['1']);
    assert.deepEqual(await ask('kube_pod_info', '12:21:00'), []);
  });

  test('counts', async () => {
    assert.deepEqual(await ask('container_cpu_usage_seconds_total', '12:20:00'), ['300']);
  });
});
