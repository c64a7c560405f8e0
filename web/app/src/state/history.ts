// Joins the view signal to the address bar: changes push or replace an entry, back and forward read one.
import { signal, type ReadonlySignal } from '@preact/signals';
import { metricsMembers, type MetricsAddress } from '../connect/address.ts';
import { formatLink, parseLink, type Link } from './url.ts';
import type { ViewState } from './view.ts';

/** Addresses that the page was opened with, with their credentials. Memory only; the address bar is cleaned at once. */
export const openedAddresses: readonly MetricsAddress[] = [location.search, location.hash.slice(1)]
  .flatMap((part) => new URLSearchParams(part).getAll('metrics'))
  .flatMap((text) => metricsMembers(text, location.href) ?? [])
  .map(({ address }) => address);

let link: Link = parseLink(location.search, location.hash, location.href);
const current = signal<ViewState>(link.state);

/** What the page shows now. */
export const view: ReadonlySignal<ViewState> = current;

const address = (): string => location.pathname + formatLink(link);

/** The same with other values, for links. */
export const addressWith = (change: Partial<ViewState>): string =>
  location.pathname + formatLink({ ...link, state: { ...link.state, ...change } });

/** Where somebody was when leaving an entry: how far down, and at what, by its label. */
interface Place {
  readonly top: number;
  readonly at: string | null;
}

const isPlace = (state: unknown): state is Place => typeof state === 'object' && state !== null && 'top' in state;

const placeNow = (): Place => ({
  top: scrollY,
  at: document.activeElement?.getAttribute('aria-label') ?? null,
});

/** So many frames an answer may take until it is too late to move anybody. */
const patience = 120;

/** Goes there once the view that it is in is drawn. */
function goTo({ top, at }: Place, link_: Link, frames = patience): void {
  requestAnimationFrame(() => {
    if (link_ !== link || frames === 0) return;
    const { scrollHeight } = document.documentElement;
    if (document.querySelector('.answer-busy, .skeleton') || scrollHeight - innerHeight < top) {
      goTo({ top, at }, link_, frames - 1);
      return;
    }
    scrollTo(0, top);
    if (at === null) return;
    document.querySelector<HTMLElement>(`[aria-label="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
  });
}

/** What is opened or stands out belongs to the rows, and the steps, of one place. */
function besides(change: Partial<ViewState>): Partial<ViewState> {
  const changes = (keys: readonly (keyof ViewState)[]): boolean =>
    keys.some((key) => key in change && String(change[key]) !== String(link.state[key]));
  if (changes(['by', 'filter', 'metrics'])) return { opened: [], selected: '' };
  return changes(['window', 'step']) && link.state.selected.startsWith('step:') ? { selected: '' } : {};
}

export function navigate(change: Partial<ViewState>, how: 'push' | 'replace' = 'push'): void {
  const before = address();
  link = { ...link, state: { ...link.state, ...besides(change), ...change } };
  if (address() !== before) {
    if (how === 'push') {
      history.replaceState(placeNow(), '');
      history.pushState(null, '', address());
    } else history.replaceState(null, '', address());
  }
  current.value = link.state;
}

/** Call once: cleans the address bar and follows back and forward. */
export function followHistory(): void {
  history.replaceState(null, '', address());
  window.addEventListener('popstate', (event) => {
    const state: unknown = event.state;
    link = parseLink(location.search, location.hash, location.href);
    current.value = link.state;
    if (isPlace(state)) goTo(state, link);
  });
}
