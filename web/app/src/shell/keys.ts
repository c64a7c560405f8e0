// Keyboard shortcuts of the page: t theme, [ and ] the window before and after.
import { phase } from '../load/loader.ts';
import { basis } from '../state/answers.ts';
import { navigate } from '../state/history.ts';
import { nextTheme } from '../state/theme.ts';
import { shifted } from '../state/window.ts';

export function moveWindow(by: -1 | 1): void {
  const now = phase.peek();
  const known = basis.peek();
  if (!known || now.kind !== 'ready' || now.source.kind !== 'prometheus') return;
  const window = shifted(known.whole.window, by, Date.now());
  if (window) navigate({ window });
}

const shortcuts: Readonly<Record<string, () => void>> = {
  t: nextTheme,
  '[': () => moveWindow(-1),
  ']': () => moveWindow(1),
};

/** Call once. Silent while something is typed or a modifier is held. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    const { target } = event;
    const typing = target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(shortcuts, event.key)) return;
    shortcuts[event.key]?.();
  });
}
