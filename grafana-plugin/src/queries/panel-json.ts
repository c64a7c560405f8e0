// Queries of a panel, and whole panels, as Grafana stores them in a dashboard.
import { defaults, type CostOptions } from '../options/options.ts';
import { planQueries, type PanelQuery, type PlanOptions } from './plan.ts';

/** A data source as dashboards name it; by default the one that a variable chooses. */
export interface DataSource {
  readonly type: string;
  readonly uid: string;
}

export const kPrometheus = 'prometheus';
export const kVariableSource: DataSource = { type: kPrometheus, uid: '${datasource}' };
export const kPanelType = 'prorata-cost-panel';

/** Points of a range at most. Fixed, because by default it is the width of the panel, and figures must not follow that. */
export const kMaxDataPoints = 1000;

export function targetOf(query: PanelQuery, datasource: DataSource): object {
  const { refId, expr, type, format, minStep } = query;
  return {
    refId,
    datasource,
    editorMode: 'code',
    expr,
    format,
    instant: type !== 'range',
    range: type !== 'instant',
    legendFormat: '__auto',
    ...(minStep === '' ? {} : { interval: minStep }),
  };
}

export const targetsOf = (plan: PlanOptions, datasource: DataSource): readonly object[] =>
  planQueries(plan).map((query) => targetOf(query, datasource));

export interface PanelParts {
  readonly title: string;
  readonly datasource: DataSource;
  readonly options: CostOptions;
  readonly fieldConfig?: unknown;
}

export const plainFieldConfig = { defaults: {}, overrides: [] };

/** A complete panel, to be pasted as JSON. */
export function panelJson({ title, datasource, options, fieldConfig = plainFieldConfig }: PanelParts): object {
  return {
    type: kPanelType,
    title,
    datasource,
    targets: targetsOf(options.setUp, datasource),
    maxDataPoints: kMaxDataPoints,
    fieldConfig,
    options: { ...defaults, ...options },
  };
}
