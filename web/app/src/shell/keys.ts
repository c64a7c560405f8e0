// Keyboard shortcuts of the page: t theme, [ and ] the window before and after, / filter, x export, c the link, w what-if,
// and g with a letter to a view.
import { phase } from '../load/loader.ts';
import { basis } from '../state/answers.ts';
import { navigate } from '../state/history.ts';
import { nextTheme } from '../state/theme.ts';
import type { View } from '../state/view.ts';
import { shifted } from '../state/window.ts';
import { copyText } from './clipboard.ts';

export function moveWindow(by: -1 | 1): void {
  const now = phase.peek();
  const known = basis.peek();
  if (!known || now.kind !== 'ready' || now.source.kind !== 'prometheus') return;
  const window = shifted(known.whole.window, by, Date.now());
  if (window) navigate({ window });
}

/** As if by hand: the keys go on from there. */
const press = (selector: string) => (): void => {
  const button = document.querySelector<HTMLElement>(selector);
  button?.focus();
  button?.click();
};
const show = (to: View) => (): void => {
  navigate({ view: to });
  window.scrollTo(0, 0);
};

const shortcuts: Readonly<Record<string, () => void>> = {
  t: nextTheme,
  '[': () => moveWindow(-1),
  ']': () => moveWindow(1),
  '/': press('.add-filter > .control'),
  x: press('.export-menu > .control'),
  c: () => void copyText(location.href),
  w: show('prices'),
};

/** After g. */
const places: Readonly<Record<string, () => void>> = {
  o: show('overview'),
  a: show('allocation'),
  f: show('flow'),
  s: show('assets'),
  g: show('gpu'),
  p: show('prices'),
  q: show('queries'),
};

/** So long g waits for its letter. */
const patienceMs = 1500;

/** Call once. Silent while something is typed or a modifier is held. */
export function listenToKeys(): void {
  let wentAt = -Infinity;
  document.addEventListener('keydown', (event) => {
    const { target, key, timeStamp } = event;
    const typing = target instanceof Element && target.closest('input, select, textarea, dialog, .panel') !== null;
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const goes = timeStamp - wentAt < patienceMs;
    wentAt = key === 'g' && !goes ? timeStamp : -Infinity;
    const known = goes ? places : shortcuts;
    if (!Object.hasOwn(known, key)) return;
    if (key === '/') event.preventDefault();
    known[key]?.();
  });
}
