// What the engine says about a question that it cannot answer, in the words of the page.
import type { EngineReason } from '../load/failure.ts';
import { loadNotes } from '../shell/later.ts';
import { Part } from '../shell/Part.tsx';

export const Refusal = ({ reason }: { readonly reason: EngineReason | null }) =>
  reason ? <Part load={loadNotes}>{({ RefusalText }) => <RefusalText reason={reason} />}</Part> : null;
