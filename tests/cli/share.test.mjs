// Rules to share costs, as a user writes them.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';

import { prorata } from './support.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));
const ask = (...options) => prorata(['allocate', '--metrics', demo, '--format', 'json', ...options]);

describe('--share', () => {
  it('says what a rule finds nothing of, among the other diagnostics by id', async () => {
    const { stdout } = await ask('--share', 'namespace:"nobody"');
    const ids = JSON.parse(stdout).diagnostics.map(({ id }) => id);
    assert.ok(ids.includes('share-matches-nothing'));
    assert.deepEqual(ids, [...ids].sort());
  });

  it('refuses what is no rule, with what to write', async () => {
    for (const rule of ['namespace', '7/year', 'namespace:"a" by luck']) {
      const { code, stderr } = await ask('--share', rule);
      assert.equal(code, 2, rule);
      assert.match(stderr, /--share/);
    }
  });
});
