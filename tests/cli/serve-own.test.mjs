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

/** Options of a verb that its path has no parameter for. */
async function lackingOf(path, verb) {
  const { stdout } = await prorata([verb, '--help']);
  const options = [...new Set([...stdout.matchAll(/^ {2}(?:-\w,)?--([a-z-]+)/gm)].map(([, name]) => name))];
  assert.ok(options.length > 15, options.join());
  const { body } = await json(`${server.url}${path}?window=1d&bogus=1`);
  const known = body.error.hint.replace(/^.*Parameters are /, '').split(', ');
  const spelled = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  return options.filter((name) => !(name in kNotAsked) && !known.includes(spelled(name)));
}

/** Both answer the same bytes. */
async function same(path, query, verb, options) {
  const { code, stdout, stderr } = await prorata([verb, '--metrics', demo, ...options]);
  assert.ok(code === 0 || verb === 'check', stderr);
  const answer = await get(`${server.url}${path}?${encodeURI(query)}`);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.text, stdout);
  return answer;
}

describe('/v1/explain', () => {
  it('has a parameter for every option of `prorata explain` but those of the source', async () => {
    assert.deepEqual(await lackingOf('/v1/explain', 'explain'), []);
  });

  for (const [name, query, options] of [
    ['a namespace', 'of=namespace=checkout', ['--of', 'namespace=checkout']],
    [
      'two conditions',
      'of=namespace=checkout&of=controllerKind=deployment',
      ['--of', 'namespace=checkout', '--of', 'controllerKind=deployment'],
    ],
    ['idle', 'of=namespace=__idle__', ['--of', 'namespace=__idle__']],
    [
      'an hour with shared idle',
      'of=namespace=checkout&at=2026-11-15T10:30:00Z&idle=share&idleBy=cluster&method=request',
      [
        '--of',
        'namespace=checkout',
        '--at',
        '2026-11-15T10:30:00Z',
        '--idle',
        'share',
        '--idle-by',
        'cluster',
        '--method',
        'request',
      ],
    ],
    [
      'a rule and other prices',
      'of=namespace=checkout&share=namespace:"kube-system"&prices=builtin&whatIf=cpu:-10',
      [
        '--of',
        'namespace=checkout',
        '--share',
        'namespace:"kube-system"',
        '--prices',
        'builtin',
        '--what-if',
        'cpu:-10',
      ],
    ],
  ]) {
    for (const format of ['json', 'table']) {
      it(`answers as the command line: ${name}, ${format}`, async () => {
        const all = ['--window', '2d', '--format', format, ...options];
        const { headers } = await same('/v1/explain', `window=2d&format=${format}&${query}`, 'explain', all);
        assert.match(headers.get('content-type'), format === 'json' ? /^application\/json/ : /^text\/plain/);
      });
    }
  }

  it('derives what /v1/allocation answers', async () => {
    const { body } = await json(`${server.url}/v1/allocation?window=2d&aggregate=namespace`);
    const { totalCost } = body.rows.find(({ name }) => name === 'checkout');
    const derived = await json(`${server.url}/v1/explain?window=2d&of=namespace=checkout`);
    assert.equal(derived.body.totalCost, totalCost);
  });

  it('says that nothing is there to explain', async () => {
    const { status, body } = await json(`${server.url}/v1/explain?window=2d&of=namespace=nobody`);
    assert.equal(status, 404);
    assert.deepEqual([body.error.code, body.error.where], ['no-data', 'of']);
  });
});

describe('/v1/diagnostics', () => {
  it('has a parameter for every option of `prorata check` but those of the source', async () => {
    assert.deepEqual(await lackingOf('/v1/diagnostics', 'check'), []);
  });
  for (const format of ['json', 'table']) {
    it(`answers as the command line: ${format}`, async () => {
      const query = `window=2d&format=${format}&prices=builtin`;
      const { text } = await same('/v1/diagnostics', query, 'check', [
        ...['--window', '2d', '--format', format, '--prices', 'builtin'],
      ]);
      assert.match(text, /usage-unknown/);
    });
  }
});

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
