// Exporters that run twice: queries take the largest value, which hides them, and one query looks for them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { labelled, objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata } from './support.mjs';

const begin = '2026-03-02T12:00:00Z';
const { node, pod } = objects(begin, 120);
const inventory = {
  ...node('n1', { cores: 4, gib: 16 }),
  ...pod('shop/web', { node: 'n1', app: { cores: [1, 0.5], gib: [2, 1] } }),
};
const exported = (series) => Object.fromEntries(Object.entries(series).filter(([key]) => key.startsWith('kube_')));
const from = (instance, job = 'kube-state-metrics', series = inventory) =>
  labelled(exported(series), { job, instance });
const usage = Object.fromEntries(Object.entries(inventory).filter(([key]) => key.startsWith('container_')));

async function noticed(series) {
  const recording = await tinyRecording({ begin, minutes: 120, series: { ...usage, ...series } });
  const { stdout, stderr, code } = await prorata(['allocate', '--metrics', recording, '--format', 'json']);
  assert.equal(code, 0, stderr);
  const answer = JSON.parse(stdout);
  const found = answer.diagnostics.find(({ id }) => id === 'duplicate-exporters');
  return { cost: answer.assetCost, objects: found?.objects ?? [], found };
}

describe('an exporter', () => {
  it('that runs once is nothing to tell of, also where it moved to another address', async () => {
    assert.equal((await noticed(from('10.0.0.1:8080'))).found, undefined);
    const cut = (series, first, last) =>
      Object.fromEntries(Object.entries(series).map(([key, [[, , value]]]) => [key, [[first, last, value]]]));
    const moved = { ...cut(from('10.0.0.1:8080'), 0, 70), ...cut(from('10.0.0.2:8080'), 72, 120) };
    assert.equal((await noticed(moved)).found, undefined);
  });

  it('that runs twice is told of, and doubles nothing', async () => {
    const once = await noticed(from('10.0.0.1:8080'));
    const twice = await noticed({ ...from('10.0.0.1:8080'), ...from('10.0.0.2:8080') });
    assert.deepEqual(twice.objects, ['job kube-state-metrics']);
    assert.equal(twice.found.severity, 'warning');
    assert.equal(twice.cost, once.cost);
  });

  it('of another job is told of with both', async () => {
    const { objects: jobs, found } = await noticed({ ...from('10.0.0.1:8080'), ...from('10.0.0.2:8080', 'ksm') });
    assert.deepEqual(jobs, ['job ksm', 'job kube-state-metrics']);
    assert.equal(found.count, 2);
  });

  it('of replicas of Prometheus that nobody merged is told of', async () => {
    const replica = (name) => labelled(from('10.0.0.1:8080'), { prometheus_replica: name });
    assert.deepEqual((await noticed({ ...replica('a'), ...replica('b') })).objects, ['job kube-state-metrics']);
  });

  it('is a kubelet that is scraped twice, too', async () => {
    const kubelet = (job) => ({
      [`machine_memory_bytes{job="${job}",instance="n1",machine_id="m1",system_uuid="s1"}`]: [[0, 120, 2 ** 34]],
    });
    const { objects: jobs } = await noticed({
      ...from('10.0.0.1:8080'),
      ...kubelet('kubelet'),
      ...kubelet('cadvisor'),
    });
    assert.deepEqual(jobs, ['job cadvisor', 'job kubelet']);
  });
});
