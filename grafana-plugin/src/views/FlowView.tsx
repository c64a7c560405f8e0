// Cost flow: what is paid on the left, resources or nodes, and who it is spent on at the right.
import { css } from '@emotion/css';
import { formattedValueToString, type Field, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { AllocationResult, AssetsResult, Question } from '@prorata/engine';
import React, { useEffect, useMemo, useState } from 'react';
import type { Lease } from '../engine/pool.ts';
import type { FlowFrom } from '../options/options.ts';
import { rowColumns, totalsFrame, type Look } from '../output/frames.ts';
import { rowTitle, wordOf } from '../output/rows.ts';
import { text } from '../text.ts';
import { textOf } from './Cell.tsx';
import { bandPath, layoutFlow, type Bar, type Link } from './flow.ts';
import type { ViewProps } from './view.ts';

const flowStyles = (theme: GrafanaTheme2) => ({
  box: css({ position: 'absolute', inset: 0 }),
  label: css({ fill: theme.colors.text.primary, fontSize: theme.typography.bodySmall.fontSize }),
  amount: css({ fill: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
  band: css({ fillOpacity: 0.35, '&:hover': { fillOpacity: 0.6 } }),
});

const resources = [
  ['cpuCost', text.columns.cpuCost],
  ['ramCost', text.columns.ramCost],
  ['gpuCost', text.columns.gpuCost],
  ['diskCost', text.columns.diskCost],
  ['pvCost', text.columns.pvCost],
  ['networkCost', text.columns.networkCost],
  ['loadBalancerCost', text.columns.loadBalancerCost],
  ['overheadCost', text.columns.overheadCost],
] as const;

function resourceLinks(result: AllocationResult): readonly Link[] {
  return resources.flatMap(([column, from]) =>
    result.names.map((_, row) => ({
      from,
      to: rowTitle(result, row),
      value: result.columns[column].units[row] ?? 0,
    })),
  );
}

/** What each node spent on each row, and what stood idle on it. */
interface ByNode {
  readonly spent: AllocationResult;
  readonly nodes: AssetsResult;
}

function useByNode(lease: Lease, question: Question, isWanted: boolean): ByNode | null {
  const [byNode, setByNode] = useState<ByNode | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    const { limit: _limit, ...whole } = question;
    const spent = lease.allocate({ ...whole, aggregate: ['node', ...(question.aggregate ?? [])] });
    Promise.all([spent, lease.assets(whole)]).then(
      ([found, nodes]) => {
        if (isCurrent) setByNode({ spent: found, nodes });
      },
      // The same data and prices gave the answer that is shown: what fails here failed there.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [lease, question, isWanted]);
  return byNode;
}

function nodeLinks(result: AllocationResult, { spent, nodes }: ByNode): readonly Link[] {
  const titles = new Map(result.keys.map((key, row) => [JSON.stringify(key), rowTitle(result, row)]));
  const links = spent.keys.flatMap((key, row): Link[] => {
    if (spent.kinds[row] === 'idle') return [];
    const [node = '', ...rest] = key;
    const to = titles.get(JSON.stringify(rest)) ?? text.other;
    return [{ from: wordOf(node), to, value: spent.columns.totalCost.units[row] ?? 0 }];
  });
  if (!result.kinds.includes('idle')) return links;
  const idle = nodes.names.map((from, node) => ({ from, to: text.idle, value: nodes.idleCost.units[node] ?? 0 }));
  return [...links, ...idle];
}

/** Amounts of bars by their name, as the engine has them; none where a bar is no single figure of it. */
function amountsOf(result: AllocationResult, look: Look, from: FlowFrom): ReadonlyMap<string, string> {
  const rows = rowColumns(result, look);
  const amounts = new Map(rows.map((field, row) => [rowTitle(result, row), textOf(field, 0)]));
  if (from !== 'resource') return amounts;
  const totals = totalsFrame(
    result,
    resources.map(([column]) => column),
    look,
  );
  resources.forEach(([, name], place) => {
    const field = totals.fields[place];
    if (field) amounts.set(name, textOf(field, 0));
  });
  return amounts;
}

interface BarsProps {
  readonly bars: readonly Bar[];
  readonly x: number;
  readonly isRight: boolean;
  readonly width: number;
  readonly colourOf: (name: string) => string;
  readonly amounts: ReadonlyMap<string, string>;
}

/** Lower bars have no room for a name; it is in their title. */
const kLowest = 14;
const kBarWidth = 10;

function Bars({ bars, x, isRight, width, colourOf, amounts }: BarsProps) {
  const styles = useStyles2(flowStyles);
  const gap = kBarWidth / 2;
  return (
    <>
      {bars.map(({ name, y, height }) => (
        <g key={name}>
          <rect x={x} y={y} width={kBarWidth} height={Math.max(1, height)} fill={colourOf(name)}>
            <title>{`${name} ${amounts.get(name) ?? ''}`}</title>
          </rect>
          {height >= kLowest && width > kBarWidth * 4 ? (
            <text
              className={styles.label}
              x={isRight ? x - gap : x + kBarWidth + gap}
              y={y + height / 2}
              dominantBaseline="middle"
              textAnchor={isRight ? 'end' : 'start'}
            >
              {name} <tspan className={styles.amount}>{amounts.get(name) ?? ''}</tspan>
            </text>
          ) : null}
        </g>
      ))}
    </>
  );
}

const colourOfField = (field: Field | undefined): string | undefined => field?.display?.(field.values[0]).color;

export interface FlowViewProps extends ViewProps {
  readonly from: FlowFrom;
  readonly lease: Lease;
  readonly question: Question;
}

export function FlowView({ result, look, width, height, from, lease, question }: FlowViewProps) {
  const styles = useStyles2(flowStyles);
  const theme = useTheme2();
  const byNode = useByNode(lease, question, from === 'node');
  const links = useMemo(() => {
    if (from === 'resource') return resourceLinks(result);
    return byNode ? nodeLinks(result, byNode) : [];
  }, [result, byNode, from]);
  const flow = useMemo(() => layoutFlow(links, height, theme.spacing.gridSize / 2), [links, height, theme]);
  const fields = useMemo(() => rowColumns(result, look), [result, look]);
  const amounts = useMemo(() => amountsOf(result, look, from), [result, look, from]);
  const colours = new Map(fields.map((field, row) => [rowTitle(result, row), colourOfField(field)]));
  const colourOf = (name: string): string => colours.get(name) ?? theme.colors.text.secondary;
  const money = fields[0]?.display;
  const right = width - kBarWidth;
  return (
    <svg className={styles.box} width={width} height={height} role="img" aria-label={text.views.flow}>
      {flow.bands.map((band, place) => (
        <path key={place} className={styles.band} d={bandPath(band, kBarWidth, right)} fill={colourOf(band.to)}>
          <title>{`${band.from} → ${band.to} ${money ? formattedValueToString(money(band.value)) : ''}`}</title>
        </path>
      ))}
      <Bars bars={flow.from} x={0} isRight={false} width={width} colourOf={colourOf} amounts={amounts} />
      <Bars bars={flow.to} x={right} isRight width={width} colourOf={colourOf} amounts={amounts} />
    </svg>
  );
}
