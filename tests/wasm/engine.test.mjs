// The built package in Node against a real Prometheus: answers, columns, reports, errors.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';

import { loadEngine, ProrataError, runPlan } from '@prorata/engine';

import { noticeTexts } from '../../wasm/client/dist/notice-texts.mjs';
import { startSpine } from '../support/spine.mjs';

let server;
let engine;
let session;

before(async () => {
  server = await startSpine();
  engine = await loadEngine();
  session = await engine.open({ window: server.window, nowMs: server.nowMs, cluster: 'spine' });
  await runPlan(session, { url: server.url });
});
after(() => server.stop());

const sum = (column) => column.nano.reduce((total, nano) => total + nano, 0n);

async function rejected(promise) {
  try {
    await promise;
  } catch (problem) {
    assert.ok(problem instanceof ProrataError, String(problem));
    return problem;
  }
  return assert.fail('nothing was rejected');
}

describe('allocate', () => {
  it('conserves: rows add up to the totals and to what the nodes cost', async () => {
    const { columns, totals, assetCost, remainder } = await session.allocate();
    assert.ok(sum(columns.totalCost) > 0n);
    assert.equal(sum(columns.totalCost), totals.totalCost.nano[0]);
    assert.equal(sum(columns.totalCost), assetCost.nano[0]);
    assert.equal(remainder.nano[0], 0n);
  });

  it('gives columns of one length, with units beside whole numbers', async () => {
    const { rowCount, names, kinds, keys, columns, digits } = await session.allocate({
      aggregate: ['namespace', 'pod'],
    });
    assert.equal(names.length, rowCount);
    assert.equal(kinds.length, rowCount);
    assert.ok(keys.every((parts) => parts.length === 2));
    for (const [name, column] of Object.entries(columns)) {
      const lengths = column instanceof Float64Array ? [column.length] : [column.units.length, column.nano.length];
      assert.deepEqual(new Set(lengths), new Set([rowCount]), name);
    }
    const scale = 10 ** digits;
    columns.totalCost.nano.forEach((nano, row) => assert.equal(columns.totalCost.units[row], Number(nano) / scale));
  });

  it('cuts steps whose costs add up to each row', async () => {
    const { steps, stepCost, stepTotals, columns, rowCount } = await session.allocate({ step: '1h' });
    assert.equal(steps.length, 8);
    assert.equal(stepCost.nano.length, rowCount * steps.length);
    for (let row = 0; row < rowCount; row += 1) {
      const parts = stepCost.nano.slice(row * steps.length, (row + 1) * steps.length);
      assert.equal(
        parts.reduce((total, nano) => total + nano, 0n),
        columns.totalCost.nano[row],
      );
    }
    assert.equal(sum(stepTotals), sum(columns.totalCost));
  });

  it('shares idle without changing the total', async () => {
    const separate = await session.allocate();
    const shared = await session.allocate({ idle: 'share' });
    assert.ok(separate.kinds.includes('idle'));
    assert.equal(sum(shared.columns.totalCost), sum(separate.columns.totalCost));
  });

  it('doubles with doubled prices', async () => {
    const prices = (cpu, memory) => ({
      format: 'prorata.prices/1',
      currency: 'USD',
      units: { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour' },
      defaults: { cpu, memory, gpu: '0' },
    });
    const one = await session.allocate({ prices: prices('1', '0.5') });
    const two = await session.allocate({ prices: prices('2', '1') });
    assert.equal(two.assetCost.nano[0], 2n * one.assetCost.nano[0]);
  });

  it('takes chargeWaiting as true or false only', async () => {
    const charged = await session.allocate({ chargeWaiting: true });
    assert.deepEqual(charged.columns.totalCost.nano, (await session.allocate()).columns.totalCost.nano);
    assert.ok(await session.allocate({ chargeWaiting: false }));
    await assert.rejects(session.allocate({ chargeWaiting: 'maybe' }), /chargeWaiting/);
  });

  it('filters rows and says so', async () => {
    const { names, filtered } = await session.allocate({ filter: 'namespace:"shop"', idle: 'hide' });
    assert.deepEqual(names, ['shop']);
    assert.equal(filtered, true);
  });

  it('hands out copies: a later answer leaves an earlier one alone', async () => {
    const { columns } = await session.allocate();
    const kept = [...columns.totalCost.nano];
    await session.allocate({ aggregate: ['pod'], step: '1h' });
    assert.deepEqual([...columns.totalCost.nano], kept);
  });
});

describe('assets and diagnostics', () => {
  it('lists nodes with hours, prices and idle cost', async () => {
    const { names, totalCost, hours, priceSources } = await session.assets();
    const { assetCost } = await session.allocate();
    assert.ok(names.includes('general-a'));
    assert.equal(sum(totalCost), assetCost.nano[0]);
    assert.ok(hours.every((value) => value > 0 && value <= 8));
    assert.ok(priceSources.every((source) => source.length > 0));
  });

  it('says what it noticed', async () => {
    const diagnostics = await session.diagnostics();
    for (const { id, severity, message, count } of diagnostics) {
      assert.match(id, /^[a-z-]+$/);
      assert.ok(['info', 'warning', 'error'].includes(severity));
      assert.ok(message.length > 0 && count > 0);
    }
  });

  it('says of them what a report says, and has words for each that is documented', async () => {
    const { diagnostics } = await session.allocate();
    const words = (list) => list.map(({ id, severity, message, fix }) => ({ id, severity, message, fix }));
    assert.ok(diagnostics.length > 0);
    assert.deepEqual(words(diagnostics), words(JSON.parse(await session.report('json')).diagnostics));
    const documented = [
      ...readFileSync(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8').matchAll(/^\| \[`([a-z-]+)`\]/gm),
    ];
    assert.ok(documented.length > 80);
    for (const [, id] of documented) assert.ok(noticeTexts[id]?.[0], id);
  });

  it('writes reports as text', async () => {
    const json = JSON.parse(await session.report('json'));
    assert.equal(typeof json, 'object');
    assert.match(await session.report('table'), /__idle__/);
    assert.match(await session.report('csv', { step: '1d' }), /^start,end,/);
  });
});

describe('errors', () => {
  const wrong = [
    ['a window that means nothing', (e) => e.open({ window: '7x', nowMs: 0 }), 'bad-usage'],
    ['a missing time', (e) => e.open({ window: '7d' }), 'bad-usage'],
    ['an unknown key', (_, s) => s.allocate({ aggregate: ['colour'] }), 'bad-usage'],
    ['a filter that does not parse', (_, s) => s.allocate({ filter: 'namespace:' }), 'bad-usage'],
    [
      'a negative price',
      (_, s) =>
        s.allocate({
          prices: { format: 'prorata.prices/1', currency: 'USD', units: { cpu: 'core-hour' }, defaults: { cpu: '-1' } },
        }),
      'bad-usage',
    ],
    [
      'a price without its unit',
      (_, s) =>
        s.allocate({ prices: { format: 'prorata.prices/1', currency: 'USD', units: {}, defaults: { cpu: '1' } } }),
      'bad-usage',
    ],
    ['a format that does not exist', (_, s) => s.report('pdf'), 'bad-usage'],
    ['a request that was not planned', (_, s) => s.ingest('nothing', 7), 'bad-usage'],
  ];
  for (const [name, work, code] of wrong) {
    it(`names ${name}`, async () => {
      const problem = await rejected(work(engine, session));
      assert.equal(problem.code, code);
      assert.ok(problem.message.length > 0);
    });
  }

  it('refuses questions to a session without data', async () => {
    const empty = await engine.open();
    assert.equal((await rejected(empty.allocate())).code, 'bad-usage');
    await empty.close();
    assert.match((await rejected(empty.allocate())).message, /closed/);
  });

  it('reads hostile answers without harm', async () => {
    const open = () => engine.open({ window: '1h', nowMs: server.nowMs });
    for (const body of [
      '<html>login</html>',
      '{"status":"success","data":{"resultType":"vector","result":[',
      '[]',
      '\0\0',
      '{"status":',
    ]) {
      const one = await open();
      const [request] = await one.plan();
      const writer = await one.ingest(request.id, request.chunk);
      const problem = await rejected(
        (async () => {
          await writer.write(new TextEncoder().encode(body));
          await writer.end();
        })(),
      );
      assert.equal(problem.code, 'bad-input', body);
      await one.close();
    }
  });
});

describe('the build', () => {
  it('needs no eval', async () => {
    const glue = await readFile(new URL('../../wasm/client/dist/prorata.mjs', import.meta.url), 'utf8');
    assert.doesNotMatch(glue, /\beval\(|new Function\b/);
  });
});

describe('explain', () => {
  it('derives what an answer says, whole or in its largest terms', async () => {
    const { names, columns } = await session.allocate();
    const shop = await session.explain('namespace:"shop"');
    assert.equal(shop.totalCost, columns.totalCost.units[names.indexOf('shop')]);
    assert.ok(shop.terms.every(({ hours }) => hours.length > 0));
    const largest = await session.explain('namespace:"shop"', {}, 3);
    assert.equal(largest.totalCost, shop.totalCost);
    assert.equal(largest.moreTerms, shop.terms.length - 3);
    assert.deepEqual(
      largest.terms,
      shop.terms.slice(0, 3).map(({ hours: _, ...term }) => term),
    );
    const hourMs = 3_600_000;
    const hourly = await session.allocate({ step: '1h' });
    const { startMs } = hourly.steps[2];
    const hour = await session.explain('namespace:"shop"', {}, 0, startMs + hourMs - 1);
    assert.equal(Date.parse(hour.start), startMs);
    assert.equal(hour.totalCost, hourly.stepCost.units[hourly.names.indexOf('shop') * hourly.steps.length + 2]);
    assert.equal((await rejected(session.explain('namespace:"shop"', {}, 0, startMs - 3 * hourMs))).where, 'at');
    const { code, where } = await rejected(session.explain('colour:"blue"'));
    assert.equal(code, 'bad-usage', where);
  });
});
