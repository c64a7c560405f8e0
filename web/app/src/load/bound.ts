// A session whose methods can be replaced one by one.
import type { Session } from '@prorata/engine';

/** The session's methods as plain functions. */
export function bound(session: Session): Session {
  return {
    plan: () => session.plan(),
    ingest: (id, chunk) => session.ingest(id, chunk),
    refused: (id, chunk, status, body) => session.refused(id, chunk, status, body),
    absorb: (other) => session.absorb(other),
    ingestSeries: (series) => session.ingestSeries(series),
    ingestRecording: () => session.ingestRecording(),
    allocate: (question) => session.allocate(question),
    assets: (question) => session.assets(question),
    report: (format, question, focus) => session.report(format, question, focus),
    reportAssets: (format, question) => session.reportAssets(format, question),
    explain: (of, question, terms, atMs) => session.explain(of, question, terms, atMs),
    compare: (question, second) => session.compare(question, second),
    diagnostics: () => session.diagnostics(),
    close: () => session.close(),
  };
}
