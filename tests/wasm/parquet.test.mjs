// Parquet files: read back by another library, with the columns of OpenCost's exporter and the sums of every format.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { loadEngine, loadRecording } from '@prorata/engine';
import { parquetOf } from '@prorata/engine/parquet';

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = path.join(root, 'examples/mini.prorata.ndjson.gz');
const question = { aggregate: ['namespace', 'pod', 'container'], step: '1h' };
const folder = mkdtempSync(path.join(tmpdir(), 'prorata-parquet-'));
const nano = (value) => BigInt(Math.round(value * 1e9));

/** The columns that the exporter gives a type; opencost-parquet-exporter, src/data_types.json. */
const kTyped = `cpuCoreHours cpuCoreRequestAverage cpuCoreUsageAverage cpuCores cpuCost cpuCostAdjustment cpuEfficiency
  externalCost gpuCost gpuCostAdjustment gpuCount gpuHours loadBalancerCost loadBalancerCostAdjustment networkCost
  networkCostAdjustment networkCrossRegionCost networkCrossZoneCost networkInternetCost networkReceiveBytes
  networkTransferBytes pvByteHours pvBytes pvCost pvCostAdjustment ramByteHours ramByteRequestAverage
  ramByteUsageAverage ramBytes ramCost ramCostAdjustment ramEfficiency running_minutes sharedCost totalCost
  totalEfficiency`.split(/\s+/);

let session;
let file;
before(async () => {
  session = await (await loadEngine()).open();
  await loadRecording(session, new Uint8Array(readFileSync(example)));
  file = await parquetOf(session, question);
});
after(() => rmSync(folder, { recursive: true }));

describe('a Parquet file', () => {
  it('has the columns and types of the exporter', () => {
    const { schema, num_rows: rows, created_by: by } = parquetMetadata(file);
    const types = new Map(schema.slice(1).map(({ name, type, converted_type: of }) => [name, of ?? type]));
    for (const name of kTyped) assert.equal(types.get(name), 'DOUBLE', name);
    const texts = ['name', 'running_start_time', 'running_end_time', 'window.start', 'window.end', 'properties.pod'];
    for (const name of [...texts, 'properties.labels.app', 'label.team', 'namespaceLabels.team']) {
      assert.equal(types.get(name), 'UTF8', name);
    }
    for (const name of ['pvs', 'lbAllocations', 'start', 'end', 'minutes']) assert.ok(!types.has(name), name);
    assert.ok(rows > 20n);
    assert.equal(by, 'prorata');
  });

  it('says of each row what the same row of OpenCost’s format says', async () => {
    const rows = await parquetReadObjects({ file });
    const { data } = JSON.parse(await session.report('opencost', question));
    const wanted = data.flatMap((step) => Object.values(step));
    assert.equal(rows.length, wanted.length);
    rows.forEach((row, i) => {
      const { name, start, minutes, ramByteHours, networkTransferBytes, properties, window } = wanted[i];
      assert.deepEqual(
        [row.name, row.running_start_time, row.running_minutes, row.ramByteHours, row['window.end']],
        [name, start, minutes, ramByteHours, window.end],
      );
      assert.equal(row.networkTransferBytes, networkTransferBytes);
      assert.equal(row['properties.namespace'], properties.namespace ?? null);
      assert.equal(row['label.team'], properties.labels?.team ?? null);
    });
  });

  it('adds up to what every other format says, to the last unit', async () => {
    const rows = await parquetReadObjects({ file });
    const { totals } = await session.allocate(question);
    const sum = (cost) => rows.reduce((all, row) => all + nano(row[cost]), 0n);
    for (const cost of ['totalCost', 'cpuCost', 'ramCost', 'gpuCost', 'networkCost', 'loadBalancerCost']) {
      assert.equal(sum(cost), totals[cost].nano[0], cost);
    }
    // OpenCost has no place for a node's own disk but this.
    assert.equal(sum('pvCost'), totals.pvCost.nano[0] + totals.diskCost.nano[0]);
    assert.ok(sum('totalCost') > 0n);
  });

  it('is the same bytes for the same question, and others with another', async () => {
    assert.deepEqual(new Uint8Array(await parquetOf(session, question)), new Uint8Array(file));
    const whole = await parquetReadObjects({ file: await parquetOf(session, { aggregate: ['namespace'] }) });
    assert.ok(whole.some(({ name }) => name === 'ml') && whole.some(({ name }) => name === '__idle__'));
  });

  it('of nothing has columns and no row', async () => {
    const none = await parquetOf(session, { ...question, filter: 'namespace:"nobody"', idle: 'hide' });
    assert.equal(parquetMetadata(none).num_rows, 0n);
    assert.ok(parquetMetadata(none).schema.some(({ name }) => name === 'totalCost'));
  });
});

describe('prorata-parquet', () => {
  const script = path.join(root, 'wasm/client/bin/prorata-parquet.mjs');
  const ask = (...options) =>
    new Promise((resolve) => {
      execFile(process.execPath, [script, ...options], (problem, stdout, stderr) =>
        resolve({ code: problem?.code ?? 0, stderr }),
      );
    });

  it('writes the same file', async () => {
    const output = path.join(folder, 'cost.parquet');
    const { code, stderr } = await ask(example, '-o', output);
    assert.equal(code, 0, stderr);
    assert.deepEqual(new Uint8Array(readFileSync(output)), new Uint8Array(file));
  });

  it('says what is wrong, and what to do', async () => {
    const output = path.join(folder, 'none.parquet');
    for (const [options, code, said] of [
      [[example], 2, /--output FILE/],
      [['-o', output], 2, /give one source/],
      [['nowhere.ndjson', '-o', output], 2, /nowhere\.ndjson/],
      [[example, '-o', output, '--aggregate', 'colour'], 2, /colour/],
      [['http://127.0.0.1:9', '-o', output], 3, /127\.0\.0\.1:9/],
    ]) {
      const result = await ask(...options);
      assert.equal(result.code, code, result.stderr);
      assert.match(result.stderr, said);
    }
  });
});
