// examples/spark on several workers, one of which is killed: the same cost as one run of prorata over everything.
// Run by `npm run test:spark`, which says where Spark is.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';

const root = path.join(import.meta.dirname, '../..');
const prorata = path.join(root, 'build/native/bin/prorata');
const venv = process.env.PRORATA_SPARK_VENV;
if (venv === undefined) throw new Error('PRORATA_SPARK_VENV is not set: run `npm run test:spark`');
const python = path.join(venv, 'bin/python');
const clusters = ['eu-1', 'eu-2', 'us-1'];
const folder = mkdtempSync(path.join(os.tmpdir(), 'prorata-spark-'));
const recordings = path.join(folder, 'recordings');
const run = promisify(execFile);
const large = { maxBuffer: 2 ** 28 };

/** Rows and totals of a part, without what was noticed, which is counted in every part. */
function costOf(part) {
  const { rows, assetCost, window } = JSON.parse(part);
  const steps = rows.map(({ kind, keys, cost, chargeCost, charged, used, requested }) => ({
    ...{ kind, keys, cost, chargeCost, charged, used, requested },
  }));
  return { rows: steps, assetCost, window };
}

/** All days as one step, as the whole is. */
async function merged(...parts) {
  return costOf((await run(prorata, ['merge', '--partial', ...parts], large)).stdout);
}

/** @param {string} name @param {(out: string, job: import('node:child_process').ChildProcess) => Promise<void>} [during] */
async function spark(name, during = async () => {}) {
  const out = path.join(folder, name);
  const job = spawn(
    path.join(venv, 'bin/spark-submit'),
    [
      ...['--master', 'local-cluster[2,1,1024]', '--conf', 'spark.ui.enabled=false'],
      path.join(root, 'examples/spark/fleet_cost.py'),
      ...['--recordings', recordings, '--out', out, '--prorata', prorata, '--focus'],
      ...['--', '--aggregate', 'namespace'],
    ],
    {
      env: { ...process.env, PYSPARK_PYTHON: python, PYSPARK_DRIVER_PYTHON: python },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  for (const stream of [job.stdout, job.stderr]) stream.on('data', (text) => (said += text));
  const ended = new Promise((resolve) => job.on('exit', resolve));
  await Promise.race([during(out, job), ended]);
  assert.equal(await ended, 0, said.slice(-4000));
  return { out, said };
}

before(() => {
  mkdirSync(recordings);
  const lines = gunzipSync(readFileSync(path.join(root, 'examples/demo.prorata.ndjson.gz'))).toString();
  const end = lines.indexOf('\n');
  for (const cluster of clusters) {
    const manifest = { ...JSON.parse(lines.slice(0, end)), cluster };
    const text = JSON.stringify(manifest) + lines.slice(end);
    writeFileSync(path.join(recordings, `${cluster}.prorata.ndjson.gz`), gzipSync(text, { level: 1 }));
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

const focusFiles = (out) =>
  readdirSync(path.join(out, 'focus'), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.csv.gz'))
    .map((name) => path.join(out, 'focus', name));

describe('a fleet of three clusters and seven days by two workers', () => {
  let whole;
  let first;

  it('is what one run over all recordings says, to the last unit', async () => {
    const days = Array.from({ length: 7 }, (_, i) => `2026-11-${String(9 + i).padStart(2, '0')}`);
    const parts = [];
    for (const [i, day] of days.entries()) {
      const next = days[i + 1] ?? '2026-11-16';
      const ask = ['--window', `${day}T00:00:00Z,${next}T00:00:00Z`, '--aggregate', 'namespace', '--partial'];
      const { stdout } = await run(prorata, ['allocate', '--metrics', recordings, ...ask], large);
      parts.push(path.join(folder, `${day}.json`));
      writeFileSync(parts.at(-1), stdout);
    }
    whole = await merged(...parts);
    first = await spark('first');
    assert.match(first.said, /21 parts of 3 clusters are in/);
    assert.deepEqual(await merged(path.join(first.out, 'total.partial.json')), whole);
  });

  it('has the same sum in its Parquet files, as whole numbers', async () => {
    const program = `
import pyarrow.dataset as ds, sys
rows = ds.dataset(sys.argv[1], partitioning="hive").to_table()
print(sum(rows.column("cost").to_pylist()), len(set(rows.column("cluster").to_pylist())), rows.schema.field("cost").type)`;
    const { stdout } = await run(python, ['-c', program, path.join(first.out, 'rows.parquet')]);
    assert.equal(stdout.trim(), `${whole.assetCost} 3 int64`);
  });

  it('has a Cost and Usage file for each cluster and day, whose billed costs add up to it', () => {
    const files = focusFiles(first.out);
    assert.equal(files.length, 21);
    let sum = 0n;
    for (const file of files) {
      const [header, ...lines] = gunzipSync(readFileSync(file)).toString().trim().split(/\r?\n/);
      const at = header.split(',').indexOf('BilledCost');
      for (const line of lines) {
        // Columns before it hold no commas outside of quotes.
        const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, ''));
        const [units, rest = ''] = cells[at].split('.');
        sum += BigInt(units + rest.padEnd(9, '0'));
      }
    }
    assert.equal(String(sum), String(whole.assetCost));
  });

  it('is the same where a worker is killed while it computes', async () => {
    let killed = 0;
    const { out } = await spark('second', async (folderOut) => {
      for (let tries = 0; tries < 1200 && killed === 0; ++tries) {
        await wait(100);
        let begun = false;
        try {
          begun = focusFiles(folderOut).length > 0;
        } catch {
          // The folder comes with the first file.
        }
        if (!begun) continue;
        const { stdout } = await run('pgrep', ['-f', 'CoarseGrainedExecutorBackend']);
        const [victim] = stdout.trim().split('\n');
        process.kill(Number(victim), 'SIGKILL');
        killed = Number(victim);
      }
    });
    assert.ok(killed > 0, 'a worker was killed');
    assert.deepEqual(await merged(path.join(out, 'total.partial.json')), whole);
    assert.deepEqual(
      focusFiles(out).map((file) => gunzipSync(readFileSync(file)).toString()),
      focusFiles(first.out).map((file) => gunzipSync(readFileSync(file)).toString()),
    );
  });
});
