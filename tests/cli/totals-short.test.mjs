// Totals of pods that live for minutes, against series in steps and against arithmetic.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata } from './support.mjs';

const minutes = 720;
const { node, pod } = objects('2026-03-02T00:00:00Z', minutes);
const kLength = 12;
const kPods = 60;
const GiB = 2 ** 30;

/** What a pod asks for and uses, of both cores and GiB: [request, usage]. */
const kSteady = { above: [0.2, 0.5], below: [0.5, 0.2], unasked: [null, 0.5] };
const kinds = { ...kSteady, crossing: null };

/** Half of its life far below its request of 0.5, the other half far above. */
function crossing(from) {
  const [middle, end] = [from + kLength / 2, from + kLength];
  const halves = (low, high) => [
    [from, middle, low],
    [middle, end, high],
  ];
  return { cores: [0.5, halves({ rate: 0.1 }, { rate: 0.9 })], gib: [0.5, halves(0.1 * GiB, 0.9 * GiB)] };
}

/** One after the other, so that they begin at every minute of five. */
function shortPods(name_space, app) {
  const each = Array.from({ length: kPods }, (_, k) => {
    const from = 11 * k;
    const life = [from, from + kLength];
    return pod(`${name_space}/p${k}`, { node: 'n1', life, app: app ? { cores: app, gib: app } : crossing(from) });
  });
  return Object.assign({}, ...each);
}
const series = Object.assign(
  node('n1', { cores: 64, gib: 256 }),
  ...Object.entries(kinds).map(([name, app]) => shortPods(name, app)),
);

/** Core-hours and GiB-hours by namespace. */
async function ask(resolution, ...options) {
  const world = { begin: '2026-03-02T00:00:00Z', minutes, series, offset: 30 };
  const recording = await tinyRecording(world, { resolution, options });
  const { code, stdout, stderr } = await prorata(['allocate', '--metrics', recording, '--format', 'json']);
  assert.equal(code, 0, stderr);
  const { rows } = JSON.parse(stdout);
  return new Map(rows.map((row) => [row.name, { cpu: row.cpuCoreHours, ram: row.ramByteHours / GiB }]));
}
const within = (got, want, part, what) =>
  assert.ok(Math.abs(got / want - 1) <= part, `${what}: ${got}, wanted ${want} within ${part * 100} %`);

describe('totals of pods of twelve minutes', () => {
  let stepped;
  before(async () => void (stepped = await ask('5m')));

  for (const step of ['1h', '6h']) {
    it(`in steps of ${step} are those of five minutes, whatever they ask for and use`, async () => {
      const totals = await ask(step, '--mode', 'totals');
      for (const name of Object.keys(kSteady)) {
        for (const resource of ['cpu', 'ram']) {
          within(totals.get(name)[resource], stepped.get(name)[resource], 0.01, `${name} ${resource}`);
          // By hand; half a minute of CPU behind the last scrape nobody has seen.
          within(totals.get(name)[resource], (kPods * kLength * 0.5) / 60, 0.05, `${name} ${resource}`);
        }
      }
    });

    it(`in steps of ${step} miss a part of what crosses its request, as documented`, async () => {
      const totals = (await ask(step, '--mode', 'totals')).get('crossing');
      // Six minutes of 0.5 and six of 0.9.
      within(stepped.get('crossing').ram, (kPods * 6 * 1.4) / 60, 0.06, 'steps');
      within(totals.ram, (kPods * 6 * 1.4) / 60, 0.01, 'memory');
      within(totals.cpu, stepped.get('crossing').cpu, 0.1, 'cores');
    });
  }
});
