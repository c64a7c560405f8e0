// Cost per row of an answer: totals first, then rows in the chosen order, some of them opened in place. Long answers draw
// only what is in view.
import { useEffect, useMemo, useRef, type RefObject } from 'react';
import type { AllocationResult } from '@prorata/engine';
import type { Locale } from '../locale.ts';
import { Spark } from '../parts/Spark.tsx';
import { allRows, keyWord } from '../rows.ts';
import { ColumnsButton, columnsOf, FigureCells, HeadCell, moneyWidth, type ColumnView } from './cells.tsx';
import { moveByKeys } from './keys.ts';
import type { Changes, Sort, SortColumn, TableColumn } from './order.ts';
import { TableRow, type RowActions } from './TableRow.tsx';
import { isOpenable, lineKey, linesOf, type Branch, type Line } from './tree.ts';
import { useVisibleRows } from './useVisibleRows.ts';

const rowHeight = 31;

export interface CostTableProps extends RowActions {
  readonly result: AllocationResult;
  readonly colours: ReadonlyMap<string, string>;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  /** Columns that rest on missing data. */
  readonly doubtful?: readonly SortColumn[];
  /** What rows cost before, where that is asked for. */
  readonly changes?: Changes | null;
  /** Those that are wanted; empty for all. */
  readonly columns?: readonly TableColumn[];
  /** Lets them be chosen, at the button that was pressed. */
  readonly onColumns?: (button: HTMLElement) => void;
  /** What rows that are opened in place are made of, by their paths. */
  readonly branches?: ReadonlyMap<string, Branch>;
  /** Opens and closes a row in place; without it none can be. */
  readonly onTwist?: (line: Line) => void;
  /** The path of a row that stands out; when it is another it comes into view. */
  readonly marked?: string;
  readonly locale: Locale;
}

const hasMore = ({ has }: ColumnView): boolean => has.share || has.efficiency || has.trend;
/** Columns beside names. */
const count = ({ money, has }: ColumnView): number => money.length + Object.values(has).filter(Boolean).length;
const noBranches: ReadonlyMap<string, Branch> = new Map();

export function CostTable(props: CostTableProps) {
  const { result, colours, sort, onSort, onColumns, onTwist, locale } = props;
  const { doubtful = [], changes = null, columns: chosen = [], branches = noBranches, marked = '', ...on } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const lines = useMemo(() => linesOf({ result, changes }, sort, branches), [result, changes, sort, branches]);
  const { first, end, printed } = useVisibleRows(body, lines.length, rowHeight);
  useMarked(body, lines, marked);
  const view = useMemo(() => columnsOf(result, doubtful, chosen), [result, doubtful, chosen]);
  const head = { sort, onSort, view, locale };
  const columns = useMemo(
    () =>
      view.money.map((column) => ({
        column,
        label: locale.t(`column.${column}`),
        // The last column has the margin of the table.
        width: moneyWidth(result, column, view, locale) + (column === 'total' && !hasMore(view) ? 1.5 : 0),
      })),
    [result, view, locale],
  );
  const all = useMemo(() => {
    const workloads = result.kinds.filter((kind) => kind === 'workload').length;
    return allRows(result.aggregate, workloads, locale);
  }, [result, locale]);
  const keys = result.aggregate.map((key) => keyWord(key, locale)).join(' › ');
  const shownChanges = view.has.change ? changes : null;
  const isTree = onTwist !== undefined && lines.some(isOpenable);
  const twistOf = (line: Line) => (isOpenable(line) ? () => onTwist?.(line) : null);

  return (
    <table
      className={`cost-table${view.extra.includes('gpu') ? '' : ' no-gpu'}${view.extra.length > 2 ? ' many-kinds' : ''}${shownChanges ? ' with-change' : ''}${isTree ? ' with-tree' : ''}${count(view) <= 3 ? ' few-columns' : ''}`}
      aria-rowcount={lines.length + 2}
      {...(isTree ? { role: 'treegrid' } : {})}
    >
      <caption className="hidden">{locale.t('table.caption', { keys })}</caption>
      <thead>
        <tr>
          <HeadCell column="name" label={keys} {...head}>
            {onColumns ? <ColumnsButton press={onColumns} locale={locale} /> : null}
          </HeadCell>
          {columns.map((column) => (
            <HeadCell key={column.column} {...column} {...head} />
          ))}
          {shownChanges ? <HeadCell column="change" label={locale.t('compare.change')} {...head} /> : null}
          {view.has.share ? <HeadCell column="share" label={locale.t('column.share')} {...head} /> : null}
          {view.has.efficiency ? (
            <HeadCell column="efficiency" label={locale.t('column.efficiency')} {...head} />
          ) : null}
          {view.has.trend ? (
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
            change={shownChanges?.totals}
            locale={locale}
          />
          {view.has.trend ? (
            <td className="col-spark">
              <Spark values={result.stepTotals.units} colour="var(--ink-3)" />
            </td>
          ) : null}
        </tr>
      </tbody>
      <tbody ref={body} onKeyDown={(event) => moveByKeys(event, isTree)}>
        {first > 0 ? <Gap rows={first} /> : null}
        {lines.slice(first, end).map((line, index) => {
          const path = lineKey(line);
          return (
            <TableRow
              key={`${path} ${line.row}`}
              {...on}
              line={line}
              index={first + index}
              view={view}
              colours={colours}
              {...(isTree ? { twist: twistOf(line) } : {})}
              hasChange={shownChanges !== null}
              isOpen={branches.has(path)}
              isMarked={path === marked}
              locale={locale}
            />
          );
        })}
        {end < lines.length ? (
          printed ? (
            <tr>
              <td className="table-empty" colSpan={12}>
                {locale.t('table.printed', { n: locale.number.count(end), all: locale.number.count(lines.length) })}
              </td>
            </tr>
          ) : (
            <Gap rows={lines.length - end} />
          )
        ) : null}
        {lines.length === 0 ? (
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

/** A row that begins to stand out comes into the window, if it is not there. */
function useMarked(body: RefObject<HTMLElement | null>, lines: readonly Line[], marked: string): void {
  const seen = useRef('');
  useEffect(() => {
    const at = marked === '' ? -1 : lines.findIndex((line) => lineKey(line) === marked);
    if (at < 0 && marked !== '') return;
    if (marked === seen.current) return;
    seen.current = marked;
    if (at < 0) return;
    const top = (body.current?.getBoundingClientRect().top ?? 0) + at * rowHeight;
    if (top < 0 || top + rowHeight > innerHeight) scrollBy(0, top - innerHeight / 2);
  }, [body, lines, marked]);
}

const Gap = ({ rows }: { readonly rows: number }) => (
  <tr aria-hidden="true" className="gap">
    <td colSpan={12} style={{ height: rows * rowHeight }} />
  </tr>
);
