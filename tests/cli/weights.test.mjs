// What rules may share by that is no money: GPU time, bytes sent, and queries of the user's own.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const files = scratch();
after(() => files.remove());

const begin = '2026-03-02T12:00:00Z';
const { node, pod, egress, egressPrices } = objects(begin, 120);
const asking = (host, more = {}) => ({ node: host, app: { cores: [1, null], gib: [1, null], ...more } });
const gpu = { gpus: { nvidia_com_gpu: 1 } };
/** Requests a second of each namespace in the first hour and in the second; of one pod also by itself. */
const read = (labels, first, second) => ({
  [`http_requests${labels}`]: [
    [-5, 60, first],
    [60.5, 125, second],
  ],
});

// A core and a GiB cost 1 an hour, a GPU 3 on one node and 1 on the other. Each pod has a core and a GiB.
const world = {
  begin,
  minutes: 120,
  series: {
    ...node('dear', { cores: 8, gib: 16, gpus: { nvidia_com_gpu: 1 }, price: { cpu: 1, ram: 1, gpu: 3 } }),
    ...node('cheap', { cores: 8, gib: 16, gpus: { nvidia_com_gpu: 1 }, price: { cpu: 1, ram: 1, gpu: 1 } }),
    ...pod('shop/cart', asking('dear', gpu)),
    ...pod('blog/page', asking('cheap', gpu)),
    ...pod('blog/feed', asking('cheap')),
    ...pod('tools/ops', asking('cheap')),
    ...egress('shop/cart', { zone: 3 }),
    ...egress('blog/page', { internet: 1 }),
    ...egressPrices({ zone: 0.01, region: 0.01, internet: 0.12 }),
    ...read('{namespace="shop"}', 30, 10),
    ...read('{namespace="blog",pod="page"}', 10, 30),
    ...read('{namespace="nobody"}', 10, 10),
    ...read('{namespace="debts"}', -1, -1),
  },
};
const weights = ['--weight', 'requests=sum by (namespace, pod) (last_over_time(http_requests[$range]))'];
/** tools costs a core and a GiB: 2 an hour, and others bear it. */
const pool = 2;

describe('rules share by', () => {
  let recording;
  before(async () => {
    recording = await tinyRecording(world, { resolution: '5m', options: weights });
  });
  const ask = async (method, ...options) => {
    const share = `namespace:"tools" by ${method}`;
    const question = ['--metrics', recording, '--share', share, '--format', 'json', '--aggregate', 'namespace,pod'];
    const { code, stdout, stderr } = await prorata(['allocate', ...question, ...options]);
    assert.equal(code, 0, stderr);
    const answer = JSON.parse(stdout);
    assert.equal(answer.remainder, 0);
    return answer;
  };
  const shared = ({ rows }) =>
    Object.fromEntries(rows.filter(({ sharedCost }) => sharedCost !== 0).map((row) => [row.name, row.sharedCost]));
  const close = (found, wanted) => {
    assert.deepEqual(Object.keys(found).sort(), Object.keys(wanted).sort());
    for (const [name, value] of Object.entries(wanted)) assert.ok(Math.abs(found[name] - value) < 1e-6, name);
  };

  it('GPU time, whatever a GPU costs', async () => {
    // Each has a GPU for two hours: half of 2 x 2.
    close(shared(await ask('gpu-weighted')), { 'shop/cart': pool, 'blog/page': pool });
    // By what they pay for it: 3 and 1.
    close(shared(await ask('gpu')), { 'shop/cart': 2 * pool * 0.75, 'blog/page': 2 * pool * 0.25 });
  });

  it('bytes sent, whatever they cost', async () => {
    close(shared(await ask('network-bytes')), { 'shop/cart': 2 * pool * 0.75, 'blog/page': 2 * pool * 0.25 });
    // 3 x 0.01 and 1 x 0.12
    close(shared(await ask('network')), { 'shop/cart': 2 * pool * 0.2, 'blog/page': 2 * pool * 0.8 });
  });

  it('a query, whose series name namespaces or pods', async () => {
    // 30 + 10 and 10 + 30 of 80; of the blog only the page is named.
    close(shared(await ask('custom:requests')), { 'shop/cart': pool, 'blog/page': pool });
    const { rows } = await ask('custom:requests', '--step', '1h');
    const [cart, page] = ['shop/cart', 'blog/page'].map((name) => rows.find((row) => row.name === name));
    // By the hour: 30 of 40, then 10 of 40. Without it the cart costs 5 an hour and 0.03 for traffic.
    assert.equal(cart.sharedBy[0].method, 'custom:requests');
    assert.ok(Math.abs(cart.stepCost[0] - cart.stepCost[1] - pool * 0.5) < 0.02, `${cart.stepCost}`);
    assert.ok(Math.abs(page.stepCost[1] - page.stepCost[0] - pool * 0.5) < 0.2, `${page.stepCost}`);
    close(shared({ rows }), { 'shop/cart': pool, 'blog/page': pool });
  });

  it('a query, which a derivation names with what it measured', async () => {
    const question = ['--metrics', recording, '--share', 'namespace:"tools" by custom:requests'];
    const explain = async (...options) => {
      const { code, stdout, stderr } = await prorata(['explain', ...question, '--of', 'pod=cart', ...options]);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const { terms } = JSON.parse(await explain('--step', '1h', '--format', 'json'));
    const received = terms.flatMap((term) => term.received ?? []);
    const weighed = received.map(({ method, weightQuery, measured, measuredAll, pool: whole, cost }) => {
      assert.equal(method, 'custom:requests');
      assert.match(weightQuery, /^sum by \(namespace, pod\) \(last_over_time\(http_requests\[\w+\]\)\)$/);
      assert.ok(Math.abs(cost - (whole * measured) / measuredAll) < 1e-6);
      return [measured, measuredAll].map((value) => Math.round(value * 1e6) / 1e6);
    });
    // 30 of 40 for an hour, then 10 of 40.
    assert.deepEqual(weighed, [
      [30, 40],
      [10, 40],
    ]);
    assert.match(await explain('--at', '2026-03-02T12:30:00Z'), /by custom:requests, 30 of 40 \(requests x hours\)/);
  });

  it('by rules of which each row says what came by it, step by step', async () => {
    const rules = ['--share', 'namespace:"tools" by custom:requests', '--share', '6/hour by even', '--step', '1h'];
    const ask = (format) =>
      prorata(['allocate', '--metrics', recording, ...rules, '--aggregate', 'namespace', '--format', format]);
    const rows = (await ask('ndjson')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const shop = rows.filter(({ name }) => name === 'shop');
    assert.deepEqual(
      shop.map(({ sharedBy }) => sharedBy.map(({ rule, method, cost }) => [rule, method, cost])),
      // 2 an hour by 30 : 10 and by 10 : 30; 6 an hour for two namespaces.
      [1.5, 0.5].map((cost) => [
        ['namespace:"tools"', 'custom:requests', cost],
        ['6/hour', 'even', 3],
      ]),
    );
    for (const { sharedBy, sharedCost } of rows) {
      const sum = sharedBy.reduce((all, { cost }) => all + Math.round(cost * 1e9), 0);
      assert.equal(sum, Math.round(sharedCost * 1e9));
    }
    const { data } = JSON.parse((await ask('opencost')).stdout);
    assert.deepEqual(
      data.map(({ shop: row }) => Object.values(row.sharedCostBreakdown).map(({ totalCost }) => totalCost)),
      [
        [1.5, 3],
        [0.5, 3],
      ],
    );
  });

  it('twice the same cost, and both stand in the answer', async () => {
    const rules = ['--share', '5/hour', '--share', '5/hour by cpu', '--aggregate', 'namespace'];
    const { stdout } = await prorata(['allocate', '--metrics', recording, ...rules, '--format', 'opencost']);
    const { data } = JSON.parse(stdout);
    const breakdown = data[0].shop.sharedCostBreakdown;
    assert.equal(Object.keys(breakdown).length, 2);
    const [first, second] = Object.entries(breakdown);
    assert.equal(second[0], `${first[0]} (2)`);
    assert.equal(second[1].name, second[0]);
  });

  it('says which series are of no use, and what is not there', async () => {
    const { diagnostics } = await ask('custom:requests');
    const unused = diagnostics.find(({ id }) => id === 'weight-not-used');
    assert.deepEqual(unused.objects.toSorted(), ['requests: debts', 'requests: nobody']);
    const other = await ask('custom:visits');
    const ids = other.diagnostics.map(({ id }) => id);
    assert.ok(ids.includes('weight-without-series') && ids.includes('share-without-weights'), ids.join());
    // By cost instead.
    close(shared(other), shared(await ask('proportional')));
  });

  it('the words of a config file', async () => {
    const config = files.file('weights.yaml');
    const lines = ['format: prorata.config/1', 'weights:', '  requests: sum by (namespace) (http_requests)'];
    writeFileSync(config, [...lines, 'share:', '  - \'namespace:"tools" by custom:requests\'', ''].join('\n'));
    const question = ['--metrics', recording, '--format', 'json', '--aggregate', 'namespace,pod', '--config', config];
    const { code, stdout, stderr } = await prorata(['allocate', ...question]);
    assert.equal(code, 0, stderr);
    close(shared(JSON.parse(stdout)), { 'shop/cart': pool, 'blog/page': pool });
  });

  it('stands in the plan and in recordings as the query that it is', async () => {
    const { readFileSync } = await import('node:fs');
    const lines = readFileSync(recording, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line));
    const [first] = lines.filter(({ query }) => query === 'weights');
    const asked =
      'label_replace(sum by (namespace, pod) (last_over_time(http_requests[1h])), "prorata_weight", "requests", "", "")';
    assert.equal(first.params.query, asked);
  });

  it('refuses what is no weight, with what to write', async () => {
    for (const weight of ['requests', '=up', 'a b=up', 'requests=']) {
      const { code, stderr } = await prorata(['allocate', '--metrics', recording, '--weight', weight]);
      assert.equal(code, 2, weight);
      assert.match(stderr, /--weight: .*is no weight/);
      assert.match(stderr, /sum by \(namespace\)/);
    }
  });
});

describe("the sharing configuration of Kubecost's chart", () => {
  // As the guide writes it; twenty hours at 1 for a core and for a card, on machines that are full.
  const values = `kubecostModel:
  sharedCosts:
    - name: control-plane
      type: cluster
      allocation: proportional
    - name: monitoring
      type: namespace
      namespaces: ["monitoring", "logging"]
      allocation: even
    - name: gpu-operator
      type: namespace
      namespaces: ["gpu-operator-resources"]
      allocation: gpu-weighted
`;
  const long = objects(begin, 1200);
  // The second machine's cards cost nothing like the first one's: by money the operator would be shared otherwise.
  const on = (host, cores, gpus = 0) => ({
    node: host,
    app: { cores: [cores, null], ...(gpus === 0 ? {} : { gpus: { nvidia_com_gpu: gpus } }) },
  });
  const cards = (count) => ({ gib: 0, gpus: { nvidia_com_gpu: count } });
  const full = {
    begin,
    minutes: 1200,
    series: {
      ...long.node('n1', { cores: 24.6, ...cards(9), price: { cpu: 1, ram: 1, gpu: 1 } }),
      ...long.node('n2', { cores: 12.6, ...cards(3), price: { cpu: 1, ram: 1, gpu: 2 } }),
      ...long.node('n3', { cores: 2, gib: 0, price: { cpu: 1, ram: 1 } }),
      ...long.pod('ml-training/train', on('n1', 21, 9)),
      ...long.pod('ml-inference/serve', on('n2', 9, 3)),
      ...long.pod('web/front', on('n1', 3.6)),
      ...long.pod('web/back', on('n2', 1.4)),
      ...long.pod('monitoring/prometheus', on('n3', 2)),
      ...long.pod('logging/loki', on('n2', 1)),
      ...long.pod('gpu-operator-resources/operator', on('n2', 1.2)),
      'kubecost_cluster_management_cost{provisioner_name="EKS"}': [[0, 1200, 3.6]],
    },
  };

  it('loads as it stands, and shares as it says', async () => {
    const config = files.file('values.yaml');
    writeFileSync(config, values);
    const recording = await tinyRecording(full, { resolution: '1h' });
    const question = ['--metrics', recording, '--config', config, '--format', 'json', '--aggregate', 'namespace'];
    const { code, stdout, stderr } = await prorata(['allocate', ...question]);
    assert.equal(code, 0, stderr);
    const { rows, remainder, diagnostics } = JSON.parse(stdout);
    assert.equal(remainder, 0);
    assert.ok(!diagnostics.some(({ id }) => id === 'config-not-used'), stdout);
    // Training 21 x 20 + 9 x 20 = 600, inference 9 x 20 + 3 x 20 x 2 = 300, web 100. The fee, 72: by 0.6, 0.3, 0.1.
    // Monitoring and logging, 60: 20 each. The operator, 24: by 180 and 60 GPU-hours, though those cost 180 and 120.
    const costs = { 'ml-training': 600 + 43.2 + 20 + 18, 'ml-inference': 300 + 21.6 + 20 + 6, web: 100 + 7.2 + 20 };
    for (const [name, cost] of Object.entries(costs)) {
      const { totalCost } = rows.find((row) => row.name === name);
      assert.ok(Math.abs(totalCost - cost) < 1e-6, `${name}: ${totalCost}`);
    }
  });
});
