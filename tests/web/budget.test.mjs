// The page's own share of the first load. The engine's share and the sum are measured by web/app/tools/budget.mjs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('HTML, styles, scripts and worker stay within their part of the budget', () => {
  const script = fileURLToPath(new URL('../../web/app/tools/budget.mjs', import.meta.url));
  const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  assert.match(stdout, /KiB {2}page of \d+ ok/, stdout);
});
