// Prices of a question over HTTP: a what-if, the built-in list, the text of a price file; never a file of the server's.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'node:test';

import { startServe } from '../support/serve.mjs';
import { prorata, scratch } from './support.mjs';

const recording = fileURLToPath(new URL('../../examples/mini.prorata.ndjson.gz', import.meta.url));
const example = fileURLToPath(new URL('../../examples/prices.yaml', import.meta.url));
const files = scratch();
const question = ['--metrics', recording, '--aggregate', 'namespace', '--format', 'json'];

/** A price file of one price, and the same dearer. */
const priced = (core) =>
  `format: prorata.prices/1\ncurrency: USD\nunits: { cpu: core-hour, memory: GiB-hour }\ndefaults: { cpu: ${core}, memory: 0.004 }\n`;

let server;
let whole;
before(async () => {
  const own = files.file('own.yaml');
  writeFileSync(own, priced(0.05));
  server = await startServe([recording], '--prices', own);
  const { stdout } = await prorata(['allocate', ...question, '--prices', own]);
  const { window } = JSON.parse(stdout);
  whole = `${window.start},${window.end}`;
});
after(async () => {
  await server.stop();
  files.remove();
});

async function ask(path, fields, method = 'POST') {
  const body = new URLSearchParams({ window: whole, ...fields });
  const answer =
    method === 'POST'
      ? await fetch(`${server.url}${path}`, { method, body })
      : await fetch(`${server.url}${path}?${body}`);
  return { status: answer.status, text: await answer.text() };
}
const printed = async (verb, ...options) => {
  const { code, stdout, stderr } = await prorata([
    verb,
    ...question.filter((_, i) => verb === 'allocate' || i < 2),
    ...options,
  ]);
  assert.equal(code, 0, stderr);
  return stdout;
};

describe('a question over HTTP', () => {
  const namespaces = { aggregate: 'namespace' };

  it('has the what-if of the command line, by address and by form', async () => {
    const wanted = await printed('allocate', '--prices', files.file('own.yaml'), '--what-if', 'cpu:100,spot:50');
    for (const method of ['GET', 'POST']) {
      const { status, text } = await ask('/v1/allocation', { ...namespaces, whatIf: 'cpu:100,spot:50' }, method);
      assert.equal(status, 200, text);
      assert.equal(text, wanted);
    }
    const plain = await ask('/v1/allocation', namespaces);
    assert.equal(
      plain.text,
      await printed('allocate', '--prices', files.file('own.yaml')),
      'the next one is as before',
    );
  });

  it('has the prices of a file that it sends, and the built-in list', async () => {
    const text = readFileSync(example, 'utf8');
    const counted = (answer) => JSON.parse(answer).rows;
    const sent = await ask('/v1/allocation', { ...namespaces, prices: text });
    assert.equal(sent.status, 200, sent.text);
    assert.deepEqual(counted(sent.text), counted(await printed('allocate', '--prices', example)));
    const both = await ask('/v1/allocation', { ...namespaces, prices: priced(0.1), whatIf: 'ram:25' });
    writeFileSync(files.file('tenth.yaml'), priced(0.1));
    const wanted = await printed('allocate', '--prices', files.file('tenth.yaml'), '--what-if', 'ram:25');
    assert.deepEqual(counted(both.text), counted(wanted));
    const listed = await ask('/v1/allocation', { ...namespaces, prices: 'builtin' });
    assert.equal(listed.text, await printed('allocate', '--prices', 'builtin'));
  });

  it('has them for assets too', async () => {
    const { text } = await ask('/v1/assets', { prices: 'builtin', whatIf: 'cpu:-50', format: 'csv' });
    assert.equal(text, await printed('assets', '--prices', 'builtin', '--what-if', 'cpu:-50', '--format', 'csv'));
  });

  it('reads no file of the server', async () => {
    for (const name of [files.file('own.yaml'), example, '/etc/passwd', 'examples/prices.yaml', '../own.yaml']) {
      for (const path of ['/v1/allocation', '/v1/assets']) {
        const { status, text } = await ask(path, { prices: name });
        assert.equal(status, 400, name);
        const { message, hint } = JSON.parse(text).error;
        assert.match(message, /'prices'/);
        assert.match(hint, /files of the server's disk are not read/);
        assert.doesNotMatch(text, /root:|core-hour/);
      }
    }
  });

  it('says which of its parameters is wrong, and where', async () => {
    for (const [fields, message] of [
      [{ whatIf: 'cpu' }, /'whatIf'/],
      [{ whatIf: 'cpu:5000' }, /'whatIf'.*"cpu:5000" changes no price/],
      [{ prices: priced('dear') }, /'prices'.*prices:4: defaults\.cpu/],
      [{ prices: `a: ${'['.repeat(20_000)}` }, /'prices'/],
    ]) {
      const { status, text } = await ask('/v1/allocation', fields);
      assert.equal(status, 400, text);
      assert.match(JSON.parse(text).error.message, message);
    }
    const { status } = await ask('/allocation', { whatIf: 'cpu:10' });
    assert.equal(status, 400, "OpenCost's paths have no such parameter");
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  });
});
