// A stand-in for the engine with invented figures, to look at the page without a WebAssembly build. Never shipped:
// only `vite --mode stand-in` puts it in the place of @prorata/engine. Sums are exact, names and costs are made up.
import type {
  AllocationResult,
  AssetsResult,
  CostColumns,
  Diagnostic,
  Engine,
  FetchOptions,
  MoneyColumn,
  PlanRequest,
  Question,
  ResponseWriter,
  RowKind,
  Session,
} from '../../../wasm/client/src/types.js';

export * from '../../../wasm/client/src/api.js';

const hour = 3_600_000;
const day = 24 * hour;

interface Cell {
  readonly keys: Readonly<Record<string, string>>;
  readonly kind: RowKind;
  /** nano-units per day of cpu, ram, gpu. */
  readonly rates: readonly [bigint, bigint, bigint];
  readonly efficiency: number;
}

function noise(text: string): number {
  let value = 2166136261;
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 16777619) >>> 0;
  value ^= value >>> 15;
  return (Math.imul(value, 2246822519) >>> 0) / 4294967296;
}

const namespaces: readonly (readonly [string, number, readonly string[]])[] = [
  ['shop', 270, ['cart', 'payments', 'orders', 'catalog']],
  ['search', 205, ['query', 'indexer']],
  ['training', 188, ['finetune', 'datasets']],
  ['pipelines', 141, ['ingest', 'spark-driver', 'compactor']],
  ['recommend', 96, ['ranker', 'features']],
  ['web', 81, ['frontend', 'edge-cache']],
  ['ci', 61, ['runner']],
  ['staging', 49, ['cart', 'payments', 'orders']],
  ['monitoring', 31, ['prometheus', 'grafana', 'alertmanager']],
  ['kube-system', 22, ['coredns', 'kube-proxy', 'metrics-server']],
  ['auth', 18, ['gateway', 'directory']],
  ['batch', 9, ['nightly-report']],
  ['a-team-with-quite-a-long-namespace-name-for-testing', 4, ['a-deployment-whose-name-nobody-would-want-to-type']],
  ['sandbox', 0.4, ['notebook']],
  ['default', 0.02, ['debug']],
];

const nano = (units: number): bigint => BigInt(Math.round(units * 1e9));

function world(): readonly Cell[] {
  const cells: Cell[] = [];
  for (const [namespace, perDay, controllers] of namespaces) {
    const weights = controllers.map((name) => 0.3 + noise(namespace + name));
    const sum = weights.reduce((a, b) => a + b, 0);
    controllers.forEach((controller, index) => {
      const pods = 1 + Math.floor(noise(controller + namespace) * 4);
      for (let pod = 0; pod < pods; pod += 1) {
        for (const container of noise(controller) > 0.7 ? ['app', 'proxy'] : ['app']) {
          const cost = (perDay * (weights[index] ?? 1)) / sum / pods / (noise(controller) > 0.7 ? 2 : 1);
          const gpu = namespace === 'training' || namespace === 'recommend' ? 0.55 : 0;
          const cpu = 0.35 + 0.3 * noise(controller + 'cpu');
          cells.push({
            kind: 'workload',
            keys: {
              cluster: 'prod-eu-1',
              node: `node-${Math.floor(noise(namespace + controller + pod) * 9) + 1}`,
              namespace,
              controllerKind: controller === 'nightly-report' ? 'CronJob' : 'Deployment',
              controller,
              pod: `${controller}-${Math.floor(noise(namespace + controller + pod) * 1e8).toString(36)}`,
              container,
              'label:team': noise(namespace) > 0.25 ? `team-${Math.floor(noise(namespace) * 5)}` : '__unallocated__',
            },
            rates: [nano(cost * (1 - gpu) * cpu), nano(cost * (1 - gpu) * (1 - cpu)), nano(cost * gpu)],
            efficiency: controller === 'debug' ? NaN : 0.12 + 0.75 * noise(namespace + controller + 'eff'),
          });
        }
      }
    });
  }
  cells.push({ kind: 'idle', keys: {}, rates: [nano(168), nano(120), nano(17)], efficiency: NaN });
  return cells;
}

function money(values: readonly bigint[]): MoneyColumn {
  return { units: Float64Array.from(values, (value) => Number(value) / 1e9), nano: BigInt64Array.from(values) };
}

function passes(cell: Cell, filter: string): boolean {
  if (filter === '' || cell.kind === 'idle') return true;
  return filter.split('+').every((part) => {
    const match = /^(.+?)(!?):(.*)$/.exec(part.replace(/^label:/, 'label='));
    if (!match) throw Object.assign(new Error(`The filter "${filter}" cannot be read.`), { code: 'bad-usage', hint: '' });
    const key = (match[1] ?? '').replace('label=', 'label:');
    const values = (match[3] ?? '').split(',').map((text) => text.replace(/^"|"$/g, ''));
    return values.includes(cell.keys[key] ?? '') !== (match[2] === '!');
  });
}

const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

/** A day's weight: weekends are quiet, one day stands out. */
function weight(name: string, startMs: number): bigint {
  const weekday = new Date(startMs).getUTCDay();
  const quiet = weekday === 0 || weekday === 6 ? 82 : 100;
  return BigInt(Math.round(quiet * (0.92 + 0.16 * noise(`${name}${startMs}`))));
}

function allocate(cells: readonly Cell[], options: FetchOptions, question: Question): AllocationResult {
  const endMs = Math.floor(options.nowMs / hour) * hour;
  const lengthDays = /^(\d+)d$/.exec(options.window)?.[1] ?? '7';
  const startMs = options.window === '24h' ? endMs - day : endMs - Number(lengthDays) * day;
  const stepMs = question.step === '1h' ? hour : question.step === '1d' ? day : question.step === '1w' ? 7 * day : endMs - startMs;
  const steps: { startMs: number; endMs: number; partial: boolean }[] = [];
  for (let at = Math.floor(startMs / stepMs) * stepMs; at < endMs; at += stepMs) {
    const from = stepMs > 7 * day ? startMs : Math.max(at, startMs);
    const to = stepMs > 7 * day ? endMs : Math.min(at + stepMs, endMs);
    steps.push({ startMs: from, endMs: to, partial: to - from < stepMs });
    if (stepMs > 7 * day) break;
  }
  const aggregate = question.aggregate ?? ['namespace'];
  const filter = question.filter ?? '';
  const groups = new Map<string, Cell[]>();
  for (const cell of cells.filter((one) => passes(one, filter))) {
    if (cell.kind === 'idle' && question.idle !== 'separate' && question.idle !== undefined) continue;
    const name = cell.kind === 'idle' ? '__idle__' : aggregate.map((key) => cell.keys[key] ?? '__unallocated__').join('/');
    groups.set(name, [...(groups.get(name) ?? []), cell]);
  }
  const part = (cell: Cell, step: { startMs: number; endMs: number }, r: 0 | 1 | 2): bigint => {
    let amount = 0n;
    for (let at = step.startMs; at < step.endMs; at += hour) {
      amount += (cell.rates[r] * weight(cell.keys['controller'] ?? 'idle', Math.floor(at / day) * day)) / 2400n;
    }
    return amount;
  };
  const rows = [...groups].map(([name, members]) => {
    const perStep = steps.map((step) => ([0, 1, 2] as const).map((r) => sum(members.map((cell) => part(cell, step, r)))));
    const parts = ([0, 1, 2] as const).map((r) => sum(perStep.map((one) => one[r] ?? 0n)));
    const first = members[0];
    const kind: RowKind = name === '__unallocated__' ? 'unallocated' : (first?.kind ?? 'workload');
    return { name, kind, perStep: perStep.map(sum), parts, total: sum(parts), efficiency: first?.efficiency ?? NaN, cell: first };
  });
  rows.sort((a, b) => (b.total > a.total ? 1 : b.total < a.total ? -1 : a.name < b.name ? -1 : 1));
  const all = sum(rows.map((row) => row.total));
  const asset = sum(cells.flatMap((cell) => steps.flatMap((step) => ([0, 1, 2] as const).map((r) => part(cell, step, r)))));
  const zero = (count: number): Float64Array => new Float64Array(count);
  const columns = (list: readonly { parts: readonly bigint[]; total: bigint; efficiency: number }[]): CostColumns => ({
    cpuCost: money(list.map((row) => row.parts[0] ?? 0n)),
    ramCost: money(list.map((row) => row.parts[1] ?? 0n)),
    gpuCost: money(list.map((row) => row.parts[2] ?? 0n)),
    totalCost: money(list.map((row) => row.total)),
    cpuCoreHours: zero(list.length),
    ramGibHours: zero(list.length),
    gpuHours: zero(list.length),
    cpuRequestCoreHours: zero(list.length),
    ramRequestGibHours: zero(list.length),
    cpuUsageCoreHours: zero(list.length),
    ramUsageGibHours: zero(list.length),
    efficiency: Float64Array.from(list, (row) => row.efficiency),
    cpuEfficiency: Float64Array.from(list, (row) => row.efficiency * 0.88),
    ramEfficiency: Float64Array.from(list, (row) => row.efficiency * 1.13),
    share: Float64Array.from(list, (row) => Number(row.total) / Number(all)),
  });
  return {
    window: { startMs, endMs },
    resolutionMs: 300_000,
    mode: 'stepped',
    method: 'interval',
    currency: 'USD',
    digits: 9,
    aggregate,
    rowCount: rows.length,
    names: rows.map((row) => row.name),
    kinds: rows.map((row) => row.kind),
    keys: rows.map((row) => (row.kind === 'idle' ? aggregate.map(() => '__idle__') : aggregate.map((key) => row.cell?.keys[key] ?? '__unallocated__'))),
    columns: columns(rows),
    totals: columns([{ parts: [0, 1, 2].map((r) => sum(rows.map((row) => row.parts[r] ?? 0n))), total: all, efficiency: 0.463 }]),
    steps,
    stepCost: money(rows.flatMap((row) => row.perStep)),
    stepTotals: money(steps.map((_, step) => sum(rows.map((row) => row.perStep[step] ?? 0n)))),
    assetCost: money([asset]),
    remainder: money([asset - all]),
    filtered: filter !== '',
    partial: false,
    diagnostics: diagnostics(),
  };
}

function assets(options: FetchOptions): AssetsResult {
  const rows = Array.from({ length: 9 }, (_, index) => index);
  const price = (index: number): bigint => (index === 8 ? 0n : nano([0.192, 0.384, 0.0768, 1.212][index % 4] ?? 0));
  const cost = rows.map((index) => price(index) * 168n);
  void options;
  return {
    currency: 'USD',
    digits: 9,
    rowCount: rows.length,
    names: rows.map((index) => `ip-10-0-${index + 11}-${(index * 37) % 250}.eu-central-1.compute.internal`),
    clusters: rows.map(() => 'prod-eu-1'),
    instanceTypes: rows.map((index) => (index === 8 ? '' : (['m6i.xlarge', 'm6i.2xlarge', 'm6i.xlarge', 'g5.2xlarge'][index % 4] ?? ''))),
    spot: rows.map((index) => index % 4 === 2),
    priceSources: rows.map((index) => (index === 8 ? 'none' : index % 4 === 3 ? 'metrics node_gpu_hourly_cost' : 'price book aws/eu-central-1')),
    hours: Float64Array.from(rows, (index) => (index === 5 ? 41.5 : 168)),
    cpuCores: Float64Array.from(rows, (index) => [4, 8, 4, 8][index % 4] ?? 4),
    ramGib: Float64Array.from(rows, (index) => [15.4, 31.1, 15.4, 31][index % 4] ?? 16),
    gpus: Float64Array.from(rows, (index) => (index % 4 === 3 ? 1 : 0)),
    hourlyPrice: money(rows.map(price)),
    cpuCost: money(cost.map((value) => value / 2n)),
    ramCost: money(cost.map((value) => value / 2n)),
    gpuCost: money(cost.map(() => 0n)),
    totalCost: money(cost),
    idleCost: money(cost.map((value, index) => (value * BigInt(7 + index * 5)) / 100n)),
  };
}

function diagnostics(): readonly Diagnostic[] {
  return [
    {
      id: 'price.none',
      severity: 'error',
      message: '1 node has no price, so its cost is not counted.',
      fix: 'Name its instance type in a price file, or set a default rate.',
      count: 1,
      startMs: null,
      endMs: null,
      objects: ['ip-10-0-19-46.eu-central-1.compute.internal'],
      touched: 168,
    },
    {
      id: 'usage.gap',
      severity: 'warning',
      message: 'Usage is unknown for 30 minutes; requests were charged there.',
      fix: 'Look for a restart of Prometheus or of the kubelet at this time.',
      count: 3,
      startMs: Date.UTC(2026, 10, 18, 3, 10),
      endMs: Date.UTC(2026, 10, 18, 3, 40),
      objects: ['node-1', 'node-2', 'node-3', 'node-4', 'node-5', 'node-6', 'node-7'],
      touched: 12,
    },
    {
      id: 'gpu.none',
      severity: 'info',
      message: '`DCGM_FI_PROF_GR_ENGINE_ACTIVE` has no series, so GPU activity is unknown.',
      fix: 'Run dcgm-exporter on GPU nodes.',
      count: 1,
      startMs: null,
      endMs: null,
      objects: [],
      touched: 0,
    },
  ];
}

const feeds = ['nodes', 'node-capacity', 'pods', 'owners', 'requests', 'cpu-usage', 'ram-usage', 'gpu-usage', 'prices'];

function requests(options: FetchOptions): readonly PlanRequest[] {
  return feeds.map((name) => ({
    id: name,
    chunk: 0,
    kind: 'matrix',
    path: '/api/v1/query_range',
    params: {
      query: `sum by (namespace, pod, container, node) (rate(container_${name.replace('-', '_')}_total{container!="",image!=""}[5m]))`,
      start: '0',
      end: String(options.nowMs / 1000),
      step: '300',
    },
    feeds: name,
    estimatedSamples: 1000,
    estimatedBytes: 20_000,
  }));
}

export async function loadEngine(): Promise<Engine> {
  await Promise.resolve();
  const cells = world();
  return {
    version: '0.0.0',
    close: () => undefined,
    open: async (options = { window: '30d', nowMs: Date.UTC(2026, 10, 22) }): Promise<Session> => {
      const done = new Set<string>();
      const writer = (id: string): ResponseWriter => {
        let bytes = 0;
        let text = '';
        return {
          write: async (part) => {
            bytes += part.byteLength;
            text ||= new TextDecoder().decode(part.slice(0, 40));
          },
          end: async () => {
            if (id && !text.startsWith('{"status":"success"')) {
              throw Object.assign(new Error('not a Prometheus answer at byte 0'), { code: 'bad-input', hint: '' });
            }
            done.add(id);
            return { bytes, series: bytes >> 7, samples: bytes, droppedNonFinite: 0, warnings: [], infos: [], partial: false };
          },
        };
      };
      return {
        plan: async () => requests(options).filter((one) => !done.has(one.id)),
        ingest: async (id) => writer(id),
        refused: async (id, _chunk, status) => {
          done.add(id);
          if (status === 401 || status === 403 || status === 404) {
            throw Object.assign(new Error(`refused with ${status}`), { code: 'refused', hint: '' });
          }
        },
        ingestRecording: async () => writer(''),
        allocate: async (question = {}) => allocate(cells, options, question),
        assets: async () => assets(options),
        report: async () => '',
        diagnostics: async () => diagnostics(),
        close: async () => undefined,
      };
    },
  };
}
