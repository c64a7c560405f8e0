// What diagnostics say. The engine names them by their ids; their texts are loaded with the first of them.
import { ProrataError } from './errors.js';
import type { Diagnostic } from './types.js';

/** A diagnostic as the engine gives it. */
export type Noticed = Omit<Diagnostic, 'message' | 'fix'>;

/** What was noticed while text metrics were read: for JavaScript, and packed for the program that writes reports. */
export interface TextNotices {
  readonly list: readonly Noticed[];
  readonly packed: Uint8Array;
  /** Of the source, where its data has no name for it. */
  readonly cluster: string;
}

/** The engine's list with what it does not know, by id. */
export function withNoticed(list: readonly Noticed[], noticed: TextNotices | null): readonly Noticed[] {
  return noticed ? [...list, ...noticed.list].sort((a, b) => Number(a.id > b.id) - Number(a.id < b.id)) : list;
}

async function loadTexts() {
  try {
    return (await import('./notice-texts.mjs')).noticeTexts;
  } catch {
    const message = 'The texts of the diagnostics could not be loaded.';
    throw new ProrataError({ code: 'unreachable', message, hint: 'Load the page again.' });
  }
}

export async function told(noticed: readonly Noticed[]): Promise<readonly Diagnostic[]> {
  if (noticed.length === 0) return [];
  const texts = await loadTexts();
  return noticed.map(({ id, severity, ...rest }) => {
    const [message, fix] = texts[id] ?? [id, ''];
    return { id, severity, message, fix, ...rest };
  });
}
