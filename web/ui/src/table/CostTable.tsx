// Cost per row of an answer: totals first, then rows in the chosen order. Long answers draw only what is in view.
import { useMemo, useRef } from 'react';
import type { AllocationResult } from '@prorata/engine';
import type { Locale } from '../locale.ts';
import { Spark } from '../parts/Spark.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import { allRows, fillOf, keyWord, rowParts } from '../rows.ts';
import { columnsOf, FigureCells, HeadCell, MenuButton, moneyWidth, RowName, type MoneyName } from './cells.tsx';
import { sortedRows, type Changes, type Sort, type SortColumn } from './order.ts';
import { useVisibleRows } from './useVisibleRows.ts';

const rowHeight = 31;

export interface CostTableProps {
  readonly result: AllocationResult;
  readonly colours: ReadonlyMap<string, string>;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  /** Goes into a row; rows that cannot be opened are plain text. */
  readonly onOpen: (row: number) => void;
  readonly canOpen: (row: number) => boolean;
  /** Shows where a row's total comes from; rows that nobody can explain show it as text. */
  readonly onExplain?: (row: number) => void;
  readonly canExplain?: (row: number) => boolean;
  /** Opens what else can be done with a row, at the button that was pressed. */
  readonly onMenu?: (row: number, button: HTMLElement) => void;
  /** Columns that rest on missing data. */
  readonly doubtful?: readonly SortColumn[];
  /** What rows cost before, where that is asked for. */
  readonly changes?: Changes | null;
  readonly locale: Locale;
}

export function CostTable({
  result,
  colours,
  sort,
  onSort,
  onOpen,
  canOpen,
  onExplain,
  canExplain,
  onMenu,
  doubtful = [],
  changes = null,
  locale,
}: CostTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const order = useMemo(() => sortedRows(result, sort, changes), [result, sort, changes]);
  const { first, end, printed } = useVisibleRows(body, order.length, rowHeight);
  const view = useMemo(() => columnsOf(result, doubtful), [result, doubtful]);
  const head = { sort, onSort, view, locale };
  const columns = useMemo(
    () =>
      (['cpu', 'ram', ...view.extra, 'total'] as const satisfies readonly MoneyName[]).map((column) => ({
        column,
        label: locale.t(`column.${column}`),
        width: moneyWidth(result, column, view, locale),
      })),
    [result, view, locale],
  );
  const all = useMemo(() => {
    const workloads = result.kinds.filter((kind) => kind === 'workload').length;
    return allRows(result.aggregate, workloads, locale);
  }, [result, locale]);
  const keys = result.aggregate.map((key) => keyWord(key, locale)).join(' › ');

  return (
    <table
      className={`cost-table${view.extra.includes('gpu') ? '' : ' no-gpu'}${view.extra.length > 2 ? ' many-kinds' : ''}${view.hasSteps ? '' : ' no-spark'}${changes ? ' with-change' : ''}`}
      aria-rowcount={order.length + 2}
    >
      <caption className="hidden">{locale.t('table.caption', { keys })}</caption>
      <thead>
        <tr>
          <HeadCell column="name" label={keys} {...head} />
          {columns.map((column) => (
            <HeadCell key={column.column} {...column} {...head} />
          ))}
          {changes ? <HeadCell column="change" label={locale.t('compare.change')} {...head} /> : null}
          <HeadCell column="share" label={locale.t('column.share')} {...head} />
          <HeadCell column="efficiency" label={locale.t('column.efficiency')} {...head} />
          {view.hasSteps ? (
            <th scope="col" className="col-spark">
              {locale.t('column.trend')}
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody className="totals-body">
        <tr className="totals">
          <th scope="row" title={all}>
            {all}
          </th>
          <FigureCells
            columns={result.totals}
            row={0}
            view={view}
            kind="workload"
            change={changes?.totals}
            locale={locale}
          />
          {view.hasSteps ? (
            <td className="col-spark">
              <Spark values={result.stepTotals.units} colour="var(--ink-3)" />
            </td>
          ) : null}
        </tr>
      </tbody>
      <tbody ref={body}>
        {first > 0 ? <Gap rows={first} /> : null}
        {order.slice(first, end).map((row, index) => {
          const kind = result.kinds[row] ?? 'workload';
          const name = result.names[row] ?? '';
          const fill = fillOf(kind, name, colours);
          const steps = result.steps.length;
          return (
            <tr key={name + row} className={`row-${kind}`} aria-rowindex={first + index + 3}>
              <th scope="row">
                <span className="row-name">
                  <Swatch fill={fill} />
                  <RowName
                    keys={result.aggregate}
                    parts={rowParts(result, row, locale)}
                    open={canOpen(row) ? () => onOpen(row) : null}
                    locale={locale}
                  />
                  {onMenu && kind !== 'other' ? (
                    <MenuButton
                      name={rowParts(result, row, locale).join(' › ')}
                      press={(button) => onMenu(row, button)}
                      locale={locale}
                    />
                  ) : null}
                </span>
              </th>
              <FigureCells
                columns={result.columns}
                row={row}
                view={view}
                kind={kind}
                change={changes ? (changes.rows[row] ?? null) : undefined}
                explain={
                  onExplain && canExplain?.(row)
                    ? {
                        run: () => onExplain(row),
                        label: locale.t('table.explain', { name: rowParts(result, row, locale).join(' › ') }),
                      }
                    : null
                }
                locale={locale}
              />
              {view.hasSteps ? (
                <td className="col-spark">
                  <Spark
                    values={result.stepCost.units.subarray(row * steps, (row + 1) * steps)}
                    colour={fill.kind === 'solid' ? fill.colour : 'var(--ink-3)'}
                  />
                </td>
              ) : null}
            </tr>
          );
        })}
        {end < order.length ? (
          printed ? (
            <tr>
              <td className="table-empty" colSpan={12}>
                {locale.t('table.printed', { n: locale.number.count(end), all: locale.number.count(order.length) })}
              </td>
            </tr>
          ) : (
            <Gap rows={order.length - end} />
          )
        ) : null}
        {order.length === 0 ? (
          <tr>
            <td className="table-empty" colSpan={12}>
              {locale.t('table.empty')}
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

const Gap = ({ rows }: { readonly rows: number }) => (
  <tr aria-hidden="true" className="gap">
    <td colSpan={12} style={{ height: rows * rowHeight }} />
  </tr>
);
