// The FOCUS export against the rules of the specification: columns, types, nulls, products, and exact sums of what was
// split. Decimals are compared as whole numbers, never as doubles.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { loadEngine, loadRecording } from '@prorata/engine';

import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));
async function run(...options) {
  const { code, stdout, stderr } = await prorata(['allocate', '--metrics', demo, ...options]);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** RFC 4180. */
function readCsv(text) {
  const records = [[]];
  const pattern = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/gy;
  for (const [, field, end] of text.matchAll(pattern)) {
    if (field === '' && end === '') break;
    records.at(-1).push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === '\r\n') records.push([]);
  }
  const [head, ...rows] = records.filter((record) => record.length > 0);
  for (const row of rows) assert.equal(row.length, head.length, row.join());
  return { head, rows: rows.map((row) => Object.fromEntries(head.map((name, place) => [name, row[place]]))) };
}

const kScale = 20;
function exact(text) {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? assert.fail(`no decimal: ${text}`);
  const value = BigInt(whole + fraction.padEnd(kScale, '0'));
  return sign ? -value : value;
}
const product = (a, b) => (exact(a) * exact(b)) / 10n ** BigInt(kScale);
const sum = (values) => values.reduce((all, value) => all + value, 0n);
const one = exact('1');

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
      ['focus', ['--billing-account', '1234', '--invoice-issuer', 'Example GmbH'], {}, account],
      ['focus-schema', [], {}],
      ['focus-1.2-schema', [], {}],
    ]) {
      assert.equal(await session.report(format, question, focus), await run('--format', format, ...options), format);
    }
    await assert.rejects(session.report('focus', { idle: 'hide' }), {
      code: 'bad-usage',
      message: /no cost can leave/,
    });
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

  it('refuses what would move costs between things', async () => {
    for (const options of [
      ['--share', 'overhead'],
      ['--idle', 'hide'],
      ['--idle', 'share', '--idle-by', 'cluster'],
    ]) {
      const { code, stderr } = await prorata(['allocate', '--metrics', demo, '--format', 'focus', ...options]);
      assert.equal(code, 2, options.join(' '));
      assert.match(stderr, /FOCUS splits each thing that was bought/);
    }
  });
});
