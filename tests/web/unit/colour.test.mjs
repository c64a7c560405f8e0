import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCode } from '../support/page-code.mjs';

const { assignColours, inkOn, luminance, slotOf, slots } = await pageCode();
const contrast = (a, b) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

test('every colour stands out from both surfaces', () => {
  for (const colour of slots) {
    assert.ok(contrast(colour, '#ffffff') >= 3, colour);
    assert.ok(contrast(colour, '#12161c') >= 2.7, colour);
  }
});
test('text on every colour is readable', () => {
  for (const colour of slots) assert.ok(contrast(colour, inkOn(colour)) >= 4.5, colour);
});
test('the order of names does not matter', () => {
  const names = ['shop', 'search', 'ml', 'ci', 'web', 'auth', 'batch', 'data'];
  const forward = assignColours(names);
  const backward = assignColours([...names].reverse());
  for (const name of names) assert.equal(forward.get(name), backward.get(name));
  assert.equal(new Set(forward.values()).size, slots.length);
});
test('a name alone has the colour of its hash', () => {
  for (const name of ['shop', 'search', 'x']) assert.equal(assignColours([name]).get(name), slots[slotOf(name)]);
});
test('names beyond the palette get none', () => {
  const many = Array.from({ length: 12 }, (_, index) => `namespace-${index}`);
  assert.equal(assignColours(many).size, slots.length);
});
