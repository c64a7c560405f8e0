// Everything there is to know about an answer besides its figures: what is missing, what was not understood, and what
// the engine noticed.
import type { PanelData } from '@grafana/data';
import type { AllocationResult, Diagnostic, Severity } from '@prorata/engine';
import { moneyFormat } from '@prorata/ui/format/money.ts';
import type { Findings } from '../engine/pool.ts';
import { missingQueries } from '../queries/missing.ts';
import { text } from '../text.ts';

export interface Note {
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
}

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function queryErrors(data: PanelData): Note[] {
  const errors = data.errors ?? (data.error ? [data.error] : []);
  return errors.map(({ refId, message, data: details }) => ({
    severity: 'error',
    title: refId === undefined ? 'A query failed' : `Query ${refId} failed`,
    detail: message ?? details?.message ?? '',
  }));
}

/** What the data source itself says of an answer: Thanos and Mimir tell here that data is missing. */
function frameNotices(data: PanelData): Note[] {
  const notes = data.series.flatMap(({ refId, meta }) =>
    (meta?.notices ?? []).map(({ severity, text: said }): Note => ({
      severity: severity === 'error' || severity === 'warning' ? severity : 'info',
      title: `Query ${refId ?? ''}: the data source says`,
      detail: said,
    })),
  );
  return notes.filter(
    ({ title, detail }, place) =>
      notes.findIndex((other) => other.title === title && other.detail === detail) === place,
  );
}

const oddities: Readonly<Record<string, string>> = {
  heatmap: 'Its format is “Heatmap”. Choose “Time series” or “Table”.',
  'no-number': 'It has no column of numbers. Remove the transformation that took them away.',
  'text-values': 'Its values are text. Remove the transformation that made text of them.',
};

/** A counter that was made a rate cannot be charged by its growth. */
const rates = /\b(?:i?rate|increase|deriv|i?delta)\s*\(/;

function ratesOfCounters(data: PanelData): Note[] {
  const isRate = data.series.some(
    ({ refId, meta }) => refId === 'cpu_usage' && rates.test(meta?.executedQueryString ?? ''),
  );
  if (!isRate) return [];
  return [
    {
      severity: 'error',
      title: 'Query cpu_usage asks for a rate',
      detail:
        'It must give the counter as it is: prorata takes differences itself. Copy it again from “Set up queries”.',
    },
  ];
}

function notUnderstood({ unknown, odd, twice, texts }: Findings): Note[] {
  const named = (refId: string): string => (refId === '' ? 'A frame without a query' : `Query ${refId}`);
  return [
    ...unknown.map(({ refId, series, example }): Note => ({
      severity: 'warning',
      title: `${named(refId)} is not used`,
      detail: `${series} series such as ${example} are none that costs are computed from. Keep the metric's name, or name the query as in “Set up queries”.`,
    })),
    ...odd.map(({ refId, why }): Note => ({
      severity: 'warning',
      title: `${named(refId)} is not used`,
      detail: oddities[why] ?? '',
    })),
    ...twice.map((answer): Note => ({
      severity: 'warning',
      title: `${answer} comes from several queries`,
      detail: 'They are taken together. Remove all but one of them.',
    })),
    ...[...texts].map(([refId, count]): Note => ({
      severity: 'warning',
      title: `${named(refId)} has text in place of numbers`,
      detail: `${count} values were left out. Remove the transformation that made text of them.`,
    })),
  ];
}

function noteOf({ severity, message, fix, count, objects, cost }: Diagnostic, currency: string): Note {
  const concerned =
    cost === null ? '' : `It concerns ${moneyFormat('en-US', currency, '').headline(cost)} of the cost.`;
  return {
    severity,
    title: count > 1 ? `${message} (${count} times)` : message,
    detail: [concerned, fix, objects.join(', ')].filter((part) => part !== '').join(' '),
  };
}

/** What the server has summed up has no course. inSteps: whether one is drawn. */
function totalsNote({ inTotals }: Findings, inSteps: boolean): Note[] {
  if (!inTotals) return [];
  const { title, inSteps: spread, whole } = text.totals;
  return [{ severity: inSteps ? 'warning' : 'info', title, detail: inSteps ? spread : whole }];
}

export function notesOf(
  data: PanelData,
  findings: Findings,
  result: AllocationResult | null,
  inSteps: boolean,
): readonly Note[] {
  const missing = missingQueries(findings).map(({ refId, effect }): Note => ({
    severity: 'warning',
    title: `Query ${refId} gave nothing`,
    detail: effect,
  }));
  const noticed = result ? result.diagnostics.map((diagnostic) => noteOf(diagnostic, result.currency)) : [];
  return [
    ...queryErrors(data),
    ...ratesOfCounters(data),
    ...missing,
    ...totalsNote(findings, inSteps),
    ...notUnderstood(findings),
    ...frameNotices(data),
    ...noticed,
  ].sort((a, b) => rank[a.severity] - rank[b.severity]);
}
