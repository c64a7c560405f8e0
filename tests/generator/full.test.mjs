// The world `full`: its truth against arithmetic by hand, and its series behind a real Prometheus.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { metricFamilies } from '../../examples/generator/metrics.mjs';
import { formatLabels } from '../../examples/generator/openmetrics.mjs';
import { truth } from '../../examples/generator/truth.mjs';
import { GiB, HOUR, instant } from '../../examples/generator/world.mjs';
import { full } from '../../examples/generator/worlds/full.mjs';
import { makeCluster, startPrometheus } from '../support/prometheus.mjs';

const at = (time) => instant(`2026-04-13T${time}Z`);
const world = full();
const really = truth(world);
const [second] = really.peers;

/** @param {number} got @param {number} want */
function near(got, want, what) {
  assert.ok(Math.abs(got - want) <= 1e-9 * Math.max(1, Math.abs(want)), `${what}: ${got}, by hand ${want}`);
}

const sum = (values) => values.reduce((a, b) => a + b, 0);
const podsOf = (rows, start) => rows.filter(({ pod }) => pod.startsWith(start));

test('containers are charged what the table says', () => {
  const charged = (start) => podsOf(really.containers, start).filter(({ kind }) => kind === 'app');
  const cores = (start) => sum(charged(start).map((row) => row.charged.coreSeconds)) / HOUR;
  const gib = (start) => sum(charged(start).map((row) => row.charged.byteSeconds)) / GiB / HOUR;
  near(cores('resized'), 0.5 * 8.5 + 1.5 * 15.5, 'cores of the resized');
  near(gib('resized'), 0.5 * 8.5 + 1 * 15.5, 'memory of the resized');
  // 15 minutes of the request, 5 of the burst.
  near(cores('burst'), ((15 * 0.5 + 5 * 1.5) / 20) * 24, 'burst');
  near(cores('thumbnails'), 40 / HOUR, 'the pod of 40 seconds');
  near(cores('badimage'), 0.1 * 21, 'image that cannot be pulled');
  near(cores('giant'), 0, 'never scheduled');
  near(cores('tool'), 0.25 * 1.5, 'two pods of one name');
  near(cores('postgres-0'), 24 - 2 / 60, 'restarted with another uid');
  near(podsOf(really.containers, 'front').filter(({ kind }) => kind === 'sidecar').length, 2, 'sidecars');
});

test('pods hold room for init containers and for their runtime', () => {
  const [first, other] = podsOf(really.pods, 'api');
  near(first.initReserve.coreSeconds / HOUR, (2 - 0.5) * 24, 'init above the app');
  near(other.initReserve.coreSeconds / HOUR, (0.1 + 2 - 0.6) * 16.5, 'init beside a sidecar');
  near(first.initReserve.byteSeconds, 0, 'memory of init is less than that of the app');
  // Half a day at 0.04, half at 0.05.
  near(first.initReserve.cost.cpu, 18 * 0.04 + 18 * 0.05, 'with the change of price');
  const [sandboxed] = podsOf(really.pods, 'sandboxed');
  near(sandboxed.overhead.coreSeconds / HOUR, 6, 'overhead');
  near(sandboxed.overhead.byteSeconds / GiB / HOUR, (160 / 1024) * 24, 'overhead of memory');
});

test('cards are paid by the part that is held', () => {
  const hours = (start) => sum(podsOf(really.containers, start).map((row) => row.charged.gpuSeconds)) / HOUR;
  near(hours('train'), 2 * 8, 'two whole cards');
  near(hours('slice'), (24 + 24 + 12) / 4, 'time slices');
  near(hours('shared'), (24 + 24 + 12 + 2 * 16) / 4, 'renamed time slices');
  near(hours('mps'), (24 + 2 * 15) / 5, 'MPS');
  near(hours('mig'), (24 * 4) / 7 + (12 * 2) / 7 + 24 / 7, 'instances, mixed');
  near(hours('single'), 24 / 7 + (20 * 2) / 7, 'instances, single');
  near(hours('render') + hours('transcode'), 24 + 21, 'AMD and Intel');
  near(sum(second.containers.map((row) => row.charged.gpuSeconds)) / HOUR, (8 * 24 + 6 * 6) / 22, 'by the GiB');
  // Activity of one's own: an instance is a part of a card, a slice does with the card what it does.
  const used = (start) => podsOf(really.containers, start)[0].used.gpuSeconds / HOUR;
  near(used('train'), 0.9 * 2 * 8, 'used of two cards');
  near(used('mig-large'), (0.7 * 24 * 4) / 7, 'used of an instance');
  near(used('slice-a'), 0.3 * 24, 'used of a shared card');
});

test('machines cost their price, changes included, and are idle by the rest', () => {
  const byName = (name) => really.nodes.filter(({ node }) => node === name);
  const machine = (core, gib) => 8 * core + 32 * gib;
  const disk = 100 * 0.00005479452;
  near(
    byName('general-a')[0].cost.total,
    12 * machine(0.04, 0.0045) + 12 * machine(0.05, 0.005) + 24 * disk,
    'changed',
  );
  near(byName('general-b')[0].cost.total, 24 * (machine(0.04, 0.0045) + disk), 'rebooted');
  const [first, other] = byName('spot-a');
  near(first.cost.total, 16 * (4 * 0.015 + 16 * 0.002 + disk), 'the first spot machine');
  near(other.cost.total, (7 + 50 / 60) * (4 * 0.018 + 16 * 0.0024 + disk), 'the second');
  near(byName('gpu-intel')[0].cost.gpu, 24 * 0.95, 'default price of a card');
  const virtual = [...really.nodes, ...second.nodes].filter((node) => node.virtual);
  assert.equal(virtual.length, 3);
  for (const { idle, node } of virtual) near(idle.total, 0, node);
  // eci-a 6 h, eci-b 22 h of two cores and 4 GiB.
  near(virtual[2].cost.total, 28 * (2 * 0.031611 + 4 * 0.004237), 'virtual kubelet');
});

test('volumes are shared instant by instant', () => {
  const volume = (name) => really.volumes.find((each) => each.volume === name);
  const gibHours = ({ byteSeconds }) => byteSeconds / GiB / HOUR;
  const parts = (name) => volume(name).mounts.map(gibHours);
  assert.deepEqual(parts('pvc-shared').map(Math.round), [50 * 18, 50 * 6]);
  near(gibHours(volume('pvc-postgres').unmounted), (100 * 2) / 60, 'between two pods of one name');
  near(gibHours(volume('pvc-half').unmounted), 20 * 12, 'half a day');
  near(gibHours(volume('pvc-late')), 10 * 6, 'from 18:00');
  near(parts('pvc-staging')[0], 200 * 2, 'mounted');
  near(gibHours(volume('pvc-staging').unmounted), 200 * 2, 'claimed');
  near(gibHours(volume('pvc-staging').unclaimed), 200 * 20, 'released');
  near(gibHours(volume('pvc-spare').unmounted), 30 * 24, 'never mounted');
  near(gibHours(volume('pv-free').unclaimed), 10 * 24, 'never claimed');
  near(volume('pvc-shared').cost, 50 * 24 * 0.00005479452, 'default price');
  near(volume('pvc-staging').cost, 200 * 24 * 0.00016301, 'exported price');
  near(volume('pv-models').cost, 0, 'object storage');
  assert.ok(volume('pv-models').mounts.length === 2);
});

test('balancers, traffic and the fee', () => {
  const balancer = (name) => really.balancers.find(({ service }) => service === name);
  near(balancer('front').cost, 24 * 0.025, 'all day');
  near(balancer('front').pods[0].cost, 12 * 0.025, 'a half of it');
  near(balancer('legacy').unassigned.cost, 6 * 0.025, 'without a pod');
  near(balancer('db').cost, 12 * 0.025, 'two addresses, one balancer');
  assert.equal(balancer('pending'), undefined);
  const [first, other] = podsOf(really.pods, 'front');
  near(first.network.egress.internet, 20000 * 24 * HOUR, 'bytes to the internet');
  near(other.network.egress.internet, 20000 * (24 * HOUR - 240), 'and from the machine that was rebooted');
  near(first.network.cost.internet, ((20000 * 24 * HOUR) / GiB) * 0.09, 'at the exported price');
  near(first.network.cost.zone, ((8000 * 24 * HOUR) / GiB) * 0.01, 'to another zone');
  assert.equal(podsOf(second.pods, 'front')[0].network.cost, null);
  near(really.totals.overhead, 24 * 0.1, 'fee');
});

test('no series has two samples at one time', () => {
  for (const [from, to] of [
    ['05:30:00', '06:30:00'],
    ['15:30:00', '16:30:00'],
  ]) {
    for (const { name, series } of metricFamilies(world)) {
      const last = new Map();
      for (const each of series) {
        const key = formatLabels(each.labels);
        for (const { time } of each.points(at(from), at(to))) {
          assert.ok(time > (last.get(key) ?? 0), `${name}${key} at ${time}`);
          last.set(key, time);
        }
      }
    }
  }
});

describe('behind a real Prometheus', () => {
  let server;
  before(async () => {
    const { dataDir } = await makeCluster('full');
    server = await startPrometheus({ dataDir });
  });
  after(() => server?.stop());

  /** @returns {Promise<{metric: Record<string, string>, value: [number, string]}[]>} */
  async function query(expression, time) {
    const parameters = new URLSearchParams({ query: expression, time: String(at(time)) });
    const answer = await fetch(`${server.url}/api/v1/query?${parameters}`);
    const { status, data, error } = await answer.json();
    assert.equal(status, 'success', error);
    return data.result;
  }
  const number = async (expression, time = '23:59:59') => Number((await query(expression, time))[0]?.value[1] ?? NaN);

  test('both clusters are there, and only one exports prices', async () => {
    const pods = (cluster) => `count(count by (uid) (last_over_time(kube_pod_info{cluster="${cluster}"}[1d])))`;
    assert.equal(await number(pods('full-eu')), world.pods.length);
    assert.equal(await number(pods('full-hz')), world.peers[0].pods.length);
    assert.equal((await query('node_cpu_hourly_cost{cluster="full-hz"}', '12:00:00')).length, 0);
  });

  test('a price changes at noon', async () => {
    assert.equal(await number('node_cpu_hourly_cost{node="general-a"}', '12:00:00'), 0.04);
    assert.equal(await number('node_cpu_hourly_cost{node="general-a"}', '12:01:30'), 0.05);
  });

  test('a machine gets the name of another', async () => {
    const id = async (time) => (await query('kube_node_info{node="spot-a"}', time))[0]?.metric.provider_id;
    assert.notEqual(await id('15:59:00'), await id('16:12:00'));
    assert.equal(await id('16:05:00'), undefined);
  });

  test('a reboot restarts every container and ends no pod', async () => {
    const containers = 'count(count by (id) (container_memory_working_set_bytes{container!="",node="general-b"}))';
    assert.equal(await number(`${containers} > 0`, '05:59:00'), await number(containers, '06:10:00'));
    const [pods, ids] = ['pod', 'id'].map(
      (label) =>
        `count(count by (${label}) (last_over_time(container_memory_working_set_bytes{container="app",cluster="full-eu",pod=~"front.*aaaa2"}[1h])))`,
    );
    assert.deepEqual([await number(pods, '06:30:00'), await number(ids, '06:30:00')], [1, 2]);
    assert.equal(
      (await query('container_memory_working_set_bytes{id="/",node="general-b"}[3m]', '06:03:59')).length,
      0,
    );
    assert.equal(
      await number('kube_pod_status_phase{cluster="full-eu",pod=~"front.*aaaa2",phase="Running"}', '06:02:00'),
      1,
    );
  });

  test('containers on a shared card each show all of it', async () => {
    const shown = async (time) =>
      (await query('DCGM_FI_DEV_GPU_UTIL{hostname="gpu-slice"}', time)).map(({ value }) => value[1]);
    assert.deepEqual(await shown('05:00:00'), ['50', '50']);
    assert.deepEqual(await shown('12:00:00'), ['60', '60', '60']);
  });

  test('instances have activity and no utilisation, and idle ones no workload', async () => {
    assert.equal((await query('DCGM_FI_DEV_GPU_UTIL{hostname=~"gpu-mig.*"}', '13:00:00')).length, 0);
    const rows = await query('DCGM_FI_PROF_GR_ENGINE_ACTIVE{hostname="gpu-mig-mixed"}', '13:00:00');
    assert.deepEqual(
      rows.map(({ metric }) => [metric.GPU_I_PROFILE, metric.exported_pod?.replace(/-6b.*/, '')]).sort(),
      [
        ['1g.10gb', 'mig-small'],
        ['2g.20gb', undefined],
        ['4g.40gb', 'mig-large'],
      ],
    );
  });

  test('what DCGM does not know is far above any percentage', async () => {
    assert.ok((await number('min(DCGM_FI_DEV_GPU_UTIL{hostname="gpu-whole"})', '20:30:00')) >= 2 ** 62);
    assert.ok((await number('min(DCGM_FI_PROF_GR_ENGINE_ACTIVE{hostname="gpu-whole"})', '20:30:00')) > 1e14);
    assert.equal(await number('max(DCGM_FI_DEV_GPU_UTIL{hostname="gpu-whole"})', '21:10:00'), 5);
  });

  test('bytes by class agree with the truth', async () => {
    const egress = 'kubecost_pod_network_egress_bytes_total{internet="true"}';
    const hour = await number(`sum(increase(${egress}[1h]))`, '12:00:00');
    assert.ok(Math.abs(hour / (2 * 20000 * HOUR) - 1) < 1e-6, String(hour));
    const sent = await number(
      'increase(container_network_transmit_bytes_total{pod=~"front.*aaaa1",cluster="full-eu"}[1h])',
    );
    assert.ok(Math.abs(sent / (33000 * HOUR) - 1) < 0.01, String(sent));
  });

  test('a volume is bound, then released', async () => {
    const phase = async (time) =>
      (await query('kube_persistentvolume_status_phase{persistentvolume="pvc-staging"} == 1', time))[0].metric.phase;
    assert.equal(await phase('03:59:00'), 'Bound');
    assert.equal(await phase('04:01:00'), 'Released');
    assert.equal(
      (await query('kube_persistentvolumeclaim_info{persistentvolumeclaim="staging"}', '04:01:00')).length,
      0,
    );
    assert.equal((await query('kube_persistentvolume_claim_ref{name="staging"}', '04:01:00')).length, 1);
  });

  test('requests change while a pod runs', async () => {
    const request = 'kube_pod_container_resource_requests{pod=~"resized.*",resource="cpu"}';
    assert.deepEqual([await number(request, '08:30:00'), await number(request, '08:31:00')], [0.5, 1.5]);
  });
});
