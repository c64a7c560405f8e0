// A few figures side by side, as large as they fit.
import { css } from '@emotion/css';
import type { Field, GrafanaTheme2 } from '@grafana/data';
import { calculateFontSize, useStyles2, useTheme2 } from '@grafana/ui';
import type { AllocationResult } from '@prorata/engine';
import React, { useMemo } from 'react';
import { figuresFrame, type Figure } from '../output/frames.ts';
import { onlyRow } from '../output/rows.ts';
import { text } from '../text.ts';
import { Cell, textOf } from './Cell.tsx';
import type { ViewProps } from './view.ts';

const statStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    position: 'absolute',
    inset: 0,
    display: 'grid',
    columnGap: theme.spacing(1),
    margin: 0,
    overflow: 'auto',
  }),
  stat: css({
    minWidth: 0,
    overflow: 'hidden',
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'center',
    textAlign: 'center',
  }),
  title: css({
    color: theme.colors.text.secondary,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontWeight: theme.typography.fontWeightRegular,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  value: css({ margin: 0, lineHeight: 1.2, whiteSpace: 'nowrap', fontWeight: theme.typography.fontWeightMedium }),
});

/** Not every cluster has them. */
const kRare = ['gpuCost', 'diskCost', 'pvCost', 'networkCost', 'loadBalancerCost', 'overheadCost'] as const;

/** All rows together; of one that a filter left, that one, without the idle of nodes that it shares with others. Idle
 * stands in a row of its own where the question has it. */
function figuresOf(result: AllocationResult): readonly Figure[] {
  const { totals, columns, kinds } = result;
  const money = (name: string, value: number | undefined): Figure => ({ name, kind: 'money', value: value ?? NaN });
  const one = onlyRow(result);
  const [shown, row] = one === null ? [totals, 0] : [columns, one];
  const idle = one === null ? kinds.indexOf('idle') : -1;
  return [
    money(text.total, shown.totalCost.units[row]),
    ...(idle < 0 ? [] : [money(result.filtered ? text.idleOfAll : text.idle, columns.totalCost.units[idle])]),
    money(text.columns.cpuCost, shown.cpuCost.units[row]),
    money(text.columns.ramCost, shown.ramCost.units[row]),
    ...kRare
      .filter((column) => shown[column].units[row] !== 0)
      .map((column) => money(text.columns[column], shown[column].units[row])),
    { name: text.columns.efficiency, kind: 'ratio', value: shown.efficiency[row] ?? NaN },
  ];
}

/** Part of the height that a figure may take, and its sizes in pixels. */
const kValuePart = 0.5;
const kLargest = 56;
const kSmallest = 12;
/** Height of a figure with its title, at least. */
const kLowest = 38;
/** Width of one, where there is no room for all. */
const kNarrowest = 84;

interface Layout {
  readonly columns: number;
  readonly size: number;
}

/** As many columns as make the figures largest. One size for all: figures that stand together are compared. */
function layoutOf(fields: readonly Field[], width: number, height: number, gap: number): Layout {
  const count = fields.length;
  let best: Layout = { columns: Math.max(1, Math.floor(width / kNarrowest)), size: kSmallest };
  for (let columns = count; columns >= 1; columns -= 1) {
    const high = height / Math.ceil(count / columns);
    if (high < kLowest) break;
    const room = width / columns - gap;
    const sizes = fields.map((field) => calculateFontSize(textOf(field, 0), room, high * kValuePart, 1.2, kLargest));
    const size = Math.min(...sizes);
    if (size > best.size) best = { columns, size };
  }
  return best;
}

interface StatProps {
  readonly field: Field;
  readonly size: number;
}

function Stat({ field, size }: StatProps) {
  const styles = useStyles2(statStyles);
  return (
    <div className={styles.stat}>
      <dt className={styles.title}>{field.config.displayName ?? field.name}</dt>
      <dd className={styles.value} style={{ fontSize: size }}>
        <Cell field={field} row={0} />
      </dd>
    </div>
  );
}

const gridOf = (columns: number) => ({
  gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
  gridAutoRows: `minmax(${kLowest}px, 1fr)`,
});

export function StatsView({ result, look, width, height }: ViewProps) {
  const styles = useStyles2(statStyles);
  const gap = useTheme2().spacing.gridSize;
  const { fields } = useMemo(() => figuresFrame(figuresOf(result), result.currency, look), [result, look]);
  const { columns, size } = useMemo(() => layoutOf(fields, width, height, gap), [fields, width, height, gap]);
  return (
    <dl className={styles.grid} style={gridOf(columns)}>
      {fields.map((field) => (
        <Stat key={field.name} field={field} size={size} />
      ))}
    </dl>
  );
}
