// Light or dark: what the view says, or what the system prefers.
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { navigate, view } from './history.ts';
import { themes } from './view.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');
const system = signal<'light' | 'dark'>(dark.matches ? 'dark' : 'light');

/** Paper is white. */
const printing = signal(false);

export const theme: ReadonlySignal<'light' | 'dark'> = computed(() =>
  printing.value ? 'light' : view.value.theme === 'auto' ? system.value : view.value.theme,
);

/** Prints when charts are drawn for paper. */
export function printNow(): void {
  printing.value = true;
  requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
}

/** Call once. */
export function followTheme(): void {
  dark.addEventListener('change', () => (system.value = dark.matches ? 'dark' : 'light'));
  window.addEventListener('beforeprint', () => (printing.value = true));
  window.addEventListener('afterprint', () => (printing.value = false));
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
  });
}

export function nextTheme(): void {
  const now = themes.indexOf(view.peek().theme);
  navigate({ theme: themes[(now + 1) % themes.length] ?? 'auto' }, 'replace');
}
