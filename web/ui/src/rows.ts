// Rows of an answer as a view shows them: label, role, fill. Roles come from the engine's kinds, not from names.
import type { AllocationResult, RowKind } from '@prorata/engine';
import { assignColours } from './colour/palette.ts';
import type { Locale } from './locale.ts';

export type Fill =
  | { readonly kind: 'solid'; readonly colour: string }
  | { readonly kind: 'rest' }
  | { readonly kind: 'idle' }
  | { readonly kind: 'unallocated' };

const reserved: Readonly<Record<string, Exclude<RowKind, 'workload' | 'other'>>> = {
  __idle__: 'idle',
  __unallocated__: 'unallocated',
  __unmounted__: 'unmounted',
  __overhead__: 'overhead',
};

const ofIdle = '/__idle__';

/** One part of a row's key as shown: the reserved words in the reader's language. */
export function keyText(part: string, locale: Locale): string {
  if (part.endsWith(ofIdle)) return `${part.slice(0, -ofIdle.length)} · ${locale.t('idle')}`;
  const word = Object.hasOwn(reserved, part) ? reserved[part] : undefined;
  return word ? locale.t(word) : part;
}

/** A row's name in parts, one per key; an idle row of several keys says its word once. */
export function rowParts(result: AllocationResult, row: number, locale: Locale): readonly string[] {
  const parts = (result.keys[row] ?? [result.names[row] ?? '']).map((part) => keyText(part, locale));
  const [first] = parts;
  return first !== undefined && result.kinds[row] !== 'workload' && parts.every((part) => part === first)
    ? [first]
    : parts;
}

/** `deployment:cart` of a controller → its kind and its name, so that the name can stand out. */
export function splitKind(key: string, part: string): readonly [prefix: string, name: string] {
  const at = key === 'controller' ? part.indexOf(':') + 1 : 0;
  return [part.slice(0, at), part.slice(at)];
}

/** Names with their colour: the largest workloads of the window, in the order of the answer. */
export function coloursOf(result: AllocationResult, limit = 8): ReadonlyMap<string, string> {
  const names = result.names.filter((_, row) => result.kinds[row] === 'workload');
  return assignColours(names.slice(0, limit));
}

export function fillOf(kind: RowKind, name: string, colours: ReadonlyMap<string, string>): Fill {
  if (kind === 'other') return { kind: 'rest' };
  if (kind === 'idle') return { kind };
  if (kind !== 'workload') return { kind: 'unallocated' };
  const colour = colours.get(name);
  return colour ? { kind: 'solid', colour } : { kind: 'rest' };
}

/** Keys that have a word; labels and annotations have names of their own. */
export const plainKeys = [
  'cluster',
  'node',
  'providerID',
  'namespace',
  'controllerKind',
  'controller',
  'controllerName',
  'deployment',
  'statefulset',
  'daemonset',
  'job',
  'cronjob',
  'pod',
  'container',
  'service',
  'team',
  'owner',
  'product',
  'environment',
  'department',
] as const;

/** The word for one key of a question: `label:team` → "Label team". */
export function keyWord(key: string, locale: Locale): string {
  const plain = plainKeys.find((name) => name === key);
  if (plain) return locale.t(`key.${plain}`);
  const annotation = /^annotation:(.*)$/.exec(key);
  if (annotation) return locale.t('key.annotation', { name: annotation[1] ?? '' });
  return locale.t('key.label', { name: key.replace(/^label:/, '').replace(/^label\[(.*)\]$/, '$1') });
}

/** "All 39 namespaces" for one plain key, "All 39 rows" for several. */
export function allRows(aggregate: readonly string[], count: number, locale: Locale): string {
  const [key = ''] = aggregate;
  if (aggregate.length > 1) return locale.t.plural('all.rows', count);
  switch (key) {
    case 'cluster':
    case 'node':
    case 'namespace':
    case 'controllerKind':
    case 'controller':
    case 'pod':
    case 'container':
      return locale.t.plural(`all.${key}`, count);
    default:
      return locale.t.plural('all.rows', count);
  }
}
