// Keyboard shortcuts of the page: t theme, [ and ] the window before and after, / filter, e where a figure comes from, x
// export, c the link, w what-if and r back from it, ? all of these, g with a letter to a view, and Ctrl K names.
import { signal, type ReadonlySignal } from '@preact/signals';
import { basis, recorded } from '../state/answers.ts';
import { navigate, view } from '../state/history.ts';
import { nextTheme } from '../state/theme.ts';
import type { View } from '../state/view.ts';
import { shifted, shiftedWithin, spanOf } from '../state/window.ts';
import { copyText } from './clipboard.ts';
import { keysOpen, searchOpen } from './dialogs.ts';

/** The window before or after; null where there is none, as for all of what a file covers. */
export function windowBeside(by: -1 | 1): string | null {
  // Where a server had nothing for a window, what was asked leads on.
  const window = basis.value?.whole.window ?? (recorded.value ? null : spanOf(view.value.window));
  if (!window) return null;
  return recorded.value ? shiftedWithin(recorded.value, window, by) : shifted(window, by, Date.now());
}

export function moveWindow(by: -1 | 1): void {
  const window = windowBeside(by);
  if (window) navigate({ window });
}

/** As if by hand, the first of these that is there: the keys go on from it. */
const press =
  (...selectors: readonly string[]) =>
  (): void => {
    const [button] = selectors.flatMap((selector) => document.querySelector<HTMLElement>(selector) ?? []);
    button?.focus();
    button?.click();
  };
const show = (to: View) => (): void => {
  navigate({ view: to });
  window.scrollTo(0, 0);
};

/** Beside the allocation; from elsewhere the view of it. */
function showWhatIf(): void {
  const { view: shown, drawer } = view.peek();
  if (shown === 'allocation') navigate({ drawer: drawer === '' ? 'whatif' : '' });
  else show('prices')();
}

const shortcuts: Readonly<Record<string, () => void>> = {
  t: nextTheme,
  '[': () => moveWindow(-1),
  ']': () => moveWindow(1),
  '/': press('.add-filter > .control'),
  e: press('tr:focus-within .figure', '.cost-table .figure'),
  r: press('.sliders .card-head .link'),
  '?': () => (keysOpen.value = true),
  x: press('.export-menu > .control'),
  c: () => void copyText(location.href),
  w: showWhatIf,
};

/** After g. */
export const places: Readonly<Record<string, View>> = {
  o: 'overview',
  a: 'allocation',
  f: 'flow',
  s: 'assets',
  g: 'gpu',
  p: 'prices',
  q: 'queries',
};

const kept = 'prorata.keys';
const on = signal(isOn());
/** Whether single letters do something: who speaks to a browser may want none of it. */
export const keysOn: ReadonlySignal<boolean> = on;

function isOn(): boolean {
  try {
    return localStorage.getItem(kept) !== 'off';
  } catch {
    return true;
  }
}

export function switchKeys(to: boolean): void {
  on.value = to;
  try {
    localStorage.setItem(kept, to ? 'on' : 'off');
  } catch {
    // Without a store the choice lasts as long as the page.
  }
}

/** So long g waits for its letter. */
const patienceMs = 1500;

/** Call once. Silent while something is typed or a modifier is held. */
export function listenToKeys(): void {
  let wentAt = -Infinity;
  document.addEventListener('keydown', (event) => {
    const { target, key, timeStamp } = event;
    if ((event.ctrlKey || event.metaKey) && key === 'k' && basis.peek()) {
      // Not the browser's search: names of this page.
      event.preventDefault();
      if (!document.querySelector('dialog[open]')) searchOpen.value = true;
      return;
    }
    const typing = target instanceof Element && target.closest('input, select, textarea, dialog, .panel') !== null;
    if (!on.peek() || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const goes = timeStamp - wentAt < patienceMs;
    wentAt = key === 'g' && !goes ? timeStamp : -Infinity;
    const place = goes && Object.hasOwn(places, key) ? places[key] : undefined;
    if (place) show(place)();
    else if (!goes && Object.hasOwn(shortcuts, key)) {
      if (key === '/') event.preventDefault();
      shortcuts[key]?.();
    }
  });
}
