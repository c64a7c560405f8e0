// FOCUS over the end of a month, where cost is shared within a step that lies in both: figures by hand, and sums that
// are exact whatever is asked.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { exact, readCsv, sum } from '../support/csv.mjs';
import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

// Four hours, two of January and two of February. A core is 0.03 an hour, a GiB 0.001.
const begin = '2026-01-31T22:00:00Z';
const { node, pod } = objects(begin, 240);
const whole = { cores: [4, null], gib: [20, null] };
const world = {
  begin,
  minutes: 240,
  series: {
    // 8 x 0.03 + 40 x 0.001 = 0.28 an hour: 0.56 in each month.
    ...node('n1', { cores: 8, gib: 40 }),
    // 0.14 an hour. n2 is there for all four hours, n3 for one of January and two of February.
    ...node('n2', { cores: 4, gib: 20 }),
    ...node('n3', { cores: 4, gib: 20, life: [60, 240], created: 60 }),
    ...pod('shop/cart', { node: 'n1', app: { cores: [2, null], gib: [10, null] } }),
    ...pod('data/pg', { node: 'n1', life: [120, 240], app: whole }),
    ...pod('batch/job', { node: 'n2', life: [60, 120], finished: true, app: whole }),
    ...pod('ops/agent', { node: 'n3', life: [60, 240], app: whole }),
  },
};
const prices = {
  format: 'prorata.prices/1',
  currency: 'USD',
  units: { cpu: 'core-hour', memory: 'GiB-hour' },
  defaults: { cpu: '0.03', memory: '0.001' },
};
const january = '2026-01-01T00:00:00Z';
const february = '2026-02-01T00:00:00Z';

const files = scratch();
let options;
before(async () => {
  writeFileSync(files.file('prices.json'), JSON.stringify(prices));
  options = ['--metrics', await tinyRecording(world), '--prices', files.file('prices.json'), '--resolution', '5m'];
});
after(files.remove);

async function ask(format, ...question) {
  const given = options.slice(0, 4);
  const { code, stdout, stderr } = await prorata(['allocate', '--format', format, ...given, ...question]);
  assert.equal(code, 0, stderr);
  return stdout;
}
const focus = async (...question) => readCsv(await ask('focus', ...question)).rows;
const near = (value, expected) => {
  const gap = exact(value) - exact(expected);
  // Money is rounded to billionths, once for each piece.
  assert.ok(gap < exact('0.00000001') && gap > -exact('0.00000001'), `${value} is not ${expected}`);
};
/** What rows cost, by what names them and the month. */
function costs(rows, name) {
  const found = {};
  for (const row of rows) {
    const key = `${row[name]} ${row.BillingPeriodStart === january ? 'January' : 'February'}`;
    found[key] = (found[key] ?? 0n) + exact(row.EffectiveCost);
  }
  return Object.fromEntries(
    Object.entries(found).map(([key, value]) => [
      key,
      `${value < 0n ? '-' : ''}${decimal(value < 0n ? -value : value)}`,
    ]),
  );
}
const decimal = (value) => `${value / 10n ** 20n}.${String(value % 10n ** 20n).padStart(20, '0')}`;
function same(found, expected) {
  assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort());
  for (const [key, value] of Object.entries(expected)) near(found[key], value);
}

describe('a step over the end of a month', () => {
  it('has the cost of a rule in the months in which it was caused', async () => {
    const rows = await focus('--share', 'namespace:"ops" by cpu');
    // agent is 3 x 0.14 = 0.42, by what others pay for CPU: cart 2 x 4 h, pg 4 x 2 h, job 4 x 1 h, so 2 : 2 : 1. Of
    // each part a third is of January, as of agent's hours.
    same(costs(rows, 'AllocatedResourceName'), {
      'cart January': '0.196', // 2 h x 0.07, and 0.42 x 2/5 / 3
      'cart February': '0.252', // 0.14 + 0.112
      'pg January': '0.056', // only what it bears
      'pg February': '0.392', // 2 h x 0.14 + 0.112
      'job January': '0.168', // 0.14 + 0.42 / 5 / 3
      'job February': '0.056',
      ' January': '0.56', // of n1 0.56 - 0.14, of n2 0.28 - 0.14
      ' February': '0.42', // 0.56 - 0.14 - 0.28, and 0.28
    });
    same(costs(rows, 'ResourceName'), {
      'n1 January': '0.56',
      'n1 February': '0.56',
      'n2 January': '0.28',
      'n2 February': '0.28',
      'n3 January': '0.14',
      'n3 February': '0.28',
    });
  });

  it('has shared idle in the months in which it stood idle', async () => {
    const rows = await focus('--idle', 'share');
    // Idle of n1 is 0.48 of CPU (0.36 in January, 0.12 in February) and 0.08 of memory (0.06, 0.02), half for each of
    // cart (8 core-hours, 40 GiB-hours) and pg (as many). job has all of n2, also when it is no more.
    same(costs(rows, 'AllocatedResourceName'), {
      'cart January': '0.35', // 0.14 + 0.21
      'cart February': '0.21', // 0.14 + 0.07
      'pg January': '0.21',
      'pg February': '0.35', // 0.28 + 0.07
      'job January': '0.28',
      'job February': '0.28',
      'agent January': '0.14',
      'agent February': '0.28',
    });
    same(costs(rows, 'ResourceName'), {
      'n1 January': '0.56',
      'n1 February': '0.56',
      'n2 January': '0.28',
      'n2 February': '0.28',
      'n3 January': '0.14',
      'n3 February': '0.28',
    });
  });

  it('has a fixed amount by the time', async () => {
    const lines = (await focus('--share', '1/hour by even')).filter((row) => row.SkuId.includes('/line/'));
    // 4 for four hours.
    same(costs(lines, 'SubAccountId'), { 'tiny January': '2', 'tiny February': '2' });
  });
});

describe('whatever is shared', () => {
  const questions = {
    'a rule': ['--share', 'namespace:"ops"'],
    'idle of nodes': ['--idle', 'share'],
    'idle of the cluster': ['--idle', 'share', '--idle-by', 'cluster'],
    'all of it': ['--idle', 'share', '--idle-by', 'cluster', '--share', 'namespace:"ops" by even', '--share', '7/day'],
    'rules that go on with rules': ['--share', 'namespace:"ops" by cpu', '--share', 'namespace:"batch" by even'],
    'by container': ['--idle', 'share', '--aggregate', 'container'],
    'under a filter': ['--share', 'namespace:"ops"', '--filter', 'namespace:"shop"'],
    'hidden idle': ['--share', 'namespace:"ops"', '--idle', 'hide'],
    'steps of three hours': ['--share', 'namespace:"ops"', '--step', '3h'],
  };
  for (const [name, question] of Object.entries(questions)) {
    it(`costs to the last unit what the other formats say: ${name}`, async () => {
      const rows = await focus(...question);
      const keys = ['--aggregate', 'namespace,pod'];
      const others = question.includes('--aggregate') ? question.slice(0, -2) : question;
      const { rows: csv } = readCsv(await ask('csv', ...others, ...keys));
      const byPod = (list, key, cost) => {
        const sums = new Map();
        for (const row of list) sums.set(key(row), (sums.get(key(row)) ?? 0n) + exact(row[cost]));
        return Object.fromEntries([...sums].filter(([, value]) => value !== 0n).sort());
      };
      const pods = (list) => list.filter((row) => row.AllocatedResourceId.includes('/pods/'));
      assert.deepEqual(
        byPod(pods(rows), (row) => row.AllocatedResourceName.split('/')[0], 'EffectiveCost'),
        byPod(
          csv.filter((row) => row.kind === 'workload'),
          (row) => row.pod,
          'totalCost',
        ),
      );
      const totals = [rows.map((row) => row.EffectiveCost), csv.map((row) => row.totalCost)];
      const [ours, theirs] = totals.map((costs) => sum(costs.map(exact)));
      assert.equal(ours, theirs);
      for (const row of rows) {
        assert.ok(row.BillingPeriodStart <= row.ChargePeriodStart && row.ChargePeriodEnd <= row.BillingPeriodEnd);
        assert.equal(row.BilledCost, row.EffectiveCost);
      }
      assert.deepEqual([...new Set(rows.map((row) => row.BillingPeriodStart))], [january, february]);
    });
  }

  it('is what each month by itself costs where the step ends there', async () => {
    for (const question of [
      ['--idle', 'share'],
      ['--share', 'namespace:"ops"'],
    ]) {
      const byHour = costs(await focus(...question, '--step', '1h'), 'ResourceName');
      same(costs(await focus(...question), 'ResourceName'), byHour);
    }
  });
});
