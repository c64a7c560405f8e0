// A cluster of any size as the answers that a Prometheus would give to a plan: for measuring, not for figures. Runs in
// Node and in browsers; no clock, no randomness.

const kPodsPerNode = 33;
const kPodsPerController = 14;
/** Every n-th pod asks for a GPU. */
const kGpuEvery = 50;
const kScrapesInTenMinutes = 10;
const kPiece = 64 * 1024;

/** Whole numbers from 0 to 2^32 - 1 that look random and are the same everywhere. */
function mix(a, b) {
  let x = Math.imul(a + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  x = Math.imul(x ^ (x >>> 15), 0x27d4eb2f);
  return (x ^ (x >>> 13)) >>> 0;
}

const uid = (n) =>
  `${mix(n, 1).toString(16).padStart(8, '0')}-4c1e-4b7a-9f00-${mix(n, 2).toString(16).padStart(12, '0')}`;

function podOf(n, podsPerNamespace) {
  const controller = Math.floor(n / kPodsPerController);
  const set = `service-${controller}-${mix(controller, 3).toString(36)}`;
  return {
    namespace: `team-${Math.floor(n / podsPerNamespace)}`,
    pod: `${set}-${mix(n, 4).toString(36)}`,
    uid: uid(n),
    node: nodeName(Math.floor(n / kPodsPerNode)),
    set,
    controller: `service-${controller}`,
  };
}
const nodeName = (n) => `ip-10-${n >> 8}-${n & 255}-7.eu-central-1.compute.internal`;
const nodeOf = (n) => ({
  node: nodeName(n),
  provider_id: `aws:///eu-central-1a/i-${uid(n).slice(0, 8)}`,
  system_uuid: uid(n),
});

const list = (count, make) => Array.from({ length: count }, (_, n) => make(n));

/** Series of each query: labels, and the value at a time. Queries that are not here have an empty answer. */
function seriesOf({ pods, startMs, endMs, podsPerNamespace = 200 }) {
  const podAt = (n) => podOf(n, podsPerNamespace);
  const nodes = Math.ceil(pods / kPodsPerNode);
  const created = String(startMs / 1000 - 86_400);
  const ofPods = (labels, value) => list(pods, (n) => ({ labels: labels(podAt(n), n), value: (at) => value(n, at) }));
  const ofNodes = (labels, value) =>
    list(nodes, (n) => ({ labels: labels(nodeOf(n), n), value: (at) => value(n, at) }));
  const container = ({ namespace, pod, uid: id }) => ({ namespace, pod, uid: id, container: 'app' });
  const usage = ({ namespace, pod, node, uid: id }) => ({
    namespace,
    pod,
    container: 'app',
    node,
    instance: node,
    job: 'kubelet',
    id: `/kubepods/pod${id}/app`,
  });
  const first = () => String(startMs / 1000 + 60);
  const last = () => String(endMs / 1000);
  const one = () => '1';
  const metrics = [
    'kube_pod_info',
    'kube_pod_container_resource_requests',
    'container_cpu_usage_seconds_total',
    'container_memory_working_set_bytes',
    'kube_node_info',
  ];
  const cores = (n) => 50 + (mix(n, 5) % 950);
  const request = {
    cpu: (n) => String(cores(n) / 1000),
    memory: (n) => String((128 + (mix(n, 6) % 3900)) * 1048576),
    nvidia_com_gpu: one,
  };
  const has = (resource, n) => resource !== 'nvidia_com_gpu' || n % kGpuEvery === 0;
  const requests = ['cpu', 'memory', 'nvidia_com_gpu'].flatMap((resource) =>
    ofPods((pod) => ({ ...container(pod), resource }), request[resource]).filter((_, n) => has(resource, n)),
  );
  const capacity = { cpu: '16', memory: '68719476736', nvidia_com_gpu: '1' };
  return {
    probe_metrics: () => list(metrics.length, (n) => ({ labels: { __name__: metrics[n] }, value: () => String(pods) })),
    probe_scrape: () => [{ labels: {}, value: () => String(kScrapesInTenMinutes) }],
    probe_containers: () => [{ labels: {}, value: () => String(pods) }],
    pods: () =>
      ofPods(
        ({ namespace, pod, uid: id, node, set }) => ({
          namespace,
          pod,
          uid: id,
          node,
          created_by_kind: 'ReplicaSet',
          created_by_name: set,
        }),
        one,
      ),
    containers: () => ofPods(container, one),
    pod_start: () =>
      ofPods(
        ({ namespace, pod, uid: id }) => ({ namespace, pod, uid: id }),
        () => created,
      ),
    pod_first: () => ofPods(({ namespace, pod, uid: id }) => ({ namespace, pod, uid: id }), first),
    pod_last: () => ofPods(({ namespace, pod, uid: id }) => ({ namespace, pod, uid: id }), last),
    replicaset_owners: () =>
      list(Math.ceil(pods / kPodsPerController), (n) => podAt(n * kPodsPerController)).map(
        ({ namespace, set, controller }) => ({
          labels: { namespace, replicaset: set, owner_kind: 'Deployment', owner_name: controller },
          value: one,
        }),
      ),
    pod_labels: () =>
      ofPods(
        ({ namespace, pod, uid: id, controller }, n) => ({
          namespace,
          pod,
          uid: id,
          label_app: controller,
          label_team: `team-${n % 12}`,
        }),
        one,
      ),
    namespace_labels: () =>
      list(Math.ceil(pods / podsPerNamespace), (n) => ({
        labels: { namespace: `team-${n}`, label_owner: `owner-${n % 12}` },
        value: one,
      })),
    nodes: () => ofNodes((node, n) => ({ ...node, internal_ip: `10.${n >> 8}.${n & 255}.7` }), one),
    node_first: () => ofNodes((node) => node, first),
    node_last: () => ofNodes((node) => node, last),
    node_labels: () =>
      ofNodes(
        ({ node }) => ({
          node,
          label_node_kubernetes_io_instance_type: 'm6i.4xlarge',
          label_topology_kubernetes_io_region: 'eu-central-1',
        }),
        one,
      ),
    node_presence: () =>
      ofNodes(
        ({ node }) => ({ node }),
        () => created,
      ),
    node_capacity: () =>
      Object.keys(capacity).flatMap((resource) =>
        ofNodes(
          ({ node }) => ({ node, resource }),
          () => capacity[resource],
        ),
      ),
    requests: () => requests,
    cpu_usage: () =>
      ofPods(usage, (n, at) => ((at - Number(created)) * (cores(n) / 1700) + (mix(n, at) % 30_000) / 1000).toFixed(3)),
    ram_usage: () =>
      ofPods(
        ({ namespace, pod, node }) => ({ namespace, pod, container: 'app', node, job: 'kubelet' }),
        (n, at) => String(65_536 + (mix(n, at) % 4_000_000)),
      ),
  };
}

function samplesOf(series, { kind, params }) {
  if (kind === 'vector') return `"value":[${params.time},"${series.value(Number(params.time))}"]`;
  const points = [];
  for (let at = Number(params.start); at <= Number(params.end); at += Number(params.step)) {
    points.push(`[${at},"${series.value(at)}"]`);
  }
  return `"values":[${points.join(',')}]`;
}

/** Answers of a cluster of `pods` running pods from `startMs` to `endMs`: `answer(request)` gives pieces of bytes. */
export function clusterOf(world) {
  const queries = seriesOf(world);
  const encoder = new TextEncoder();
  return {
    *answer(request) {
      let text = `{"status":"success","data":{"resultType":"${request.kind}","result":[`;
      let comma = '';
      for (const series of queries[request.id]?.() ?? []) {
        text += `${comma}{"metric":${JSON.stringify(series.labels)},${samplesOf(series, request)}}`;
        comma = ',';
        if (text.length < kPiece) continue;
        yield encoder.encode(text);
        text = '';
      }
      yield encoder.encode(`${text}]}}`);
    },
  };
}
