// The filter text of the engine as conditions, for chips and breadcrumbs. The engine stays the judge of its language.

/** How a value must fit: as a whole where left out; contained, at the begin, at the end. */
export type Match = '~' | '<~' | '~>';

export interface Condition {
  readonly key: string;
  readonly negated: boolean;
  readonly match?: Match;
  readonly values: readonly string[];
}
/** One of these must hold. */
export interface AnyOf {
  readonly any: readonly Condition[];
}
/** All parts of a filter must hold. */
export type FilterPart = Condition | AnyOf;

const head = /^\s*(label:[^!:~<\s]+|(?:label|annotation)\[[^\]]+\]|[a-zA-Z]+)\s*(!?)(<~|~>|~)?:\s*/;
const value = /^"((?:[^"\\]|\\.)*)"\s*/;

/** Reads from the left; what it has read is gone from `rest`. */
class Reader {
  constructor(public rest: string) {}

  takes(sign: string): boolean {
    if (!this.rest.startsWith(sign)) return false;
    this.rest = this.rest.slice(sign.length).trimStart();
    return true;
  }

  condition(): Condition | null {
    const found = head.exec(this.rest);
    if (!found) return null;
    this.rest = this.rest.slice(found[0].length);
    const values: string[] = [];
    do {
      const next = value.exec(this.rest);
      if (!next) return null;
      values.push((next[1] ?? '').replace(/\\(.)/g, '$1'));
      this.rest = this.rest.slice(next[0].length);
    } while (this.takes(','));
    const match = found[3] as Match | undefined;
    return { key: found[1] ?? '', negated: found[2] === '!', ...(match ? { match } : {}), values };
  }

  /** Conditions with `|` between them. */
  any(): readonly Condition[] | null {
    const all: Condition[] = [];
    do {
      const next = this.condition();
      if (!next) return null;
      all.push(next);
    } while (this.takes('|'));
    return all;
  }

  part(): FilterPart | null {
    if (!this.takes('(')) return this.condition();
    const any = this.any();
    return any && this.takes(')') ? { any } : null;
  }
}

/** Null where the text has more in it than conditions, or groups of which one must hold; it is still sent as it is. */
export function parseParts(text: string): readonly FilterPart[] | null {
  const reader = new Reader(text.trim());
  if (reader.rest === '') return [];
  const parts: FilterPart[] = [];
  do {
    const part = reader.part();
    if (!part) return null;
    parts.push(part);
  } while (reader.takes('+'));
  if (reader.rest === '') return parts;
  const whole = new Reader(text.trim());
  const any = whole.any();
  return any && whole.rest === '' ? [{ any }] : null;
}

/** The same for filters whose conditions must all hold; null for any other. */
export function parseFilter(text: string): readonly Condition[] | null {
  const parts = parseParts(text);
  const conditions = parts?.flatMap((part) => ('any' in part ? [] : [part])) ?? [];
  return parts?.length === conditions.length ? conditions : null;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
const textOf = ({ key, negated, match = '' as Match, values }: Condition): string =>
  `${key}${negated ? '!' : ''}${match}:${values.map(quoted).join(',')}`;

export function formatFilter(parts: readonly FilterPart[]): string {
  return parts
    .map((part) => {
      if (!('any' in part)) return textOf(part);
      const any = part.any.map(textOf).join('|');
      return parts.length > 1 && part.any.length > 1 ? `(${any})` : any;
    })
    .join('+');
}
