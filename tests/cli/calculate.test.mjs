// Formulas of plans and reviews: what stands in formulas.json, and what is said of wrong words.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { prorata } from './support.mjs';

const { cases } = JSON.parse(readFileSync(new URL('../conformance/formulas.json', import.meta.url), 'utf8'));

function assertNear(got, want, what) {
  if (Array.isArray(want)) {
    assert.equal(got.length, want.length, what);
    want.forEach((each, place) => assertNear(got[place], each, `${what}[${place}]`));
  } else if (typeof want === 'number') {
    const off = Math.abs(got - want);
    assert.ok(off <= 1e-4 * Math.max(1, Math.abs(want)), `${what}: ${got}, by hand ${want}`);
  } else {
    assert.equal(got, want, what);
  }
}

async function calculate(...words) {
  const { code, stdout, stderr } = await prorata(['calculate', ...words, '--format', 'json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

describe('formulas of plans and reviews', () => {
  for (const { id, title, calculations } of cases) {
    it(`${id}, ${title}`, async () => {
      for (const { calculator, given, expected } of calculations) {
        const words = Object.entries(given).map(([field, value]) => `${field}=${value}`);
        const { format, result } = await calculate(calculator, ...words);
        assert.equal(format, 'prorata.calculation/1');
        for (const [name, want] of Object.entries(expected)) assertNear(result[name], want, `${calculator} ${name}`);
      }
    });
  }

  it('has a case for each calculator of the list', async () => {
    const { code, stdout } = await prorata(['calculate']);
    assert.equal(code, 0);
    const listed = [...stdout.matchAll(/^([a-z][\w-]*) {2,}\S/gm)].map(([, name]) => name);
    const tried = cases.flatMap(({ calculations }) => calculations.map(({ calculator }) => calculator));
    assert.deepEqual(listed.sort(), [...new Set(tried)].sort());
  });

  it('weighs samples by their age', async () => {
    // Today weighs twice as much as yesterday, so its 0.4 cores are the 90th percentile; nine days later they are not.
    const { result } = await calculate('vpa-cpu', 'cores=0.1*1440,0.4*1440', 'minutes=1');
    const older = await calculate('vpa-cpu', 'cores=0.4*1440,0.1*12960', 'minutes=1');
    // Bucket edges: 0.01 x (1.05^i - 1) / 0.05, so 0.4 lies in 22 (0.385 to 0.414) and 0.1 in 8 (0.095 to 0.110).
    assert.equal(result.bucket, 22);
    assert.equal(older.result.bucket, 8);
  });

  it('shows the fields of one', async () => {
    const { code, stdout } = await prorata(['calculate', 'budget']);
    assert.equal(code, 0);
    for (const word of ['amount=N', 'thresholds=A,B,…', '(default 50,75,90,100)', 'forecast: ']) {
      assert.ok(stdout.includes(word), word);
    }
  });

  it('prints a table', async () => {
    const { stdout } = await prorata(['calculate', 'rolling', 'replicas=4']);
    assert.match(stdout, /^unavailable +1 replicas\nratio +0\.75\npasses +yes\n/);
  });
});

describe('wrong words for a calculator', () => {
  const wrong = [
    [['budgets'], /there is no calculator "budgets"[\s\S]*did you mean budget\?/],
    [['budget', 'amount=1'], /spent is missing/],
    [['budget', 'amount=1', 'sepnt=2'], /"sepnt=2" is no FIELD=VALUE[\s\S]*fields are amount, spent, elapsed/],
    [['budget', 'amount'], /"amount" is no FIELD=VALUE/],
    [['budget', 'amount=ten'], /amount: "ten" is not a number of 0 or more/],
    [['budget', 'amount=1', 'amount=2'], /amount: it is given more than once/],
    [['budget', 'amount=1', 'spent=1', 'elapsed=0', 'days=30'], /elapsed: "0" is not a number above 0/],
    [['budget', 'amount=1', 'spent=1', 'elapsed=31', 'days=30'], /elapsed is longer than the period/],
    [['gpu', 'price=1', 'hours=1', 'discount=70'], /discount: "70" is not a number from 0 to 1/],
    [['krr', 'cpu=1,2', 'memory=3', 'cpu-request=1', 'memory-request=1'], /as many of both/],
    [['krr-score', 'severities=bad'], /there is none "bad"/],
    [['vpa-cpu', 'cores=1*100001'], /is not 1 to 100,000 values/],
    [['vpa-cpu', 'cores=1,,2'], /cores: "" is not a number/],
    [['anomaly', 'baseline=1,2', 'day=3'], /fewer than seven days/],
    [['zones', 'weights=0,0'], /are all 0/],
    [['health', 'not-ready=maybe'], /neither yes nor no/],
    [['gpu', 'price=1e308', 'gpus=1e10', 'hours=1'], /the result is larger than a number can be/],
    [['audit', 'pods=3', 'unlabelled=4'], /unlabelled is more than pods/],
    [['audit', 'spot-cost=9', 'interruptible-cost=8'], /spot-cost is more than interruptible-cost/],
    [['vpa-cpu', 'cores=1*2.5'], /"1\*2\.5" is not 1 to 100,000 values/],
    [['audit', 'pods=3'], /no check has its facts/],
    [['budget', '--format', 'csv'], /--format: this verb prints table or json/],
  ];
  for (const [words, says] of wrong) {
    it(words.join(' '), async () => {
      const { code, stdout, stderr } = await prorata(['calculate', ...words]);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, says);
    });
  }
});
