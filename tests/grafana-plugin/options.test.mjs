// Options of saved panels, whatever stands in them, and the question that they become.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { replaceVariables } from './host/variables.mjs';
import { panelCode } from './support/code.mjs';

const { readOptions, defaults } = await panelCode('options/options.ts');
const { migrate, changeFrom } = await panelCode('options/migrate.ts');
const { filterOf, keysOf, questionOf, stepFor } = await panelCode('options/question.ts');

const saved = new URL('saved/', import.meta.url);

describe('options of a saved panel', () => {
  for (const name of readdirSync(saved)) {
    it(`of version ${name.replace('.json', '')} are read as they were`, () => {
      const { options } = JSON.parse(readFileSync(new URL(name, saved), 'utf8'));
      const migrated = migrate({ options });
      assert.deepEqual(migrated, migrate({ options: migrated }), 'twice is once');
      const read = readOptions(migrated);
      assert.equal(read.kind, 'read');
      // The first panels had one mode, which nothing named.
      assert.deepEqual(read.options, { ...defaults, ...options, setUp: { ...defaults.setUp, ...options.setUp } });
    });
  }

  for (const nothing of [undefined, null, {}]) {
    it(`that are ${JSON.stringify(nothing)} take the defaults`, () => {
      assert.deepEqual(readOptions(nothing), { kind: 'read', options: defaults });
    });
  }

  const nonsense = {
    view: 'pie',
    groupBy: 'namespace',
    filter: 7,
    idle: true,
    method: 'guess',
    step: '3h',
    prices: {},
    limit: -1,
    columns: ['price'],
    hideEmpty: 1,
    click: '',
    whatIf: 'yes',
    flowFrom: 'moon',
    legend: null,
    style: [],
    setUp: { mode: 'guess' },
    cluster: ['a'],
  };
  for (const [option, value] of Object.entries(nonsense)) {
    it(`name ${option} where it means nothing`, () => {
      const read = readOptions({ [option]: value });
      assert.equal(read.kind, 'bad');
      assert.deepEqual(
        read.problems.map((problem) => problem.option),
        [option],
      );
      assert.notEqual(read.problems[0].wanted, '');
    });
  }
  for (const odd of [[], 'x', 7, { groupBy: [] }, { limit: 1.5 }, { limit: 1e9 }, { groupBy: ['a', 1] }]) {
    it(`are refused: ${JSON.stringify(odd)}`, () => assert.equal(readOptions(odd).kind, 'bad'));
  }

  it('survive the migration whatever they are', () => {
    for (const odd of [undefined, null, 7, 'x', [], { view: 'pie' }]) {
      assert.deepEqual(migrate({ options: odd }), typeof odd === 'object' && odd && !Array.isArray(odd) ? odd : {});
    }
    assert.equal(changeFrom('timeseries').view, 'series');
    assert.equal(changeFrom('nobody-knows-panel').view, 'table');
    assert.equal(changeFrom('constructor').view, 'table');
  });
});

describe('variables of a dashboard', () => {
  const replace = replaceVariables({
    namespace: ['shop', 'data'],
    one: 'a"b\\c',
    all: ['$__all'],
    any: '.*',
    by: ['namespace', 'label:team'],
    none: [],
  });
  const interpolate = (text, format) => replace(text, undefined, format);
  for (const [filter, expected] of [
    ['', ''],
    ['namespace:"shop"', 'namespace:"shop"'],
    ['namespace:$namespace', 'namespace:"shop","data"'],
    ['namespace:"$namespace"', 'namespace:"shop","data"'],
    ['namespace:"${namespace}"+node!:"n1"', 'namespace:"shop","data"+node!:"n1"'],
    ['pod:[[one]]', 'pod:"a\\"b\\\\c"'],
    ['namespace:$all+node:"n1"', 'node:"n1"'],
    ['namespace:$any', ''],
    ['namespace:$none', ''],
    ['namespace:"a+b"+pod:$namespace', 'namespace:"a+b"+pod:"shop","data"'],
    ['namespace:$unknown', 'namespace:$unknown'],
  ]) {
    it(`make ${filter || 'nothing'} a filter`, () => assert.equal(filterOf(filter, interpolate), expected));
  }
  it('make keys', () => {
    assert.deepEqual(keysOf(['$by', 'pod'], interpolate), ['namespace', 'label:team', 'pod']);
    assert.deepEqual(keysOf(['namespace', 'namespace', ' '], interpolate), ['namespace']);
  });
});

describe('the question of a panel', () => {
  const hour = 3_600_000;
  const ask = (options, more = {}) =>
    questionOf({
      options: { ...defaults, ...options },
      place: { by: ['namespace'], filter: '' },
      lengthMs: 24 * hour,
      timeZone: () => 'zone',
      prices: null,
      ...more,
    });
  it('is for the whole range, or for each step', () => {
    const plain = { aggregate: ['namespace'], idle: 'separate', method: 'interval' };
    assert.deepEqual(ask({}), { ...plain, step: 'window' });
    assert.deepEqual(ask({ view: 'series' }), { ...plain, step: '1h', timeZone: 'zone', limit: 20 });
    assert.deepEqual(ask({ view: 'treemap', limit: 500 }), { ...plain, step: 'window', limit: 60 });
    assert.deepEqual(ask({}, { prices: {}, place: { by: ['pod'], filter: 'x' } }), {
      ...plain,
      aggregate: ['pod'],
      step: 'window',
      filter: 'x',
      prices: {},
    });
  });
  it('has steps that fit the range', () => {
    assert.equal(stepFor('auto', 72 * hour), '1h');
    assert.equal(stepFor('auto', 73 * hour), '1d');
    assert.equal(stepFor('auto', 94 * 24 * hour), '1w');
    assert.equal(stepFor('1mo', hour), '1mo');
  });
});
