// Frames of a cluster as a panel gets them: a week in hours of 2,500 containers on 125 nodes; CPU, memory and both requests
// are 10,000 series of 168 points. Made from arithmetic, the same every time.
const kHour = 3_600_000;
const kGiB = 2 ** 30;

/** range: { fromMs, toMs }; series with samples at every full hour in it, the first included. */
export function benchRange(hours = 168) {
  const toMs = Date.parse('2026-03-09T00:00:00Z');
  return { fromMs: toMs - hours * kHour, toMs };
}

const timeField = (values) => ({ name: 'Time', type: 'time', config: { interval: kHour }, values });
const numberField = (labels, values) => ({ name: 'Value', type: 'number', config: {}, labels, values });
/** tag: of the engine's query, which the panel's query has among others. */
const multi = (refId, labels, times, values, tag = refId) => ({
  refId,
  length: values.length,
  meta: { type: 'timeseries-multi', custom: { resultType: 'matrix' } },
  fields: [timeField(times), numberField({ ...labels, prorata: tag }, values)],
});
const table = (refId, rows, atMs) => {
  const names = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))];
  return {
    refId,
    length: rows.length,
    meta: { preferredVisualisationType: 'rawPrometheus', custom: { resultType: 'vector' } },
    fields: [
      { name: 'Time', type: 'time', config: {}, values: rows.map(() => atMs) },
      ...names.map((name) => ({
        name,
        type: 'string',
        config: {},
        values: rows.map(({ labels }) => labels[name] ?? ''),
      })),
      { name: `Value #${refId}`, type: 'number', config: {}, values: rows.map(({ value }) => value) },
    ],
  };
};

/** containers: one to a pod, twenty to a node, fifty to a namespace. */
export function benchFrames(containers = 2500, hours = 168) {
  const { fromMs, toMs } = benchRange(hours);
  const times = Array.from({ length: hours + 1 }, (_, hour) => fromMs + hour * kHour);
  const points = times.slice(1);
  const inventory = [];
  const frames = [];
  const nodes = Math.ceil(containers / 20);
  for (let n = 0; n < nodes; n += 1) {
    const node = `node-${n}`;
    inventory.push({ labels: { __name__: 'kube_node_info', node, provider_id: `id-${n}` }, value: 1 });
    for (const [resource, value] of [
      ['cpu', 32],
      ['memory', 128 * kGiB],
    ]) {
      frames.push(
        multi(
          'capacity',
          { node, resource },
          points,
          points.map(() => value),
          'node_capacity',
        ),
      );
    }
    frames.push(
      multi(
        'presence',
        { node },
        times,
        times.map(() => fromMs / 1000 - 86_400),
        'node_presence',
      ),
    );
  }
  for (let c = 0; c < containers; c += 1) {
    const pod = { namespace: `team-${Math.floor(c / 50)}`, pod: `app-${c}`, uid: `uid-${c}` };
    const node = `node-${c % nodes}`;
    const container = { ...pod, container: 'app' };
    inventory.push({
      labels: {
        ...pod,
        __name__: 'kube_pod_info',
        node,
        created_by_kind: 'ReplicaSet',
        created_by_name: `app-${c}-rs`,
      },
      value: 1,
    });
    inventory.push({ labels: { ...pod, __name__: 'kube_pod_start_time' }, value: fromMs / 1000 - 7200 });
    const { uid: _uid, ...named } = container;
    const share = 0.1 + (c % 17) / 10;
    frames.push(
      multi(
        'cpu_usage',
        { ...named, node, instance: node, job: 'kubelet', id: `/kubepods/pod${c}/app` },
        times,
        times.map((_, hour) => Math.round((1000 + hour * 3600 * share + (hour % 5) * 60) * 1000) / 1000),
      ),
    );
    frames.push(
      multi(
        'ram_usage',
        { ...named, node, job: 'kubelet' },
        points,
        points.map((_, hour) => 262_144 + ((c * 37 + hour * 11) % 4096) * 64),
      ),
    );
    frames.push(
      multi(
        'requests',
        { ...container, resource: 'cpu' },
        points,
        points.map(() => 0.25 * (1 + (c % 4))),
      ),
    );
    frames.push(
      multi(
        'requests',
        { ...container, resource: 'memory' },
        points,
        points.map(() => 0.5 * kGiB),
      ),
    );
  }
  return [table('inventory', inventory, toMs), ...frames];
}
