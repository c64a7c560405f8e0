// Whether two panels were given the same columns: Grafana shares the arrays of a query's answer between panels that use
// it, and between one rendering and the next.
import type { DataFrame } from '@grafana/data';

const numbers = new WeakMap<object, number>();
let given = 0;

function numberOf(object: object | undefined): number {
  if (!object) return 0;
  const known = numbers.get(object);
  if (known !== undefined) return known;
  given += 1;
  numbers.set(object, given);
  return given;
}

/** Equal for frames with the same columns, labels and names. */
export function identityOf(frames: readonly DataFrame[]): string {
  const parts: string[] = [];
  for (const { refId, fields } of frames) {
    parts.push(refId ?? '');
    for (const { name, type, values, labels } of fields) {
      parts.push(`${name}:${type}:${numberOf(values)}:${numberOf(labels)}`);
    }
  }
  return parts.join('|');
}
