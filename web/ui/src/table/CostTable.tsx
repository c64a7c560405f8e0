// Cost per row of an answer: totals first, then rows in the chosen order. Long answers draw only what is in view.
import { useMemo, useRef } from 'react';
import type { AllocationResult } from '@prorata/engine';
import { decimalsFor } from '../format/money.ts';
import type { Locale } from '../locale.ts';
import { EfficiencyBar } from '../parts/EfficiencyBar.tsx';
import { Spark } from '../parts/Spark.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import { allRows, fillOf, keyWord, rowParts } from '../rows.ts';
import { nextSort, sortedRows, type Sort, type SortColumn } from './order.ts';
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
  readonly locale: Locale;
}

export function CostTable({ result, colours, sort, onSort, onOpen, canOpen, locale }: CostTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const order = useMemo(() => sortedRows(result, sort), [result, sort]);
  const { first, end } = useVisibleRows(body, order.length, rowHeight);
  const view = useMemo(() => columnsOf(result), [result]);
  const workloads = result.kinds.filter((kind) => kind === 'workload').length;
  const keys = result.aggregate.map((key) => keyWord(key, locale)).join(' › ');

  return (
    <table className={`cost-table${view.hasGpu ? '' : ' no-gpu'}${view.hasSteps ? '' : ' no-spark'}`} aria-rowcount={order.length + 2}>
      <caption className="hidden">{locale.t('table.caption', { keys })}</caption>
      <thead>
        <tr>
          <HeadCell column="name" label={keys} sort={sort} onSort={onSort} />
          <HeadCell column="cpu" label={locale.t('column.cpu')} sort={sort} onSort={onSort} />
          <HeadCell column="ram" label={locale.t('column.ram')} sort={sort} onSort={onSort} />
          {view.hasGpu ? <HeadCell column="gpu" label={locale.t('column.gpu')} sort={sort} onSort={onSort} /> : null}
          <HeadCell column="total" label={locale.t('column.total')} sort={sort} onSort={onSort} />
          <HeadCell column="share" label={locale.t('column.share')} sort={sort} onSort={onSort} />
          <HeadCell column="efficiency" label={locale.t('column.efficiency')} sort={sort} onSort={onSort} />
          {view.hasSteps ? (
            <th scope="col" className="col-spark">
              {locale.t('column.trend')}
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody className="totals-body">
        <tr className="totals">
          <th scope="row">{allRows(result.aggregate, workloads, locale)}</th>
          <FigureCells columns={result.totals} row={0} view={view} kind="workload" locale={locale} />
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
                  <RowName parts={rowParts(result, row, locale)} open={canOpen(row) ? () => onOpen(row) : null} locale={locale} />
                </span>
              </th>
              <FigureCells columns={result.columns} row={row} view={view} kind={kind} locale={locale} />
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
        {end < order.length ? <Gap rows={order.length - end} /> : null}
        {order.length === 0 ? (
          <tr>
            <td className="table-empty" colSpan={8}>
              {locale.t('table.empty')}
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

interface ColumnView {
  readonly hasGpu: boolean;
  readonly hasSteps: boolean;
  readonly decimals: Readonly<Record<'cpu' | 'ram' | 'gpu' | 'total', number>>;
}

function columnsOf({ totals, steps }: AllocationResult): ColumnView {
  return {
    hasGpu: (totals.gpuCost.nano[0] ?? 0n) !== 0n,
    hasSteps: steps.length > 2,
    decimals: {
      cpu: decimalsFor(totals.cpuCost.units),
      ram: decimalsFor(totals.ramCost.units),
      gpu: decimalsFor(totals.gpuCost.units),
      total: decimalsFor(totals.totalCost.units),
    },
  };
}

const Gap = ({ rows }: { readonly rows: number }) => (
  <tr aria-hidden="true" className="gap">
    <td colSpan={8} style={{ height: rows * rowHeight }} />
  </tr>
);

interface HeadCellProps {
  readonly column: SortColumn;
  readonly label: string;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

function HeadCell({ column, label, sort, onSort }: HeadCellProps) {
  const sorted = sort.column === column;
  const direction = sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" className={`col-${column}`} aria-sort={sorted ? direction : 'none'}>
      <button type="button" className={sorted ? 'sorted' : ''} onClick={() => onSort(nextSort(sort, column))}>
        <span>{label}</span>
        {sorted ? <i aria-hidden="true">{sort.descending ? '↓' : '↑'}</i> : null}
      </button>
    </th>
  );
}

interface RowNameProps {
  readonly parts: readonly string[];
  readonly open: (() => void) | null;
  readonly locale: Locale;
}

function RowName({ parts, open, locale }: RowNameProps) {
  const text = parts.join(' › ');
  const inner = parts.map((part, index) => (
    <span key={index} className={index < parts.length - 1 ? 'parent' : ''}>
      {index > 0 ? <i aria-hidden="true"> › </i> : null}
      {part}
    </span>
  ));
  if (!open) return <span className="clip" title={text}>{inner}</span>;
  return (
    <button type="button" className="clip row-open" title={text} aria-label={locale.t('table.open', { name: text })} onClick={open}>
      {inner}
    </button>
  );
}

interface FigureCellsProps {
  readonly columns: AllocationResult['columns'];
  readonly row: number;
  readonly view: ColumnView;
  readonly kind: string;
  readonly locale: Locale;
}

function FigureCells({ columns, row, view, kind, locale }: FigureCellsProps) {
  const { money, number } = locale;
  const cell = (column: 'cpu' | 'ram' | 'gpu' | 'total', units: Float64Array) => (
    <td className={`num col-${column}`}>{money.cell(units[row] ?? NaN, view.decimals[column])}</td>
  );
  return (
    <>
      {cell('cpu', columns.cpuCost.units)}
      {cell('ram', columns.ramCost.units)}
      {view.hasGpu ? cell('gpu', columns.gpuCost.units) : null}
      {cell('total', columns.totalCost.units)}
      <td className="num col-share">{number.percent(columns.share[row] ?? NaN)}</td>
      <td className="col-efficiency">
        {kind === 'workload' ? <EfficiencyBar ratio={columns.efficiency[row] ?? NaN} locale={locale} /> : null}
      </td>
    </>
  );
}
