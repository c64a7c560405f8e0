import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { truth } from '../../examples/generator/truth.mjs';
import { instant } from '../../examples/generator/world.mjs';
import { makeCluster, startPrometheus } from '../support/prometheus.mjs';

const at = (time) => instant(`2026-03-02T${time}Z`);

describe('the spine world behind a real Prometheus', () => {
  let cluster;
  let server;
  before(async () => {
    cluster = await makeCluster('spine');
    server = await startPrometheus({ dataDir: cluster.dataDir });
  });
  after(() => server?.stop());

  /** @returns {Promise<{metric: Record<string, string>, value: [number, string]}[]>} */
  async function query(expression, time = cluster.world.end) {
    const answer = await fetch(`${server.url}/api/v1/query?${new URLSearchParams({ query: expression, time })}`);
    const { status, data, error } = await answer.json();
    assert.equal(status, 'success', error);
    return data.result;
  }
  const number = async (expression, time) => Number((await query(expression, time))[0]?.value[1] ?? NaN);

  test('every pod of the world is listed once', async () => {
    assert.equal(await number('count(max by (uid) (last_over_time(kube_pod_info[8h])))'), cluster.world.pods.length);
  });

  test('what is deleted ends with the next scrape, not five minutes later', async () => {
    const crawler = 'count(kube_pod_info{namespace="crawl",pod=~"crawler.*"})';
    assert.equal(await number(crawler, at('05:00:00')), 1);
    assert.equal((await query(crawler, at('05:00:31'))).length, 0);
  });

  test('containers of cAdvisor linger for five minutes', async () => {
    const crawler = 'count(container_memory_working_set_bytes{pod=~"crawler.*",container="app"})';
    assert.equal(await number(crawler, at('05:03:00')), 1);
    assert.equal((await query(crawler, at('05:05:01'))).length, 0);
  });

  test('two replicas of kube-state-metrics overlap for forty minutes', async () => {
    const replicas = 'count(count by (instance) (kube_node_info))';
    assert.deepEqual(
      [
        await number(replicas, at('02:39:00')),
        await number(replicas, at('03:00:00')),
        await number(replicas, at('03:30:00')),
      ],
      [1, 2, 1],
    );
  });

  test('nothing was scraped during the outage', async () => {
    assert.equal((await query('count_over_time(kube_pod_info[10m])', at('03:49:59'))).length, 0);
    assert.ok((await query('count_over_time(kube_pod_info[10m])', at('03:51:00'))).length > 0);
  });

  test('counters agree with the truth', async () => {
    const [from, to] = [at('01:00:00'), at('07:00:00')];
    const seen = await number('sum(increase(container_cpu_usage_seconds_total{container!=""}[6h]))', to);
    const rows = truth(cluster.world, from, to).containers.filter(({ observed }) => observed);
    const used = rows.reduce((sum, row) => sum + row.used.coreSeconds, 0);
    assert.ok(Math.abs(seen / used - 1) < 0.01, `${seen} of ${used}`);
  });

  test('the root cgroup holds the containers and the system', async () => {
    const root = await number('container_memory_working_set_bytes{id="/",node="gpu-a"}');
    const containers = await number('sum(container_memory_working_set_bytes{container!="",node="gpu-a"})');
    assert.equal(root - containers, 600 * 1024 * 1024);
  });

  test('a job that a scrape never met running still has its times', async () => {
    const start = await number('last_over_time(kube_pod_start_time{pod="thumbnails-x7k2p"}[8h])');
    const end = await number('last_over_time(kube_pod_completion_time{pod="thumbnails-x7k2p"}[8h])');
    assert.equal(end - start, 40);
    assert.equal(
      (await query('max_over_time(kube_pod_status_phase{pod="thumbnails-x7k2p",phase="Running"}[8h]) == 1')).length,
      0,
    );
  });
});

test('authentication is honoured and start-up is still noticed', async () => {
  const { dataDir } = await makeCluster('spine');
  // bcrypt of "secret"
  const basic_auth_users = { reader: '$2b$10$zcX1CD/NEywRUsP4oRoKROtjr/0to53iR4GJklxwWCghfMdzgteXa' };
  const server = await startPrometheus({ dataDir, webConfig: { basic_auth_users } });
  try {
    assert.equal((await fetch(`${server.url}/api/v1/query?query=1`)).status, 401);
  } finally {
    await server.stop();
  }
});
