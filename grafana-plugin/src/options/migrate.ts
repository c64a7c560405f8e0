// Options of older panels as those of today. Version 1 is the first, so nothing has a new name yet; a panel that was
// another visualisation before starts with the view that comes nearest to it.
import type { PanelModel } from '@grafana/data';
import { defaults, type CostOptions, type View } from './options.ts';

/** Grafana calls it when a panel was saved by another version. Gives what it was given where nothing has to change. */
export function migrate({ options }: Pick<PanelModel, 'options'>): Partial<CostOptions> {
  const saved: unknown = options;
  // Anything else is left as it is: the panel then says what is wrong with it.
  return typeof saved === 'object' && saved !== null && !Array.isArray(saved) ? (saved as Partial<CostOptions>) : {};
}

const viewOf: Readonly<Record<string, View>> = {
  table: 'table',
  timeseries: 'series',
  barchart: 'series',
  stat: 'stats',
  gauge: 'stats',
  bargauge: 'table',
  piechart: 'treemap',
};

/** Another visualisation becomes this one: nothing of its options is kept. */
export function changeFrom(previous: string): Partial<CostOptions> {
  return { view: (Object.hasOwn(viewOf, previous) ? viewOf[previous] : undefined) ?? defaults.view };
}
