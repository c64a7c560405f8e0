// Help, versions, and everything that can be said wrongly: exit code 2, one sentence, what to do.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import { prorata, scratch } from './support.mjs';

const files = scratch();
after(files.remove);

describe('help', () => {
  it('lists the verbs and exit codes', async () => {
    const { code, stdout, stderr } = await prorata(['--help']);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    for (const word of ['allocate', 'assets', 'check', 'plan', 'record', 'Exit codes'])
      assert.match(stdout, new RegExp(word));
  });
  for (const verb of ['allocate', 'assets', 'check', 'plan', 'record']) {
    it(`shows options and examples of ${verb}`, async () => {
      const { code, stdout } = await prorata([verb, '--help']);
      assert.equal(code, 0);
      assert.match(stdout, /--metrics SOURCE/);
      assert.match(stdout, new RegExp(`Examples:\\n {2}prorata ${verb} `));
    });
  }
  it('says its version', async () => {
    const { code, stdout } = await prorata(['--version']);
    assert.equal(code, 0);
    assert.match(stdout, /^prorata \d+\.\d+\.\d+\n$/);
  });
});

function file(name, text) {
  writeFileSync(files.file(name), text);
  return files.file(name);
}
const url = 'http://127.0.0.1:1';
const ask = (...args) => ['allocate', '--metrics', url, ...args];
let priceFiles = 0;
const prices = (text) => ask('--prices', file(`prices-${(priceFiles += 1)}.yaml`, text));
const head = 'format: prorata.prices/1\ncurrency: USD\n';

describe('wrong usage', () => {
  const wrong = [
    ['no verb', [], /a verb is missing\n.*allocate, assets, explain, check, merge, plan, rules, record/],
    ['no verb but an option', ['--metrics', url], /a verb is missing before --metrics/],
    ['an unknown verb', ['bill'], /there is no verb bill\n.*allocate/],
    ['a misspelt verb', ['alocate', '--metrics', url], /no verb alocate; did you mean allocate\?/],
    ['an unknown option', ask('--colour', 'red'), /there is no option --colour\n/],
    ['a misspelt option', ask('--idel', 'share'), /there is no option --idel; did you mean --idle\?/],
    ['an option without a value', ask('--idle'), /--idle needs a value/],
    ['an option twice', ask('--idle', 'hide', '--idle', 'share'), /--idle is given more than once/],
    ['a word too many', ask('please'), /"please" is one word too many/],
    ['no source', ['allocate'], /--metrics/],
    ['an empty source', ['allocate', '--metrics', ''], /--metrics: no source is named\n.*http:/],
    ['a source with a name only', ['allocate', '--metrics', 'prod='], /--metrics: no source is named/],
    [
      'an address without its scheme',
      ['allocate', '--metrics', 'localhost:9090'],
      /did you mean http:..localhost:9090\?/,
    ],
    ['a window that means nothing', ask('--window', '7x'), /--window.*7x.*\n.*use a length such as 24h or 7d, today/],
    ['an empty window', ask('--window', '0d'), /--window.*0d.*empty or longer than a hundred years\n.*use a length/],
    ['an endless window', ask('--window', '400000d'), /--window.*400000d.*longer than a hundred years\n.*use a length/],
    ['a window that ends before it begins', ask('--window', '2026-03-02,2026-03-01'), /before/],
    [
      'a window to come',
      ask('--window', '2026-03-03,2026-03-04', '--now', '2026-03-02'),
      /--window.*not past yet\n.*--now/,
    ],
    [
      'a salt for nothing',
      ['record', '--metrics', url, '-o', files.file('x.gz'), '--salt', 'x'],
      /--salt.*--anonymize/,
    ],
    ['an unknown key', ask('--aggregate', 'colour'), /colour.*\n.*namespace/],
    ['a filter that does not parse', ask('--filter', 'namespace:'), /--filter/],
    ['an unknown method', ask('--method', 'guess'), /guess/],
    [
      'idle by what, and none shown',
      ask('--idle', 'hide', '--idle-by', 'cluster'),
      /--idle-by: .*only with --idle share/,
    ],
    ['how to split idle, and nothing shared', ask('--idle-split', 'even'), /--idle-split: .*only with --idle share/],
    [
      'how much idle is spread, and nothing shared',
      ask('--idle', 'hide', '--idle-coefficients', 'cpu=0.5'),
      /--idle-coefficients: .*only with --idle share/,
    ],
    ['a price that nobody could pay', ask('--what-if', 'cpu:-10,spot:200'), /--what-if.*spot:200.*\n?.*0 to 100/s],
    ['waiting that is no yes or no', ask('--charge-waiting', 'maybe'), /--charge-waiting: .*maybe.*true.*false/],
    ['an unknown idle policy', ask('--idle', 'ignore'), /ignore/],
    ['an unknown step', ask('--step', '3parsecs'), /3parsecs/],
    ['an unknown format', ask('--format', 'pdf'), /pdf/],
    ['csv of a plan', ['plan', '--metrics', url, '--format', 'csv'], /csv|table or json/],
    ['an unknown zone', ask('--tz', 'Europe/Atlantis'), /Atlantis/],
    ['a zone that leaves the folder', ask('--tz', '../../../etc/passwd'), /time zone/],
    ['a resolution that is none', ask('--resolution', 'fine'), /fine/],
    ['a resolution that fits into no hour', ask('--resolution', '7m'), /--resolution.*7m.*\n.*divides an hour/],
    ['a time that is none', ask('--now', 'later'), /--now/],
    ['a time limit that is none', ask('--timeout', 'soon'), /--timeout/],
    ['a header without a name', ask('--header', 'nothing'), /--header/],
    ['an address of another kind', ['allocate', '--metrics', 'ftp://host/'], /ftp/],
    ['an address that is none', ['allocate', '--metrics', 'http://'], /no URL/],
    ['a file that is not there', ['allocate', '--metrics', '/nowhere.ndjson'], /nowhere.*\n.*http/],
    ['a folder without recordings', ['allocate', '--metrics', files.folder], /no recording/],
    ['two sources where one is asked', ['plan', ...ask('--metrics', url).slice(1)], /one source, and there are 2/],
    ['a price file that is not there', ask('--prices', '/nowhere.yaml'), /nowhere/],
    ['a price file that is no YAML', prices('a: [1, 2\nb: {'), /:\d+: /],
    ['a price file of another format', prices('format: other/1\n'), /format/],
    ['a price without its unit', prices(`${head}units: {memory: GiB-hour}\ndefaults: {cpu: 0.03}\n`), /:4: .*unit/],
    [
      'a negative price',
      prices(`${head}units: {cpu: core-hour}\ndefaults:\n  cpu: -0.03\n`),
      /:5: defaults.cpu: expected a price from 0 .*-0.03/,
    ],
    ['a price that is no number', prices(`${head}units: {cpu: core-hour}\ndefaults: {cpu: much}\n`), /:4: .*much/],
    ['an unknown unit', prices(`${head}units: {cpu: core-century}\n`), /:3: .*core-century/],
    ['a currency that is none', prices('format: prorata.prices/1\ncurrency: ABC\n'), /:2: .*ABC.*ISO 4217\n.*USD/],
    ['a name twice', prices(`${head}currency: EUR\n`), /:3: .*twice/],
    [
      'an output that cannot be written',
      ['record', '--metrics', url, '-o', '/nowhere/a.ndjson'],
      /cannot write .nowhere/,
    ],
    ['an output that is a folder', ['record', '--metrics', url, '-o', files.folder], /cannot write .*not a folder/],
  ];
  for (const [name, args, message] of wrong) {
    it(`names ${name}`, async () => {
      const { code, stdout, stderr } = await prorata(args);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, /^prorata: /);
      assert.match(stderr, message);
    });
  }
});
