// How both programs answer: JSON text, {"ok":true,"value":…} or {"ok":false,"error":{…}} (wasm/src/reply.h).
import { ProrataError, type ErrorFields } from './errors.js';

type Reply =
  | { readonly ok: true; readonly value: unknown; readonly bytes?: readonly [address: number, length: number] }
  | { readonly ok: false; readonly error: ErrorFields };

export type Success = Extract<Reply, { ok: true }>;

/** A program of ours wrote it, so its shape is trusted. */
export function replyOf(text: string): Success {
  const reply = JSON.parse(text) as Reply;
  if (!reply.ok) throw new ProrataError(reply.error);
  return reply;
}

export const kNoRoom = {
  code: 'overflow',
  message: 'Not enough memory for this much data.',
  hint: 'Choose a shorter window or a coarser resolution.',
} as const;
