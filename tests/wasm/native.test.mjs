// The module below the package's classes: what it does with calls that they never make.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';

import createModule from '../../wasm/client/dist/prorata.mjs';

let module;
before(async () => {
  const wasm = await readFile(new URL('../../wasm/client/dist/prorata.wasm', import.meta.url));
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength);
  module = await createModule({ wasmBinary });
});

const call = (session, verb, takes = null) => JSON.parse(module.call(session, verb, JSON.stringify(takes)));

describe('the module', () => {
  it('says its version', () => assert.match(call(0, 'version').value, /^\d+\.\d+\.\d+$/));

  it('survives that there is no room', () => {
    const session = call(0, 'open').value;
    for (const size of [0x80000000, 0xc0000000, 0xffff0000, 0xffffffff]) assert.equal(module.reserve(session, size), 0);
    assert.notEqual(module.reserve(session, 1000), 0);
    assert.deepEqual(call(session, 'plan'), { ok: true, value: [] });
    assert.deepEqual(call(session, 'close'), { ok: true, value: null });
  });

  it('refuses calls that there are not, and answers that there are not', () => {
    const session = call(0, 'open').value;
    assert.equal(call(session, 'dance').error.code, 'internal');
    assert.equal(call(session, 'ingest').error.message, '"id" is missing, expected a text');
    assert.equal(call(session, 'end', { handle: 3 }).error.code, 'internal');
    assert.equal(JSON.parse(module.write(session, 3)).error.code, 'internal');
    assert.equal(JSON.parse(module.call(session, 'allocate', '{"aggregate":')).error.code, 'bad-usage');
    call(session, 'close');
  });
});
