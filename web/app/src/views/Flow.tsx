// Cost flow: from what is paid for to who has it, as bands; the table below has the same figures for everybody.
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { AllocationResult } from '@prorata/engine';
import {
  coloursOf,
  conditionsOf,
  decimalsFor,
  fillOf,
  keyText,
  keyWord,
  layoutFlow,
  NameParts,
  Swatch,
  type Locale,
} from '@prorata/ui';
import { basis, questionFor } from '../state/answers.ts';
import { useAnswer } from '../state/asked.ts';
import { navigate, view } from '../state/history.ts';
import { flows } from '../state/view.ts';
import { FilterBar } from '../shell/FilterBar.tsx';
import { unstepped } from '../state/unstepped.ts';
import { texts } from '../words/words.ts';
import { costFlow, kinds, type CostFlow, type FlowEnd, type KindName } from './flows.ts';
import type { ViewProps } from './Later.tsx';
import { go } from './Lines.tsx';
import { Skeleton } from './Loading.tsx';
import { Refusal } from './Refusal.tsx';
import '../style/flow.css';

const keysOf = {
  workload: ['namespace', 'controller'],
  node: ['node', 'namespace'],
  cluster: ['cluster', 'namespace'],
} as const;

interface Answers {
  readonly groups: AllocationResult;
  readonly parts: AllocationResult;
  readonly namespaces: AllocationResult;
}

export function Flow({ locale }: ViewProps) {
  const known = basis.value;
  const state = view.value;
  const question = known ? unstepped(questionFor(state, known.whole.window)) : {};
  const keys = keysOf[state.flow];
  const { value, problem } = useAnswer<Answers>(JSON.stringify([question, keys]), async (session) => {
    const [groups, parts, namespaces] = await Promise.all([
      session.allocate({ ...question, aggregate: [keys[0]] }),
      session.allocate({ ...question, aggregate: keys }),
      session.allocate({ ...question, aggregate: ['namespace'] }),
    ]);
    return { groups, parts, namespaces };
  });
  return (
    <>
      <FilterBar result={value?.groups ?? null} locale={locale} isGrouped={false} />
      <Refusal reason={problem} />
      {value ? <Board {...value} locale={locale} /> : problem === null ? <Skeleton /> : null}
    </>
  );
}

function Board({ groups, parts, namespaces, locale }: Answers & { readonly locale: Locale }) {
  const t = texts.value;
  const flow = useMemo(() => costFlow(groups, parts, locale), [groups, parts, locale]);
  // Names have the colours that they have in the allocation view.
  const colours = useMemo(() => coloursOf(namespaces), [namespaces]);
  const severalClusters = (basis.value?.clusters.length ?? 0) > 1;
  return (
    <div className="answer">
      <section className="card" aria-labelledby="flow-title">
        <header className="card-head">
          <h2 id="flow-title">{t('flow.title')}</h2>
          <span className="mute clip">
            {t('flow.sum', { total: locale.money.headline(groups.totals.totalCost.units[0] ?? NaN) })}
          </span>
          <span className="space" />
          <div className="segments" role="group" aria-label={t('flow.by')}>
            {flows
              .filter((name) => name !== 'cluster' || severalClusters)
              .map((name) => (
                <button
                  type="button"
                  key={name}
                  aria-pressed={view.value.flow === name}
                  onClick={() => navigate({ flow: name }, 'replace')}
                >
                  {t(`flow.${name}`)}
                </button>
              ))}
          </div>
        </header>
        <Bands flow={flow} groups={groups} colours={colours} locale={locale} />
        {flow.hasNegative ? <p className="faint card-foot">{t('flow.negative')}</p> : null}
      </section>
      <section className="card table-card" aria-labelledby="flow-table">
        <header className="card-head">
          <h2 id="flow-table">{t('flow.table')}</h2>
        </header>
        <div className="scroll" tabIndex={0} role="group" aria-labelledby="flow-table">
          <KindTable groups={groups} colours={colours} locale={locale} />
        </div>
      </section>
    </div>
  );
}

interface BandsProps {
  readonly flow: CostFlow;
  readonly groups: AllocationResult;
  readonly colours: ReadonlyMap<string, string>;
  readonly locale: Locale;
}

/** What stands left of a band has room for its words inside the picture, and so has what stands right. */
const margin = { wide: 160, narrow: 0 } as const;

function Bands({ flow, groups, colours, locale }: BandsProps) {
  const t = texts.value;
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [marked, setMarked] = useState<string | null>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const side = width < 560 ? margin.narrow : margin.wide;
  const height = Math.max(380, Math.min(680, flow.ends.length * 17));
  const placed = useMemo(
    () => layoutFlow(flow.ends, flow.links, Math.max(0, width - 2 * side), height),
    [flow, width, side, height],
  );
  const ends = useMemo(() => new Map(flow.ends.map((end) => [end.id, end])), [flow]);
  const last = placed.nodes.reduce((most, { layer }) => Math.max(most, layer), 0);
  const decimals = decimalsFor(flow.ends.map(({ cost }) => cost));
  const colourOf = (id: string): string => {
    const end = ends.get(id);
    if (!end || end.role === 'kind') return 'var(--flow-kind)';
    const fill = fillOf(end.role, end.name, colours);
    return fill.kind === 'solid' ? fill.colour : fill.kind === 'idle' ? 'url(#flow-idle)' : 'var(--rest)';
  };
  const bandOf = (source: string, target: string): string => {
    const own = colourOf(target).startsWith('url') ? 'var(--hatch)' : colourOf(target);
    const from = colourOf(source);
    return from.startsWith('#') ? from : own;
  };
  const isMarked = (source: string, target: string): boolean => marked === source || marked === target;
  return (
    <div className="flow" ref={host}>
      <svg
        width={width}
        height={height}
        role="group"
        aria-label={t('flow.summary', {
          total: locale.money.headline(groups.totals.totalCost.units[0] ?? NaN),
          n: groups.names.length,
        })}
        onMouseLeave={() => setMarked(null)}
      >
        <defs>
          <pattern id="flow-idle" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" fill="var(--hatch-ground)" />
            <line x1="0" y1="0" x2="0" y2="6" stroke="var(--hatch)" strokeWidth="3" />
          </pattern>
        </defs>
        <g transform={`translate(${side},0)`}>
          {placed.links.map((link) => {
            const to = bandTarget(ends.get(link.source), ends.get(link.target), groups.aggregate[0] ?? '');
            const tone = marked === null ? '' : isMarked(link.source, link.target) ? ' band-on' : ' band-off';
            return (
              <path
                key={`${link.source} ${link.target}`}
                className={`band${tone}${to ? ' band-open' : ''}`}
                d={link.path}
                stroke={bandOf(link.source, link.target)}
                strokeWidth={Math.max(1, link.width)}
                onClick={to ? () => go(to) : undefined}
              >
                <title>{[link.source, link.target].map((id) => ends.get(id)?.label ?? '').join(' → ')}</title>
              </path>
            );
          })}
          {placed.nodes.map((node) => {
            const end = ends.get(node.id);
            if (!end) return null;
            const to = targetOf(end, groups.aggregate[0] ?? '');
            const isLast = node.layer === last;
            const outside = side > 0 && (node.layer === 0 || isLast);
            const leftOfIt = side > 0 ? node.layer === 0 : isLast;
            const x = leftOfIt ? node.x - 7 : node.x + node.width + 7;
            return (
              <g
                key={node.id}
                className={to ? 'flow-node flow-open' : 'flow-node'}
                onMouseEnter={() => setMarked(node.id)}
                onClick={to ? () => go(to) : undefined}
                {...(to ? asButton(() => go(to)) : {})}
                onFocus={() => setMarked(node.id)}
                onBlur={() => setMarked(null)}
              >
                <title>{`${end.label}  ${locale.money.cell(end.cost, decimals)}`}</title>
                <rect
                  x={node.x}
                  y={node.y}
                  width={node.width}
                  height={Math.max(1, node.height)}
                  rx={Math.min(2, node.height / 2)}
                  fill={colourOf(node.id)}
                />
                <text x={x} y={node.y + node.height / 2} dy="0.35em" textAnchor={leftOfIt ? 'end' : 'start'}>
                  {clipped(end.label, side === 0 ? 9 : outside ? 13 : 18)}
                  <tspan className="flow-cost" dx="6">
                    {locale.money.cell(end.cost, decimals)}
                  </tspan>
                </text>
              </g>
            );
          })}
        </g>
      </svg>
    </div>
  );
}

/** What a drawing needs to be pressed by keys, in the order in which it is drawn. */
const asButton = (press: () => void) => ({
  role: 'button',
  tabIndex: 0,
  onKeyDown: (event: KeyboardEvent<SVGGElement>) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    press();
  },
});

/** SVG cuts no text by itself; the whole of it is in the title and in the table. */
const clipped = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;

/** The rows of the allocation view that an end stands for. */
function targetOf(end: FlowEnd, group: string) {
  if (end.keys === null || end.role !== 'workload') return null;
  const path = end.keys.length === 2 ? ['namespace', 'controller'] : [end.id.startsWith('group') ? group : 'namespace'];
  const filter = conditionsOf({ by: path, filter: view.value.filter }, end.keys);
  const below = { namespace: 'controller', controller: 'pod', node: 'pod', cluster: 'namespace' } as const;
  const next = below[(path[path.length - 1] ?? 'namespace') as keyof typeof below];
  return filter === null ? null : { view: 'allocation' as const, by: [next], filter };
}

/** Of a band the end that says more: who has it, else which group it comes from. */
function bandTarget(source: FlowEnd | undefined, target: FlowEnd | undefined, group: string) {
  return (target ? targetOf(target, group) : null) ?? (source ? targetOf(source, group) : null);
}

interface KindTableProps {
  readonly groups: AllocationResult;
  readonly colours: ReadonlyMap<string, string>;
  readonly locale: Locale;
}

function KindTable({ groups, colours, locale }: KindTableProps) {
  const { columns, totals } = groups;
  const names = (Object.keys(kinds) as KindName[]).filter((name) => totals[kinds[name]].nano[0] !== 0n);
  const decimals = decimalsFor(columns.totalCost.units);
  const [key = ''] = groups.aggregate;
  const cells = (of: typeof columns, row: number) => (
    <>
      {names.map((name) => (
        <td className="num" key={name}>
          {locale.money.cell(of[kinds[name]].units[row] ?? NaN, decimals)}
        </td>
      ))}
      <td className="num strong">{locale.money.cell(of.totalCost.units[row] ?? NaN, decimals)}</td>
    </>
  );
  return (
    <table className="plain-table flow-table">
      <thead>
        <tr>
          <th scope="col">{keyWord(key, locale)}</th>
          {names.map((name) => (
            <th scope="col" className="num" key={name}>
              {locale.t(`column.${name}`)}
            </th>
          ))}
          <th scope="col" className="num">
            {locale.t('column.total')}
          </th>
        </tr>
      </thead>
      <tbody>
        <tr className="totals">
          <th scope="row">{locale.t('total')}</th>
          {cells(totals, 0)}
        </tr>
        {groups.names.map((name, row) => {
          const kind = groups.kinds[row] ?? 'workload';
          const label = keyText(groups.keys[row]?.[0] ?? name, locale);
          const to =
            kind === 'workload'
              ? targetOf({ id: 'group', label, role: kind, name, cost: 0, keys: groups.keys[row] ?? null }, key)
              : null;
          return (
            <tr key={`${kind} ${name}`}>
              <th scope="row">
                <span className="row-name">
                  <Swatch fill={fillOf(kind, name, colours)} />
                  {to ? (
                    <button type="button" className="row-open" onClick={() => go(to)}>
                      <NameParts keys={groups.aggregate} parts={[label]} />
                    </button>
                  ) : (
                    <NameParts keys={groups.aggregate} parts={[label]} />
                  )}
                </span>
              </th>
              {cells(columns, row)}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
