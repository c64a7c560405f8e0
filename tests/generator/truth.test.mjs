import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { constant, integralBetween, integralOfMax, steps, valueAt } from '../../examples/generator/steps.mjs';
import { truth } from '../../examples/generator/truth.mjs';
import { GiB, HOUR, nodeOf } from '../../examples/generator/world.mjs';
import { WORLDS } from '../../examples/generator/worlds.mjs';

const spine = WORLDS.spine();
const spineTruth = truth(spine);

/** @param {string} pod @param {string} [container] every row of that pod name, in order */
function rows(pod, container) {
  return spineTruth.containers.filter(
    (row) => row.pod === pod && (container === undefined || row.container === container),
  );
}

test('integrals of piecewise-constant functions', () => {
  const f = steps([0, 10, 20], [1, 5, 2]);
  assert.equal(valueAt(f, 9.999), 1);
  assert.equal(valueAt(f, 10), 5);
  assert.equal(integralBetween(f, 5, 25), 5 + 50 + 10);
  assert.equal(integralOfMax(f, 0, 5, 25), 65);
  assert.equal(integralOfMax(f, 2, 5, 25), 10 + 50 + 10);
  assert.equal(integralOfMax(constant(3), 4, 100, 110), 40);
});

describe('spine agrees with the arithmetic in its head comment', () => {
  const cases = [
    { pod: 'cart-6b8f5c9d74-aaaa1', coreHours: [4], gibHours: [4] },
    { pod: 'checkout-6b8f5c9d74-aaaa1', coreHours: [8], gibHours: [8] },
    { pod: 'catalog-6b8f5c9d74-aaaa1', coreHours: [2.4], gibHours: [8] },
    { pod: 'search-6b8f5c9d74-aaaa1', coreHours: [2.4], gibHours: [2] },
    { pod: 'payments-6b8f5c9d74-aaaa1', coreHours: [1.6], gibHours: [2] },
    { pod: 'cart-6b8f5c9d74-aaaa2', coreHours: [7200 / HOUR], gibHours: [2] },
    { pod: 'postgres-0', coreHours: [3, 17880 / HOUR], gibHours: [6, (2 * 17880) / HOUR] },
    { pod: 'thumbnails-x7k2p', coreHours: [40 / HOUR], gibHours: [40 / HOUR] },
    { pod: 'import-x7k2p', coreHours: [0.5], gibHours: [0.5] },
    { pod: 'train-x7k2p', coreHours: [12], gibHours: [48] },
    { pod: 'badimage-6b8f5c9d74-aaaa1', coreHours: [0.5], gibHours: [0.625] },
    { pod: 'giant-6b8f5c9d74-aaaa1', coreHours: [0], gibHours: [0] },
  ];
  for (const { pod, coreHours, gibHours } of cases) {
    test(pod, () => {
      const found = rows(pod);
      assert.equal(found.length, coreHours.length);
      found.forEach((row, i) => {
        assert.equal(row.charged.coreSeconds / HOUR, coreHours[i]);
        assert.equal(row.charged.byteSeconds / GiB / HOUR, gibHours[i]);
      });
    });
  }
});

test('dollars are amounts at the default rates, spot rates on spot nodes', () => {
  assert.equal(rows('checkout-6b8f5c9d74-aaaa1')[0].dollars.total, 8 * 0.031611 + 8 * 0.004237);
  assert.equal(rows('crawler-6b8f5c9d74-aaaa1')[0].dollars.cpu, 15 * 0.006655);
  assert.equal(rows('train-x7k2p')[0].dollars.gpu, 3 * 0.95);
  const spot = spineTruth.nodes.find(({ node }) => node === 'spot-a');
  assert.equal(spot.dollars.total, 20 * 0.006655 + 80 * 0.000892);
});

test('spot-a is charged for more cores than it has, and used for fewer', () => {
  const charged = spineTruth.containers.filter(({ node }) => node === 'spot-a');
  const cores = (kind) => charged.reduce((sum, row) => sum + row[kind].coreSeconds, 0) / 18000;
  assert.equal(cores('charged').toFixed(3), '5.125');
  assert.equal(cores('used').toFixed(3), '3.130');
});

for (const [name, make] of Object.entries(WORLDS)) {
  describe(name, () => {
    const world = make();
    const whole = truth(world);

    test('thirds of the window add up to the window', () => {
      const third = (world.end - world.start) / 3;
      const parts = [0, 1, 2].map((i) => truth(world, world.start + i * third, world.start + (i + 1) * third));
      const key = (row) => `${row.uid}/${row.container}`;
      const sums = new Map();
      for (const row of parts.flatMap(({ containers }) => containers)) {
        sums.set(key(row), (sums.get(key(row)) ?? 0) + Math.round(row.charged.coreSeconds * 1000));
      }
      for (const row of whole.containers)
        assert.equal(sums.get(key(row)), Math.round(row.charged.coreSeconds * 1000), key(row));
    });

    test('stepping through single seconds gives the same amounts', () => {
      const to = world.start + 6 * HOUR;
      const part = truth(world, world.start, to);
      for (const row of part.containers.filter((_, i) => i % 17 === 0)) {
        const pod = world.pods.find(({ uid }) => uid === row.uid);
        const container = [...pod.containers, ...pod.initContainers].find((each) => each.name === row.container);
        assert.deepEqual(
          slowAmounts(world, pod, container, to),
          {
            seconds: row.seconds,
            charged: Math.round(row.charged.coreSeconds * 1000),
            used: row.used === null ? 0 : Math.round(row.used.coreSeconds * 1000),
            bytes: row.charged.byteSeconds,
          },
          `${row.pod}/${row.container}`,
        );
      }
    });

    test('no node is asked for more than it can give', () => {
      for (const node of world.nodes) assertFits(world, node);
    });

    test('pods live within the life of their node', () => {
      for (const pod of world.pods.filter((each) => each.start !== null)) {
        const node = nodeOf(world, pod);
        assert.ok(pod.start >= node.start, pod.name);
        assert.ok(node.end === null || (pod.finish ?? pod.gone ?? world.end) <= node.end, pod.name);
      }
    });

    test('no object appears twice', () => {
      assert.equal(new Set(world.pods.map(({ uid }) => uid)).size, world.pods.length);
      const instances = (key) => world.nodes.map((node) => node[key]).filter((value) => value !== '');
      for (const key of ['providerId', 'systemUuid', 'internalIp']) {
        assert.equal(new Set(instances(key)).size, instances(key).length, key);
      }
      for (const node of world.nodes) {
        const others = world.nodes.filter(({ name }) => name === node.name && node.end !== null);
        for (const other of others) assert.ok(other === node || other.start > node.end || other.end < node.start);
      }
    });

    test('what there is equals what it went to', () => {
      for (const { cluster, totals } of [whole, ...whole.peers]) {
        const { assets, workloads, idle, unmounted } = totals;
        const went = workloads.total + idle.total + unmounted.total;
        assert.ok(Math.abs(went / assets.total - 1) < 1e-12, `${cluster}: ${went} of ${assets.total}`);
        for (const key of ['cpu', 'ram', 'gpu', 'disk']) {
          const sum = workloads.containers[key] + workloads.podReserve[key] + idle[key];
          assert.ok(Math.abs(sum - assets.nodes[key]) < 1e-9, `${cluster}, ${key}`);
        }
        for (const key of ['volumes', 'balancers']) {
          assert.ok(Math.abs(workloads[key] + unmounted[key] - assets[key]) < 1e-12, `${cluster}, ${key}`);
        }
      }
    });
  });
}

/** The obvious way: look at every second. Millicore-seconds and byte-seconds from the world's start to `to`. */
function slowAmounts(world, pod, container, to) {
  const sum = { seconds: 0, charged: 0, used: 0, bytes: 0 };
  const setUp = pod.initContainers.reduce((seconds, { runs }) => seconds + runs, 0);
  for (let second = world.start; second < to; second += 1) {
    const running =
      pod.start !== null &&
      second >= pod.start &&
      (pod.finish === null || second < pod.finish) &&
      (pod.gone === null || second < pod.gone);
    if (!running) continue;
    const working = container.sidecar || second >= pod.start + setUp;
    const cpu = container.cpu === null || !working ? 0 : valueAt(container.cpu, second);
    const memory = container.memory === null || !working ? 0 : valueAt(container.memory, second);
    const request = container.resizes.findLast(({ at }) => at <= second) ?? container;
    sum.seconds += 1;
    sum.charged += Math.max(request.cpuRequest ?? 0, cpu);
    sum.used += container.memory === null ? 0 : cpu;
    sum.bytes += Math.max(request.memoryRequest ?? 0, memory);
  }
  return sum;
}

/** Which parts of the cards a pod holds, as text. */
function partsHeld(node, pod) {
  return pod.containers
    .filter(({ gpuRequest }) => gpuRequest > 0)
    .flatMap(({ gpuRequest, gpuResource }) => {
      const { mode, profile = '' } = node.gpuOffers.find(({ resource }) => resource === gpuResource);
      if (mode === 'memory') return [];
      const first = mode === 'whole' ? pod.gpuIndex : pod.gpuInstance;
      const card = mode === 'whole' ? '' : pod.gpuIndex;
      return Array.from({ length: gpuRequest }, (_, i) => `${profile} ${card}/${first + i}`);
    });
}

/** Requests only grow when a pod starts, so these are the instants to check. */
function assertFits(world, node) {
  const here = world.pods.filter((pod) => pod.start !== null && nodeOf(world, pod) === node);
  const total = (pods, request) =>
    pods.flatMap(({ containers }) => containers).reduce((sum, each) => sum + (each[request] ?? 0), 0);
  for (const { start, name } of here) {
    const running = here.filter((pod) => pod.start <= start && start < (pod.finish ?? pod.gone ?? world.end));
    const what = `of ${node.name} when ${name} starts`;
    assert.ok(total(running, 'cpuRequest') <= node.allocatableCpu, `cpu ${what}`);
    assert.ok(total(running, 'memoryRequest') <= node.allocatableMemory, `memory ${what}`);
    const onCards = running.flatMap(({ containers }) => containers).filter(({ gpuRequest }) => gpuRequest > 0);
    for (const { gpuResource } of onCards) {
      const offer = node.gpuOffers.find(({ resource }) => resource === gpuResource);
      const asked = onCards.filter((each) => each.gpuResource === gpuResource);
      assert.ok(asked.reduce((sum, { gpuRequest }) => sum + gpuRequest, 0) <= offer.units, `${gpuResource} ${what}`);
    }
    const held = running.flatMap((pod) => partsHeld(node, pod));
    assert.equal(new Set(held).size, held.length, `devices ${what}`);
  }
}
