// Which source the page should have open: follows the URL, dropped files and consent.
import { batch, effect, signal, untracked } from '@preact/signals';
import { memberText, metricsMembers, type Member } from '../connect/address.ts';
import { allow, isAllowed } from '../connect/consent.ts';
import { ask, load, phase, setAuthorization } from '../load/loader.ts';
import type { LiveSource, Source } from '../load/source.ts';
import { outside, recorded } from './answers.ts';
import { navigate, openedAddresses, view } from './history.ts';
import type { ViewState } from './view.ts';
import { dependsOnZone, fetchedWindow } from './window.ts';

type Files = readonly [File, ...File[]];
const droppedFiles = signal<Files | null>(null);
const attempt = signal(0);

function sourceOf(state: ViewState, files: Files | null): Source {
  const members =
    state.metrics === null || state.metrics === 'demo' ? null : metricsMembers(state.metrics, location.href);
  if (members) return { kind: 'prometheus', members };
  return files && state.metrics === null ? { kind: 'files', files } : { kind: 'example' };
}

function keyOf(source: Source, state: ViewState): string {
  if (source.kind === 'example') return 'example';
  if (source.kind === 'files') {
    return source.files.map(({ name, lastModified, size }) => `${name} ${lastModified} ${size}`).join();
  }
  return [
    source.members.map(memberText).join(' '),
    fetchedWindow(state),
    state.mode,
    state.resolution,
    state.match,
    ...state.weights,
    state.weekStart,
    // In another zone they are other data.
    dependsOnZone(state.window) ? state.timeZone : '',
  ].join(' ');
}

/** Call once: loads what the URL names, now and whenever that changes. */
export function followSource(): void {
  for (const { baseUrl, authorization } of openedAddresses) {
    if (authorization) setAuthorization(baseUrl, authorization);
  }
  let opened = '';
  effect(() => {
    const state = view.value;
    const source = sourceOf(state, droppedFiles.value);
    const key = `${keyOf(source, state)} ${attempt.value}`;
    if (key === opened) return;
    opened = key;
    untracked(() => {
      if (source.kind === 'prometheus' && strangers(source).length > 0) ask(source);
      else void load(source, state, distrusts);
      distrusts = false;
    });
  });
}

/** Hosts that this browser never read. */
const strangers = ({ members }: LiveSource): readonly string[] =>
  [...new Set(members.map(({ address }) => address.host))].filter((host) => !isAllowed(host));

/** "Read data from {host}?" was answered with yes. */
export function consent(): void {
  const { value } = phase;
  if (value.kind !== 'asking') return;
  for (const { address } of value.source.members) allow(address.host);
  void load(value.source, view.value);
}

/** Nothing was there: who tries again believes that there is something now. */
const foundNothing = ['empty', 'noInventory'];
let distrusts = false;

export function tryAgain(): void {
  const { value } = phase;
  distrusts = value.kind === 'failed' && foundNothing.includes(value.trouble.kind);
  attempt.value += 1;
}

/** A place that a file or another source does not have. */
const fresh = { by: ['namespace'], filter: '', view: 'allocation' } as const;
/** All of what a file covers. */
const allOfIt = { window: '' } as const;

/** Recordings, or text metrics of one cluster. */
export function openFiles(files: Iterable<File>): void {
  const [first, ...others] = files;
  if (!first) return;
  batch(() => {
    droppedFiles.value = [first, ...others];
    navigate({ ...fresh, ...allOfIt, metrics: null });
  });
}

/** The user typed these addresses, so nothing needs to be asked. authorization: for all that have none of their own. */
export function openAddresses(
  members: readonly Member[],
  authorization: string | null,
  fetched: Partial<ViewState> = {},
): void {
  for (const { address } of members) {
    allow(address.host);
    const secret = address.authorization ?? authorization;
    if (secret) setAuthorization(address.baseUrl, secret);
  }
  batch(() => {
    droppedFiles.value = null;
    const isOfFile = recorded.peek() !== null && !outside.peek();
    navigate({ ...fresh, ...(isOfFile ? allOfIt : {}), ...fetched, metrics: members.map(memberText).join(' ') });
    attempt.value += 1;
  });
}

export function openExample(): void {
  batch(() => {
    droppedFiles.value = null;
    navigate({ ...fresh, ...allOfIt, metrics: null });
    if (phase.peek().kind === 'failed') attempt.value += 1;
  });
}
