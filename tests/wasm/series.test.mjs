// Series handed over as typed arrays, on this thread and to a worker.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { loadEngine } from '@prorata/engine';

const begin = Date.parse('2026-03-02T12:00:00Z');
const end = begin + 3_600_000;
const options = {
  window: `${begin / 1000},${end / 1000}`,
  nowMs: end,
  resolution: '5m',
  cluster: 'lab',
  sampled: { lifetimeResolutionMs: 60_000, gridOffsetMs: 0 },
};
const texts = ['namespace', 'läden', 'pod', 'web', 'node', 'n1', 'container', 'app', 'resource', 'cpu'];
const place = (text) => texts.indexOf(text);

/** One pod that asks for two cores: {namespace, pod, node} of `pods`, {namespace, pod, container, resource} of `requests`. */
const series = () => ({
  names: ['pods', 'requests'],
  query: Uint32Array.of(0, 1),
  texts,
  labelBegin: Uint32Array.of(0, 3, 7),
  labels: Uint32Array.from(
    'namespace läden pod web node n1 namespace läden pod web container app resource cpu'.split(' ').map(place),
  ),
  pointBegin: Uint32Array.of(0, 1, 3),
  times: Float64Array.of(end, end, end),
  values: Float64Array.of(1, 2, NaN),
});

describe('series as arrays', () => {
  let engine;
  before(async () => (engine = await loadEngine()));
  after(() => engine.close());

  it('are a source like any other', async () => {
    const session = await engine.open(options);
    assert.deepEqual(await session.plan(), []);
    const { series: count, samples, droppedNonFinite } = await session.ingestSeries(series());
    assert.deepEqual([count, samples, droppedNonFinite], [2, 2, 1]);
    const { names, columns } = await session.allocate({ aggregate: ['namespace'] });
    assert.equal(columns.cpuCoreHours[names.indexOf('läden')], 2);
    await assert.rejects(session.ingestSeries(series()), { code: 'bad-usage' }, 'once');
    await session.close();
  });

  for (const [what, spoil] of [
    ['a query that does not exist', (arrays) => (arrays.names = ['pods', 'nothing'])],
    ['a text that does not exist', (arrays) => (arrays.labels[0] = 10)],
    ['more series than borders', (arrays) => (arrays.query = Uint32Array.of(0, 1, 1))],
    ['borders beyond the samples', (arrays) => (arrays.pointBegin[2] = 400_000_000)],
    ['values that are missing', (arrays) => (arrays.values = Float64Array.of(1, 2))],
  ]) {
    it(`with ${what} are refused`, async () => {
      const session = await engine.open(options);
      const arrays = series();
      spoil(arrays);
      await assert.rejects(session.ingestSeries(arrays), ({ code }) => ['bad-input', 'bad-usage'].includes(code));
      const { samples } = await session.ingestSeries(series());
      assert.equal(samples, 2, 'nothing of them stayed');
      await session.close();
    });
  }

  it('need a session that waits for them', async () => {
    const { sampled, ...planned } = options;
    const session = await engine.open(planned);
    await assert.rejects(session.ingestSeries(series()), { code: 'bad-usage' });
    await session.close();
    await assert.rejects(engine.open({ ...options, sampled: { ...sampled, lifetimeResolutionMs: 0 } }), {
      code: 'bad-usage',
    });
  });
});
