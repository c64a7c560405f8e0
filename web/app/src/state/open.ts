// Which source the page should have open: follows the URL, dropped files and consent.
import { batch, effect, signal, untracked } from '@preact/signals';
import { metricsAddress, type MetricsAddress } from '../connect/address.ts';
import { allow, isAllowed } from '../connect/consent.ts';
import { ask, load, phase, setAuthorization } from '../load/loader.ts';
import type { Source } from '../load/source.ts';
import { navigate, openedAuthorization, view } from './history.ts';
import type { ViewState } from './view.ts';

const droppedFile = signal<File | null>(null);
const attempt = signal(0);

/** Words whose begin or end depends on the zone, so that another zone needs other data. */
const zoneWords = /^(today|yesterday|week|lastweek|month|lastmonth)$|^\d{4}-\d\d-\d\d(,|\.\.)/;

function sourceOf(state: ViewState, file: File | null): Source {
  const address =
    state.metrics === null || state.metrics === 'demo' ? null : metricsAddress(state.metrics, location.href);
  if (address) return { kind: 'prometheus', address };
  return file && state.metrics === null ? { kind: 'file', file } : { kind: 'example' };
}

function keyOf(source: Source, state: ViewState): string {
  if (source.kind !== 'prometheus')
    return source.kind === 'file' ? `${source.file.name} ${source.file.lastModified}` : 'example';
  return [source.address.baseUrl, state.window, zoneWords.test(state.window) ? state.timeZone : ''].join(' ');
}

/** Call once: loads what the URL names, now and whenever that changes. */
export function followSource(): void {
  const first = sourceOf(view.peek(), null);
  if (first.kind === 'prometheus' && openedAuthorization) {
    setAuthorization(first.address.baseUrl, openedAuthorization);
  }
  let opened = '';
  effect(() => {
    const state = view.value;
    const source = sourceOf(state, droppedFile.value);
    const key = `${keyOf(source, state)} ${attempt.value}`;
    if (key === opened) return;
    opened = key;
    untracked(() => {
      if (source.kind === 'prometheus' && !isAllowed(source.address.host)) ask(source);
      else void load(source, state);
    });
  });
}

/** "Read data from {host}?" was answered with yes. */
export function consent(): void {
  const { value } = phase;
  if (value.kind !== 'asking') return;
  allow(value.source.address.host);
  void load(value.source, view.value);
}

/** Nothing was there: who tries again believes that there is something now. */
const foundNothing = ['empty', 'noInventory'];

export function tryAgain(): void {
  const { value } = phase;
  const again = (): void => {
    attempt.value += 1;
  };
  if (value.kind !== 'failed' || value.source?.kind !== 'prometheus' || !foundNothing.includes(value.trouble.kind)) {
    return again();
  }
  const { baseUrl } = value.source.address;
  void import('../kept/keep.ts').then(({ forgetKept }) => forgetKept(baseUrl)).finally(again);
}

/** A place that a file or another source does not have. */
const fresh = { by: ['namespace'], filter: '', view: 'allocation' } as const;

export function openFile(file: File): void {
  batch(() => {
    droppedFile.value = file;
    navigate({ ...fresh, metrics: null });
  });
}

/** The user typed this address, so nothing needs to be asked. */
export function openAddress(address: MetricsAddress, authorization: string | null): void {
  allow(address.host);
  const secret = authorization ?? address.authorization;
  if (secret) setAuthorization(address.baseUrl, secret);
  batch(() => {
    droppedFile.value = null;
    navigate({ ...fresh, metrics: address.baseUrl });
    attempt.value += 1;
  });
}

export function openExample(): void {
  batch(() => {
    droppedFile.value = null;
    navigate({ ...fresh, metrics: null });
    if (phase.peek().kind === 'failed') attempt.value += 1;
  });
}
