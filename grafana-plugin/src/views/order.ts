// The order of a table's lines. Figures stay what they are.
import { FieldType, type Field } from '@grafana/data';

export interface Order {
  readonly column: number;
  readonly descending: boolean;
}

export const isNumber = (field: Field): boolean => field.type === FieldType.number;

function compare(field: Field, a: number, b: number): number {
  const [left, right]: [unknown, unknown] = [field.values[a], field.values[b]];
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  return Number(left) - Number(right);
}

/** Rows of a table; unknown figures come last in either direction. No order: that of the answer. */
export function orderedRows(fields: readonly Field[], length: number, order: Order | null): readonly number[] {
  const rows = Array.from({ length }, (_, row) => row);
  const field = order ? fields[order.column] : undefined;
  if (!order || !field) return rows;
  const isUnknown = (row: number): number => Number(field.values[row] === null);
  const sign = order.descending ? -1 : 1;
  return rows.sort((a, b) => isUnknown(a) - isUnknown(b) || sign * compare(field, a, b));
}

/** Names begin with A, figures with the largest; the same column again turns the order round. */
export function nextOrder(old: Order | null, column: number, field: Field): Order {
  return { column, descending: old?.column === column ? !old.descending : isNumber(field) };
}
