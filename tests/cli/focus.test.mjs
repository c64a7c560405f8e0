// The FOCUS export against the rules of the specification: columns, types, nulls, products, and exact sums of what was
// split. Decimals are compared as whole numbers, never as doubles.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { loadEngine, loadRecording } from '@prorata/engine';

import { exact, one, product, readCsv, sum } from '../support/csv.mjs';
import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));
const mini = fileURLToPath(new URL('../../examples/mini.prorata.ndjson.gz', import.meta.url));
async function run(...options) {
  const { code, stdout, stderr } = await prorata(['allocate', '--metrics', demo, ...options]);
  assert.equal(code, 0, stderr);
  return stdout;
}

const split = [
  'AllocatedMethodDetails',
  'AllocatedMethodId',
  'AllocatedResourceId',
  'AllocatedResourceName',
  'AllocatedTags',
];
const mandatory =
  'BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory ChargeClass ChargeDescription ChargePeriodEnd ChargePeriodStart ContractedCost EffectiveCost InvoiceIssuerName ListCost PricingQuantity PricingUnit ProviderName PublisherName ServiceCategory ServiceName'.split(
    ' ',
  );
const notNull =
  'BilledCost BillingAccountId BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory ChargeFrequency ChargePeriodEnd ChargePeriodStart ContractedCost EffectiveCost InvoiceIssuerName ListCost ProviderName PublisherName ServiceCategory ServiceName ServiceSubcategory PricingQuantity PricingUnit ListUnitPrice ContractedUnitPrice PricingCategory SkuId SkuPriceId ConsumedQuantity ConsumedUnit'.split(
    ' ',
  );
const decimals =
  'BilledCost ConsumedQuantity ContractedCost ContractedUnitPrice EffectiveCost ListCost ListUnitPrice PricingQuantity'.split(
    ' ',
  );
const dates = 'BillingPeriodEnd BillingPeriodStart ChargePeriodEnd ChargePeriodStart'.split(' ');
const maps = ['AllocatedTags', 'Tags', 'SkuPriceDetails'];
const subcategories = {
  Compute: ['Virtual Machines', 'Containers'],
  Storage: ['Block Storage'],
  Networking: ['Application Networking', 'Network Connectivity'],
  Other: ['Other (Other)'],
};

function checkRow(row) {
  for (const name of notNull) assert.ok(row[name].trim() !== '', name);
  for (const value of Object.values(row)) assert.doesNotMatch(value, /^(null|NULL|N\/A|Not Applicable|NaN)$/);
  for (const name of decimals) assert.match(row[name], /^-?(\d+(\.\d+)?|\.\d+)(E-?\d+)?$/, name);
  for (const name of dates) {
    assert.match(row[name], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, name);
    assert.ok(!Number.isNaN(Date.parse(row[name])), name);
  }
  assert.equal(row.ChargeCategory, 'Usage');
  assert.ok(['Usage-Based', 'Recurring'].includes(row.ChargeFrequency));
  assert.ok(['Standard', 'Dynamic'].includes(row.PricingCategory));
  assert.ok(subcategories[row.ServiceCategory].includes(row.ServiceSubcategory), row.ServiceSubcategory);
  assert.match(row.PricingUnit, /^(Hours|GiB-Hours|GiB)$/);
  assert.ok(row.BillingPeriodStart <= row.ChargePeriodStart && row.ChargePeriodStart < row.ChargePeriodEnd);
  assert.ok(row.ChargePeriodEnd <= row.BillingPeriodEnd);
  assert.equal(exact(row.ListCost), product(row.ListUnitPrice, row.PricingQuantity));
  assert.equal(exact(row.ContractedCost), product(row.ContractedUnitPrice, row.PricingQuantity));
  assert.ok(exact(row.ListUnitPrice) >= 0n);
  for (const [a, b] of [
    ['RegionId', 'RegionName'],
    ['ResourceId', 'ResourceType'],
    ['SubAccountId', 'SubAccountName'],
  ]) {
    assert.equal(row[a] === '', row[b] === '', `${a}, ${b}`);
  }
  for (const name of maps.filter((map) => row[map])) {
    for (const value of Object.values(JSON.parse(row[name]))) assert.ok(typeof value !== 'object', `${name} is flat`);
  }
}

function checkSplit(row) {
  if (row.AllocatedMethodId === '') {
    for (const name of split) assert.equal(row[name], '', name);
    return;
  }
  assert.equal(row.AllocatedResourceId === '', row.AllocatedResourceName === '');
  const { Elements } = JSON.parse(row.AllocatedMethodDetails);
  assert.ok(Elements.length > 0);
  for (const { AllocatedRatio, UsageUnit, UsageQuantity } of Elements) {
    assert.deepEqual([typeof AllocatedRatio, typeof UsageUnit, typeof UsageQuantity], ['number', 'string', 'number']);
  }
  const tags = JSON.parse(row.Tags);
  for (const key of Object.keys(JSON.parse(row.AllocatedTags))) assert.ok(!(key in tags), key);
}

/** Rows of one thing that was bought, in one charge period. */
function originsOf(rows) {
  const names = ['ResourceId', 'SkuPriceId', 'ChargePeriodStart', 'ChargePeriodEnd', 'SubAccountId', 'ServiceName'];
  return Map.groupBy
    ? Map.groupBy(rows, (row) => names.map((name) => row[name]).join('|'))
    : rows.reduce((map, row) => {
        const key = names.map((name) => row[name]).join('|');
        return map.set(key, [...(map.get(key) ?? []), row]);
      }, new Map());
}
/** As texts: JSON.parse would round them. */
const ratiosOf = (row) =>
  [...row.AllocatedMethodDetails.matchAll(/"AllocatedRatio":(-?[\d.]+)/g)].map(([, ratio]) => exact(ratio));

const questions = {
  'the whole window': [],
  'days, idle shared': ['--step', '1d', '--idle', 'share'],
  'containers by hour over a month that ends': ['--aggregate', 'namespace,pod,container', '--step', '6h'],
};

for (const [name, options] of Object.entries(questions)) {
  describe(`FOCUS 1.3 of ${name}`, () => {
    let file, total;
    before(async () => {
      file = readCsv(await run('--format', 'focus', ...options));
      const text = await run(
        '--format',
        'json',
        ...options.filter(
          (_, at) => !options[Math.max(0, at - 1)].includes('aggregate') && !options[at].includes('aggregate'),
        ),
      );
      total = exact(/"totalCost":(-?[\d.]+)/.exec(text.slice(text.indexOf('"totals"')))[1]);
    });

    it('has all columns, ours last', () => {
      for (const column of [...mandatory, ...split, 'HostProviderName', 'ServiceProviderName'])
        assert.ok(file.head.includes(column), column);
      assert.equal(new Set(file.head).size, file.head.length);
      const first = file.head.findIndex((column) => column.startsWith('x_'));
      assert.ok(file.head.slice(first).every((column) => /^x_[A-Z]\w{0,47}$/.test(column)));
    });

    it('keeps the rules of each row', () => {
      assert.ok(file.rows.length > 100);
      for (const row of file.rows) {
        checkRow(row);
        checkSplit(row);
      }
    });

    it('splits everything that was bought, exactly', () => {
      for (const [key, rows] of originsOf(file.rows.filter((row) => row.AllocatedMethodId !== ''))) {
        assert.equal(sum(rows.flatMap(ratiosOf)), one, key);
        for (const column of [
          'ListUnitPrice',
          'ContractedUnitPrice',
          'Tags',
          'RegionId',
          'SkuId',
          'AvailabilityZone',
        ]) {
          assert.equal(new Set(rows.map((row) => row[column])).size, 1, `${key}: ${column}`);
        }
        const ids = rows.map((row) => row.AllocatedResourceId);
        assert.equal(new Set(ids).size, ids.length, key);
        // The products make what the thing cost, but for the rounding of cost hours.
        const [list, effective] = ['ListCost', 'EffectiveCost'].map((column) =>
          sum(rows.map((row) => exact(row[column]))),
        );
        const gap = list > effective ? list - effective : effective - list;
        assert.ok(gap <= effective / 100000n + exact('0.000001'), `${key}: ${list} ${effective}`);
      }
    });

    it('has the money of the other formats', () => {
      for (const column of ['EffectiveCost', 'BilledCost']) {
        assert.equal(sum(file.rows.map((row) => exact(row[column]))), total, column);
      }
    });

    it('has one category per service, one SKU per price', () => {
      for (const [of, one] of [
        ['ServiceName', 'ServiceCategory'],
        ['SkuPriceId', 'SkuId'],
      ]) {
        const pairs = new Set(file.rows.map((row) => `${row[of]}|${row[one]}`));
        assert.equal(pairs.size, new Set(file.rows.map((row) => row[of])).size);
      }
    });
  });
}

describe('FOCUS of a machine over the end of a month', () => {
  // 8 cores and 32 GiB for 0.428 an hour, of which a core weighs 0.031611 and a GiB 0.004237: 0.388472 in all. So 2 cores
  // are 2 x 0.031611 / 0.388472 = 0.1627453201 of it, 4 GiB 0.0436273399, 1 core 0.0813726600, 12 GiB 0.1308820198.
  const begin = '2026-01-31T23:30:00Z';
  const { node, pod } = objects(begin, 60);
  const world = {
    begin,
    minutes: 60,
    series: {
      ...node('n1', { cores: 8, gib: 32 }),
      ...pod('shop/cart', { node: 'n1', app: { cores: [2, null], gib: [4, null] } }),
      ...pod('data/postgres-0', { node: 'n1', app: { cores: [1, null], gib: [12, null] } }),
    },
  };
  const prices = {
    format: 'prorata.prices/1',
    currency: 'USD',
    units: { cpu: 'core-hour', memory: 'GiB-hour', node: 'hour' },
    defaults: { cpu: '0.031611', memory: '0.004237' },
    nodes: [{ price: '0.428' }],
  };
  let rows;
  before(async () => {
    const files = scratch();
    writeFileSync(files.file('prices.json'), JSON.stringify(prices));
    const options = ['--metrics', await tinyRecording(world), '--prices', files.file('prices.json')];
    const { code, stdout, stderr } = await prorata(['allocate', '--format', 'focus', ...options]);
    files.remove();
    assert.equal(code, 0, stderr);
    rows = readCsv(stdout).rows;
  });

  it('costs what the other formats say where nothing moves from row to row', async () => {
    const recording = await tinyRecording(world);
    for (const options of [
      ['--idle', 'hide'],
      ['--idle-by', 'cluster'],
      ['--filter', 'namespace:"shop"'],
    ]) {
      const ask = (format) => prorata(['allocate', '--format', format, '--metrics', recording, ...options]);
      const { code, stdout } = await ask('focus');
      assert.equal(code, 0, options.join(' '));
      const json = await ask('json');
      const [, total] = /"totals":\{[^}]*?"totalCost":(-?[\d.]+)/.exec(json.stdout.replaceAll(/\s/g, '')) ?? [];
      assert.equal(sum(readCsv(stdout).rows.map((row) => exact(row.EffectiveCost))), exact(total), options.join(' '));
    }
  });

  it('has a charge period in each month', () => {
    const periods = new Set(
      rows.map((row) =>
        [row.ChargePeriodStart, row.ChargePeriodEnd, row.BillingPeriodStart, row.BillingPeriodEnd].join(' '),
      ),
    );
    assert.deepEqual(
      [...periods],
      [
        '2026-01-31T23:30:00Z 2026-02-01T00:00:00Z 2026-01-01T00:00:00Z 2026-02-01T00:00:00Z',
        '2026-02-01T00:00:00Z 2026-02-01T00:30:00Z 2026-02-01T00:00:00Z 2026-03-01T00:00:00Z',
      ],
    );
  });

  it('splits it as arithmetic by hand does', () => {
    for (const month of ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z']) {
      const ratios = rows
        .filter((row) => row.BillingPeriodStart === month)
        .map((row) => [
          row.AllocatedResourceName,
          ...JSON.parse(row.AllocatedMethodDetails).Elements.map((element) => element.AllocatedRatio),
        ]);
      const expected = {
        cart: [0.1627453201, 0.0436273399],
        'postgres-0': [0.08137266, 0.1308820198],
        '': [0.4068633003, 0.1745093598],
      };
      assert.equal(ratios.length, 3);
      // Money of each hour is rounded to billionths, of 0.214.
      for (const [name, ...values] of ratios) {
        values.forEach((value, place) => assert.ok(Math.abs(value - expected[name][place]) < 1e-8, `${name} ${value}`));
      }
      for (const row of rows) assert.equal(row.ListUnitPrice, '0.428');
      assert.equal(
        sum(rows.filter((row) => row.BillingPeriodStart === month).map((row) => exact(row.PricingQuantity))),
        exact('0.5'),
      );
    }
    assert.equal(sum(rows.map((row) => exact(row.EffectiveCost))), exact('0.428'));
  });
});

describe('FOCUS', () => {
  it('leaves no idle row where idle is shared', async () => {
    const nodes = (file) => file.rows.filter((row) => row.ServiceSubcategory === 'Virtual Machines');
    const separate = nodes(readCsv(await run('--format', 'focus')));
    assert.equal(
      separate.filter((row) => row.AllocatedResourceId === '').length,
      new Set(separate.map((row) => row.ResourceId)).size,
    );
    const shared = nodes(readCsv(await run('--format', 'focus', '--idle', 'share')));
    // What nobody on the node has of, such as its own disk, stays.
    const rest = shared.filter((row) => row.AllocatedResourceId === '');
    assert.ok(
      sum(rest.map((row) => exact(row.EffectiveCost))) * 10n <
        sum(separate.filter((row) => row.AllocatedResourceId === '').map((row) => exact(row.EffectiveCost))),
    );
  });

  it('1.2 has the allocation in columns of our own', async () => {
    const { head, rows } = readCsv(await run('--format', 'focus-1.2'));
    for (const column of split) assert.ok(head.includes(`x_${column}`) && !head.includes(column), column);
    assert.ok(!head.includes('HostProviderName') && !head.includes('ServiceProviderName'));
    const now = readCsv(await run('--format', 'focus'));
    assert.deepEqual(
      rows.map((row) => row.x_AllocatedResourceId),
      now.rows.map((row) => row.AllocatedResourceId),
    );
  });

  for (const [version, format] of [
    ['1.3', 'focus'],
    ['1.2', 'focus-1.2'],
  ]) {
    it(`has a schema of ${version} that names the columns of the file`, async () => {
      const schema = JSON.parse(await run('--format', `${format}-schema`));
      assert.equal(schema.FocusVersion, version);
      assert.deepEqual(
        schema.ColumnDefinition.map(({ ColumnName }) => ColumnName),
        readCsv(await run('--format', format)).head,
      );
      for (const { ColumnName, DataType } of schema.ColumnDefinition) {
        const expected = decimals.includes(ColumnName)
          ? 'DECIMAL'
          : dates.includes(ColumnName)
            ? 'DATETIME'
            : /Tags|Details$/.test(ColumnName)
              ? 'JSON'
              : 'STRING';
        assert.equal(DataType, expected, ColumnName);
      }
    });
  }

  it('has the same bytes through WebAssembly', async () => {
    const engine = await loadEngine();
    const session = await engine.open();
    await loadRecording(session, readFileSync(demo));
    const account = { billingAccount: '1234', invoiceIssuer: 'Example GmbH' };
    for (const [format, options, question, focus] of [
      ['focus', [], {}],
      ['focus-1.2', ['--step', '6h'], { step: '6h' }],
      [
        'focus',
        ['--aggregate', 'pod,container', '--idle', 'share'],
        { aggregate: ['pod', 'container'], idle: 'share' },
      ],
      ['focus', ['--filter', 'namespace!:"shop"'], { filter: 'namespace!:"shop"' }],
      [
        'focus',
        [
          '--share',
          'namespace:"kube-system" by even',
          '--share',
          '500/month',
          '--idle',
          'share',
          '--idle-by',
          'cluster',
        ],
        {
          idle: 'share',
          idleBy: 'cluster',
          share: ['namespace:"kube-system" by even', '500/month'],
        },
      ],
      ['focus', ['--idle', 'hide'], { idle: 'hide' }],
      ['focus', ['--billing-account', '1234', '--invoice-issuer', 'Example GmbH'], {}, account],
      ['focus-schema', [], {}],
      ['focus-1.2-schema', [], {}],
    ]) {
      assert.equal(await session.report(format, question, focus), await run('--format', format, ...options), format);
    }
    await session.close();
  });

  it('says whose account it is', async () => {
    const { rows } = readCsv(
      await run('--format', 'focus', '--billing-account', '1234', '--invoice-issuer', 'Example GmbH'),
    );
    assert.deepEqual(
      [...new Set(rows.map((row) => `${row.BillingAccountId} ${row.InvoiceIssuerName}`))],
      ['1234 Example GmbH'],
    );
  });

  it('says what the prices lack, as the other formats do', async () => {
    const files = scratch();
    writeFileSync(
      files.file('prices.json'),
      '{"format":"prorata.prices/1","currency":"USD","units":{"node":"hour"},"nodes":[{"name":"nobody","price":"1"}]}',
    );
    const ask = (format) =>
      prorata(['allocate', '--metrics', demo, '--prices', files.file('prices.json'), '--format', format]);
    const [focus, csv] = [await ask('focus'), await ask('csv')];
    files.remove();
    assert.equal(focus.code, csv.code);
    assert.equal(focus.stderr, csv.stderr);
    assert.match(focus.stderr, /unpriced/);
  });

  it('refuses a shard of the nodes', async () => {
    const { code, stderr } = await prorata(['allocate', '--metrics', demo, '--format', 'focus', '--shard', '1/2']);
    assert.equal(code, 2);
    assert.match(stderr, /FOCUS is of a whole answer/);
  });
});

// What rules and netted idle move: each thing is still split exactly, and each pod bears what its row in another format
// costs.
describe('FOCUS of what is moved between things', () => {
  const system = ['--share', 'namespace:"kube-system"'];
  const netted = ['--idle', 'share', '--idle-by', 'cluster'];
  const moved = {
    'idle by cluster': netted,
    'half of the idle of CPU by cluster, evenly': [
      ...netted,
      ...['--idle-split', 'even', '--idle-coefficients', 'cpu=0.5'],
    ],
    'half of all idle by node': ['--idle', 'share', '--idle-coefficients', 'cpu=0.5,ram=0.5,gpu=0.5,disk=0.5'],
    'hidden idle': ['--idle', 'hide'],
    'idle of each node': ['--idle', 'separate', '--idle-by', 'node'],
    'idle of each cluster': ['--idle', 'separate', '--idle-by', 'cluster'],
    'a shared namespace, by cost': system,
    'a shared namespace, evenly, by step': ['--share', 'namespace:"kube-system" by even', '--step', '1d'],
    'a fixed amount': ['--share', '500/month'],
    'a fixed amount by CPU, idle hidden': ['--share', '5/hour by cpu', '--idle', 'hide'],
    'overhead, a namespace and all idle': ['--share', 'overhead', ...system, ...netted],
    'one namespace of that': ['--share', 'overhead', ...system, ...netted, '--filter', 'namespace:"monitoring"'],
    'all but one, of a fixed amount': ['--share', '1/hour by even', '--filter', 'namespace!:"monitoring"'],
    'one namespace, idle hidden': ['--idle', 'hide', '--filter', 'namespace:"monitoring"'],
    'a rule that takes everything': ['--share', 'namespace!:"nobody"'],
  };
  const clusters = ['east', 'west'].flatMap((name) => ['--metrics', `${name}=${mini}`]);

  async function both(options, metrics) {
    const ask = async (...more) => {
      const { code, stdout, stderr } = await prorata(['allocate', ...metrics, ...options, ...more]);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const { rows } = readCsv(await ask('--format', 'focus'));
    // No JSON.parse: it would round money.
    const answer = (await ask('--format', 'ndjson', '--aggregate', 'cluster,namespace,pod')).trim().split('\n');
    const field = (line, name) => new RegExp(`"${name}":(?:"([^"]*)"|(-?[\\d.]+))`).exec(line)?.slice(1).join('') ?? '';
    const pods = new Map();
    let total = 0n;
    for (const line of answer) {
      const money = exact(field(line, 'totalCost'));
      total += money;
      if (field(line, 'kind') !== 'workload' || field(line, 'pod').startsWith('__')) continue;
      const pod = ['cluster', 'namespace', 'pod'].map((name) => field(line, name)).join('/');
      pods.set(pod, (pods.get(pod) ?? 0n) + money);
    }
    return { rows, total, pods };
  }

  for (const [name, options] of Object.entries(moved)) {
    for (const [where, metrics] of Object.entries({ 'one cluster': ['--metrics', demo], 'two clusters': clusters })) {
      it(`${name}, in ${where}`, async () => {
        const { rows, total, pods } = await both(options, metrics);
        assert.ok(rows.length > 5);
        for (const row of rows) {
          checkRow(row);
          checkSplit(row);
        }
        for (const [key, parts] of originsOf(rows.filter((row) => row.AllocatedMethodId !== ''))) {
          assert.equal(sum(parts.flatMap(ratiosOf)), one, key);
          assert.equal(new Set(parts.map((row) => row.ListUnitPrice)).size, 1, key);
          assert.equal(new Set(parts.map((row) => row.AllocatedResourceId)).size, parts.length, key);
          const [list, effective] = ['ListCost', 'EffectiveCost'].map((column) =>
            sum(parts.map((row) => exact(row[column]))),
          );
          const gap = list > effective ? list - effective : effective - list;
          assert.ok(gap <= effective / 100000n + exact('0.000001'), `${key}: ${list} ${effective}`);
        }
        for (const column of ['EffectiveCost', 'BilledCost']) {
          assert.equal(sum(rows.map((row) => exact(row[column]))), total, column);
        }
        const borne = new Map();
        for (const row of rows) {
          const [, cluster, namespace, pod] = /^(.*?)\/(.*?)\/pods\/([^/]*)/.exec(row.AllocatedResourceId) ?? [];
          if (pod === undefined) continue;
          const key = [cluster, namespace, pod].join('/');
          borne.set(key, (borne.get(key) ?? 0n) + exact(row.EffectiveCost));
        }
        const paid = [...pods].filter(([, money]) => money !== 0n);
        assert.deepEqual([...borne].sort(), paid.sort());
      });
    }
  }

  it('says which rule brought what, and which idle is of another node', async () => {
    const { rows } = await both([...system, '--share', '500/month', ...netted], ['--metrics', demo]);
    const elements = rows
      .filter((row) => row.AllocatedMethodDetails !== '')
      .flatMap((row) => JSON.parse(row.AllocatedMethodDetails).Elements.map((element) => ({ row, ...element })));
    const from = new Map();
    for (const { row, x_SharedFrom: rule } of elements.filter((element) => element.x_SharedFrom !== undefined)) {
      from.set(rule, new Set([...(from.get(rule) ?? []), row.ServiceCategory]));
    }
    assert.deepEqual([...from].map(([rule, categories]) => [rule, [...categories].sort()]).sort(), [
      ['500/month', ['Other']],
      ['namespace:"kube-system"', ['Compute']],
    ]);
    assert.ok(elements.some((element) => element.x_Part === 'Idle' && element.UsageQuantity > 0));
    assert.ok(rows.every((row) => !row.AllocatedResourceId.includes('/kube-system/pods/')));
    const ids = new Set(rows.map((row) => row.AllocatedMethodId));
    assert.deepEqual(
      [...ids].filter((id) => id !== ''),
      ['prorata/interval+cluster-idle+shared/v1'],
    );
    // 500 a month of 730 hours, for the 168 of the window: 500 / 730 x 168.
    const brought = rows.filter((row) => row.SkuId.endsWith('/line/500/month'));
    assert.equal(sum(brought.map((row) => exact(row.EffectiveCost))), exact('115.06849315'));
  });

  it('buys as much of a machine as is shown of it', async () => {
    const whole = readCsv(await run('--format', 'focus')).rows;
    for (const options of [
      ['--idle', 'hide'],
      ['--filter', 'namespace:"search"'],
    ]) {
      const { rows } = readCsv(await run('--format', 'focus', ...options));
      const prices = new Map(whole.map((row) => [`${row.ResourceId} ${row.SkuPriceId}`, row.ListUnitPrice]));
      for (const row of rows.filter((one) => one.ServiceSubcategory === 'Virtual Machines')) {
        assert.equal(row.ListUnitPrice, prices.get(`${row.ResourceId} ${row.SkuPriceId}`));
      }
    }
  });
});

describe('FOCUS of two machines, by hand', () => {
  // n1 has 2 cores for 2, of which web has 1; n2 has 7 for 7, of which api and dns have 1 each: idle is 1 and 5.
  const begin = '2026-03-02T12:00:00Z';
  const { node, pod } = objects(begin, 60);
  const app = { cores: [1, 1], gib: [1, 1] };
  const world = {
    begin,
    minutes: 60,
    series: {
      ...node('n1', { cores: 2, gib: 4 }),
      ...node('n2', { cores: 7, gib: 4 }),
      ...pod('shop/web', { node: 'n1', app }),
      ...pod('shop/api', { node: 'n2', app }),
      ...pod('system/dns', { node: 'n2', app }),
    },
  };
  const prices = {
    format: 'prorata.prices/1',
    currency: 'USD',
    units: { cpu: 'core-hour', memory: 'GiB-hour' },
    defaults: { cpu: '1', memory: '0' },
  };
  /** Of each machine: who, what, and of which elements: ratio, core hours, and what moved them. */
  async function rowsOf(...options) {
    const files = scratch();
    writeFileSync(files.file('prices.json'), JSON.stringify(prices));
    const source = ['--metrics', await tinyRecording(world), '--prices', files.file('prices.json')];
    const { code, stdout, stderr } = await prorata(['allocate', '--format', 'focus', ...source, ...options]);
    files.remove();
    assert.equal(code, 0, stderr);
    return readCsv(stdout).rows.map((row) => [
      row.ResourceName || row.SkuId,
      row.AllocatedResourceName,
      row.EffectiveCost,
      row.PricingQuantity,
      ...JSON.parse(row.AllocatedMethodDetails).Elements.map((each) =>
        [each.AllocatedRatio, each.UsageQuantity, each.x_Part ?? each.x_SharedFrom].join(' ').trim(),
      ),
    ]);
  }

  it('of idle that is netted over both', async () => {
    // 6 idle for three that pay 1 each: 2 each. web pays 3 on a machine of 2, so 1 of it is idle of n2: a seventh.
    assert.deepEqual(await rowsOf('--idle', 'share', '--idle-by', 'cluster'), [
      ['n1', 'web', '2', '1', '1 1'],
      ['n2', 'api', '3', '0.4285714286', '0.4285714286 1'],
      ['n2', 'dns', '3', '0.4285714286', '0.4285714286 1'],
      ['n2', 'web', '1', '0.1428571428', '0.1428571428 1 Idle'],
    ]);
  });

  it('of what a rule takes', async () => {
    // The 1 of dns for web and api, who pay 1 each.
    assert.deepEqual(await rowsOf('--share', 'namespace:"system"'), [
      ['n1', 'web', '1', '0.5', '0.5 1'],
      ['n1', '', '1', '0.5', '0.5 1'],
      ['n2', 'api', '1.5', '0.2142857143', '0.1428571429 1', '0.0714285714 0.5 namespace:"system"'],
      ['n2', 'web', '0.5', '0.0714285714', '0.0714285714 0.5 namespace:"system"'],
      ['n2', '', '5', '0.7142857143', '0.7142857143 5'],
    ]);
  });

  it('of what is hidden', async () => {
    assert.deepEqual(await rowsOf('--idle', 'hide'), [
      ['n1', 'web', '1', '0.5', '1 1'],
      ['n2', 'api', '1', '0.1428571429', '0.5 1'],
      ['n2', 'dns', '1', '0.1428571428', '0.5 1'],
    ]);
  });
});
