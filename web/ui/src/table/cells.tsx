// Cells of the cost table: headers that sort, names that open, figures in the decimals of their column.
import type { AllocationResult } from '@prorata/engine';
import { decimalsFor } from '../format/money.ts';
import type { Locale } from '../locale.ts';
import { EfficiencyBar } from '../parts/EfficiencyBar.tsx';
import { NameParts } from '../parts/NameParts.tsx';
import { extraColumns, extraNames, nextSort, type ExtraColumn, type Sort, type SortColumn } from './order.ts';

export interface ColumnView {
  /** Kinds of cost that there are, besides CPU and memory. */
  readonly extra: readonly ExtraColumn[];
  readonly hasSteps: boolean;
  readonly doubtful: readonly SortColumn[];
  readonly decimals: Readonly<Record<'cpu' | 'ram' | 'total' | ExtraColumn, number>>;
}

/** Which columns an answer has, and with how many decimals: those of its rows, as their sum would hide small ones. */
export function columnsOf({ columns, totals, steps }: AllocationResult, doubtful: readonly SortColumn[]): ColumnView {
  const decimals = (name: ExtraColumn) => decimalsFor(columns[extraColumns[name]].units);
  return {
    doubtful,
    extra: extraNames.filter((name) => (totals[extraColumns[name]].nano[0] ?? 0n) !== 0n),
    hasSteps: steps.length > 2,
    decimals: {
      cpu: decimalsFor(columns.cpuCost.units),
      ram: decimalsFor(columns.ramCost.units),
      gpu: decimals('gpu'),
      disk: decimals('disk'),
      volumes: decimals('volumes'),
      network: decimals('network'),
      balancers: decimals('balancers'),
      overhead: decimals('overhead'),
      total: decimalsFor(columns.totalCost.units),
    },
  };
}

interface HeadCellProps {
  readonly column: SortColumn;
  readonly label: string;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly view: ColumnView;
  readonly locale: Locale;
}

export function HeadCell({ column, label, sort, onSort, view, locale }: HeadCellProps) {
  const sorted = sort.column === column;
  const direction = sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" className={`col-${column}`} aria-sort={sorted ? direction : 'none'}>
      <button type="button" className={sorted ? 'sorted' : ''} onClick={() => onSort(nextSort(sort, column))}>
        <span>{label}</span>
        {view.doubtful.includes(column) ? (
          <i className="doubtful" title={locale.t('column.partial')}>
            <span className="hidden">{locale.t('column.partial')}</span>
          </i>
        ) : null}
        {sorted ? <i aria-hidden="true">{sort.descending ? '↓' : '↑'}</i> : null}
      </button>
    </th>
  );
}

interface RowNameProps {
  readonly keys: readonly string[];
  readonly parts: readonly string[];
  readonly open: (() => void) | null;
  readonly locale: Locale;
}

export function RowName({ keys, parts, open, locale }: RowNameProps) {
  const text = parts.join(' › ');
  const name = <NameParts keys={keys} parts={parts} />;
  if (!open) return name;
  return (
    <button type="button" className="row-open" aria-label={locale.t('table.open', { name: text })} onClick={open}>
      {name}
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

export function FigureCells({ columns, row, view, kind, locale }: FigureCellsProps) {
  const { money, number } = locale;
  const cell = (column: keyof ColumnView['decimals'], units: Float64Array) => (
    <td key={column} className={`num col-${column}`}>
      {money.cell(units[row] ?? NaN, view.decimals[column])}
    </td>
  );
  return (
    <>
      {cell('cpu', columns.cpuCost.units)}
      {cell('ram', columns.ramCost.units)}
      {view.extra.map((column) => cell(column, columns[extraColumns[column]].units))}
      {cell('total', columns.totalCost.units)}
      <td className="num col-share">{number.percent(columns.share[row] ?? NaN)}</td>
      <td className="col-efficiency">
        {kind === 'workload' ? (
          <EfficiencyBar
            ratio={columns.efficiency[row] ?? NaN}
            isKnown={!view.doubtful.includes('efficiency')}
            locale={locale}
          />
        ) : null}
      </td>
    </>
  );
}
