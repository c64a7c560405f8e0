// Which dialog is open. Not part of a link.
import { signal } from '@preact/signals';

export const connectOpen = signal(false);
