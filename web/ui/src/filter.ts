// The filter text of the engine as conditions, for chips and breadcrumbs. The engine stays the judge of its language.

export interface Condition {
  readonly key: string;
  readonly negated: boolean;
  readonly values: readonly string[];
}

const condition = /^\s*(label:[^!:\s]+|label\[[^\]]+\]|[a-zA-Z]+)\s*(!?):\s*/;
const value = /^"((?:[^"\\]|\\.)*)"\s*/;

/** Null where the text is not of the form `key:"a","b"+key!:"c"`; it is still sent as it is. */
export function parseFilter(text: string): readonly Condition[] | null {
  const conditions: Condition[] = [];
  let rest = text.trim();
  if (rest === '') return conditions;
  for (;;) {
    const head = condition.exec(rest);
    if (!head) return null;
    rest = rest.slice(head[0].length);
    const values: string[] = [];
    for (;;) {
      const next = value.exec(rest);
      if (!next) return null;
      values.push((next[1] ?? '').replace(/\\(.)/g, '$1'));
      rest = rest.slice(next[0].length);
      if (!rest.startsWith(',')) break;
      rest = rest.slice(1).trimStart();
    }
    conditions.push({ key: head[1] ?? '', negated: head[2] === '!', values });
    if (rest === '') return conditions;
    if (!rest.startsWith('+')) return null;
    rest = rest.slice(1);
  }
}

export function formatFilter(conditions: readonly Condition[]): string {
  const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
  return conditions
    .map(({ key, negated, values }) => `${key}${negated ? '!' : ''}:${values.map(quoted).join(',')}`)
    .join('+');
}
