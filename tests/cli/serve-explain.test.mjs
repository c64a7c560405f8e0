// A derivation of everything is the largest thing that can be asked: it keeps to the memory that there may be.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { files, json, page, serve } from './serving.mjs';

const demo = fileURLToPath(new URL('../../examples/demo.prorata.ndjson.gz', import.meta.url));
let server;
before(async () => {
  mkdirSync(page, { recursive: true });
  writeFileSync(`${page}/index.html`, '<!doctype html><title>page</title>');
  server = await serve(demo, '--memory', '64MiB');
});
after(async () => {
  await server.stop();
  files.remove();
});

describe('a derivation that is larger than --memory', () => {
  it('is refused before it is made, however many ask, and what fits is answered', async () => {
    const all = `${server.url}/v1/explain?window=7d&step=1h&of=${encodeURIComponent('namespace!:"nobody"')}`;
    const answers = await Promise.all(Array.from({ length: 6 }, () => json(all)));
    for (const { status, body } of answers) {
      assert.equal(status, 507);
      assert.match(body.error.message, /derivation|question|answer/);
      assert.match(body.error.hint, /window|--memory/);
    }
    const [, resident] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'));
    assert.ok(Number(resident) < 200 * 1024, `${resident} KiB`);
    const hour = await json(`${server.url}/v1/explain?window=7d&of=namespace=checkout&at=2026-11-15T10:30:00Z`);
    assert.equal(hour.status, 200);
    assert.ok(hour.body.totalCost > 0);
  });
});
