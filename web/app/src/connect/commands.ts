// Commands and flags that the page offers to copy.
import type { Question } from '@prorata/engine';
import type { Condition } from '@prorata/ui';
import type { Fetched } from '../state/view.ts';

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

const option = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [name, value];

/** How costs are charged and shared, as options of the command line. pricesName: of a file that was opened. */
function chargingOptions(
  { idle, idleBy, idleSplit, idleCoefficients, method, chargeWaiting, share = [], prices }: Question,
  pricesName: string | undefined,
): readonly string[] {
  return [
    ...option('--idle', idle ?? 'separate'),
    ...option('--idle-by', idleBy),
    ...option('--idle-split', idleSplit),
    ...option('--idle-coefficients', idleCoefficients),
    ...option('--method', method),
    ...option('--charge-waiting', chargeWaiting === false ? 'false' : undefined),
    ...share.flatMap((rule) => ['--share', rule]),
    ...option('--prices', pricesName ?? (typeof prices === 'string' ? prices : undefined)),
  ];
}

const aliasOptions = ({ aliases = {} }: Question): readonly string[] =>
  Object.entries(aliases).flatMap(([key, label]) => ['--alias', `${key}=${label}`]);

const metricsOptions = (sources: readonly string[]): readonly string[] =>
  sources.flatMap((source) => ['--metrics', source]);

const weightOptions = ({ weights }: Fetched): readonly string[] => weights.flatMap((weight) => ['--weight', weight]);

const fetchOptions = (fetched: Fetched): readonly string[] => [
  ...option('--mode', fetched.mode === 'stepped' ? undefined : fetched.mode),
  ...option('--resolution', fetched.resolution || undefined),
  ...option('--match', fetched.match || undefined),
  ...weightOptions(fetched),
];

const lineOf = (words: readonly string[]): string => words.map(quoted).join(' ');

/** of: conditions, or the text that names an asset. */
function ofOptions(of: readonly Condition[] | string | null): readonly string[] | null {
  if (typeof of === 'string') return ['--of', of];
  if (!of || of.some(({ negated, match, values }) => negated || match || values.length !== 1)) return null;
  return of.flatMap(({ key, values }) => ['--of', `${key}=${values[0] ?? ''}`]);
}

/** The command line for the same derivation, hour by hour; null where its options cannot say it. */
export function explainCommand(
  metrics: readonly string[],
  window: string | null,
  question: Question,
  atMs: number | undefined,
  explained: readonly Condition[] | string | null,
  pricesName: string | undefined,
  fetched: Fetched,
): string | null {
  const of = ofOptions(explained);
  if (!of) return null;
  const at = atMs === undefined ? [] : ['--at', new Date(atMs).toISOString().replace('.000Z', 'Z')];
  return lineOf([
    ...['prorata', 'explain'],
    ...metricsOptions(metrics),
    ...option('--window', window ?? undefined),
    ...fetchOptions(fetched),
    ...of,
    ...aliasOptions(question),
    ...at,
    ...(atMs === undefined ? [...option('--step', question.step), ...option('--tz', question.timeZone?.name)] : []),
    ...chargingOptions(question, pricesName),
    ...option('--what-if', changesOf(question)),
    ...['--format', 'json'],
  ]);
}

/** What of the page is asked elsewhere. */
export interface Asking {
  readonly verb: 'allocate' | 'assets';
  readonly metrics: readonly string[];
  /** null: that of the recording. */
  readonly window: string | null;
  /** All that it covers, for who has no window by itself. */
  readonly whole: string | undefined;
  readonly fetched: Fetched;
  /** IANA name. */
  readonly zone: string;
  readonly question: Question;
  readonly pricesName: string | undefined;
}

/** As the command line has them: `cpu:-10,spot:50`. */
function changesOf({ whatIf }: Question): string | undefined {
  const changes = Object.entries(whatIf ?? {})
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${name}:${value}`);
  return changes.length > 0 ? changes.join(',') : undefined;
}

/** The same question on the command line. */
export function cliLine({ verb, metrics, window, fetched, zone, question, pricesName }: Asking): string {
  const { aggregate = [], filter, step, weekStart } = question;
  return lineOf([
    ...['prorata', verb],
    ...metricsOptions(metrics),
    ...option('--window', window ?? undefined),
    ...fetchOptions(fetched),
    ...option('--tz', zone === 'UTC' ? undefined : zone),
    ...(verb === 'assets'
      ? option('--prices', pricesName ?? (typeof question.prices === 'string' ? question.prices : undefined))
      : [
          ...option('--aggregate', aggregate.join(',')),
          ...aliasOptions(question),
          ...option('--filter', filter),
          ...option('--step', step),
          ...option('--week-start', weekStart),
          ...chargingOptions(question, pricesName),
          ...option('--what-if', changesOf(question)),
        ]),
  ]);
}

/** The server that the same question can be sent to. Its zone and matchers are for all questions. */
export function serveLine({ metrics, zone, fetched }: Asking): string {
  return lineOf([
    ...['prorata', 'serve'],
    ...metricsOptions(metrics),
    ...option('--match', fetched.match || undefined),
    ...weightOptions(fetched),
    ...option('--tz', zone === 'UTC' ? undefined : zone),
  ]);
}

/** The same question to `prorata serve`; a price file goes with it, in a form. Null where it cannot be asked there. */
export function httpLine(serve: string, { verb, window, whole, fetched, question, pricesName }: Asking): string | null {
  const { aggregate = [], filter, step, idle, idleBy, idleSplit, idleCoefficients, method, chargeWaiting } = question;
  const { prices, aliases = {}, weekStart } = question;
  // A server chooses by itself how it fetches.
  if (fetched.mode !== 'stepped') return null;
  if (pricesName === undefined && prices !== undefined && prices !== 'builtin') return null;
  const field = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : ['--data-urlencode', `${name}=${value}`];
  return lineOf([
    ...[
      'curl',
      ...(pricesName === undefined ? ['-G'] : []),
      `${serve}/v1/${verb === 'assets' ? 'assets' : 'allocation'}`,
    ],
    ...field('window', window ?? whole),
    ...field('resolution', fetched.resolution || undefined),
    ...(pricesName === undefined
      ? field('prices', prices === 'builtin' ? 'builtin' : undefined)
      : ['--data-urlencode', `prices@${pricesName}`]),
    ...field('whatIf', verb === 'assets' ? undefined : changesOf(question)),
    ...(verb === 'assets'
      ? []
      : [
          ...field('aggregate', aggregate.join(',')),
          ...Object.entries(aliases).flatMap(([key, label]) => field('alias', `${key}=${label}`)),
          ...field('weekStart', weekStart),
          ...field('filter', filter),
          ...field('step', step),
          ...field('method', method),
          ...field('idle', idle ?? 'separate'),
          ...field('idleBy', idleBy),
          ...field('idleSplit', idleSplit),
          ...field('idleCoefficients', idleCoefficients),
          ...(question.share ?? []).flatMap((rule) => field('share', rule)),
          ...field('chargeWaiting', chargeWaiting === false ? 'false' : undefined),
        ]),
  ]);
}
