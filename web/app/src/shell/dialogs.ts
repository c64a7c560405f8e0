// Which dialog is open. Not part of a link.
import { signal } from '@preact/signals';

export const connectOpen = signal(false);
export const keysOpen = signal(false);
export const searchOpen = signal(false);

/** A figure whose derivation is shown. */
export interface Explained {
  readonly name: string;
  /** Conditions of what it is made of. */
  readonly of: string;
  /** Only the cost hour that begins then. */
  readonly atMs?: number;
}
export const explained = signal<Explained | null>(null);
