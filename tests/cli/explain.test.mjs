// A derivation must be what its number is made of: whoever multiplies, rounds and adds what it says gets the number.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';

import { prorata } from './support.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));
const prices = fileURLToPath(new URL('../../examples/prices.yaml', import.meta.url));
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

/** Numbers stay the texts that they were written as: a double would round the money and long weights. */
async function answer(verb, ...options) {
  const { code, stdout, stderr } = await prorata([verb, '--metrics', demo, ...options, '--format', 'json']);
  assert.equal(code, 0, stderr);
  const exact = /"(\w*(?:[cC]ost|Received|Containers|part|pool|portion|whole|given|weights?))":(-?[\d.]+)/g;
  return JSON.parse(stdout.replaceAll(exact, '"$1":"$2"'));
}

/** Whole units of `total` by weight: what division leaves over goes, one each, to the largest remainders. */
function divided(total, weights) {
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  const sign = total < 0n ? -1n : 1n;
  const parts = weights.map((weight) => (total * sign * weight) / sum);
  const remainder = (place) => (total * sign * weights[place]) % sum;
  const order = [...weights.keys()].sort(
    (a, b) => Number(remainder(b) > remainder(a)) - Number(remainder(b) < remainder(a)),
  );
  const left = total * sign - parts.reduce((all, part) => all + part, 0n);
  for (const place of order.slice(0, Number(left))) parts[place] += 1n;
  return parts.map((part) => part * sign);
}
/** Whether the parts are what `divided` gives; of equal remainders any may have the unit that is left. */
function isDivided(total, weights, parts) {
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  const sign = total < 0n ? -1n : 1n;
  const cut = weights.map((weight) => (total * sign * weight) / sum);
  const rests = weights.map((weight) => (total * sign * weight) % sum);
  const more = parts.map((part, place) => part * sign - cut[place]);
  assert.ok(more.every((units) => units === 0n || units === 1n));
  assert.equal(
    parts.reduce((all, part) => all + part, 0n),
    total,
  );
  const least = rests.filter((_, place) => more[place] === 1n);
  const most = rests.filter((_, place) => more[place] === 0n);
  assert.ok(least.every((rest) => most.every((other) => other <= rest)));
}
const sorted = (numbers) => [...numbers].sort((a, b) => Number(a - b));
function grouped(all, key) {
  const groups = new Map();
  for (const each of all) groups.set(key(each), [...(groups.get(key(each)) ?? []), each]);
  return groups;
}

/** Of everything that was shared: every pool is divided again. Gives how many receivers that were. */
function divideAgain(derivation) {
  const received = derivation.terms.flatMap((term) =>
    (term.received ?? []).map((each) => ({ ...each, namespace: term.namespace, what: term.what })),
  );
  for (const pool of grouped(received, ({ from, what, start }) => `${from} ${what} ${start}`).values()) {
    const { method, namespaces, whole, coefficient, pool: money } = pool[0];
    if (whole !== undefined) assert.equal(nano(money), roundHalfEven(Number(nano(whole)) * coefficient));
    const groups = method === 'even' ? [...grouped(pool, ({ namespace }) => namespace).values()] : [pool];
    const portions = groups.map(([{ portion }]) => nano(method === 'even' ? portion : money));
    if (method === 'even') {
      assert.equal(groups.length, namespaces);
      assert.deepEqual(
        sorted(portions),
        sorted(
          divided(
            nano(money),
            groups.map(() => 1n),
          ),
        ),
      );
    }
    groups.forEach((group, place) => {
      const weights = group.map(({ weight }) => BigInt(weight));
      assert.equal(
        weights.reduce((all, weight) => all + weight),
        BigInt(group[0].weights),
      );
      isDivided(
        portions[place],
        weights,
        group.map(({ cost }) => nano(cost)),
      );
    });
  }
  return received.length;
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
    let cost = own - nano(term.chargedToContainers ?? '0');
    for (const { portion, pool, weight, weights, cost: part } of term.received ?? []) {
      const exact = nano(portion ?? pool) * BigInt(weight);
      const off = nano(part) * BigInt(weights) - exact;
      assert.ok(off < BigInt(weights) && off > -BigInt(weights), 'less than a unit off');
      cost += nano(part);
    }
    // Idle that nobody receives is what is left, not what was received.
    if (term.kind === 'idle') cost += nano(term.idleReceived ?? '0');
    cost -= nano(term.given ?? '0');
    assert.equal(cost, nano(term.totalCost), `${term.pod} ${term.what}`);
    total += cost;
  }
  assert.equal(total, nano(derivation.totalCost));
  return total;
}

/** Numbers from 0 to 1, the same in every run. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
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

  const sharings = {
    'rules, idle on its own': ['--share', 'namespace:"monitoring","kube-system" by even', '--share', 'overhead'],
    'money by memory, idle by cluster': [
      ...['--idle', 'share', '--idle-by', 'cluster'],
      ...['--share', '500/month by ram', '--share', 'namespace:"monitoring"', '--share', 'overhead by gpu'],
    ],
    'idle evenly and in part': [
      ...['--idle', 'share', '--idle-split', 'even', '--idle-coefficients', 'cpu=0.5,gpu=0.25'],
      ...['--share', 'namespace:"kube-system" by network'],
    ],
    'idle by cluster, evenly, other prices and method': [
      ...['--idle', 'share', '--idle-by', 'cluster', '--idle-split', 'even', '--method', 'request'],
      ...['--prices', prices, '--share', 'controllerKind:"daemonset" by cpu'],
    ],
  };
  for (const [what, options] of Object.entries(sharings)) {
    it(`is what random cells are made of, down to the last unit: ${what}`, async () => {
      const random = seeded(what.length);
      const { rows } = await answer('allocate', '--aggregate', 'namespace,pod', ...options);
      for (let i = 0; i < 8; ++i) {
        const { name, kind, key, totalCost } = rows[Math.floor(random() * rows.length)];
        const of =
          kind === 'idle' ? ['--of', 'pod=__idle__'] : ['namespace', 'pod'].flatMap((k) => ['--of', `${k}=${key[k]}`]);
        assert.equal(addUp(await answer('explain', ...of, ...options)), nano(totalCost), name);
      }
    });

    for (const steps of [
      ['--step', '1d'],
      ['--step', '6h', '--tz', 'Asia/Kathmandu'],
    ]) {
      it(`is what a row is made of in several steps, ${steps.join(' ')}: ${what}`, async () => {
        const random = seeded(what.length + 2);
        const { rows } = await answer('allocate', '--aggregate', 'namespace,pod', ...steps, ...options);
        for (let i = 0; i < 5; ++i) {
          const { name, kind, key, totalCost } = rows[Math.floor(random() * rows.length)];
          const of =
            kind === 'idle'
              ? ['--of', 'pod=__idle__']
              : ['namespace', 'pod'].flatMap((k) => ['--of', `${k}=${key[k]}`]);
          assert.equal(addUp(await answer('explain', ...of, ...steps, ...options)), nano(totalCost), name);
        }
      });
    }

    it(`is what a random hour is made of: ${what}`, async () => {
      const random = seeded(what.length + 1);
      const { steps, rows } = await answer('allocate', '--step', '1h', ...options);
      const step = Math.floor(random() * steps.length);
      const of = rows.filter(({ kind }) => kind === 'workload')[Math.floor(random() * 5)];
      const hour = steps[step].start.replace(':00:00Z', ':59:59Z');
      const derivation = await answer('explain', '--of', `namespace=${of.name}`, '--at', hour, ...options);
      assert.equal(derivation.start, steps[step].start);
      assert.equal(derivation.end, steps[step].end);
      assert.equal(addUp(derivation), nano(String(of.stepCost[step])), `${of.name} at ${hour}`);
    });

    it(`divides every pool again: ${what}`, async () => {
      const everything = await answer('explain', '--of', 'cluster=prod-eu-1', ...options);
      addUp(everything);
      assert.ok(divideAgain(everything) > 50);
      const byDay = await answer('explain', '--of', 'cluster=prod-eu-1', '--step', '1d', ...options);
      addUp(byDay);
      assert.ok(divideAgain(byDay) > 200);
    });
  }

  it('says in text who has which part of a charge, and sums up many steps', async () => {
    const told = async (...options) => (await prorata(['explain', '--metrics', demo, ...options])).stdout;
    // Two pods of two containers are behind it all the time, but for the hour in which it begins.
    const balancer = await told('--of', 'namespace=staging');
    assert.match(balancer, /\n {4}of which 0\.33181036 by weight: 555 of 14132 in 1 hour, 1 of 4 in 49 hours\n/);
    const shared = await told('--of', 'namespace=web-frontend', '--idle', 'share', '--step', '1d');
    assert.match(shared, /\n {4}plus [\d.]+ of idle of \S+, in 7 steps \(each of them: --format json\)\n/);
  });

  it('says what others bear: the row is gone, and each of its costs is given by the rule', async () => {
    const rule = 'namespace:"monitoring" by even';
    const derivation = await answer('explain', '--of', 'namespace=monitoring', '--share', rule);
    assert.equal(derivation.totalCost, '0');
    for (const term of derivation.terms) {
      assert.equal(term.givenTo, 'namespace:"monitoring"');
      assert.equal(term.given, term.ownCost);
    }
    const { rows } = await answer('allocate');
    const given = derivation.terms.reduce((sum, { given: money }) => sum + nano(money), 0n);
    assert.equal(given, nano(rows.find(({ name }) => name === 'monitoring').totalCost));
  });

  it('writes prices as somebody wrote them', async () => {
    const { terms } = await answer('explain', '--of', 'namespace=search');
    assert.deepEqual([terms[0].what, terms[0].rateMost], ['gpu', 4.1]);
  });

  it('knows the hours of the window only', async () => {
    const at = (time) => prorata(['explain', '--metrics', demo, '--of', 'namespace=search', '--at', time]);
    const late = await at('2026-11-20T10:00Z');
    assert.equal(late.code, 2);
    assert.equal(
      late.stderr,
      'prorata: 2026-11-20T10:00:00Z is not in the window\n' +
        '  it is from 2026-11-09T00:00:00Z to 2026-11-16T00:00:00Z\n  at --at\n',
    );
    const unread = await at('noon');
    assert.equal(unread.code, 2);
    assert.match(unread.stderr, /^prorata: --at: "noon" is not a time/);
  });

  it('names what it cannot find, and what it cannot read', async () => {
    const lost = await prorata(['explain', '--metrics', demo, '--of', 'namespace=nowhere']);
    assert.equal(lost.code, 1);
    assert.match(lost.stderr, /nothing with a cost meets namespace:"nowhere"\n.*\n {2}at --of\n/);
    const unread = await prorata(['explain', '--metrics', demo, '--of', 'namespace']);
    assert.equal(unread.code, 2);
    assert.match(unread.stderr, /--of: "namespace" names nothing\n.*KEY=VALUE/);
  });
});
