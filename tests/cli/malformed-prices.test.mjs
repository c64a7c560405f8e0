// Price and config files with one thing wrong, in every format that is read: the message names file, line and field, and
// what would have been right.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, describe, it } from 'node:test';

import { prorata, scratch } from './support.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));
const files = scratch();
after(files.remove);

const lines = (...all) => `${all.join('\n')}\n`;
const own = (...more) => lines('format: prorata.prices/1', 'currency: USD', 'units: {cpu: core-hour}', ...more);
const kColumns = 'EndTimestamp,InstanceID,Region,AssetClass,InstanceIDField,InstanceType,MarketPriceHourly,Version';
const kTime = '2019-04-17 23:34:22 UTC';
const price = (got) => `expected a price from 0 to 1000000, such as 0.031611, got ${got}`;
const configMap = (...data) => lines('apiVersion: v1', 'kind: ConfigMap', ...data);

/** [what is wrong, name of the file, text, the message behind the file's name] */
const prices = [
  ['a comma in a number', 'p.yaml', own('defaults: {cpu: "0,03"}'), `:4: defaults.cpu: ${price("'0,03'")}`],
  ['a price below zero', 'p.json', own('defaults: {cpu: -1}'), `:4: defaults.cpu: ${price("'-1'")}`],
  ['a price without a unit', 'p.yaml', own('nodes:', '  - price: 3'), ':5: nodes[0].price: a price without a unit'],
  ['a map that does not end', 'p.yaml', lines('a: {b: c'), /^:\d: this is no YAML: /],
  ['a list', 'p.yaml', lines('- a'), ': the file is empty or no mapping'],
  ['nothing', 'p.yaml', '', ': the file is empty or no mapping'],
  ['unknown fields', 'p.yaml', lines('a: 1'), ':1: a: there is no such field'],
  ['a word in a sheet', 'default.json', lines('{"CPU":"abc",', '"RAM":"0.004"}'), `:1: CPU: ${price("'abc'")}`],
  ['a map in a sheet', 'default.json', lines('{"RAM":"0.004",', '"CPU":{"a":1}}'), `:2: CPU: ${price('a map')}`],
  [
    'a discount in a sheet',
    'default.json',
    lines('{"CPU":"0.03",', '"discount":"x%"}'),
    ":2: discount: expected a percentage such as 30%, got 'x%'",
  ],
  [
    'a currency in a sheet',
    'default.json',
    lines('{"CPU":"0.03",', '"currencyCode":"dollars"}'),
    ":2: currencyCode: expected an ISO 4217 code such as USD, got 'dollars'",
  ],
  [
    'a field of a ConfigMap',
    'map.yaml',
    configMap('data:', '  CPU: "1"', '  RAM: many'),
    `:5: RAM: ${price("'many'")}`,
  ],
  [
    'a sheet in a ConfigMap',
    'map.yaml',
    configMap('data:', '  default.json: |', '    {"CPU": "0.03",', '     "RAM": "x"}'),
    ` (default.json):2: RAM: ${price("'x'")}`,
  ],
  [
    'a sheet in a ConfigMap that is no JSON',
    'map.yaml',
    configMap('data:', '  default.json: |', '    {"CPU": "0.03"', '     "RAM": "x"}'),
    /^ \(default\.json\):2: this is no JSON: /,
  ],
  [
    'a ConfigMap without data',
    'map.yaml',
    configMap('metadata: {}'),
    ':1: "data" is missing, expected prices, or a sheet such as default.json',
  ],
  [
    'a ConfigMap whose data is a text',
    'map.yaml',
    configMap('data: CPU'),
    ":3: data: expected a map of prices, or of sheets such as default.json, got 'CPU'",
  ],
  [
    'a price of a CSV sheet',
    'sheet.csv',
    lines(kColumns, `${kTime},n1,,node,metadata.name,,abc,`),
    `:2: MarketPriceHourly: ${price("'abc'")}`,
  ],
  [
    'a row of a CSV sheet that ends too early',
    'sheet.csv',
    lines(kColumns, `${kTime},n1,,node,metadata.name`),
    `:2: MarketPriceHourly: ${price('an empty text')}`,
  ],
  [
    'a time of a CSV sheet',
    'sheet.csv',
    lines(kColumns, `${kTime},n1,,node,metadata.name,,1,`, 'yesterday,n1,,node,metadata.name,,1,'),
    ":3: EndTimestamp: expected a time such as 2019-04-17 23:34:22 UTC, got 'yesterday'",
  ],
  [
    'a row of a CSV sheet without an id',
    'sheet.csv',
    lines(kColumns, `${kTime},,,node,metadata.name,,1,`),
    ':2: InstanceID: expected a text, got an empty text',
  ],
  [
    'a row of a CSV sheet without the label of a GPU',
    'sheet.csv',
    lines(kColumns, `${kTime},A100,,gpu,,,1,`),
    ':2: InstanceIDField: expected a text, got an empty text',
  ],
  [
    'a CSV sheet without a column',
    'sheet.csv',
    lines('InstanceID,Region', 'n1,'),
    ':1: there is no column EndTimestamp',
  ],
  [
    'the price of a GPU in values of a chart',
    'values.yaml',
    lines('prices:', '  nvidia.com/gpu:', '    a100: thirty'),
    `:3: a100: ${price("'thirty'")}`,
  ],
  [
    'prices of GPUs that are a list',
    'values.yaml',
    // Limits of a container are called as its prices are.
    lines('limits: {nvidia.com/gpu: 1}', 'prices: {nvidia.com/gpu: [1]}'),
    ':2: prices.nvidia.com/gpu: expected a map of prices by model, such as {a100-80gb: 4.10}, got a list',
  ],
  [
    'traffic in values of a chart',
    'values.yaml',
    lines('networkCosts:', '  config:', '    zoneCostMultiplier: 0,01'),
    `:3: zoneCostMultiplier: ${price("'0,01'")}`,
  ],
  [
    'monthly prices of a chart',
    'values.yaml',
    lines('defaultModelPricing:', '  CPU: "28"', '  zoneNetworkEgress: -1'),
    `:3: zoneNetworkEgress: ${price("'-1'")}`,
  ],
  [
    'hourly prices of a chart that are a list',
    'values.yaml',
    lines('opencost: {costModel: [1]}'),
    ':1: opencost.costModel: expected a map of prices, such as {CPU: 0.03}, got a list',
  ],
  [
    'prices of a chart that are nowhere',
    'values.yaml',
    lines('opencost:', '  customPricing: {a: b}'),
    ':2: opencost.customPricing: expected a list of templates, or prices in costModel, got a map',
  ],
  [
    'cost weights above 1',
    'values.yaml',
    lines('x:', '  costWeights: {cpu: "0.7", memory: "0.7"}'),
    ':2: costWeights: shares must sum up to 1',
  ],
  [
    'cost weights that are no JSON',
    'values.yaml',
    lines('x:', '  costWeights: cpu=1'),
    ':2: x.costWeights: expected shares such as {"cpu":"1.0","memory":"0.0"}',
  ],
  [
    'cost weights of no resource',
    'values.yaml',
    lines('costWeights: {cpu: "0.7", disc: "0.3"}'),
    ':1: disc: there is no such field, did you mean "disk"?',
  ],
  [
    'a price template',
    'values.yaml',
    lines('customPricing:', '  - match: {nmspace: shop}', '    cpuPerCoreHour: "1"'),
    ':2: customPricing[0].match.nmspace: there is no such field in a price template',
  ],
];

const configs = [
  ['idle', 'idle: maybe', ':2: idle: "maybe" is no idle policy'],
  ['a rule', "share: ['overhead by magic']", ':2: share[0]: "magic" is no method of sharing'],
  ['a budget', 'budgets: [{name: a, amount: -5/month}]', ':2: budgets[0].amount: "-5/month" is no money over time'],
  [
    'a GPU resource',
    'gpuResources: [{resource: x, kind: slise}]',
    /^:2: gpuResources\[0\]\.kind: expected one of whole, /,
  ],
  ['a file of prices', 'prices: nowhere.yaml', /^:2: prices: cannot read .*nowhere\.yaml: /],
  [
    'prices in it',
    'prices: {currency: USD, units: {cpu: core-hour}, defaults: {cpu: x}}',
    `:2: defaults.cpu: ${price("'x'")}`,
  ],
];

async function refused(option, file, text, message) {
  const path = files.file(file);
  writeFileSync(path, text);
  const { code, stderr } = await prorata(['allocate', '--metrics', demo, '--window', '1h', option, path]);
  assert.equal(code, 2, stderr);
  const [first] = stderr.split('\n');
  const begin = `prorata: ${path}`;
  assert.ok(first.startsWith(begin), first);
  if (typeof message === 'string') assert.equal(first.slice(begin.length), message);
  else assert.match(first.slice(begin.length), message);
}

describe('a price file says where it is wrong, and what is right', () => {
  for (const [what, file, text, message] of prices) it(what, () => refused('--prices', file, text, message));
});

describe('a config file says where it is wrong, and what is right', () => {
  for (const [what, line, message] of configs) {
    it(what, () => refused('--config', 'config.yaml', lines('format: prorata.config/1', line), message));
  }
});
