// What a panel would do without the engine: the same frames, the same rules, in plain JavaScript as one writes it. Series
// are joined by their labels and their times, since frames of one query differ in length; usage is the growth of a counter;
// the larger of request and use is charged in each hour; what nodes cost beyond that is idle.
//
// It knows this one cluster only: one instance of each node and pod, no gaps, prices by default, CPU and memory.
const kHour = 3_600_000;
const kGiB = 2 ** 30;
const kKiB = 1024;
/** Currency per core-hour and GiB-hour: the built-in rates. */
const kRates = { cpu: 0.031611, ram: 0.004237 };

const labelsOf = (frame) => frame.fields[1].labels;
const containerKey = ({ namespace, pod, container }) => `${namespace}/${pod}/${container}`;

/** Samples of a frame by their time. */
const byTime = ({ fields: [time, value] }) => new Map(time.values.map((ms, place) => [ms, value.values[place]]));

function addTo(map, key, value) {
  map.set(key, (map.get(key) ?? 0) + value);
}

/** Frames of the queries, each by the object that they are about. */
function indexed(frames) {
  const index = { cpu: new Map(), ram: new Map(), cpuRequest: new Map(), ramRequest: new Map(), capacity: new Map() };
  const nodeOf = new Map();
  for (const frame of frames) {
    if (frame.refId === 'inventory') {
      const column = (name) => frame.fields.find((field) => field.name === name).values;
      const [names, pods, namespaces, nodes] = ['__name__', 'pod', 'namespace', 'node'].map(column);
      names.forEach((name, row) => {
        if (name === 'kube_pod_info') nodeOf.set(`${namespaces[row]}/${pods[row]}`, nodes[row]);
      });
      continue;
    }
    const labels = labelsOf(frame);
    if (frame.refId === 'cpu_usage') index.cpu.set(containerKey(labels), byTime(frame));
    if (frame.refId === 'ram_usage') index.ram.set(containerKey(labels), byTime(frame));
    if (frame.refId === 'requests') {
      const requests = labels.resource === 'cpu' ? index.cpuRequest : index.ramRequest;
      requests.set(containerKey(labels), byTime(frame));
    }
    if (frame.refId === 'capacity') index.capacity.set(`${labels.node}/${labels.resource}`, byTime(frame));
  }
  return { ...index, nodeOf };
}

/** Growth of a counter over the hour that ends at `ms`; a reset begins anew. Cores. */
function coresUsed(samples, ms) {
  const now = samples?.get(ms);
  const before = samples?.get(ms - kHour);
  if (now === undefined || before === undefined) return 0;
  return (now >= before ? now - before : now) / 3600;
}

const money = (amount, rate) => Math.round(amount * rate * 1e9) / 1e9;

/** Rows as [namespace, cpu, memory, total], the largest first, and idle. range: { fromMs, toMs }. */
export function plainCosts(frames, { fromMs, toMs }) {
  const { cpu, ram, cpuRequest, ramRequest, capacity, nodeOf } = indexed(frames);
  const cpuCost = new Map();
  const ramCost = new Map();
  const charged = new Map();
  for (const key of new Set([...cpu.keys(), ...cpuRequest.keys()])) {
    const [namespace, pod] = key.split('/');
    const node = nodeOf.get(`${namespace}/${pod}`);
    for (let ms = fromMs + kHour; ms <= toMs; ms += kHour) {
      const cores = Math.max(cpuRequest.get(key)?.get(ms) ?? 0, coresUsed(cpu.get(key), ms));
      const bytes = Math.max(ramRequest.get(key)?.get(ms) ?? 0, (ram.get(key)?.get(ms) ?? 0) * kKiB);
      addTo(cpuCost, namespace, money(cores, kRates.cpu));
      addTo(ramCost, namespace, money(bytes / kGiB, kRates.ram));
      addTo(charged, `${node}/cpu/${ms}`, cores);
      addTo(charged, `${node}/memory/${ms}`, bytes);
    }
  }
  let idle = 0;
  for (const [key, samples] of capacity) {
    const isCpu = key.endsWith('/cpu');
    for (const [ms, amount] of samples) {
      const left = amount - (charged.get(`${key}/${ms}`) ?? 0);
      idle += isCpu ? money(left, kRates.cpu) : money(left / kGiB, kRates.ram);
    }
  }
  const rows = [...cpuCost].map(([namespace, cost]) => {
    const memory = ramCost.get(namespace) ?? 0;
    return [namespace, cost, memory, cost + memory];
  });
  return { rows: rows.sort((a, b) => b[3] - a[3]), idle };
}
