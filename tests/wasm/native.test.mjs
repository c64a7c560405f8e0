// The module below the package's classes: what it does with calls that they never make.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';

import { withCustom, withMemoryOf } from '../../tools/lib/wasm-file.mjs';
import { loadModule } from '../../wasm/client/dist/load.js';

const bytesOf = (file) => readFile(new URL(`../../wasm/client/dist/${file}`, import.meta.url));

let engine;
let module;
before(async () => {
  engine = await loadModule(new Uint8Array(await bytesOf('prorata.wasm')).buffer);
  module = engine.module;
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

/** A program of nothing, and one that imports what no engine has. */
const kEmpty = Buffer.from('0061736d01000000', 'hex');
const kStranger = Buffer.concat([
  kEmpty,
  Buffer.from('010401600000', 'hex'),
  Buffer.from('021001', 'hex'),
  Buffer.from('\x05first\x06nobody\x00\x00'),
]);

describe('the part that is loaded later', () => {
  const packed = () => call(call(0, 'open').value, 'packAnswer', { aggregate: ['namespace'] });
  const completing = (files) => engine.complete(new WebAssembly.Module(files));

  it('is not there before, and says so', () => {
    assert.throws(packed, { message: 'A part of the engine is not loaded yet.' });
  });

  it('comes with the program of files, and only with that of its own version', async () => {
    await assert.rejects(completing(kEmpty), { message: 'The program of files lacks "prorata.later".' });
    const strange = withCustom(kEmpty, 'prorata.later', kStranger);
    await assert.rejects(completing(strange), { message: 'prorata.wasm and files.wasm are of different versions.' });
    const files = await bytesOf('files.wasm');
    // Of a build that differs in nothing but data: the same imports but for the memory's name.
    const [later] = WebAssembly.Module.customSections(new WebAssembly.Module(files), 'prorata.later');
    const neighbour = withCustom(kEmpty, 'prorata.later', withMemoryOf(Buffer.from(later), '0123456789ab'));
    await assert.rejects(completing(neighbour), { message: 'prorata.wasm and files.wasm are of different versions.' });
    await completing(files);
    await completing(files);
    assert.equal(packed().error.code, 'bad-usage'); // an answer of that part: nothing was fetched
  });
});
