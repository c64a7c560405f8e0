// Commands and flags that the page offers to copy.
import type { Condition } from '@prorata/ui';

export const portForward = 'kubectl -n monitoring port-forward svc/prometheus 9090';

export const installInventory =
  'helm install kube-state-metrics kube-state-metrics --repo https://prometheus-community.github.io/helm-charts';

/** Allows this page only; a page from a file has no origin that could be named. */
export function corsFlag(): string {
  const { origin } = location;
  const pattern = origin === 'null' || origin.startsWith('file:') ? '.*' : origin.replace(/[.]/g, '\\.');
  return `--web.cors.origin='${pattern}'`;
}

const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The command line for the same derivation, hour by hour; null where its options cannot say it. */
export function explainCommand(
  metrics: string,
  window: string | null,
  idle: string,
  atMs: number | undefined,
  conditions: readonly Condition[] | null,
): string | null {
  if (!conditions || conditions.some(({ negated, values }) => negated || values.length !== 1)) return null;
  const of = conditions.flatMap(({ key, values }) => ['--of', `${key}=${values[0] ?? ''}`]);
  const given = window === null ? [] : ['--window', window];
  const at = atMs === undefined ? [] : ['--at', new Date(atMs).toISOString().replace('.000Z', 'Z')];
  const words = [
    'prorata',
    'explain',
    '--metrics',
    metrics,
    ...given,
    ...of,
    ...at,
    '--idle',
    idle,
    '--format',
    'json',
  ];
  return words.map(quoted).join(' ');
}
