// What ACK's documentation does with curl.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { startServe } from '../support/serve.mjs';
import { objects } from '../support/tiny_objects.mjs';
import { tinyRecording } from '../support/tiny_world.mjs';
import { scratch } from './support.mjs';

const files = scratch();
after(files.remove);
const run = promisify(execFile);

/** As documentation writes it: `curl -G URL --data-urlencode PARAMETER …`. */
async function curl(url, ...parameters) {
  const encoded = parameters.flatMap((parameter) => ['--data-urlencode', parameter]);
  const { stdout } = await run('curl', ['--silent', '--show-error', '--get', url, ...encoded]);
  return stdout;
}
const ack = async (server, ...parameters) => JSON.parse(await curl(`${server.url}/v2/cost`, ...parameters)).data;
const rounded = (value, digits = 3) => Number(value.toFixed(digits));

function priceFile(name, nodes) {
  const file = files.file(name);
  const rows = Object.entries(nodes).map(([node, price]) => ({ name: node, price }));
  const head = { format: 'prorata.prices/1', currency: 'CNY', asOf: '2026-03-01', source: 'a test' };
  writeFileSync(file, JSON.stringify({ ...head, units: { node: 'hour' }, nodes: rows }));
  return file;
}

describe("ACK's examples, with curl", () => {
  it('a DaemonSet by label, yesterday: three pods that ask for the same, one on a cheaper node', async () => {
    const begin = '2026-03-01T00:00:00Z';
    const { node, pod } = objects(begin, 25 * 60);
    const terway = { owner: ['DaemonSet', 'terway-eniip'], labels: { app: 'terway-eniip' } };
    const asks = { terway: { cores: [0.35, 0.02], gib: [209715200 / 2 ** 30, 0.1] } };
    const nodes = ['n1', 'n2', 'n3'];
    const recording = await tinyRecording(
      {
        begin,
        scrape: 300,
        series: {
          ...Object.assign({}, ...nodes.map((name) => node(name, { cores: 4, gib: 8 }))),
          ...Object.assign(
            {},
            ...nodes.map((name) => pod(`kube-system/terway-${name}`, { node: name, ...terway, ...asks })),
          ),
          ...pod('shop/cart', { node: 'n1', labels: { app: 'cart' }, app: { cores: [1, 0.5], gib: [1, 1] } }),
        },
      },
      { resolution: '1h' },
    );
    const prices = priceFile('yesterday.json', { n1: 0.7724, n2: 0.7724, n3: 0.4014 });
    const server = await startServe([recording], '--prices', prices);
    try {
      for (const filter of [
        'filter=namespace:"kube-system"+label[app]:"terway-eniip"',
        'filter=controllerName:"terway-eniip"+controllerKind:"DaemonSet"',
      ]) {
        const [set, ...more] = await ack(server, 'window=yesterday', filter, 'idle=false');
        assert.deepEqual(more, []);
        const items = Object.values(set);
        assert.deepEqual(
          items.map(({ name }) => name).sort(),
          nodes.map((name) => `kube-system/terway-${name}`),
        );
        for (const item of items) {
          assert.deepEqual([item.start, item.end], ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z']);
          assert.equal(rounded(item.cpuCoreRequestAverage), 0.35);
          assert.ok(Math.abs(item.ramByteRequestAverage - 209715200) < 1024);
          assert.equal(item.properties.controller, 'terway-eniip');
          assert.equal(item.properties.labels.app, 'terway-eniip');
        }
        const costs = Object.fromEntries(items.map(({ properties, cost }) => [properties.node, rounded(cost)]));
        assert.deepEqual(costs, { n1: 1.622, n2: 1.622, n3: 0.843 });
      }
    } finally {
      await server.stop();
    }
  });

  it('one pod for three hours, hour by hour', async () => {
    const begin = '2026-03-02T00:00:00Z';
    const { node, pod } = objects(begin, 4 * 60);
    const asks = { terway: { cores: [0.35, 0.02], gib: [209715200 / 2 ** 30, 0.1] } };
    const recording = await tinyRecording({
      begin,
      series: {
        ...node('n1', { cores: 4, gib: 8 }),
        ...node('n2', { cores: 8, gib: 16 }),
        ...pod('kube-system/terway-eniip-x', { node: 'n1', owner: ['DaemonSet', 'terway-eniip'], ...asks }),
        ...pod('shop/cart', { node: 'n2', app: { cores: [1, 0.5], gib: [1, 1] } }),
      },
    });
    // The cluster costs 3 an hour: 0.857 and 2.143.
    const server = await startServe([recording], '--prices', priceFile('pod.json', { n1: 0.857, n2: 2.143 }));
    try {
      const sets = await ack(server, 'window=3h', 'step=1h', 'filter=pod:"terway-eniip-x"', 'idle=false');
      assert.equal(sets.length, 3);
      for (const [hour, set] of sets.entries()) {
        const [item, ...more] = Object.values(set);
        assert.deepEqual(more, []);
        assert.deepEqual([item.start, item.end], [`2026-03-02T0${hour + 1}:00:00Z`, `2026-03-02T0${hour + 2}:00:00Z`]);
        assert.equal(item.cost, 0.0749875); // 0.857 × 0.35 / 4; ACK prints 0.075
        assert.ok(Math.abs(item.costRatio - 0.0749875 / 3) < 1e-12);
      }
    } finally {
      await server.stop();
    }
  });

  describe('by label, with __idle__ and __unallocated__', () => {
    const begin = '2026-03-02T00:00:00Z';
    const { node, pod } = objects(begin, 3 * 60);
    // 60 cores at 3 an hour: a core for two hours is 0.1. 38.23 cores are idle.
    const pods = { 'ack-cost-adapter': 0.64, 'terway-eniip': 5.61, web: 9.52, '': 6 };
    const asked = ['window=2h', 'aggregate=label:app'];
    let server;
    let recording;
    before(async () => {
      const series = Object.entries(pods).map(([app, cores]) =>
        pod(`kube-system/p-${app}`, {
          node: 'n1',
          labels: app === '' ? {} : { app },
          main: { cores: [cores, 0.1], gib: [1, 1] },
        }),
      );
      recording = await tinyRecording({
        begin,
        series: Object.assign({}, node('n1', { cores: 60, gib: 120 }), ...series),
      });
      server = await startServe([recording], '--prices', priceFile('labels.json', { n1: 3 }));
    });
    after(() => server?.stop());

    it('gives the ratios of the documentation', async () => {
      const [set] = await ack(server, ...asked);
      const figures = Object.fromEntries(
        Object.entries(set).map(([name, { cost, costRatio }]) => [name, [cost, rounded(costRatio, 12)]]),
      );
      assert.deepEqual(figures, {
        __idle__: [3.823, 0.637166666667],
        web: [0.952, 0.158666666667],
        __unallocated__: [0.6, 0.1],
        'terway-eniip': [0.561, 0.0935],
        'ack-cost-adapter': [0.064, 0.010666666667],
      });
      assert.ok(
        Object.values(set).every(
          (item) => (item.customCost === 0 && item.properties === undefined) || item.name !== '__idle__',
        ),
      );
    });

    it('keeps ratios of the whole cluster under a filter', async () => {
      const [set] = await ack(server, ...asked, 'filter=label[app]:"ack-cost-adapter"', 'idle=false');
      assert.deepEqual(Object.keys(set), ['ack-cost-adapter']);
      assert.equal(rounded(set['ack-cost-adapter'].costRatio, 12), 0.010666666667);
    });

    it('spreads idle by what each costs', async () => {
      const [set] = await ack(server, ...asked, 'shareIdle=true', 'shareSplit=weighted');
      // 0.064 + 0.064 ÷ 2.177 × 3.823
      assert.equal(rounded(set['ack-cost-adapter'].cost, 6), 0.17639);
      assert.equal(rounded(set['ack-cost-adapter'].costRatio, 6), 0.029398);
      assert.equal(set.__idle__, undefined);
    });

    it('writes CSV with the same figures', async () => {
      const [head, ...lines] = (await curl(`${server.url}/v2/cost`, ...asked, 'format=csv')).trim().split('\r\n');
      const columns = head.split(',');
      const column = (line, name) => line.split(',')[columns.indexOf(name)];
      const ratios = Object.fromEntries(lines.map((line) => [column(line, 'name'), Number(column(line, 'costRatio'))]));
      assert.equal(rounded(ratios.__idle__, 12), 0.637166666667);
      assert.equal(ratios.__unallocated__, 0.1);
    });

    it('writes times of words with the offset of the zone, those of a pair as UTC', async () => {
      const local = await startServe([recording], '--tz', 'Asia/Shanghai');
      try {
        const [set] = await ack(local, 'window=2h', 'aggregate=namespace');
        const [item] = Object.values(set);
        assert.deepEqual([item.start, item.end], ['2026-03-02T09:00:00+08:00', '2026-03-02T11:00:00+08:00']);
        const [pair] = await ack(local, 'window=2026-03-02T01:00:00Z,2026-03-02T03:00:00Z', 'aggregate=namespace');
        assert.equal(Object.values(pair)[0].start, '2026-03-02T01:00:00Z');
        const csv = await curl(`${local.url}/v2/cost`, 'window=2h', 'format=csv');
        assert.match(csv, /^2026-03-02T09:00:00\+08:00,/m);
      } finally {
        await local.stop();
      }
    });

    it('has properties of pods only, also where a group has one pod', async () => {
      const [set] = await ack(server, ...asked);
      for (const item of Object.values(set)) assert.equal(item.properties, undefined, item.name);
      const [head, ...lines] = (await curl(`${server.url}/v2/cost`, ...asked, 'format=csv')).trim().split('\r\n');
      assert.match(head, /^start,end,name,namespace,controllerKind,controller,pod,node,/);
      for (const line of lines) assert.match(line, /^[^,]*,[^,]*,[^,]*,,,,,,/);
      const [pods] = await ack(server, 'window=2h', 'idle=false');
      for (const item of Object.values(pods)) assert.ok(item.properties.pod, item.name);
    });

    it('says where idle is not by node', async () => {
      const text = await curl(`${server.url}/v2/cost`, 'window=2h', 'aggregate=namespace', 'idleByNode=true');
      assert.match(JSON.parse(text).warning, /'idleByNode' is not used: it needs aggregate=node, or shareIdle=true/);
    });

    it('says which parameter has no effect', async () => {
      const answer = JSON.parse(await curl(`${server.url}/v2/cost`, ...asked, 'shareSplit=even', 'idleByNode=true'));
      assert.match(answer.warning, /'shareSplit' is not used.*'idleByNode' is not used/);
    });

    it("weighs as the values of ACK's adapter say, where they are given", async () => {
      const values = files.file('values.json');
      const price = { format: 'prorata.prices/1', currency: 'CNY', asOf: '2026-03-01', source: 'a test' };
      const split = { method: 'shares', cpu: '0.6', memory: '0.4' };
      writeFileSync(
        values,
        JSON.stringify({ ...price, units: { node: 'hour' }, nodes: [{ name: 'n1', price: 3 }], nodeSplit: split }),
      );
      const [recording] = [
        await tinyRecording({
          begin,
          series: {
            ...node('n1', { cores: 60, gib: 120 }),
            ...pod('a/b', { node: 'n1', main: { cores: [6, 1], gib: [12, 1] } }),
          },
        }),
      ];
      const other = await startServe([recording], '--prices', values);
      try {
        const [set] = await ack(other, 'window=2h', 'idle=false');
        assert.equal(rounded(set['a/b'].cost, 9), 0.6); // 6 × (0.6 × 6/60 + 0.4 × 12/120)
      } finally {
        await other.stop();
      }
    });
  });
});
