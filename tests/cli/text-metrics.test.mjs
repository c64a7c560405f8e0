// Metrics as text, in place of a server: two scrapes by hand, and eight hours against a real Prometheus that was given
// the same text.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { writeBlocks } from '../../examples/generator/blocks.mjs';
import { WORLDS } from '../../examples/generator/worlds.mjs';
import { buildBlocks, startPrometheus } from '../support/prometheus.mjs';
import { begin, end, formats, inText, scrapes } from '../support/scrapes.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

function write(name, text) {
  const file = files.file(name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}
const prices = write(
  'prices.json',
  JSON.stringify({
    format: 'prorata.prices/1',
    currency: 'USD',
    asOf: '2026-03-01',
    source: 'a test',
    units: { cpu: 'core-hour', memory: 'GiB-hour' },
    defaults: { cpu: 0.03, memory: 0.006 },
  }),
);

async function allocate(metrics, ...options) {
  const asked = metrics.flatMap((each) => ['--metrics', each]);
  const { code, stdout, stderr } = await prorata(['allocate', ...asked, '--format', 'json', ...options]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}
const ids = ({ diagnostics }) => diagnostics.map(({ id }) => id);

/** 0.75 cores are more than was asked for, and 2 GiB on average too, for 1/30 hour. */
function checkByHand(answer) {
  assert.deepEqual(answer.window, { start: begin, end });
  const row = answer.rows.find(({ name }) => name === 'shop');
  assert.equal(row.cpuCoreHours, 0.75 / 30);
  assert.equal(row.cpuCoreRequestHours, 0.5 / 30);
  assert.ok(Math.abs(row.ramByteHours - (2 * 2 ** 30) / 30) < 1024, row.ramByteHours);
  assert.equal(row.cpuCost, 0.00075); // 0.025 core-hours at 0.03
  assert.equal(row.ramCost, 0.0004); // 1/15 GiB-hours at 0.006
  assert.equal(answer.totals.totalCost, 0.0072); // 4/30 core-hours, 16/30 GiB-hours
}

describe('two scrapes', () => {
  const named = (name) => write(`two/${name}`, '');
  before(() => {
    for (const [index, scrape] of scrapes.entries()) {
      const file = named(`scrape-${index}.txt`);
      writeFileSync(file, inText(scrape));
      utimesSync(file, new Date(scrape.time), new Date(scrape.time));
    }
  });
  const folder = () => files.file('two');

  it('without times count when they were written', async () => {
    const answer = await allocate([folder()], '--prices', prices, '--aggregate', 'namespace');
    checkByHand(answer);
    assert.ok(ids(answer).includes('text-without-times'));
    const told = answer.diagnostics.find(({ id }) => id === 'text-metrics');
    assert.deepEqual(told.objects, ['10 series, samples 2m apart']);
  });

  it('are one source, in any order', async () => {
    const [first, second] = [files.file('two/scrape-0.txt'), files.file('two/scrape-1.txt')];
    const options = ['--prices', prices, '--aggregate', 'namespace'];
    const whole = await allocate([folder()], ...options);
    for (const metrics of [
      [first, second],
      [second, first],
      [`a=${first}`, `a=${second}`],
    ]) {
      const answer = await allocate(metrics, ...options);
      assert.deepEqual(answer.rows, whole.rows);
    }
  });

  it('have no length of time alone', async () => {
    const { code, stderr } = await prorata(['allocate', '--metrics', files.file('two/scrape-0.txt')]);
    assert.equal(code, 1);
    assert.match(stderr, /all samples are of one time, 2026-03-02T00:00:30Z/);
    assert.match(stderr, /second scrape/);
  });

  for (const [what, name, text] of formats) {
    it(`are read from ${what}`, async () => {
      const answer = await allocate([write(name, text())], '--prices', prices, '--aggregate', 'namespace');
      checkByHand(answer);
      assert.ok(!ids(answer).includes('text-without-times'));
    });
  }

  it('may be stored as a recording with the same answer', async () => {
    const recording = files.file('two.prorata.ndjson');
    const made = await prorata(['record', '--metrics', folder(), '-o', recording, '--now', end]);
    assert.equal(made.code, 0, made.stderr);
    checkByHand(await allocate([recording], '--prices', prices, '--aggregate', 'namespace'));
  });

  it('are notes in a folder that holds recordings', async () => {
    const made = await prorata([
      'record',
      '--metrics',
      folder(),
      '-o',
      write('mixed/a.prorata.ndjson', ''),
      '--now',
      end,
    ]);
    assert.equal(made.code, 0, made.stderr);
    write('mixed/notes.txt', 'Recorded on a quiet day.\n');
    checkByHand(await allocate([files.file('mixed')], '--prices', prices, '--aggregate', 'namespace'));
  });

  it('answer for a part of the time, and for no other', async () => {
    const answer = await allocate([folder()], '--window', `2026-03-02T00:01:30Z,${end}`, '--aggregate', 'namespace');
    assert.equal(answer.window.start, '2026-03-02T00:01:30Z');
    const { code, stderr } = await prorata(['allocate', '--metrics', folder(), '--window', '1h']);
    assert.equal(code, 2);
    assert.match(stderr, /--window: it is from 2026-03-01T23:02:30Z .* covers 2026-03-02T00:00:30Z/);
  });

  it('of two clusters are two sources', async () => {
    const other = write('other.prom', scrapes.map((each) => inText(each, ` ${Date.parse(each.time)}`)).join(''));
    const answer = await allocate([`a=${folder()}`, `b=${other}`], '--prices', prices, '--aggregate', 'cluster');
    const costs = Object.fromEntries(answer.rows.map(({ name, totalCost }) => [name, totalCost]));
    assert.equal(costs.a, 0.00115);
    assert.equal(costs.b, 0.00115);
    assert.equal(answer.totals.totalCost, 0.0144);
  });
});

describe('text that cannot be used', () => {
  const cases = [
    ['a line that is no sample', 'up 1 1\nup{job="a"}\n', 1, /bad\.txt, line 2: column 12: expected a value/],
    ['nothing that costs are made of', 'go_goroutines 1 1\ngo_goroutines 2 2\n', 1, /none of its metrics is one/],
    ['OpenMetrics that goes on', 'up 1 1\n# EOF\nup 2 2\n', 1, /line 3: there is more behind "# EOF"/],
  ];
  for (const [what, text, code, message] of cases) {
    it(`is told: ${what}`, async () => {
      const answer = await prorata(['allocate', '--metrics', write('bad.txt', text)]);
      assert.equal(answer.code, code, answer.stderr);
      assert.match(answer.stderr, message);
    });
  }
  it('a file of another kind names what can be read', async () => {
    const { code, stderr } = await prorata(['allocate', '--metrics', write('page.html', '<html></html>')]);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /recording/);
    assert.match(stderr, /OpenMetrics/);
  });
  it('a gzip file that is cut', async () => {
    const whole = gzipSync(inText(scrapes[0], ' 1772409630000').repeat(50));
    const { code, stderr } = await prorata(['allocate', '--metrics', write('cut.gz', whole.subarray(0, 200))]);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /cut\.gz: cannot be unpacked/);
  });
  for (const [option, value] of [
    ['--mode', 'totals'],
    ['--weight', 'a=sum(b)'],
  ]) {
    it(`what only a server can do: ${option}`, async () => {
      const text = write('served.prom', scrapes.map((each) => inText(each, ` ${Date.parse(each.time)}`)).join(''));
      const { code, stderr } = await prorata(['allocate', '--metrics', text, option, value]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, new RegExp(`${option}: there is no server`));
    });
  }
  it('a matcher that cannot be read', async () => {
    const text = write('ok.prom', scrapes.map((each) => inText(each, ` ${Date.parse(each.time)}`)).join(''));
    const { code, stderr } = await prorata(['allocate', '--metrics', text, '--match', 'namespace=~"a{2}"']);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /the pattern "a\{2\}"/);
  });
});

describe('eight hours of text against the Prometheus that was given them', () => {
  const window = ['--window', '2026-03-02T01:00:00Z,2026-03-02T07:30:00Z', '--now', '2026-03-02T08:00:00Z'];
  let server;
  let folder;
  before(async () => {
    folder = files.file('om');
    mkdirSync(folder);
    for await (const block of writeBlocks(WORLDS.spine({}), folder)) assert.ok(block.samples > 0);
    const dataDir = files.file('data');
    await buildBlocks(folder, dataDir);
    server = await startPrometheus({ dataDir });
  });
  after(() => server?.stop());

  /** Every answer of a recording, as points by series and time. */
  async function record(metrics, name) {
    const file = files.file(`${name}.ndjson`);
    const { code, stderr } = await prorata(['record', '--metrics', metrics, ...window, '--cluster', 'c', '-o', file]);
    assert.equal(code, 0, stderr);
    const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
    return lines.map(JSON.parse).map(({ query, chunk, params, body }) => {
      const points = body.data.result.flatMap(({ metric, values, value }) =>
        (values ?? [value]).map(([time, text]) => [
          JSON.stringify([Object.entries(metric).sort(), time]),
          Number(text),
        ]),
      );
      return { query, chunk, params, points: new Map(points) };
    });
  }

  it('asks and answers every query alike; counters of usage stand between samples', async () => {
    const [text, real] = [await record(folder, 'text'), await record(server.url, 'real')];
    assert.ok(real.length > 30);
    assert.deepEqual(
      text.map(({ query, chunk, params }) => [query, chunk, params]),
      real.map(({ query, chunk, params }) => [query, chunk, params]),
    );
    for (const [index, { query, points }] of real.entries()) {
      const mine = text[index].points;
      assert.deepEqual([...mine.keys()].sort(), [...points.keys()].sort(), query);
      // A node of 16 cores uses at most that in a scrape of 30 s.
      const off = query === 'cpu_usage' ? 16 * 30 : 0;
      for (const [key, value] of points) assert.ok(Math.abs(mine.get(key) - value) <= off, `${query} ${key}`);
    }
  });

  const costs = async (metrics, key) =>
    new Map((await allocate([metrics], ...window, '--aggregate', key)).rows.map((row) => [row.name, row]));
  for (const key of ['namespace', 'node']) {
    it(`costs the same by ${key}: memory, GPU and disk exactly, CPU within 0.2 %`, async () => {
      const [text, real] = [await costs(folder, key), await costs(server.url, key)];
      assert.deepEqual([...text.keys()].sort(), [...real.keys()].sort());
      for (const [name, row] of real) {
        const mine = text.get(name);
        for (const part of ['ramCost', 'gpuCost', 'diskCost', 'cpuCoreRequestHours', 'ramByteHours']) {
          assert.equal(mine[part], row[part], `${name} ${part}`);
        }
        assert.ok(
          Math.abs(mine.cpuCost - row.cpuCost) <= 0.002 * row.cpuCost,
          `${name}: ${mine.cpuCost} ${row.cpuCost}`,
        );
      }
      const total = (rows) => [...rows.values()].reduce((sum, row) => sum + Math.round(row.totalCost * 1e9), 0);
      assert.equal(total(text), total(real));
    });
  }

  it('reads what promtool dumps of its database', async () => {
    const args = [
      'tsdb',
      'dump',
      '--match={__name__=~"kube_.*|container_.*|machine_.*|node_.*|DCGM.*"}',
      server.storage,
    ];
    const dump = write('dump.txt', execFileSync('promtool', args, { maxBuffer: 2 ** 30 }));
    const [text, dumped] = [await costs(folder, 'namespace'), await costs(dump, 'namespace')];
    assert.deepEqual(dumped, text);
  });

  it('has no bytes that depend on the order of files', async () => {
    const parts = readdirSync(folder).map((name) => path.join(folder, name));
    const options = [...window, '--aggregate', 'namespace,pod'];
    assert.deepEqual((await allocate(parts.reverse(), ...options)).rows, (await allocate([folder], ...options)).rows);
  });
});
