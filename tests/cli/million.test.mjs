// A million rows: they are written step by step, so that what is printed never stands in memory as a whole.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { largeRecording } from '../web/support/large.mjs';
import { scratch } from './support.mjs';

const program = process.env.PRORATA_BIN ?? fileURLToPath(new URL('../../build/native/bin/prorata', import.meta.url));
const pods = 6000;
const hours = 168;

/** Runs it with each piece of its output handed on. Resolves with the bytes that came and the most memory it had. */
function peak(args, take = () => undefined) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let bytes = 0;
    let most = 0;
    const look = () => {
      try {
        most = Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? most);
      } catch {
        // It has ended.
      }
    };
    const timer = setInterval(look, 20);
    child.on('error', reject);
    child.stdout.on('data', (piece) => {
      bytes += piece.length;
      look();
      take(piece);
    });
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ code, bytes, peak: most * 1024 });
    });
  });
}

describe('a million rows', () => {
  const files = scratch();
  const recording = files.file('large.ndjson.gz');
  const ask = (format, ...options) => [
    'allocate',
    '--metrics',
    recording,
    '--aggregate',
    'pod',
    '--format',
    format,
    ...options,
  ];
  before(async () => writeFileSync(recording, await largeRecording({ pods, hours, podsPerNamespace: 30 })));
  after(() => files.remove());

  for (const format of ['ndjson', 'focus']) {
    it(`as ${format} need little more memory than one row for each pod`, async () => {
      const few = await peak(ask(format));
      let lines = 0;
      const many = await peak(ask(format, '--step', '1h'), (piece) => {
        for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines += 1;
      });
      assert.equal(many.code, 0);
      assert.ok(lines >= pods * hours, `${lines} lines`);
      // Beside the text that is never kept there are a hundred and sixty-seven more costs of each resource and pod.
      assert.ok(many.peak - few.peak < 64 * 2 ** 20, `${many.peak - few.peak} bytes more for ${many.bytes}`);
    });
  }
});
