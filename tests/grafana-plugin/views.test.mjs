// What views make of answers, as far as it needs no browser: order of lines, bands of the flow, prices that are tried.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { panelCode } from './support/code.mjs';

const { layoutFlow, bandPath } = await panelCode('views/flow.ts');
const { Digest } = await panelCode('engine/digest.ts');
const { problemOf } = await panelCode('engine/problem.ts');
const { whatIfFile, builtIn } = await panelCode('prices/what-if.ts');

describe('the cost flow', () => {
  const links = [
    { from: 'CPU', to: 'shop', value: 3 },
    { from: 'CPU', to: 'idle', value: 1 },
    { from: 'Memory', to: 'shop', value: 2 },
    { from: 'Memory', to: 'idle', value: -5 },
    { from: 'GPU', to: 'shop', value: 0 },
  ];
  it('has bars as high as their bands', () => {
    const { from, to, bands } = layoutFlow(links, 100, 4);
    const scale = (100 - 4) / 6;
    assert.deepEqual(from, [
      { name: 'CPU', y: 0, height: 4 * scale },
      { name: 'Memory', y: 4 * scale + 4, height: 2 * scale },
    ]);
    assert.deepEqual(
      to.map(({ name, height }) => [name, height]),
      [
        ['shop', 5 * scale],
        ['idle', scale],
      ],
    );
    assert.equal(bands.length, 3, 'nothing is drawn of what is not above zero');
    assert.equal(bands[2].toY, 3 * scale, 'below the band before it');
  });
  it('is empty where there is nothing to draw, or no room', () => {
    for (const [what, height] of [
      [[], 100],
      [links.slice(3), 100],
      [links, 3],
    ]) {
      assert.deepEqual(layoutFlow(what, height, 4), { from: [], to: [], bands: [] });
    }
  });
  it('draws closed shapes', () => {
    const [band] = layoutFlow(links, 100, 4).bands;
    assert.match(bandPath(band, 10, 90), /^M10 0C50 0 50 0 90 0L90 48C50 48 50 48 10 48Z$/);
  });
});

describe('the digest', () => {
  const of = (...numbers) => {
    const digest = new Digest();
    digest.add(Float64Array.from(numbers));
    return digest.text;
  };
  it('tells contents, order and length apart', () => {
    const texts = [of(), of(0), of(0, 0), of(1), of(1, 2), of(2, 1), of(-0), of(NaN), of(0, 1), of(1, 0)];
    assert.equal(new Set(texts).size, texts.length);
    assert.equal(of(1, 2, 3), of(1, 2, 3));
  });
  it('does not repeat over many small differences', () => {
    const texts = Array.from({ length: 20_000 }, (_, number) => of(number, 1));
    assert.equal(new Set(texts).size, texts.length);
  });
});

describe('problems', () => {
  it('say what happened and what to do', () => {
    const problem = problemOf({ code: 'bad-usage', message: 'no', hint: 'do' });
    assert.deepEqual([problem.message, problem.hint, problem.canRetry], ['no', 'do', false]);
    assert.equal(problemOf({ code: 'internal', message: 'x' }).canRetry, true);
    assert.equal(problemOf('thrown text').message, 'thrown text');
    assert.equal(problemOf(null).message, 'null');
  });
});

describe('prices that are tried', () => {
  it('stand before every other price of every node', () => {
    const file = whatIfFile(builtIn, 'EUR');
    assert.deepEqual(file.nodes, [builtIn]);
    assert.equal(file.currency, 'EUR');
  });
});
