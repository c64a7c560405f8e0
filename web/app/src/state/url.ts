// The view as a query string and back: readable, defaults left out, one order, unknown keys kept, nothing secret.
import { ownRateText, parseColumns, parseOwnRate, parseSort } from '@prorata/ui';
import { memberText, metricsMembers } from '../connect/address.ts';
import { formatEdits, formatScenarios, parseEdits, parseScenarios } from './scenario.ts';
import {
  aliased,
  charts,
  drawers,
  flows,
  idlePolicies,
  idleScopes,
  idleSplits,
  initialView,
  languages,
  methods,
  modes,
  presets,
  priceLists,
  steps,
  themes,
  timeouts,
  views,
  weekDays,
  type ViewState,
} from './view.ts';

/** Keys in the order in which a link has them. */
export const keys = [
  'metrics',
  'w',
  'step',
  'mode',
  'resolution',
  'match',
  'weight',
  'tz',
  'weekStart',
  'v',
  'by',
  'alias',
  'f',
  'preset',
  'method',
  'compare',
  'cmp',
  'idle',
  'idleBy',
  'split',
  'part',
  'waiting',
  'share',
  'prices',
  'wi',
  'wis',
  'wip',
  'fx',
  'drawer',
  'chart',
  'flow',
  'sort',
  'cols',
  'open',
  'sel',
  'timeout',
  'lang',
  'theme',
  'embed',
] as const;
type Key = (typeof keys)[number];

/** Never kept in a link, whoever put them there. */
const secretKeys: readonly string[] = ['user', 'username', 'password', 'token', 'access_token', 'authorization'];

export interface Link {
  readonly state: ViewState;
  /** Keys that this version does not know, as they came. */
  readonly unknown: readonly (readonly [string, string])[];
  /** The state stood after `#`, which never reaches the host of the page; it is written back there. */
  readonly hidden: boolean;
}

function oneOf<Value extends string>(values: readonly Value[], text: string | null, otherwise: Value): Value {
  return values.find((value) => value === text) ?? otherwise;
}

function list(text: string | null, otherwise: readonly string[]): readonly string[] {
  const parts = (text ?? '').split(',').filter((part) => part !== '');
  return parts.length > 0 ? [...new Set(parts)] : otherwise;
}

/** Rules stand behind each other with semicolons or in lines. */
export function rulesOf(text: string): readonly string[] {
  return text
    .split(/[;\n]/)
    .map((rule) => rule.trim())
    .filter((rule) => rule !== '');
}

function isTimeZone(name: string): boolean {
  try {
    return name === 'local' || Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** What a preset is charged by. Links that are written have the method itself. */
function presetOf(name: string | null): ViewState['method'] {
  return Object.entries(presets).find(([preset]) => preset === name)?.[1] ?? initialView.method;
}

/** `auto` is what is done where nothing is said. */
export const autoIsNone = (text: string | null): string => (text ?? '').trim().replace(/^auto$/, '');

const linesOf = (text: string | null): readonly string[] =>
  (text ?? '').split('\n').filter((line) => line.trim() !== '');

/** Whole seconds within the limits; null for anything else. */
function secondsOf(text: string | null): number | null {
  const seconds = Number(text);
  return Number.isInteger(seconds) && seconds >= timeouts.least && seconds <= timeouts.most ? seconds : null;
}

function stateOf(get: (key: Key) => string | null, page: string | undefined): ViewState {
  const metrics = get('metrics');
  const timeZone = get('tz') ?? initialView.timeZone;
  const sort = get('sort') ?? initialView.sort;
  return {
    metrics:
      metrics === null || metrics === 'demo'
        ? metrics
        : (metricsMembers(metrics, page)?.map(memberText).join(' ') ?? null),
    view: oneOf(views, get('v'), initialView.view),
    window: get('w') || initialView.window,
    step: oneOf(steps, get('step'), initialView.step),
    mode: oneOf(modes, get('mode'), initialView.mode),
    resolution: autoIsNone(get('resolution')),
    match: (get('match') ?? '').trim(),
    weights: linesOf(get('weight')),
    timeZone: isTimeZone(timeZone) ? timeZone : initialView.timeZone,
    weekStart: oneOf(weekDays, get('weekStart'), initialView.weekStart),
    by: list(get('by'), initialView.by),
    aliases: list(get('alias'), []).filter((alias) =>
      aliased.some((key) => alias.startsWith(`${key}=`) && alias !== `${key}=`),
    ),
    filter: get('f') ?? initialView.filter,
    idle: oneOf(idlePolicies, get('idle'), initialView.idle),
    method: oneOf(methods, get('method'), presetOf(get('preset'))),
    compare: methods.find((method) => method === get('compare')) ?? null,
    against: get('cmp') === 'none' ? '' : (get('cmp') ?? initialView.against),
    idleBy: oneOf(idleScopes, get('idleBy'), initialView.idleBy),
    idleSplit: oneOf(idleSplits, get('split'), initialView.idleSplit),
    idlePart: get('part') ?? initialView.idlePart,
    chargeWaiting: get('waiting') !== 'false',
    share: rulesOf(get('share') ?? ''),
    prices: oneOf(priceLists, get('prices'), initialView.prices),
    whatIf: parseScenarios(get('wi') ?? '').shown,
    scenarios: parseScenarios(get('wi') ?? '').kept,
    whatIfShare: rulesOf(get('wis') ?? ''),
    whatIfPrices: formatEdits(parseEdits(get('wip') ?? '')),
    ownRate: ownRateText(parseOwnRate(get('fx') ?? '')),
    drawer: oneOf(drawers, get('drawer'), initialView.drawer),
    chart: oneOf(charts, get('chart'), initialView.chart),
    flow: oneOf(flows, get('flow'), initialView.flow),
    sort: parseSort(sort) ? sort : initialView.sort,
    columns: parseColumns(get('cols') ?? ''),
    opened: list(get('open'), initialView.opened),
    selected: /^(row|step):./.test(get('sel') ?? '') ? (get('sel') ?? '') : initialView.selected,
    embedded: get('embed') === '1',
    timeout: secondsOf(get('timeout')) ?? initialView.timeout,
    language: languages.find((language) => language === get('lang')) ?? null,
    theme: oneOf(themes, get('theme'), initialView.theme),
  };
}

/** Reads `location.search` and `location.hash`; a key after `#` wins. Relative sources count from `page`. */
export function parseLink(search: string, hash: string, page?: string): Link {
  const open = new URLSearchParams(search);
  const private_ = new URLSearchParams(hash.replace(/^#/, ''));
  const known: readonly string[] = keys;
  // A link names each of several sources by a key of its own.
  for (const parts of [open, private_]) {
    const all = [...new Set(parts.getAll('metrics'))];
    const sources = all.length > 1 ? all.filter((source) => source !== 'demo') : all;
    if (sources.length > 0) parts.set('metrics', sources.join(' '));
    const weights = parts.getAll('weight');
    if (weights.length > 0) parts.set('weight', weights.join('\n'));
  }
  const unknown = [...open].filter(([key]) => !known.includes(key) && !secretKeys.includes(key.toLowerCase()));
  return {
    state: stateOf((key) => private_.get(key) ?? open.get(key), page),
    unknown,
    hidden: keys.some((key) => private_.has(key)),
  };
}

/** Percent-encoding that leaves a link readable: `:` `/` `,` and quotes of a filter stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%3A/g, ':').replace(/%2F/g, '/').replace(/%2C/g, ',');
}

function values(state: ViewState): Readonly<Record<Key, string | null>> {
  return {
    metrics: state.metrics,
    w: state.window,
    step: state.step,
    mode: state.mode,
    resolution: state.resolution,
    match: state.match,
    weight: state.weights.join('\n'),
    tz: state.timeZone,
    v: state.view,
    weekStart: state.weekStart,
    by: state.by.join(','),
    alias: state.aliases.join(','),
    f: state.filter,
    preset: null,
    idle: state.idle,
    method: state.method,
    compare: state.compare,
    cmp: state.against,
    idleBy: state.idleBy,
    split: state.idleSplit,
    part: state.idlePart,
    waiting: String(state.chargeWaiting),
    share: state.share.join(';'),
    prices: state.prices,
    wi: formatScenarios(state.whatIf, state.scenarios),
    wis: state.whatIfShare.join(';'),
    wip: state.whatIfPrices,
    fx: state.ownRate,
    drawer: state.drawer,
    chart: state.chart,
    flow: state.flow,
    sort: state.sort,
    cols: state.columns.join(','),
    open: state.opened.join(','),
    sel: state.selected,
    timeout: String(state.timeout),
    lang: state.language,
    theme: state.theme,
    embed: state.embedded ? '1' : '',
  };
}

/** What stands after the path: `?…` or, for a hidden state, `?unknown#…`. Equal states give equal text. */
export function formatLink({ state, unknown, hidden }: Link): string {
  const defaults = values(initialView);
  const now = values(state);
  const mine = keys.flatMap((key) => {
    const value = now[key];
    if (value === null || value === defaults[key]) return [];
    if (key === 'metrics') return value.split(' ').map((source) => `${key}=${encode(source).replace(/%3D/g, '=')}`);
    const each = key === 'weight' ? value.split('\n') : [value];
    return each.map((one) => `${key}=${encode(one)}`);
  });
  const others = unknown.map(([key, value]) => (value === '' ? encode(key) : `${encode(key)}=${encode(value)}`));
  const search = (hidden ? others : [...mine, ...others]).join('&');
  const hash = hidden ? mine.join('&') : '';
  return (search ? `?${search}` : '') + (hash ? `#${hash}` : '');
}
