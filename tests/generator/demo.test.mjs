import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueAt } from '../../examples/generator/steps.mjs';
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
