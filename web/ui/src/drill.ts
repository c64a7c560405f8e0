// Going into a row: its key becomes a filter, the next level becomes the grouping.
import { formatFilter, parseFilter, parseParts, type Condition } from './filter.ts';

/** What a level is split into. Labels and anything else lead to namespaces. */
const below: Readonly<Record<string, string | null>> = {
  cluster: 'namespace',
  node: 'pod',
  namespace: 'controller',
  controllerKind: 'controller',
  controller: 'pod',
  pod: 'container',
  container: null,
};

export function levelBelow(key: string): string | null {
  return Object.hasOwn(below, key) ? (below[key] ?? null) : 'namespace';
}

export interface Place {
  readonly by: readonly string[];
  readonly filter: string;
}

/** Null where the row has no level below it or the filter cannot be extended. */
export function drillInto(place: Place, rowKeys: readonly string[]): Place | null {
  const last = place.by[place.by.length - 1];
  const next = last === undefined ? null : levelBelow(last);
  const filter = conditionsOf(place, rowKeys);
  return next === null || filter === null ? null : { by: [next], filter };
}

/** What a row is made of, as conditions: its keys and what the view is filtered by. Null where they cannot be written. */
export function conditionsOf(place: Place, rowKeys: readonly string[]): string | null {
  const parts = parseParts(place.filter);
  if (parts === null || place.by.length === 0) return null;
  const mine = place.by.map((key, index): Condition => ({ key, negated: false, values: [rowKeys[index] ?? ''] }));
  const kept = parts.filter((old) => 'any' in old || old.negated || old.match || !place.by.includes(old.key));
  return formatFilter([...kept, ...mine]);
}

export interface Crumb extends Place {
  readonly key: string;
  readonly name: string;
}

/** One crumb per condition that names exactly one value; going there drops the conditions after it. */
export function crumbs(place: Place): readonly Crumb[] {
  const conditions = parseFilter(place.filter) ?? [];
  return conditions.flatMap((condition, index) => {
    const [name] = condition.values;
    const next = levelBelow(condition.key);
    if (condition.negated || condition.match || condition.values.length !== 1 || name === undefined || next === null)
      return [];
    return [{ key: condition.key, name, by: [next], filter: formatFilter(conditions.slice(0, index + 1)) }];
  });
}
