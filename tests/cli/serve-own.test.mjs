// What the command line can ask `/v1/allocation` can be asked, too, and answers the same bytes.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { files, get, json, page, serve } from './serving.mjs';
import { prorata } from './support.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));
let server;
before(async () => {
  mkdirSync(page, { recursive: true });
  writeFileSync(`${page}/index.html`, '<!doctype html><title>page</title>');
  server = await serve(demo);
});
after(async () => {
  await server.stop();
  files.remove();
});

/** Options that this path has no parameter for, and why. */
const kNotAsked = {
  // What is loaded, and from where, the server was told when it was started.
  metrics: 'source',
  cluster: 'source',
  match: 'source',
  weight: 'source',
  header: 'source',
  user: 'source',
  'bearer-file': 'source',
  timeout: 'source',
  threads: 'source',
  compressed: 'source',
  now: 'source',
  mode: 'source',
  // A file of the server's; each of its parts has a parameter.
  config: 'file',
  // For batch jobs, whose parts `prorata merge` adds.
  partial: 'parts',
  shard: 'parts',
  help: 'help',
};

describe('/v1/allocation', () => {
  it('has a parameter for every option of `prorata allocate`, but for those of the source and of parts', async () => {
    const { stdout } = await prorata(['allocate', '--help']);
    const options = [...new Set([...stdout.matchAll(/^ {2}(?:-\w,)?--([a-z-]+)/gm)].map(([, name]) => name))];
    assert.ok(options.length > 30, options.join());
    const { body } = await json(`${server.url}/v1/allocation?window=1d&bogus=1`);
    const known = body.error.hint.replace(/^.*Parameters are /, '').split(', ');
    const spelled = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    const lacking = options.filter((name) => !(name in kNotAsked) && !known.includes(spelled(name)));
    assert.deepEqual(lacking, []);
  });

  for (const [name, query, options] of [
    ['days of a zone', 'step=1d&tz=Europe/Berlin', ['--step', '1d', '--tz', 'Europe/Berlin']],
    ['a word of a zone', 'tz=America/New_York', ['--tz', 'America/New_York'], 'yesterday'],
    ['labels of its own', 'aggregate=team&alias=team=app', ['--aggregate', 'team', '--alias', 'team=app']],
    ['words of OpenCost', 'dialect=opencost&step=90m', ['--dialect', 'opencost', '--step', '90m'], '2h offset 1d'],
    ['two methods', 'compare=request', ['--compare', 'request']],
    ['weeks from Sunday', 'step=week&weekStart=sunday', ['--step', 'week', '--week-start', 'sunday']],
  ].map(([name, query, options, window = '5d']) => [
    name,
    `window=${window}&${query}`,
    ['--window', window, ...options],
  ])) {
    for (const format of ['json', 'csv', 'table']) {
      it(`answers as the command line: ${name}, ${format}`, async () => {
        const { code, stdout, stderr } = await prorata(['allocate', '--metrics', demo, ...options, '--format', format]);
        assert.equal(code, 0, stderr);
        const answer = await get(`${server.url}/v1/allocation?${encodeURI(query)}&format=${format}`);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.text, stdout);
      });
    }
  }

  for (const [query, message] of [
    ['tz=Mars/Olympus', /'tz'.*unknown time zone/],
    ['tz=../../etc/passwd', /'tz'.*is no time zone/],
    ['tz=/etc/passwd', /'tz'.*unknown time zone/],
    ['tz=', /'tz'.*unknown time zone/],
    ['alias=squad', /'alias'/],
    ['alias=team=', /'alias'/],
    ['dialect=kubecost', /'dialect'/],
    ['compare=other', /'compare'/],
    ['compare=request&step=1d', /'compare'.*whole window/],
    ['compare=request&format=focus', /'compare'.*no such format/],
  ]) {
    it(`refuses ${query}`, async () => {
      const { status, body } = await json(`${server.url}/v1/allocation?window=1d&${query}`);
      assert.equal(status, 400);
      assert.match(body.error.message, message);
      assert.ok(body.error.hint, 'says what to do');
    });
  }

  it('says of a method that is compared with itself', async () => {
    const { headers } = await get(`${server.url}/v1/allocation?window=1d&compare=interval`);
    assert.match(headers.get('warning'), /'compare' is not used: it is the question's own method/);
  });

  it('reads no file of other folders for a zone', async () => {
    for (const name of ['posixrules/../../passwd', 'zone.tab', 'Europe', '%2e%2e/passwd']) {
      assert.equal((await get(`${server.url}/v1/assets?window=1d&tz=${name}`)).status, 400, name);
    }
  });
});
