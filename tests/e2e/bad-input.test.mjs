// Questions that mean nothing, asked by the command line, the TypeScript client and over HTTP: each says which part of it
// is wrong, in the same words, and what to do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { loadEngine, loadRecording } from '@prorata/engine';

import { prorata } from '../cli/support.mjs';
import { startServe } from '../support/serve.mjs';

const recording = fileURLToPath(new URL('../../examples/mini.prorata.ndjson.gz', import.meta.url));
const terms = Array.from({ length: 10_000 }, (_, i) => `pod:"${i.toString(36)}"`);
const hour = (at) => `2026-03-02T0${at}:00:00Z`;

let engine;
let session;
let server;
before(async () => {
  engine = await loadEngine();
  session = await engine.open();
  await loadRecording(session, new Uint8Array(readFileSync(recording)));
  server = await startServe([recording]);
});
after(() => server.stop());

/** Options as they are called on the command line: `idleBy` is `--idle-by`. */
const optionsOf = (fields) =>
  Object.entries(fields).flatMap(([name, value]) => [
    `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ]);
/** A list where the client has one. */
const kLists = { aggregate: (text) => text.split(','), share: (text) => [text] };
const questionOf = (fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, kLists[name]?.(value) ?? value]));

async function byCommandLine(fields) {
  const { code, stdout, stderr } = await prorata([
    ...['allocate', '--metrics', recording, '--format', 'json'],
    ...optionsOf(fields),
  ]);
  return code === 0 ? { answer: JSON.parse(stdout) } : { code, message: stderr };
}
async function byClient({ window, ...fields }) {
  try {
    if (window !== undefined) await engine.open({ window, nowMs: Date.UTC(2026, 2, 2, 8) });
    return { answer: await session.allocate(questionOf(fields)) };
  } catch ({ code, message, hint, where }) {
    return { code, message, hint, where };
  }
}
async function overHttp(fields) {
  const body = new URLSearchParams({ window: `${hour(0)},${hour(8)}`, ...fields });
  const answer = await fetch(`${server.url}/v1/allocation`, { method: 'POST', body });
  const { error, ...rest } = await answer.json();
  return answer.ok ? { answer: rest } : { ...error, code: answer.status };
}

describe('is refused everywhere, by name and with what to do', () => {
  for (const [name, fields, said] of [
    ['an empty window', { window: `${hour(1)},${hour(1)}` }, /window.*is empty/s],
    ['a window that ends before it begins', { window: `${hour(3)},${hour(1)}` }, /window.*ends before it begins/s],
    ['a window of no length', { window: '0d' }, /window.*empty or longer/s],
    ['a window in no words', { window: 'soon' }, /window.*"soon"/s],
    ['an unknown key', { aggregate: 'colour' }, /aggregate.*"colour" is no aggregation key/],
    ['a filter that breaks off', { filter: 'namespace:' }, /filter, column 11: expected a value/],
    ['a filter with an unknown field', { filter: 'colour:"red"' }, /filter, column 1/],
    ['a filter of 2,000 terms', { filter: terms.slice(0, 2000).join('|') }, /filter.*more than 1000 conditions/],
    ['a filter of 10,000 levels', { filter: '('.repeat(10_000) }, /filter.*more than 100 levels/],
    ['a step that is none', { step: 'often' }, /step.*"often"/],
    ['a method that is none', { method: 'guess' }, /method.*"guess"/],
    ['idle by what is none', { idleBy: 'pod' }, /idle.?[bB]y|way to net idle/],
    ['a share rule that is none', { share: 'everything' }, /share.*everything/s],
    ['a coefficient above one', { idleCoefficients: 'cpu=2' }, /idle-?[cC]oefficients.*cpu=2/s],
  ]) {
    it(name, async () => {
      const [cli, client, http] = [await byCommandLine(fields), await byClient(fields), await overHttp(fields)];
      assert.equal(cli.code, 2, JSON.stringify(cli).slice(0, 300));
      assert.equal(client.code, 'bad-usage', JSON.stringify(client).slice(0, 300));
      assert.equal(http.code, 400);
      for (const { message } of [cli, client, http]) assert.match(message, said);
      // The second line of what is printed.
      assert.ok(cli.message.split('\n')[1].startsWith('  ') && client.hint !== '' && http.hint !== '');
    });
  }

  it('an unknown field, with those there are', async () => {
    const fields = { colour: 'red' };
    const cli = await byCommandLine(fields);
    assert.equal(cli.code, 2);
    assert.match(cli.message, /no option --colour/);
    const client = await byClient(fields);
    assert.deepEqual([client.code, client.where], ['bad-usage', 'colour']);
    assert.match(client.hint, /aggregate, step/);
    const http = await overHttp(fields);
    assert.equal(http.code, 400);
    assert.match(http.message, /no parameter 'colour'/);
  });

  it('a filter of 10,000 terms', async () => {
    const fields = { filter: terms.join('|') };
    for (const ask of [byCommandLine, byClient]) assert.match((await ask(fields)).message, /more than 1000 conditions/);
    const { code, message, hint } = await overHttp(fields);
    assert.equal(code, 413, 'more than a form may have');
    assert.match(message, /64 KiB/);
    assert.match(hint, /of a 'filter', name several values in one condition/);
  });

  it('a shard of the nodes, in a format that is of all of them', async () => {
    const options = ['--format', 'focus', '--shard', '1/2'];
    const { code, stderr } = await prorata(['allocate', '--metrics', recording, ...options]);
    assert.equal(code, 2);
    assert.match(stderr, /FOCUS is of a whole answer.*\n.*leave the shard out/);
  });
});

describe('is answered, and the answer says what it is worth', () => {
  for (const [name, fields, id] of [
    ['a rule that matches nothing', { share: 'namespace:"nobody"' }, 'share-matches-nothing'],
    ['a label that is not exported', { aggregate: 'label:nope' }, 'label-not-found'],
  ]) {
    it(name, async () => {
      for (const ask of [byCommandLine, byClient, overHttp]) {
        const { answer } = await ask(fields);
        const found = answer.diagnostics.find((each) => each.id === id);
        assert.ok(found?.message && found.fix, ask.name);
      }
    });
  }

  it('a step longer than the window: one step, which is said', async () => {
    const fields = { step: '1mo' };
    for (const ask of [byCommandLine, byClient, overHttp]) {
      const { answer } = await ask(fields);
      assert.equal(answer.steps.length, 1);
      assert.ok(answer.diagnostics.some(({ id }) => id === 'step-longer-than-window'));
    }
  });

  it('a filter of a million letters', async () => {
    const { answer } = await byClient({ filter: `pod:"${'x'.repeat(1e6)}"`, idle: 'hide' });
    assert.equal(answer.rowCount, 0);
    const { code, message } = await overHttp({ filter: `pod:"${'x'.repeat(1e6)}"` });
    assert.equal(code, 413);
    assert.match(message, /64 KiB/);
  });
});
