import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { blockRanges, writeBlocks } from '../../examples/generator/blocks.mjs';
import { formatLabels, formatTime } from '../../examples/generator/openmetrics.mjs';
import { metricFamilies } from '../../examples/generator/metrics.mjs';
import { spine } from '../../examples/generator/worlds/spine.mjs';
import { buildBlocks } from '../support/prometheus.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'openmetrics-'));
after(() => rmSync(scratch, { recursive: true }));

/** @param {string} prefix @returns {Promise<string[]>} paths of the spine world's files */
async function write(prefix) {
  const directory = mkdtempSync(join(scratch, prefix));
  const paths = [];
  for await (const { path } of writeBlocks(spine(), directory)) paths.push(path);
  return paths;
}

const hash = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

test('labels are sorted and escaped, empty ones left out', () => {
  assert.equal(formatLabels({ b: 'x"y\\z\n', a: '1', none: '' }), '{a="1",b="x\\"y\\\\z\\n"}');
});

test('times keep their milliseconds', () => {
  assert.equal(formatTime(1772409600007), '1772409600.007');
});

test('blocks are cut at multiples of two hours', () => {
  assert.deepEqual(blockRanges({ start: 7000, end: 20000 }), [
    { from: 7000, to: 7200 },
    { from: 7200, to: 14400 },
    { from: 14400, to: 20000 },
  ]);
});

describe('the spine world as text', async () => {
  const files = await write('first-');

  test('two runs give equal bytes', async () => {
    assert.deepEqual((await write('second-')).map(hash), files.map(hash));
  });

  test('families are whole, times ascend, the file ends with EOF', () => {
    for (const file of files) assertWellFormed(readFileSync(file, 'utf8'));
  });

  test('promtool builds one block of every file', async () => {
    const dataDir = join(scratch, 'data');
    await buildBlocks(join(files[0], '..'), dataDir);
    const blocks = readdirSync(dataDir).map((name) =>
      JSON.parse(readFileSync(join(dataDir, name, 'meta.json'), 'utf8')),
    );
    assert.equal(blocks.length, 4);
    const samples = files
      .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
      .filter((line) => line !== '' && !line.startsWith('#'));
    assert.equal(
      blocks.reduce((sum, { stats }) => sum + stats.numSamples, 0),
      samples.length,
    );
  });
});

/** @param {string} text */
function assertWellFormed(text) {
  assert.ok(text.endsWith('\n# EOF\n'));
  const families = new Set();
  const last = new Map();
  for (const line of text.split('\n')) {
    const type = /^# TYPE (\S+) /.exec(line);
    if (type !== null) {
      assert.ok(!families.has(type[1]), `${type[1]} comes twice`);
      families.add(type[1]);
    } else if (line !== '' && !line.startsWith('#')) {
      const [, series, time] = /^(.*\}) \S+ (\S+)$/.exec(line);
      assert.ok(Number(time) > (last.get(series) ?? 0), line);
      last.set(series, Number(time));
    }
  }
}

test('counters never fall within a series, and restart with a new id', () => {
  const world = spine();
  const counters = metricFamilies(world).filter(({ type }) => type === 'counter');
  for (const series of counters.flatMap((family) => family.series)) {
    const points = series.points(world.start, world.end);
    points.forEach(({ value }, i) => assert.ok(i === 0 || value >= points[i - 1].value, JSON.stringify(series.labels)));
  }
  const redis = counters
    .find(({ name }) => name === 'container_cpu_usage_seconds')
    .series.filter(({ labels }) => labels.pod === 'redis-0' && labels.container === 'redis');
  assert.equal(new Set(redis.map(({ labels }) => labels.id)).size, 3);
  // Restarted at 06:10:30 with 0.1 cores: the first sample is at most a scrape and its age later.
  assert.ok(redis[2].points(world.start, world.end)[0].value < 7);
});
