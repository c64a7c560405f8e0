import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** Height of the line above a view, and of the line of what-if prices, in grid units of the theme. */
export const kLine = 4;

export const panelStyles = (theme: GrafanaTheme2) => ({
  panel: css({ position: 'relative', display: 'flex', flexDirection: 'column', overflow: 'hidden' }),
  line: css({
    display: 'flex',
    flex: 'none',
    alignItems: 'center',
    gap: theme.spacing(1),
    height: theme.spacing(kLine),
    overflow: 'hidden',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  grow: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  crumbs: css({
    display: 'flex',
    flex: 1,
    minWidth: 0,
    gap: theme.spacing(0.5),
    alignItems: 'center',
    overflow: 'hidden',
    whiteSpace: 'nowrap',
  }),
  crumb: css({
    padding: 0,
    border: 'none',
    background: 'none',
    font: 'inherit',
    color: theme.colors.text.link,
    '&:hover': { textDecoration: 'underline' },
  }),
  sliders: css({ display: 'flex', flex: 'none', gap: theme.spacing(1), fontSize: theme.typography.bodySmall.fontSize }),
  narrow: css({ flexDirection: 'column' }),
  slider: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minWidth: 0,
    flex: 1,
    height: theme.spacing(kLine),
  }),
  price: css({ minWidth: theme.spacing(16), whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }),
  // Without a colour of ours, or Chromium draws a white track in the dark.
  range: css({ flex: 1, minWidth: 0, colorScheme: theme.colors.mode }),
  corner: css({ position: 'absolute', top: 0, right: 0, zIndex: 2, background: theme.colors.background.primary }),
  view: css({ flex: 1, minHeight: 0, position: 'relative' }),
  overlay: css({
    position: 'absolute',
    inset: 0,
    zIndex: 1,
    overflow: 'auto',
    padding: theme.spacing(1),
    fontSize: theme.typography.bodySmall.fontSize,
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    '& strong': { color: theme.colors.text.primary },
  }),
  note: css({ display: 'flex', gap: theme.spacing(1), marginBottom: theme.spacing(1) }),
  terms: css({ listStyle: 'none' }),
  term: css({ padding: theme.spacing(0.5, 0), borderTop: `1px solid ${theme.colors.border.weak}` }),
  head: css({ display: 'flex', gap: theme.spacing(1), fontVariantNumeric: 'tabular-nums' }),
  detail: css({ color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  message: css({ height: '100%', overflow: 'auto', padding: theme.spacing(1) }),
});
