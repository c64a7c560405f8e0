// The two hosts find zones in different places, tzdata's files and Intl: their answers must be the same bytes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { loadEngine, loadRecording, timeZoneValue } from '@prorata/engine';

import { startSpine } from '../support/spine.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
const recording = files.file('spine.prorata.ndjson.gz');
let session;
let world;
before(async () => {
  const server = await startSpine();
  world = server.world;
  const window = ['--window', server.window, '--now', String(server.now)];
  assert.equal((await prorata(['record', '--metrics', server.url, ...window, '-o', recording])).code, 0);
  await server.stop();
  session = await (await loadEngine()).open();
  await loadRecording(session, readFileSync(recording));
});
after(files.remove);

describe('days of a zone', () => {
  for (const zone of [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Apia',
  ]) {
    it(`are the same in both hosts: ${zone}`, async () => {
      const args = ['--metrics', recording, '--step', '1d', '--tz', zone, '--format', 'csv'];
      const { code, stdout, stderr } = await prorata(['allocate', ...args]);
      assert.equal(code, 0, stderr);
      const timeZone = timeZoneValue(zone, world.start * 1000, world.end * 1000);
      assert.equal(stdout, await session.report('csv', { step: '1d', timeZone }));
    });
  }
});
