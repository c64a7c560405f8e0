// Which label team, owner, department, environment and product stand for, as an organisation has it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, describe, it } from 'node:test';

import { prorata, scratch } from './support.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));
const files = scratch();
after(() => files.remove());

async function ask(verb, ...options) {
  const { code, stdout, stderr } = await prorata([verb, '--metrics', demo, '--format', 'json', ...options]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}
const rows = async (...options) =>
  (await ask('allocate', ...options)).rows.map(({ name, totalCost }) => [name, totalCost]);
const alias = ['--alias', 'product=team'];

describe('--alias', () => {
  it('says the label of a key, in aggregations, filters and rules', async () => {
    const byLabel = await rows('--aggregate', 'label:team');
    assert.ok(byLabel.length > 3 && byLabel.some(([name]) => name !== '__unallocated__'));
    assert.deepEqual(await rows('--aggregate', 'product', ...alias), byLabel);
    assert.notDeepEqual(await rows('--aggregate', 'product'), byLabel);
    const [team] = byLabel.find(([name]) => !name.startsWith('__'));
    const filtered = await rows('--filter', `label:team:"${team}"`, '--share', `label:team!:"${team}"`);
    assert.deepEqual(await rows('--filter', `product:"${team}"`, '--share', `product!:"${team}"`, ...alias), filtered);
  });

  it('counts where a number is explained', async () => {
    const [[team]] = (await rows('--aggregate', 'label:team')).filter(([name]) => !name.startsWith('__'));
    const explained = await ask('explain', '--of', `product=${team}`, ...alias);
    assert.deepEqual(explained.total, (await ask('explain', '--of', `label:team=${team}`)).total);
  });

  it('stands in a config file, below options', async () => {
    const config = files.file('aliases.yaml');
    writeFileSync(config, 'format: prorata.config/1\naliases: {product: team}\n');
    const byLabel = await rows('--aggregate', 'label:team');
    assert.deepEqual(await rows('--aggregate', 'product', '--config', config), byLabel);
    const other = await rows('--aggregate', 'product', '--config', config, '--alias', 'product=app');
    assert.deepEqual(other, await rows('--aggregate', 'label:app'));
    writeFileSync(config, 'format: prorata.config/1\naliases:\n  pod: team\n');
    const { code, stderr } = await prorata(['allocate', '--metrics', demo, '--config', config]);
    assert.equal(code, 2);
    assert.match(stderr, /aliases\.yaml:3: aliases\.pod: "pod=team" is no alias/);
  });

  it('refuses what is no alias, with what to write', async () => {
    for (const text of ['team', 'team=', 'pod=x', 'label:a=b']) {
      const { code, stderr } = await prorata(['allocate', '--metrics', demo, '--alias', text]);
      assert.equal(code, 2, text);
      assert.match(stderr, /--alias: .*is no alias/);
      assert.match(stderr, /such as team=squad/);
    }
  });
});
