// A few figures side by side, as large as they fit.
import { css } from '@emotion/css';
import type { Field, GrafanaTheme2 } from '@grafana/data';
import { calculateFontSize, useStyles2, useTheme2 } from '@grafana/ui';
import type { AllocationResult } from '@prorata/engine';
import React, { useMemo } from 'react';
import { figuresFrame, type Figure } from '../output/frames.ts';
import { text } from '../text.ts';
import { Cell, textOf } from './Cell.tsx';
import type { ViewProps } from './view.ts';

const statStyles = (theme: GrafanaTheme2) => ({
  row: css({ position: 'absolute', inset: 0, display: 'flex', gap: theme.spacing(1), margin: 0, overflow: 'auto' }),
  stat: css({
    flex: 1,
    minWidth: theme.spacing(10),
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
  }),
  value: css({ margin: 0, lineHeight: 1.2, whiteSpace: 'nowrap', fontWeight: theme.typography.fontWeightMedium }),
});

/** Not every cluster has them. */
const kRare = ['gpuCost', 'diskCost', 'pvCost', 'networkCost', 'loadBalancerCost', 'overheadCost'] as const;

/** Idle stands in a row of its own where the question has it. */
function figuresOf({ totals, columns, kinds }: AllocationResult): readonly Figure[] {
  const money = (name: string, value: number | undefined): Figure => ({ name, kind: 'money', value: value ?? NaN });
  const idle = kinds.indexOf('idle');
  return [
    money(text.total, totals.totalCost.units[0]),
    ...(idle < 0 ? [] : [money(text.idle, columns.totalCost.units[idle])]),
    money(text.columns.cpuCost, totals.cpuCost.units[0]),
    money(text.columns.ramCost, totals.ramCost.units[0]),
    ...kRare
      .filter((column) => totals[column].units[0] !== 0)
      .map((column) => money(text.columns[column], totals[column].units[0])),
    { name: text.columns.efficiency, kind: 'ratio', value: totals.efficiency[0] ?? NaN },
  ];
}

/** Part of the height that a figure may take, and its sizes in pixels. */
const kValuePart = 0.45;
const kLargest = 48;
const kSmallest = 12;

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

export function StatsView({ result, look, width, height }: ViewProps) {
  const styles = useStyles2(statStyles);
  const gap = useTheme2().spacing.gridSize;
  const { fields } = useMemo(() => figuresFrame(figuresOf(result), result.currency, look), [result, look]);
  const room = width / fields.length - gap;
  // One size for all: figures of one row are compared.
  const sizes = fields.map((field) => calculateFontSize(textOf(field, 0), room, height * kValuePart, 1.2, kLargest));
  const size = Math.max(kSmallest, Math.min(...sizes));
  return (
    <dl className={styles.row}>
      {fields.map((field) => (
        <Stat key={field.name} field={field} size={size} />
      ))}
    </dl>
  );
}
