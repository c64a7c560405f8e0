// Two scrapes of a small cluster as text, in every way that text is read.
import { gzipSync } from 'node:zlib';

export const [begin, end] = ['2026-03-02T00:00:30Z', '2026-03-02T00:02:30Z'];
const pod = 'namespace="shop",pod="web",uid="u1"';

/** One pod of half a core and 1 GiB on a node of 4 cores and 16 GiB. */
function samplesOf(cpuSeconds, bytes) {
  return [
    [`kube_pod_info{${pod},node="n1",created_by_kind="StatefulSet",created_by_name="web"}`, 1],
    [`kube_pod_container_info{${pod},container="app"}`, 1],
    [`kube_pod_start_time{${pod}}`, 1772400000],
    [`kube_pod_container_resource_requests{${pod},container="app",node="n1",resource="cpu",unit="core"}`, 0.5],
    [`kube_pod_container_resource_requests{${pod},container="app",node="n1",resource="memory",unit="byte"}`, 2 ** 30],
    ['kube_node_info{node="n1",system_uuid="m1"}', 1],
    ['kube_node_status_capacity{node="n1",resource="cpu",unit="core"}', 4],
    ['kube_node_status_capacity{node="n1",resource="memory",unit="byte"}', 2 ** 34],
    ['container_cpu_usage_seconds_total{namespace="shop",pod="web",container="app",cpu="total",id="/a"}', cpuSeconds],
    ['container_memory_working_set_bytes{namespace="shop",pod="web",container="app",id="/a"}', bytes],
    ['go_goroutines', 12],
  ];
}
// 90 core-seconds in two minutes; memory rises from 1 GiB to 3.
export const scrapes = [
  { time: begin, samples: samplesOf(100, 2 ** 30) },
  { time: end, samples: samplesOf(190, 3 * 2 ** 30) },
];

/** stamp: what stands behind each value. */
export const inText = ({ samples }, stamp = '') =>
  `# TYPE kube_pod_info gauge\n${samples.map((line) => `${line.join(' ')}${stamp}`).join('\n')}\n`;

const ms = (time) => Date.parse(time);

/** Series by series: [name, labels as pairs, values of both scrapes]. */
const series = () =>
  scrapes[0].samples.map(([text, value], index) => {
    const [, name, labels = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(text);
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, of]) => [key, of]);
    return [name, pairs, [value, scrapes[1].samples[index][1]]];
  });

const exported = () =>
  series()
    .map(([name, labels, values]) =>
      JSON.stringify({
        metric: { __name__: name, ...Object.fromEntries(labels) },
        values,
        timestamps: [ms(begin), ms(end)],
      }),
    )
    .join('\n');

const dumped = () =>
  series()
    .flatMap(([name, labels, values]) => {
      const all = [['__name__', name], ...labels].map(([key, text]) => `${key}="${text}"`);
      return values.map((value, index) => `{${all.join(', ')}} ${value} ${ms(scrapes[index].time)}\n`);
    })
    .join('');

const timed = () => scrapes.map((each) => inText(each, ` ${ms(each.time)}`)).join('');

/** [what it is, a name for the file, its contents]: all say the same. */
export const formats = [
  ['Prometheus text with times', 'a.prom', timed],
  ['OpenMetrics', 'b.om', () => `${scrapes.map((each) => inText(each, ` ${ms(each.time) / 1000}`)).join('')}# EOF\n`],
  ["lines of VictoriaMetrics' export", 'c.jsonl', exported],
  ['lines of an export with another ending', 'd.ndjson', exported],
  ['lines of `promtool tsdb dump`', 'dump.txt', dumped],
  ['gzip', 'e.prom.gz', () => gzipSync(timed())],
];
