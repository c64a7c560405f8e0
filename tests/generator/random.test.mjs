import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashInt, kubernetesSuffix, randomFrom, uuid } from '../../examples/generator/random.mjs';

test('the same seed gives the same sequence, for ever', () => {
  const random = randomFrom('seed');
  const drawn = Array.from({ length: 4 }, () => random.integer(0, 999));
  assert.deepEqual(drawn, [785, 529, 923, 818]);
});

test('another seed gives another sequence', () => {
  assert.notEqual(randomFrom('a').next(), randomFrom('b').next());
});

test('integers cover their range evenly and never leave it', () => {
  const random = randomFrom('dice');
  const count = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < 6000; i += 1) count[random.integer(1, 6) - 1] += 1;
  assert.equal(
    count.reduce((a, b) => a + b),
    6000,
  );
  for (const face of count) assert.ok(face > 900 && face < 1100, `${count}`);
});

test('identifiers depend on their text alone', () => {
  assert.equal(uuid('pod'), uuid('pod'));
  assert.match(uuid('pod'), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(kubernetesSuffix('pod', 5), /^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  assert.ok(hashInt('pod') < 2 ** 32);
});
