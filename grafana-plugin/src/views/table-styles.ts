import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** Height of a line, in grid units of the theme. */
export const kTableLine = 4;

export const tableStyles = (theme: GrafanaTheme2) => {
  const cell = {
    height: theme.spacing(kTableLine),
    padding: theme.spacing(0, 1),
    whiteSpace: 'nowrap' as const,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  };
  const hovered = theme.colors.emphasize(theme.colors.background.primary, 0.03);
  const plainButton = { padding: 0, border: 'none', background: 'none', font: 'inherit' };
  return {
    box: css({ position: 'absolute', inset: 0, overflow: 'auto' }),
    table: css({
      width: '100%',
      borderCollapse: 'separate',
      borderSpacing: 0,
      fontSize: theme.typography.bodySmall.fontSize,
    }),
    head: css({
      ...cell,
      position: 'sticky',
      top: 0,
      background: theme.colors.background.primary,
      color: theme.colors.text.secondary,
      fontWeight: theme.typography.fontWeightMedium,
      textAlign: 'left',
      '&[data-number]': { textAlign: 'right' },
      '&:first-of-type': { left: 0, zIndex: 1 },
    }),
    sort: css({ ...plainButton, color: 'inherit' }),
    name: css({
      ...cell,
      // What a line is about stays in sight where the table is wider than the panel.
      '&:first-child': { position: 'sticky', left: 0, background: theme.colors.background.primary },
      maxWidth: theme.spacing(40),
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      textAlign: 'left',
      fontWeight: theme.typography.fontWeightRegular,
    }),
    number: css({ ...cell, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
    open: css({ ...plainButton, color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } }),
    figure: css({ ...plainButton, color: 'inherit', '&:hover': { textDecoration: 'underline' } }),
    foot: css({
      position: 'sticky',
      bottom: 0,
      zIndex: 1,
      background: theme.colors.background.primary,
      fontWeight: theme.typography.fontWeightMedium,
    }),
    // Not see-through: other cells pass below the first one.
    line: css({ '&:hover td, &:hover th': { background: hovered } }),
  };
};
