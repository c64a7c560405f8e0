// Price files through the package: texts of any kind, the built-in list, errors with lines, one file through both faces.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { loadEngine, loadRecording } from '@prorata/engine';

const root = fileURLToPath(new URL('../..', import.meta.url));
const recording = path.join(root, 'tests/golden/assets/recording.prorata.ndjson');
const binary = path.join(root, 'build/native/bin/prorata');
const folder = mkdtempSync(path.join(tmpdir(), 'prorata-prices-'));
after(() => rmSync(folder, { recursive: true }));

let session;
before(async () => {
  const engine = await loadEngine();
  session = await engine.open();
  await loadRecording(session, readFileSync(recording));
});

/** Where each node's price comes from, and what it is. */
async function priced(prices) {
  const { names, kinds, priceSources, hourlyPrice } = await session.assets({ prices });
  const nodes = names.map((name, row) => [name, hourlyPrice.units[row], priceSources[row], kinds[row]]);
  return Object.fromEntries(nodes.filter(([, , , kind]) => kind === 'node').map(([name, ...price]) => [name, price]));
}
async function pricedByCommand(file) {
  const { stdout } = await promisify(execFile)(binary, [
    'assets',
    '--metrics',
    recording,
    '--prices',
    file,
    '--format',
    'json',
  ]);
  const nodes = JSON.parse(stdout).assets.filter(({ kind }) => kind === 'node');
  return Object.fromEntries(
    nodes.map(({ name, hourlyPrice, priceSource }) => [name, [hourlyPrice, priceSource, 'node']]),
  );
}
async function problemOf(prices) {
  try {
    await session.assets({ prices });
  } catch (problem) {
    return problem.message;
  }
  return 'nothing was wrong';
}

const yaml = `# comment
format: prorata.prices/1
currency: USD
units: {cpu: core-hour, memory: GiB-hour, gpu: gpu-hour, node: hour}
defaults: &rates
  cpu: 0.04
  memory: "0.005"
  gpu: 1e0
spot: *rates
nodes:
  - name: general-a
    price: 0.50
`;
const own = `{"format":"prorata.prices/1","currency":"USD","units":{"node":"hour"},"nodes":[{"price":"0.25"}]}`;
const csv = `EndTimestamp,InstanceID,Region,AssetClass,InstanceIDField,InstanceType,MarketPriceHourly,Version
,general-a,,node,metadata.name,,0.75,
`;

describe('a price file', () => {
  it('is read from YAML, with lines', async () => {
    const nodes = await priced({ name: 'prices.yaml', text: yaml });
    assert.deepEqual(nodes['general-a'], [0.5, 'prices.yaml:11', 'node']);
    assert.deepEqual(nodes['general-b'], [8 * 0.04 + 32 * 0.005, 'prices.yaml (defaults)', 'node']);
    assert.deepEqual(nodes['spot-a'], [4 * 0.04 + 16 * 0.005, 'prices.yaml (defaults)', 'node']);
  });

  it('gives what the command line gives', async () => {
    const rules = `${yaml}commitments:\n  - {perHour: 0.1, covered: 50%}\ndiscounts: {cpu: 30%}\nbill: {amount: 12.5}\n`;
    const json = JSON.stringify({ ...JSON.parse(own), nodeSplit: { method: 'shares', cpu: '0.6', memory: '0.4' } });
    for (const [name, text] of Object.entries({ 'p.yaml': yaml, 'rules.yaml': rules, 'p.json': json })) {
      const file = path.join(folder, name);
      writeFileSync(file, text);
      assert.deepEqual(await priced({ name: file, text }), await pricedByCommand(file), name);
    }
  });

  it('of another tool is read, too', async () => {
    const sheet = '{ "CPU": "0.04", "RAM": "0.005" }';
    for (const [name, text] of Object.entries({ 'p.csv': csv, 'default.json': sheet })) {
      const file = path.join(folder, name);
      writeFileSync(file, text);
      assert.deepEqual(await priced({ name: file, text }), await pricedByCommand(file), name);
    }
    assert.equal((await priced({ name: 'p.csv', text: csv }))['general-a'][0], 0.75);
  });

  it('may be a text alone, or JSON', async () => {
    assert.deepEqual((await priced(yaml))['general-a'], [0.5, 'prices:11', 'node']);
    assert.deepEqual((await priced(JSON.parse(own)))['gpu-a'].slice(0, 1), [0.25]);
  });

  it('names the line of a mistake', async () => {
    const wrong = (from, to) => problemOf({ name: 'p.yaml', text: yaml.replace(from, to) });
    assert.match(await wrong('0.50', 'much'), /^p\.yaml:12: nodes\[0\]\.price: expected a price/);
    assert.match(await wrong('currency', 'format'), /^p\.yaml:3: a name stands here twice/);
    assert.match(await wrong('units: {', 'units: {{'), /^p\.yaml:\d+: this is no YAML/);
    assert.match(
      await problemOf({ name: 'p.yaml', text: 'a: 1\n---\nb: 2\n' }),
      /^p\.yaml:2: a second document begins here, and only the first would be read/,
    );
    assert.match(await problemOf({ name: 'p.yaml', text: '' }), /^p\.yaml: the file is empty/);
    assert.match(await problemOf({ name: 'p.yaml', text: '- a\n' }), /^p\.yaml: the file is empty or no mapping/);
    assert.match(await problemOf({ name: 'p.yaml', text: '? [a]\n: 1\n' }), /^p\.yaml:1: a name must be a text/);
  });

  it('stops at aliases that multiply', async () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const items = Array(10).fill(level === 0 ? 'x' : `*a${level - 1}`);
      return `a${level}: &a${level} [${items.join(',')}]`;
    });
    assert.match(await problemOf({ name: 'p.yaml', text: levels.join('\n') }), /too large/);
  });
});

describe('the built-in prices', () => {
  it('price machines by type, the same in both faces', async () => {
    const nodes = await priced('builtin');
    assert.deepEqual(nodes['general-a'].slice(0, 2), [
      0.384,
      'built-in prices (aws m5.2xlarge) of 2026-07-20, indicative, of another region',
    ]);
    assert.deepEqual(nodes['spot-a'].slice(0, 1), [0.0768]); // 0.192 × 0.4
    assert.deepEqual(nodes, await pricedByCommand('builtin'));
  });

  it('stand behind those of a file that extends them', async () => {
    const text = `${yaml.replace('units', 'extends: builtin\nunits')}`;
    const nodes = await priced({ name: 'p.yaml', text });
    assert.deepEqual(nodes['general-a'].slice(0, 2), [0.5, 'p.yaml:12']);
    assert.equal(nodes['general-b'][0], 0.384);
    assert.deepEqual(
      nodes['gpu-a'].slice(0, 2),
      [8 * 0.04 + 32 * 0.005 + 1, 'p.yaml (defaults)'],
      'its type is in no list',
    );
  });
});
