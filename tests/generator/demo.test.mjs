import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueAt } from '../../examples/generator/steps.mjs';
import { truth } from '../../examples/generator/truth.mjs';
import { HOUR, podAlive } from '../../examples/generator/world.mjs';
import { demo } from '../../examples/generator/worlds/demo.mjs';

const world = demo();
const HOURS = Array.from({ length: 7 * 24 }, (_, hour) => world.start + hour * HOUR + 600);

/** What runs on a node at an instant, in millicores and bytes. */
function loadOf(node, time) {
  const containers = world.pods
    .filter((pod) => pod.node === node.name)
    .filter((pod) => {
      const alive = podAlive(pod, world);
      return alive !== null && alive.from <= time && time < alive.to;
    })
    .flatMap((pod) => pod.containers);
  const sum = (amount) => containers.reduce((total, container) => total + amount(container), 0);
  return {
    used: sum(({ cpu }) => valueAt(cpu, time)),
    charged: sum(({ cpu, cpuRequest }) => Math.max(cpuRequest ?? 0, valueAt(cpu, time))),
    memory: sum(({ memory }) => valueAt(memory, time)),
  };
}

const nodesAt = (time) => world.nodes.filter(({ start, end }) => start <= time && (end === null || end > time));
const loads = HOURS.flatMap((time) => nodesAt(time).map((node) => ({ node, ...loadOf(node, time) })));

test('no node gives more than it has', () => {
  for (const { node, used, memory } of loads) {
    assert.ok(used < node.cpu, node.name);
    assert.ok(memory < node.memory, node.name);
  }
});

test('some spot node is over-committed: charged for more than it has', () => {
  assert.ok(loads.some(({ node, charged }) => node.spot && charged > node.cpu));
});

test('the cluster grows by day and shrinks by night', () => {
  const sizes = HOURS.map((time) => nodesAt(time).length);
  assert.ok(Math.min(...sizes) >= 11 && Math.max(...sizes) <= 16, `${sizes}`);
  assert.ok(new Set(world.nodes.map(({ instanceType }) => instanceType)).size >= 4);
});

test('some pods ended before any scrape could see them', () => {
  const unseen = world.pods.filter(({ created, gone }) => {
    const offset = world.scrape / 2;
    const next = Math.ceil((created - offset) / world.scrape) * world.scrape + offset;
    return gone !== null && gone <= next;
  });
  assert.ok(unseen.length > 0);
});

test('volumes and balancers find their pods, but for those that nobody uses', () => {
  const { volumes, balancers } = truth(world);
  const nobody = (all, part) => all.filter((each) => each[part].length === 0);
  assert.deepEqual(
    nobody(volumes, 'mounts').map(({ claim }) => claim.name),
    ['scratch', 'reports-archive'],
  );
  assert.deepEqual(
    nobody(balancers, 'pods').map(({ namespace, service }) => `${namespace}/${service}`),
    ['sandbox/demo'],
  );
  const media = volumes.find(({ claim }) => claim.name === 'media');
  assert.ok(media.mounts.length > 3, 'several pods share it');
  const [archive] = volumes.filter(({ claim }) => claim.name === 'reports-archive');
  assert.equal(archive.unclaimed.seconds, (4 * 24 + 15) * HOUR);
});

test('cards are shared in slices and in instances', () => {
  const { containers } = truth(world);
  const hours = (mode) =>
    containers
      .filter(({ gpu }) => gpu?.mode === mode)
      .reduce((total, { charged }) => total + charged.gpuSeconds / HOUR, 0);
  // Three of four slices, and all of a card, for a week.
  assert.ok(Math.abs(hours('time-slicing') - 0.75 * 168) < 1e-6);
  assert.ok(Math.abs(hours('mig') - 168) < 1e-6);
});
