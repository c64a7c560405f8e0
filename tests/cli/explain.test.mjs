// A derivation must be what its number is made of: whoever multiplies, rounds and adds what it says gets the number.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';

import { prorata } from './support.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));
const kDigits = 9;

/** Whole billionths of a decimal text. */
function nano(text) {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  return BigInt(sign + whole + fraction.padEnd(kDigits, '0'));
}

/** Nearest whole number, ties to even; without the trick that the engine uses. */
function roundHalfEven(value) {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return BigInt(rest < 0.5 ? below : below + 1);
  return BigInt(below % 2 === 0 ? below : below + 1);
}

/** Numbers stay the texts that they were written as: a double would round the money. */
async function answer(verb, ...options) {
  const { code, stdout, stderr } = await prorata([verb, '--metrics', demo, ...options, '--format', 'json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout.replaceAll(/"(\w*(?:[cC]ost|Received|Containers|part))":(-?[\d.]+)/g, '"$1":"$2"'));
}

/** Adds up a derivation by its own words. */
function addUp(derivation) {
  let total = 0n;
  for (const term of derivation.terms) {
    let own = 0n;
    for (const hour of term.hours) {
      assert.equal(nano(hour.cost), roundHalfEven(hour.amount * hour.rate), `${term.pod} ${term.what} ${hour.start}`);
      own += nano(hour.part ?? hour.cost);
    }
    assert.equal(own, nano(term.ownCost), `${term.pod} ${term.what}`);
    total += own - nano(term.chargedToContainers ?? '0') + nano(term.idleReceived ?? '0');
  }
  assert.equal(total, nano(derivation.totalCost));
  return total;
}

describe('explain', () => {
  for (const idle of ['separate', 'share']) {
    it(`is what each row of an answer is made of, idle ${idle}`, async () => {
      const { rows } = await answer('allocate', '--aggregate', 'namespace', '--idle', idle);
      assert.ok(rows.length > 8);
      for (const { name, totalCost } of rows.slice(0, 6)) {
        const derivation = await answer('explain', '--of', `namespace=${name}`, '--idle', idle);
        assert.equal(addUp(derivation), nano(totalCost), name);
      }
    });
  }

  it('takes several conditions, and labels', async () => {
    const { rows } = await answer('allocate', '--aggregate', 'namespace,container');
    const row = rows.find(({ key }) => key.namespace === 'search');
    const of = ['--of', `namespace=${row.key.namespace}`, '--of', `container=${row.key.container}`];
    assert.equal(addUp(await answer('explain', ...of)), nano(row.totalCost));
    const teams = await answer('allocate', '--aggregate', 'label:team');
    const team = teams.rows.find(({ kind }) => kind === 'workload');
    assert.equal(addUp(await answer('explain', '--of', `label:team=${team.name}`)), nano(team.totalCost));
  });

  it('names what it cannot find, and what it cannot read', async () => {
    const lost = await prorata(['explain', '--metrics', demo, '--of', 'namespace=nowhere']);
    assert.equal(lost.code, 1);
    assert.match(lost.stderr, /nothing with a cost meets namespace:"nowhere"/);
    const unread = await prorata(['explain', '--metrics', demo, '--of', 'namespace']);
    assert.equal(unread.code, 2);
    assert.match(unread.stderr, /--of: "namespace" names nothing\n.*KEY=VALUE/);
  });
});
