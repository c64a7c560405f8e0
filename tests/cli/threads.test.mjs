// `--threads`: recordings are read by several threads, and nobody sees it in an answer.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';

import { root } from '../../tools/lib/shell.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(() => files.remove());
const demo = path.join(root, 'examples/demo.prorata.ndjson.gz');
const mini = readFileSync(path.join(root, 'examples/mini.prorata.ndjson.gz'));
const unpacked = gunzipSync(mini).toString();
assert.match(unpacked, /"cluster":"example"/);

/** The same recording of another cluster; `cut`: the second half of the file is missing. */
function clusterOf(name, { packed = true, cut = false } = {}) {
  const text = unpacked.replaceAll('"cluster":"example"', `"cluster":"${name}"`);
  const bytes = packed ? gzipSync(text) : Buffer.from(text);
  const file = files.file(`${name}.prorata.ndjson${packed ? '.gz' : ''}`);
  writeFileSync(file, cut ? bytes.subarray(0, bytes.length >> 1) : bytes);
  return file;
}
const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((name, at) => clusterOf(name, { packed: at % 2 === 0 }));
const cut = clusterOf('cut', { cut: true });
const broken = files.file('broken.ndjson');
writeFileSync(broken, '{"format":\n');

/** What is printed with one thread, with two, and with more than there are recordings. */
async function withThreads(...args) {
  const answers = [];
  for (const threads of ['1', '2', '9', '0']) answers.push(await prorata([...args, '--threads', threads]));
  return answers;
}
const several = (...sources) => sources.flatMap((source) => ['--metrics', source]);

describe('--threads', () => {
  for (const [name, ...args] of [
    ['one recording', 'allocate', ...several(demo), '--aggregate', 'pod', '--format', 'json'],
    ['five recordings', 'allocate', ...several(a, b, c, d, e), '--aggregate', 'cluster,pod', '--format', 'csv'],
    ['their assets', 'assets', ...several(c, b, a), '--format', 'json'],
    ['their diagnostics', 'check', ...several(a, b), '--format', 'json'],
    ['one that is cut among them', 'allocate', ...several(a, cut, b), '--format', 'csv'],
  ]) {
    it(`gives the same bytes: ${name}`, async () => {
      const [one, ...others] = await withThreads(...args);
      assert.ok(one.stdout.length > 200, one.stderr);
      for (const other of others) assert.deepEqual(other, one);
    });
  }

  it('names the first recording that cannot be read, whichever fails first', async () => {
    const gone = files.file('gone.prorata.ndjson');
    const answers = await withThreads('allocate', ...several(a, b, broken, cut, broken));
    for (const { code, stderr } of answers) {
      assert.equal(code, 1, stderr);
      assert.match(stderr, /broken\.ndjson/);
    }
    assert.match((await prorata(['allocate', ...several(gone), '--threads', '2'])).stderr, /gone\.prorata\.ndjson/);
  });

  for (const wrong of ['-1', '257', 'two', '']) {
    it(`refuses ${JSON.stringify(wrong)}`, async () => {
      const { code, stdout, stderr } = await prorata(['allocate', ...several(a), '--threads', wrong]);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /--threads/);
    });
  }

  it('says where there is no recording to read', async () => {
    const { code, stderr } = await prorata(['check', ...several('http://127.0.0.1:9'), '--threads', '2']);
    assert.equal(code, 3);
    assert.match(stderr, /no recording is read; not used: --threads/);
  });
});
