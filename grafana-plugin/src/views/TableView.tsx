// Rows with their figures and the line of totals. Only the lines in sight are drawn, so a thousand rows cost as little
// as twenty.
import type { Field } from '@grafana/data';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { withCost } from '../output/columns.ts';
import { tableFrame, totalsFrame } from '../output/frames.ts';
import type { Column } from '../options/options.ts';
import { text } from '../text.ts';
import { Cell, textOf } from './Cell.tsx';
import { isNumber, nextOrder, orderedRows, type Order } from './order.ts';
import { kTableLine, tableStyles } from './table-styles.ts';
import type { RowAction, ViewProps } from './view.ts';

/** Lines drawn above and below those in sight. */
const kMargin = 8;

const titleOf = (field: Field): string => field.config.displayName ?? field.name;

interface HeadProps {
  readonly fields: readonly Field[];
  readonly order: Order | null;
  readonly onSort: (column: number, field: Field) => void;
}

function Head({ fields, order, onSort }: HeadProps) {
  const styles = useStyles2(tableStyles);
  return (
    <thead>
      <tr>
        {fields.map((field, column) => {
          const isMine = order?.column === column;
          const direction = isMine ? (order.descending ? 'descending' : 'ascending') : 'none';
          return (
            <th
              key={field.name}
              scope="col"
              className={styles.head}
              aria-sort={direction}
              {...(isNumber(field) ? { 'data-number': '' } : {})}
            >
              <button
                type="button"
                className={styles.sort}
                title={text.sortBy(titleOf(field))}
                onClick={() => onSort(column, field)}
              >
                {titleOf(field)}
                {isMine ? <Icon size="sm" name={order.descending ? 'arrow-down' : 'arrow-up'} /> : null}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface LineProps {
  readonly fields: readonly Field[];
  readonly row: number;
  readonly action: RowAction | null;
  readonly explain: RowAction | null;
}

const hasLinks = (field: Field): boolean => (field.config.links?.length ?? 0) > 0;

/** The last name of a row is its heading, and what opens it. */
function headingOf(fields: readonly Field[], row: number): number {
  let heading = 0;
  fields.forEach((field, column) => {
    if (!isNumber(field) && field.values[row] !== '') heading = column;
  });
  return heading;
}

function Line({ fields, row, action, explain }: LineProps) {
  const styles = useStyles2(tableStyles);
  const heading = headingOf(fields, row);
  return (
    <tr className={styles.line}>
      {fields.map((field, column) => {
        const cell = <Cell field={field} row={row} />;
        if (isNumber(field)) {
          return (
            <td key={field.name} className={styles.number}>
              {explain && field.name === text.columns.totalCost && !hasLinks(field) ? (
                <button
                  type="button"
                  className={styles.figure}
                  title={explain.label}
                  aria-label={`${textOf(field, row)}: ${explain.label}`}
                  onClick={explain.run}
                >
                  {cell}
                </button>
              ) : (
                cell
              )}
            </td>
          );
        }
        const title = String(field.values[row]);
        if (column !== heading) {
          return (
            <td key={field.name} className={styles.name} title={title}>
              {cell}
            </td>
          );
        }
        const opens = hasLinks(field) ? null : action;
        return (
          <th key={field.name} scope="row" className={styles.name} title={title}>
            {opens ? (
              <button type="button" className={styles.open} aria-label={opens.label} onClick={opens.run}>
                {cell}
              </button>
            ) : (
              cell
            )}
          </th>
        );
      })}
    </tr>
  );
}

/** Lines in sight, and some around them. */
function inSight(
  count: number,
  scrolled: number,
  height: number,
  line: number,
): readonly [first: number, last: number] {
  const first = Math.max(0, Math.floor(scrolled / line) - kMargin);
  return [first, Math.min(count, Math.ceil((scrolled + height) / line) + kMargin)];
}

export interface TableViewProps extends ViewProps {
  readonly columns: readonly Column[];
  readonly hideEmpty: boolean;
}

export function TableView({ result, look, height, columns: chosen, hideEmpty, actionOf, explainOf }: TableViewProps) {
  const styles = useStyles2(tableStyles);
  const line = kTableLine * useTheme2().spacing.gridSize;
  const [order, setOrder] = useState<Order | null>(null);
  const [scrolled, setScrolled] = useState(0);
  const columns = useMemo(() => (hideEmpty ? withCost(result, chosen) : chosen), [result, chosen, hideEmpty]);
  const frame = useMemo(() => tableFrame(result, columns, look), [result, columns, look]);
  const totals = useMemo(() => totalsFrame(result, columns, look), [result, columns, look]);
  const rows = useMemo(() => orderedRows(frame.fields, frame.length, order), [frame, order]);
  const [first, last] = inSight(rows.length, scrolled, height, line);
  const names = frame.fields.filter((field) => !isNumber(field));
  // Empty lines stand for those that are not drawn.
  const space = (lines: number) => (lines > 0 ? <tr aria-hidden style={{ height: lines * line }} /> : null);

  return (
    <div
      className={styles.box}
      onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
      tabIndex={0}
      role="region"
      aria-label={text.caption(names.map(titleOf).join(', '))}
    >
      <table className={styles.table}>
        <Head
          fields={frame.fields}
          order={order}
          onSort={(column, field) => setOrder((old) => nextOrder(old, column, field))}
        />
        <tbody>
          {space(first)}
          {rows.slice(first, last).map((row) => (
            <Line key={row} fields={frame.fields} row={row} action={actionOf(row)} explain={explainOf(row)} />
          ))}
          {space(rows.length - last)}
        </tbody>
        <tfoot className={styles.foot}>
          <tr>
            <th scope="row" colSpan={names.length} className={styles.name}>
              {text.total}
            </th>
            {totals.fields.map((field) => (
              <td key={field.name} className={styles.number}>
                <Cell field={field} row={0} />
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
