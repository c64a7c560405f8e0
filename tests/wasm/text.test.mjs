// Text metrics through the package: the same bytes as the command line gives for the same files.
import assert from 'node:assert/strict';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { fileHead, isRecording, loadEngine, loadText, readText, runPlan } from '@prorata/engine';

import { prorata, scratch } from '../cli/support.mjs';
import { begin, end, formats, inText, scrapes } from '../support/scrapes.mjs';

const files = scratch();
after(files.remove);

function write(name, text, time = end) {
  const file = files.file(name);
  writeFileSync(file, text);
  utimesSync(file, new Date(time), new Date(time));
  return file;
}

let engine;
before(async () => {
  engine = await loadEngine();
});

async function byCommand(metrics, ...options) {
  const asked = metrics.flatMap((each) => ['--metrics', each]);
  const { code, stdout, stderr } = await prorata(['allocate', ...asked, '--format', 'json', ...options]);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** The command's own error, as the package has it. */
async function refusedByCommand(metrics, ...options) {
  const { code, stderr } = await prorata(['allocate', '--metrics', metrics, ...options]);
  assert.notEqual(code, 0);
  return stderr;
}

describe('loadText gives the bytes of the command line', () => {
  for (const [what, name, text] of formats) {
    it(`for ${what}`, async () => {
      const file = write(name, text());
      const session = await loadText(engine, [file]);
      assert.equal(await session.report('json'), await byCommand([file]));
    });
  }

  const two = () => scrapes.map((scrape, index) => write(`scrape-${index}.txt`, inText(scrape), scrape.time));

  it('for two scrapes that have no times, in any order', async () => {
    const paths = two();
    const expected = await byCommand(paths, '--step', '1h', '--aggregate', 'pod');
    assert.match(expected, /"text-without-times"/);
    for (const order of [paths, [...paths].reverse()]) {
      const session = await loadText(engine, order);
      assert.equal(await session.report('json', { step: '1h', aggregate: ['pod'] }), expected);
    }
  });

  it('for files as a browser has them: their name, and when they were written', async () => {
    const given = two().map((path, index) => {
      const lastModified = Date.parse(scrapes[index].time);
      return new File([readFileSync(path)], path, { lastModified });
    });
    assert.equal(await (await loadText(engine, given)).report('json'), await byCommand(two()));
  });

  it('for text that is cut short, or says one thing twice', async () => {
    const [, , openMetrics] = formats.find(([what]) => what === 'OpenMetrics');
    const cut = write('cut.om', openMetrics().replace('# EOF\n', ''));
    const other = write('other.om', openMetrics().replace('} 4 ', '} 5 '));
    const expected = await byCommand([cut, other]);
    const session = await loadText(engine, [cut, other]);
    assert.equal(await session.report('json'), expected);
    const told = JSON.parse(expected).diagnostics.map(({ id }) => id);
    assert.ok(['text-cut-short', 'text-duplicates', 'text-metrics'].every((id) => told.includes(id)));
    const { diagnostics } = await session.allocate();
    assert.deepEqual(
      diagnostics.map(({ id, message, fix }) => [id, message, fix]),
      JSON.parse(expected).diagnostics.map(({ id, message, fix }) => [id, message, fix]),
    );
    assert.deepEqual(
      (await session.diagnostics()).filter(({ id }) => id.startsWith('text-')).map(({ id }) => id),
      told.filter((id) => id.startsWith('text-')),
    );
  });

  it('for a window, a matcher, a resolution and a cluster', async () => {
    const file = write('asked.prom', formats[0][2]());
    const options = ['--window', `2026-03-02T00:01:00Z,${end}`, '--resolution', '30s', '--cluster', 'c'];
    const session = await loadText(engine, [file], {
      window: `2026-03-02T00:01:00Z,${end}`,
      resolution: '30s',
      match: 'namespace=~"sho.*|"',
      cluster: 'c',
    });
    assert.equal(
      await session.report('json', { aggregate: ['cluster', 'pod'] }),
      await byCommand([file], ...options, '--match', 'namespace=~"sho.*|"', '--aggregate', 'cluster,pod'),
    );
  });

  it('for assets', async () => {
    const file = write('assets.prom', formats[0][2]());
    const { stdout } = await prorata(['assets', '--metrics', file, '--format', 'json']);
    assert.equal(await (await loadText(engine, [file])).reportAssets('json'), stdout);
  });

  it('for two clusters, whose notices are added up', async () => {
    const [a, b] = two();
    const session = await loadText(engine, [a, b], { cluster: 'a' });
    await session.absorb(await loadText(engine, [write('b.prom', formats[0][2]())], { cluster: 'b' }));
    const expected = await byCommand([`a=${a}`, `a=${b}`, `b=${files.file('b.prom')}`], '--aggregate', 'cluster');
    assert.equal(await session.report('json', { aggregate: ['cluster'] }), expected);
    const told = (await session.diagnostics()).find(({ id }) => id === 'text-metrics');
    assert.equal(told.count, 40);
  });
});

describe('readText', () => {
  it('says what there is, and fills any number of sessions', async () => {
    const text = await readText(engine, [write('some.prom', formats[0][2]())]);
    for (const match of ['', 'namespace="shop"']) {
      const session = await text.open({ match });
      await runPlan(session, text);
      const { window } = await session.allocate();
      assert.deepEqual(window, { startMs: Date.parse(begin), endMs: Date.parse(end) });
    }
    await text.close();
    await assert.rejects(text.open(), { code: 'bad-usage', message: /closed/ });
  });

  it('takes words that count back from the last sample', async () => {
    const session = await loadText(engine, [write('word.prom', formats[0][2]())], { window: '1m' });
    const { window } = await session.allocate();
    assert.equal(window.startMs, Date.parse(end) - 60_000);
  });

  it('takes pieces of any size', async () => {
    const [, name, text] = formats[0];
    const bytes = Buffer.from(text());
    const source = () => {
      let at = 0;
      return new ReadableStream({
        pull(controller) {
          if (at >= bytes.length) controller.close();
          else controller.enqueue(new Uint8Array(bytes.subarray(at, (at += 7))));
        },
      });
    };
    const session = await loadText(engine, [{ source, name: files.file(name), writtenAtMs: 0 }]);
    assert.equal(await session.report('json'), await byCommand([write(name, text())]));
  });

  it('stops when it is told to', () =>
    assert.rejects(loadText(engine, [write('stop.prom', formats[0][2]())], {}, { signal: AbortSignal.abort() }), {
      code: 'cancelled',
    }));
});

describe('files are told apart by their first bytes', () => {
  const cases = [
    ['{"format":"prorata.recording"}', 'recording'],
    [' \n{ "format" : 1}', 'recording'],
    ['{"query":"pods","chunk":0}', 'recording'],
    ['{"metric":{"__name__":"up"},"values":[1],"timestamps":[1]}', 'text'],
    ['{__name__="up"} 1 1', 'text'],
    ['{"up", job="a"} 1', 'text'],
    ['# HELP up', 'text'],
    ['up 1', 'text'],
    ['hello', 'text'],
    ['<html>', 'unknown'],
    ['\u0000\u0001', 'unknown'],
    ['', 'unknown'],
  ];
  for (const [text, kind] of cases) {
    it(`${JSON.stringify(text)}: ${kind}`, async () => {
      for (const bytes of [Buffer.from(text), gzipSync(text)]) {
        const head = await fileHead(new Blob([bytes]));
        assert.equal(await engine.kindOfFile(head), kind);
        assert.equal(isRecording(head), kind === 'recording');
      }
    });
  }
  it('of a large packed file only the first bytes are unpacked', async () => {
    const large = gzipSync(Buffer.from(`{"format":"prorata.recording"}\n${'x'.repeat(50_000_000)}`));
    assert.equal(isRecording(await fileHead(new Blob([large]))), true);
  });
});

describe('text that cannot be used', () => {
  const one = () => write('one.txt', inText(scrapes[0]), scrapes[0].time);
  const cases = [
    ['a line that is no sample', () => write('bad.txt', 'up 1 1\nup{job="a"}\n'), 'bad-input'],
    ['nothing that costs are made of', () => write('go.txt', 'go_goroutines 1 1\ngo_goroutines 2 2\n'), 'no-data'],
    ['OpenMetrics that goes on', () => write('on.om', 'up 1 1\n# EOF\nup 2 2\n'), 'bad-input'],
    ['one scrape alone', one, 'no-data'],
  ];
  for (const [what, file, code] of cases) {
    it(`is told as the command line tells it: ${what}`, async () => {
      const path = file();
      const expected = await refusedByCommand(path);
      await assert.rejects(loadText(engine, [path]), (problem) => {
        assert.equal(problem.code, code);
        assert.ok(expected.includes(problem.message), `${problem.message}\n${expected}`);
        assert.ok(expected.includes(problem.hint), `${problem.hint}\n${expected}`);
        return true;
      });
    });
  }

  const bytes = [
    ['nothing', 'empty.txt', Buffer.from(''), /empty\.txt: it holds no metrics/],
    ['binary', 'binary.txt', Buffer.from([0, 1, 2, 255]), /binary\.txt: it holds no metrics/],
    ['a page', 'page.html', Buffer.from('<html></html>'), /page\.html: it holds no metrics/],
    ['a recording', 'a.ndjson', Buffer.from('{"format":"prorata.recording"}\n'), /a\.ndjson: it is a recording/],
    ['gzip that is cut', 'cut.gz', gzipSync(formats[0][2]()).subarray(0, 200), /cut\.gz: cannot be unpacked/],
  ];
  for (const [what, name, content, message] of bytes) {
    it(`names the file: ${what}`, () =>
      assert.rejects(loadText(engine, [write(name, content)]), { code: 'bad-input', message }));
  }

  it('a file that is not there', () =>
    assert.rejects(loadText(engine, ['/nowhere/a.txt']), { code: 'bad-usage', message: /a\.txt cannot be read/ }));

  const options = [
    [{ window: '1h' }, /the window is from 2026-03-01T23:02:30Z .* the text covers 2026-03-02T00:00:30Z/],
    [{ mode: 'totals' }, /no server that could sum up/],
    [{ weights: ['a=sum(b)'] }, /no server that could answer a query/],
    [{ match: 'namespace=~"a{2}"' }, /the pattern "a\{2\}"/],
    [{ window: 'someday' }, /someday/],
  ];
  for (const [asked, message] of options) {
    it(`what cannot be asked: ${JSON.stringify(asked)}`, () =>
      assert.rejects(loadText(engine, [write('ok.prom', formats[0][2]())], asked), { code: 'bad-usage', message }));
  }
});
