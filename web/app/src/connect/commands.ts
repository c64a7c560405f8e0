// Commands and flags that the page offers to copy.
import type { Question } from '@prorata/engine';
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
  { idle = 'separate', idleBy, idleSplit, idleCoefficients, method, chargeWaiting, share = [], prices }: Question,
  atMs: number | undefined,
  conditions: readonly Condition[] | null,
  pricesName: string | undefined,
): string | null {
  if (!conditions || conditions.some(({ negated, values }) => negated || values.length !== 1)) return null;
  const of = conditions.flatMap(({ key, values }) => ['--of', `${key}=${values[0] ?? ''}`]);
  const given = window === null ? [] : ['--window', window];
  const option = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [name, value];
  const more = [
    ...option('--idle-by', idleBy),
    ...option('--idle-split', idleSplit),
    ...option('--idle-coefficients', idleCoefficients),
    ...option('--method', method),
    ...option('--charge-waiting', chargeWaiting === false ? 'false' : undefined),
    ...share.flatMap((rule) => ['--share', rule]),
    ...option('--prices', pricesName ?? (typeof prices === 'string' ? prices : undefined)),
  ];
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
    ...more,
    '--format',
    'json',
  ];
  return words.map(quoted).join(' ');
}
