// A part of what is loaded, as a session of its own: whatever is asked of it is asked of that part, unless it says
// another one.
import type { Question, Session, Span } from '@prorata/engine';
import { bound } from '../load/bound.ts';
import { rangeText } from './window.ts';

export function partOf(session: Session, span: Span): Session {
  const window = rangeText(span);
  const ofPart = (question: Question = {}): Question => ({ window, ...question });
  return {
    ...bound(session),
    allocate: (question) => session.allocate(ofPart(question)),
    assets: (question) => session.assets(ofPart(question)),
    report: (format, question, focus) => session.report(format, ofPart(question), focus),
    reportAssets: (format, question) => session.reportAssets(format, ofPart(question)),
    explain: (of, question, terms, atMs) => session.explain(of, ofPart(question), terms, atMs),
    compare: (question, second) =>
      session.compare(ofPart(question), typeof second === 'string' ? second : ofPart(second)),
  };
}
