// What the answers on the page lack: null while nothing is loaded and where nothing is missing.
import { computed, type ReadonlySignal } from '@preact/signals';
import { memberName } from '../connect/address.ts';
import { phase, queries } from '../load/loader.ts';
import { missingFrom, type Missing } from '../load/missing.ts';
import { basis } from './answers.ts';

/** What is missing is on its way. */
export const pending: ReadonlySignal<boolean> = computed(() => basis.value?.pending ?? false);

export const missing: ReadonlySignal<Missing | null> = computed(() => {
  const now = phase.value;
  if (!basis.value || now.kind !== 'ready') return null;
  return missingFrom(
    basis.value,
    queries.value,
    now.lost.map(({ member }) => memberName(member)),
  );
});
