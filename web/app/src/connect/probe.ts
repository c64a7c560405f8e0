// Finds out why a browser could not read a source: fetch() only says "failed".
import { isLoopback, isPrivateHost } from './address.ts';
import type { Known, Observation } from './trouble.ts';

const patience = 3000;

async function localNetworkPermission(hostname: string): Promise<PermissionState | 'unsupported'> {
  if (!isPrivateHost(hostname)) return 'unsupported';
  const names = isLoopback(hostname)
    ? ['loopback-network', 'local-network-access']
    : ['local-network', 'local-network-access'];
  for (const name of names) {
    try {
      // Newer than the DOM types.
      const status = await navigator.permissions.query({ name: name as PermissionName });
      return status.state;
    } catch {
      // This browser does not know the name.
    }
  }
  return 'unsupported';
}

async function answersOpaquely(baseUrl: string): Promise<boolean> {
  try {
    await fetch(`${baseUrl}/-/ready`, {
      mode: 'no-cors',
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(patience),
    });
    return true;
  } catch {
    return false;
  }
}

const pageIsLocal = (): boolean => location.protocol === 'file:' || isPrivateHost(location.hostname);

/** The browser will ask its user before it lets this page reach the source. */
export async function browserAsks(baseUrl: string): Promise<boolean> {
  return !pageIsLocal() && (await localNetworkPermission(new URL(baseUrl).hostname)) === 'prompt';
}

export async function observe(baseUrl: string): Promise<Observation> {
  const url = new URL(baseUrl);
  const [localNetwork, opaque] = await Promise.all([localNetworkPermission(url.hostname), answersOpaquely(baseUrl)]);
  return {
    pageIsSecure: location.protocol === 'https:',
    pageIsLocal: pageIsLocal(),
    targetIsSecure: url.protocol === 'https:',
    targetIsLoopback: isLoopback(url.hostname),
    localNetwork,
    answersOpaquely: opaque && url.origin !== location.origin,
  };
}

/** Metric families that prorata needs, by the exporter that gives them. */
const needed = [
  'kube_pod_info',
  'kube_node_status_capacity',
  'kube_pod_container_resource_requests',
  'container_cpu_usage_seconds_total',
] as const;

function resultOf(answer: unknown): readonly unknown[] {
  const data: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'data') : null;
  const result: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'result') : null;
  return Array.isArray(result) ? result : [];
}

const day = 86_400;

/** First and last day of the last year on which the source has pods. Null where it has none, or does not say. */
export async function daysWithPods(baseUrl: string, headers: Readonly<Record<string, string>>): Promise<Known | null> {
  const end = Math.ceil(Date.now() / 1000 / day) * day;
  const params = { query: 'count(last_over_time(kube_pod_info[1d]))', start: end - 366 * day, end, step: day };
  try {
    const response = await fetch(`${baseUrl}/api/v1/query_range`, {
      method: 'POST',
      headers: { ...headers },
      body: new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)])),
      signal: AbortSignal.timeout(patience),
    });
    const [series] = resultOf(await response.json());
    const values: unknown = typeof series === 'object' && series !== null ? Reflect.get(series, 'values') : null;
    // A point stands for the day before it.
    const days = (Array.isArray(values) ? values : []).map((point: unknown) =>
      Array.isArray(point) ? (Number(point[0]) - day) * 1000 : Number.NaN,
    );
    const [firstMs, lastMs] = [days[0], days.at(-1)];
    return firstMs === undefined || lastMs === undefined ? null : { firstMs, lastMs };
  } catch {
    return null;
  }
}

/** Which of the needed families the source has now. Null where it does not say. */
export async function familiesFound(
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
): Promise<readonly string[] | null> {
  try {
    const response = await fetch(`${baseUrl}/api/v1/query`, {
      method: 'POST',
      headers: { ...headers },
      body: new URLSearchParams({ query: `count by (__name__) ({__name__=~"${needed.join('|')}"})` }),
      signal: AbortSignal.timeout(patience),
    });
    const text = JSON.stringify(resultOf(await response.json()));
    return response.ok ? needed.filter((name) => text.includes(`"${name}"`)) : null;
  } catch {
    return null;
  }
}
