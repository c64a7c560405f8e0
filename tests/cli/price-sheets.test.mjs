// Price files of other tools, asked about small worlds: each figure is worked out by hand.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

const begin = '2026-03-02T12:00:00Z';
const minutes = 60;
const { node, pod, volume } = objects(begin, minutes);
const app = { cores: [1, 0.5], gib: [1, 0.5] };
const near = (got, want) => assert.ok(Math.abs(got - want) < 1e-6, `${got}, by hand ${want}`);

async function assets(series, name, text) {
  const recording = await tinyRecording({ begin, minutes, series });
  const file = files.file(name);
  writeFileSync(file, text);
  const { code, stdout, stderr } = await prorata([
    'assets',
    '--metrics',
    recording,
    '--prices',
    file,
    '--format',
    'json',
  ]);
  assert.equal(code, 0, stderr);
  const answer = JSON.parse(stdout);
  return {
    costs: Object.fromEntries(answer.assets.map((asset) => [asset.name, asset])),
    notices: new Map(answer.diagnostics.map((each) => [each.id, each])),
  };
}

describe("OpenCost's CSV price sheet", () => {
  const kColumns = 'EndTimestamp,InstanceID,Region,AssetClass,InstanceIDField,InstanceType,MarketPriceHourly,Version';
  const series = {
    ...node('n1', { cores: 4, gib: 16 }),
    ...node('n2', { cores: 4, gib: 16, labels: { pool: 'Batch-A' } }),
    ...node('n3', { cores: 4, gib: 16 }),
    ...pod('shop/web', { node: 'n1', app, claims: ['data'] }),
    ...volume('pv-1', { gib: 100, claim: 'shop/data', storageClass: 'gp3' }),
  };

  it('is matched whatever the capitals', async () => {
    const rows = [
      ',N1,,node,metadata.name,,0.5,',
      ',batch-a,,node,metadata.labels.pool,,0.7,',
      ',AWS:///eu-central-1a/I-N3,,node,spec.providerID,,0.9,',
      ',GP3,,pv,spec.storageClassName,,0.001,',
    ];
    const { costs } = await assets(series, 'sheet.csv', [kColumns, ...rows, ''].join('\n'));
    near(costs.n1.totalCost, 0.5);
    near(costs.n2.totalCost, 0.7);
    near(costs.n3.totalCost, 0.9);
    near(costs['pv-1'].totalCost, 0.1);
  });

  it('counts its latest row for the same thing, however its times are written', async () => {
    const times = ['', '2024-12-31', '2025-01-01T09:00:00+05:00', '2025-01-01 05:00:00 UTC', '2025-01-01T04:30:00Z'];
    const row = (time, i) => `${time},n1,,node,metadata.name,,${i + 1},`;
    const { costs } = await assets(series, 'sheet.csv', [kColumns, ...times.map(row), ''].join('\n'));
    near(costs.n1.totalCost, 4);
  });
});

describe("cost weights of ACK's metrics adapter", () => {
  const series = {
    ...node('gpu', { cores: 8, gib: 32, gpus: { nvidia_com_gpu: 2 }, price: { cpu: 0.1, ram: 0.025, gpu: 1 } }),
    ...pod('ml/train', { node: 'gpu', app: { ...app, gpus: { nvidia_com_gpu: 1 } } }),
  };
  const weights = (map) => JSON.stringify({ AlibabaCloudMetricsAdapter: { costWeights: map } });

  it('that give GPUs nothing are said, and cores and memory pay for them', async () => {
    const { costs, notices } = await assets(series, 'values.json', weights({ cpu: '1.0', memory: '0.0' }));
    // 8 x 0.1 + 32 x 0.025 + 2 x 1.
    near(costs.gpu.totalCost, 3.6);
    near(costs.gpu.cpuCost, 3.6);
    near(costs.gpu.gpuCost, 0);
    assert.deepEqual(notices.get('gpu-split-nothing')?.objects, ['gpu']);
    assert.equal(notices.has('unpriced'), false);
  });

  it('may give GPUs a share', async () => {
    const { costs, notices } = await assets(
      series,
      'values.json',
      weights({ cpu: '0.25', memory: '0.25', gpu: '0.5' }),
    );
    near(costs.gpu.gpuCost, 1.8);
    assert.equal(notices.has('gpu-split-nothing'), false);
  });
});
