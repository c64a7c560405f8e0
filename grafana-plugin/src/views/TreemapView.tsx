// Rows as areas: how large each is at a glance.
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { layoutTreemap } from '@prorata/ui/charts/treemap.ts';
import React, { useMemo } from 'react';
import { rowColumns } from '../output/frames.ts';
import { shortTitles } from '../output/rows.ts';
import { textOf } from './Cell.tsx';
import type { ViewProps } from './view.ts';

const treemapStyles = (theme: GrafanaTheme2) => ({
  box: css({ position: 'absolute', inset: 0, listStyle: 'none' }),
  area: css({
    position: 'absolute',
    display: 'flex',
    flexDirection: 'column',
    padding: theme.spacing(0.5),
    overflow: 'hidden',
    border: 'none',
    borderRadius: theme.shape.radius.default,
    textAlign: 'left',
    fontSize: theme.typography.bodySmall.fontSize,
    '&:focus-visible': { outline: `2px solid ${theme.colors.text.maxContrast}`, outlineOffset: -2 },
  }),
  name: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
});

/** Of text to its background: WCAG 2, level AA. */
const kContrast = 4.5;

/** Areas smaller than this have no room for a name, or for a figure below it; grid units. */
const kNameWidth = 6;
const kNameHeight = 3;
const kFigureHeight = 5;

export function TreemapView({ result, look, width, height, actionOf }: ViewProps) {
  const styles = useStyles2(treemapStyles);
  const theme = useTheme2();
  const unit = theme.spacing.gridSize;
  const fields = useMemo(() => rowColumns(result, look), [result, look]);
  const short = useMemo(() => shortTitles(result), [result]);
  const areas = useMemo(() => layoutTreemap(result, width, height), [result, width, height]);
  return (
    <ul className={styles.box}>
      {areas.map(({ row, x, y, width: wide, height: high }) => {
        const field = fields[row];
        if (!field) return null;
        const name = field.config.displayName ?? short[row] ?? field.name;
        const figure = textOf(field, 0);
        const background = field.display?.(field.values[0]).color ?? theme.colors.background.secondary;
        const color = theme.colors.getContrastText(background, kContrast);
        const style = { left: x, top: y, width: wide, height: high, background, color };
        const isNamed = wide > kNameWidth * unit && high > kNameHeight * unit;
        const inside = (
          <>
            {isNamed ? <span className={styles.name}>{name}</span> : null}
            {isNamed && high > kFigureHeight * unit ? <span>{figure}</span> : null}
          </>
        );
        const action = actionOf(row);
        const both = { className: styles.area, style, title: `${field.config.displayName ?? field.name} ${figure}` };
        return (
          <li key={row}>
            {action ? (
              <button type="button" {...both} aria-label={`${action.label}, ${figure}`} onClick={action.run}>
                {inside}
              </button>
            ) : (
              <div {...both}>{inside}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
