// What Grafana offers of the panel for some data.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { panelCode } from './support/code.mjs';

const { suggest } = await panelCode('options/suggest.ts');
const { readOptions } = await panelCode('options/options.ts');

const series = (name, labels = {}) => ({
  refId: 'A',
  length: 1,
  fields: [
    { name: 'Time', type: 'time', config: {}, values: [0] },
    { name: 'Value', type: 'number', config: {}, labels: { __name__: name, pod: 'a', ...labels }, values: [1] },
  ],
});
const usage = series('container_cpu_usage_seconds_total', { container: 'app' });

describe('suggestions', () => {
  it('are made where there is what costs and what it is for', () => {
    const made = suggest({ rawFrames: [usage, series('kube_pod_info')] });
    assert.deepEqual(
      made.map(({ options }) => options.view),
      ['table', 'series', 'treemap'],
    );
    for (const { name, options, score } of made) {
      assert.equal(readOptions(options).kind, 'read');
      assert.match(name, /^Kubernetes cost: /);
      assert.equal(score, 70);
    }
  });

  for (const [what, frames] of [
    ['nothing', []],
    ['usage alone, which is better off in a chart', [usage]],
    ['pods alone', [series('kube_pod_info')]],
    ['other series', [series('up'), series('node_load1')]],
    ['frames without fields', [{ length: 0, fields: [] }]],
  ]) {
    it(`are none for ${what}`, () => assert.deepEqual(suggest({ rawFrames: frames }), []));
  }
  it('are none where nothing is told of the data', () => assert.deepEqual(suggest({}), []));

  it('look at parts of many frames', () => {
    let read = 0;
    const counted = Array.from({ length: 50_000 }, () => ({
      ...usage,
      get fields() {
        read += 1;
        return usage.fields;
      },
    }));
    const begin = performance.now();
    suggest({ rawFrames: counted });
    assert.ok(read < 5000, String(read));
    assert.ok(performance.now() - begin < 5000);
  });
});
