// What a server sums up of long intervals against series at grid points, on the same data; and recording rules, which a
// real Prometheus has evaluated.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { makeCluster, startPrometheus } from '../support/prometheus.mjs';
import { byName, prorata, prorataJson, read, withRecording } from './support.mjs';

/** Of each namespace and resource. Averages take what was not seen of a day for as much as what was. */
const kBounds = { interval: 0.01, average: 0.03 };
const kColumns = ['cpuCost', 'ramCost', 'gpuCost', 'diskCost', 'pvCost', 'networkCost', 'loadBalancerCost'];
/** A namespace that costs less than this says more about rounding. */
const kLeast = 0.05;

/** The world's server, and its own window. */
async function serverOf(name) {
  const { world, dataDir } = await makeCluster(name);
  const server = await startPrometheus({ dataDir });
  const [begin, end] = [world.start, world.end].map((time) => new Date(time * 1000).toISOString());
  return { ...server, dataDir, begin, end, asked: ['--metrics', `c=${server.url}`, '--now', end] };
}

/** The largest difference of any namespace and column, as a part of it. */
function check(totals, stepped, columns = kColumns) {
  const bound = kBounds[totals.method];
  let most = 0;
  const rows = byName(totals);
  for (const row of stepped.rows.filter(({ kind }) => kind === 'workload' || kind === 'idle')) {
    for (const column of columns.filter((each) => Math.abs(row[each]) > kLeast)) {
      const off = Math.abs(rows.get(row.name)[column] / row[column] - 1);
      assert.ok(off <= bound, `${row.name}, ${column}: ${rows.get(row.name)[column]}, stepped ${row[column]}`);
      most = Math.max(most, off);
    }
  }
  assert.equal(totals.remainder, 0);
  return most;
}
const ids = ({ diagnostics }) => diagnostics.map(({ id }) => id);

describe('a week in totals', () => {
  let server;
  before(async () => {
    server = await serverOf('demo');
  });
  after(() => server?.stop());
  const ask = (...options) => prorataJson('allocate', ...server.asked, ...options);

  for (const method of Object.keys(kBounds)) {
    it(`is near the same week in steps, by namespace and resource: ${method}`, async (t) => {
      const question = ['--window', `${server.begin},${server.end}`, '--method', method];
      const [stepped, totals] = [await ask(...question), await ask(...question, '--mode', 'totals')];
      assert.deepEqual([stepped.mode, totals.mode, totals.resolution], ['stepped', 'totals', '1d']);
      assert.equal(totals.method, method);
      assert.ok(!ids(totals).includes('totals-without-charged'));
      t.diagnostic(`off by ${(check(totals, stepped) * 100).toFixed(2)} % at most`);
    });
  }

  it('is asked by a fifth of the samples', async () => {
    const samples = async (...options) => {
      const { out } = await prorata('plan', ...server.asked, '--window', '7d', ...options, '--format', 'json');
      return JSON.parse(out).requests.reduce((sum, { estimatedSamples }) => sum + estimatedSamples, 0);
    };
    assert.ok((await samples('--mode', 'totals')) * 5 < (await samples()));
  });

  it('has no intervals below an hour', async () => {
    const { code, err } = await prorata('plan', ...server.asked, '--mode', 'totals', '--resolution', '5m');
    assert.equal(code, 2);
    assert.match(err, /totals are of an hour or more/);
  });

  it('is no other mode', async () => {
    const { code, err } = await prorata('plan', ...server.asked, '--mode', 'raw');
    assert.equal(code, 2);
    assert.match(err, /--mode: "raw" .*mode/);
  });
});

describe('recording rules', () => {
  let server;
  let folder;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'prorata-rules-'));
    server = await serverOf('spine');
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const ask = (source, ...options) => {
    const question = ['--window', `${server.begin},${server.end}`, '--now', server.end, ...options];
    return prorataJson('allocate', '--metrics', `c=${source}`, ...question);
  };

  it('are rules to Prometheus, with the matchers that were asked for', async () => {
    const file = path.join(folder, 'rules.yaml');
    const { code, out } = await prorata('rules', '--match', 'cluster="prod"');
    assert.equal(code, 0);
    writeFileSync(file, out);
    assert.match(execFileSync('promtool', ['check', 'rules', file]).toString(), /SUCCESS: 2 rules found/);
    assert.equal([...out.matchAll(/cluster="prod"/g)].length, [...out.matchAll(/\{[^}]*\}/g)].length);
  });

  it('that a server has evaluated give what it sums up itself, without its work', async (t) => {
    const file = path.join(folder, 'prorata.rules.yaml');
    writeFileSync(file, (await prorata('rules')).out);
    const dataDir = path.join(folder, 'data');
    cpSync(server.dataDir, dataDir, { recursive: true });
    const times = ['--start', server.begin, '--end', server.end, '--eval-interval', '1m'];
    const made = ['tsdb', 'create-blocks-from', 'rules', ...times, '--url', server.url, '--output-dir', dataDir, file];
    execFileSync('promtool', made, { stdio: 'ignore' });
    const ruled = await startPrometheus({ dataDir });
    t.after(() => ruled.stop());

    const [stepped, summed] = [await ask(server.url), await ask(server.url, '--mode', 'totals')];
    const recorded = await ask(ruled.url, '--mode', 'totals');
    assert.ok(!ids(recorded).includes('totals-without-charged'));
    t.diagnostic(`summed: off by ${(check(summed, stepped, ['cpuCost', 'ramCost']) * 100).toFixed(2)} %`);
    t.diagnostic(`recorded: off by ${(check(recorded, stepped, ['cpuCost', 'ramCost']) * 100).toFixed(2)} %`);
    const { out } = await prorata(
      'plan',
      '--metrics',
      ruled.url,
      '--window',
      '8h',
      '--now',
      server.end,
      '--mode',
      'totals',
    );
    assert.match(out, /max by \([^)]*\) \(avg_over_time\(prorata:container_cpu_charged_cores:max\{\}\[/);
    // A derivation names the rule, over a server and over what was recorded of it.
    const question = ['--window', `${server.begin},${server.end}`, '--now', server.end, '--mode', 'totals'];
    const file_ = path.join(folder, 'ruled.prorata.ndjson');
    assert.equal((await prorata('record', '--metrics', `c=${ruled.url}`, ...question, '-o', file_)).code, 0);
    const asked = async (...source) => {
      const { out: text } = await prorata('explain', ...source, '--of', 'namespace=shop', '--format', 'json');
      return JSON.parse(text).queries.find(({ query }) => query === 'cpu_charged').promql;
    };
    const rule = /^max by \([^)]*\) \(avg_over_time\(prorata:container_cpu_charged_cores:max\{\}\[/;
    assert.match(await asked('--metrics', `c=${ruled.url}`, ...question), rule);
    assert.match(await asked('--metrics', file_), rule);
    assert.doesNotMatch(await asked('--metrics', `c=${server.url}`, ...question), /prorata:/);
  });

  it('or sums that a server refuses leave averages, and that is said', async () => {
    const recording = path.join(folder, 'whole.prorata.ndjson');
    const question = ['--window', `${server.begin},${server.end}`, '--now', server.end, '--mode', 'totals'];
    const made = await prorata('record', '--metrics', `c=${server.url}`, ...question, '-o', recording);
    assert.equal(made.code, 0, made.err);
    const lines = Buffer.from(read(recording)).toString().split('\n');
    assert.match(lines[0], /"mode":"totals"/);
    const without = path.join(folder, 'without.prorata.ndjson');
    writeFileSync(without, lines.filter((line) => !/^\{"query": ?"(cpu|ram)_charged"/.test(line)).join('\n'));
    // Lines that are gone are an error of their own, so the exit code is not 0.
    const ask = async (file, ...options) =>
      JSON.parse((await prorata('allocate', '--metrics', file, '--format', 'json', ...options)).out);
    const answer = await ask(without);
    assert.ok(ids(answer).includes('totals-without-charged'));
    assert.equal(answer.method, 'average');
    assert.deepEqual(answer.rows, (await ask(without, '--method', 'average')).rows);
    // Whatever is written says what was done.
    const derived = await prorata('explain', '--metrics', without, '--of', 'namespace=shop', '--format', 'json');
    assert.equal(JSON.parse(derived.out).method, 'average');
    const focus = await prorata('allocate', '--metrics', without, '--format', 'focus');
    const ids_ = new Set(focus.out.match(/prorata\/[a-z]+\/v1/g));
    assert.deepEqual([...ids_], ['prorata/average/v1']);
    const packed = await withRecording(read(without), (session) =>
      session.report('focus', { aggregate: ['namespace'] }),
    );
    assert.deepEqual(new Set(packed.match(/prorata\/[a-z]+\/v1/g)), ids_);
    const native = await ask(recording);
    assert.notDeepEqual(answer.rows, native.rows);
    const browser = await withRecording(read(recording), async (session) => {
      await session.allocate({ aggregate: ['namespace'] });
      return JSON.parse(await session.report('json'));
    });
    assert.deepEqual(browser.rows, native.rows);
  });
});
