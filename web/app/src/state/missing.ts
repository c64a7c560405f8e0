// What the answers on the page lack: null while nothing is loaded and where nothing is missing.
import { computed, type ReadonlySignal } from '@preact/signals';
import { queries } from '../load/loader.ts';
import { missingFrom, type Missing } from '../load/missing.ts';
import { basis } from './answers.ts';

export const missing: ReadonlySignal<Missing | null> = computed(() =>
  basis.value ? missingFrom(basis.value, queries.value) : null,
);
