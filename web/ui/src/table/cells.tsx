// Cells of the cost table: headers that sort, names that open, figures in the decimals of their column.
import type { ReactNode } from 'react';
import type { AllocationResult, Compared } from '@prorata/engine';
import { decimalsFor } from '../format/money.ts';
import type { NumberFormat } from '../format/number.ts';
import type { Locale } from '../locale.ts';
import { EfficiencyBar } from '../parts/EfficiencyBar.tsx';
import { NameParts } from '../parts/NameParts.tsx';
import {
  extraColumns,
  extraNames,
  nextSort,
  type ExtraColumn,
  type Sort,
  type SortColumn,
  type TableColumn,
} from './order.ts';

/** Columns of money, by what their cells are called. */
export type MoneyName = 'cpu' | 'ram' | 'total' | ExtraColumn;

export interface ColumnView {
  /** Kinds of cost that are shown, besides CPU and memory: of those that there are. */
  readonly extra: readonly ExtraColumn[];
  /** Columns of money that are shown, in their order. */
  readonly money: readonly MoneyName[];
  readonly has: Readonly<Record<'change' | 'share' | 'efficiency' | 'trend', boolean>>;
  readonly doubtful: readonly SortColumn[];
  readonly decimals: Readonly<Record<MoneyName, number>>;
}

/** Kinds of cost that an answer has, besides CPU and memory. */
export const extrasOf = ({ totals }: AllocationResult): readonly ExtraColumn[] =>
  extraNames.filter((name) => (totals[extraColumns[name]].nano[0] ?? 0n) !== 0n);

/**
 * Which columns an answer has, and with how many decimals: those of its rows, as their sum would hide small ones.
 * chosen: those that are wanted; empty for all.
 */
export function columnsOf(
  result: AllocationResult,
  doubtful: readonly SortColumn[],
  chosen: readonly TableColumn[] = [],
): ColumnView {
  const { columns, steps } = result;
  const decimals = (name: ExtraColumn) => decimalsFor(columns[extraColumns[name]].units);
  const wanted = (name: TableColumn): boolean => chosen.length === 0 || chosen.includes(name);
  const extra = extrasOf(result).filter(wanted);
  return {
    doubtful,
    extra,
    money: [...(['cpu', 'ram'] as const).filter(wanted), ...extra, 'total'],
    has: {
      change: wanted('change'),
      share: wanted('share'),
      efficiency: wanted('efficiency'),
      trend: wanted('trend') && steps.length > 2,
    },
    decimals: {
      cpu: decimalsFor(columns.cpuCost.units),
      ram: decimalsFor(columns.ramCost.units),
      gpu: decimals('gpu'),
      disk: decimals('disk'),
      volumes: decimals('volumes'),
      network: decimals('network'),
      balancers: decimals('balancers'),
      overhead: decimals('overhead'),
      shared: decimals('shared'),
      total: decimalsFor(columns.totalCost.units),
    },
  };
}

export const moneyColumns = { cpu: 'cpuCost', ram: 'ramCost', ...extraColumns, total: 'totalCost' } as const;

/** Letters of a header as digits of the sum, which are larger: those of Chinese are wider, others narrower. */
function labelWidth(label: string): number {
  return Array.from(label).reduce((sum, letter) => sum + (letter > '\u2e80' ? 1.5 : 0.85), 0);
}

/** Room for the sign of the order beside a header, and for that of figures that are in doubt, in digits. */
const arrow = 1.8;
const dot = 1.4;
/** A part of a pixel too little cuts a word. */
const spare = 0.3;

/**
 * Width of a column of money in digits of the sum's font: of its sum, its largest and its smallest figure, or of its
 * header. Fixed, so that a long table does not move while it scrolls.
 */
export function moneyWidth(result: AllocationResult, name: MoneyName, view: ColumnView, locale: Locale): number {
  const { units } = result.columns[moneyColumns[name]];
  const sum = result.totals[moneyColumns[name]].units[0] ?? 0;
  let [low, high] = [sum, sum];
  for (const value of units) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const figures = [sum, low, high].map((value) => locale.money.cell(value, view.decimals[name]).length);
  const signs = arrow + (view.doubtful.includes(name) ? dot : 0);
  return Math.max(...figures, labelWidth(locale.t(`column.${name}`)) + signs) + spare;
}

interface HeadCellProps {
  readonly column: SortColumn;
  readonly label: string;
  /** In digits; the column takes what is left where it has none. */
  readonly width?: number;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly view: ColumnView;
  readonly locale: Locale;
  /** Behind the label. */
  readonly children?: ReactNode;
}

export function HeadCell({ column, label, width, sort, onSort, view, locale, children }: HeadCellProps) {
  const sorted = sort.column === column;
  const direction = sort.descending ? 'descending' : 'ascending';
  return (
    <th
      scope="col"
      className={`col-${column}`}
      aria-sort={sorted ? direction : 'none'}
      {...(width === undefined ? {} : { style: { width: `calc(${width.toFixed(1)}ch + 2 * var(--cell-pad))` } })}
    >
      <button
        type="button"
        title={label}
        className={sorted ? 'sorted' : ''}
        onClick={() => onSort(nextSort(sort, column))}
      >
        <span>{label}</span>
        {view.doubtful.includes(column) ? (
          <i className="doubtful" title={locale.t('column.partial')}>
            <span className="hidden">{locale.t('column.partial')}</span>
          </i>
        ) : null}
        {sorted ? <i aria-hidden="true">{sort.descending ? '↓' : '↑'}</i> : null}
      </button>
      {children}
    </th>
  );
}

interface RowNameProps {
  readonly keys: readonly string[];
  readonly parts: readonly string[];
  /** Of the whole way down to it. */
  readonly name: string;
  readonly open: (() => void) | null;
  readonly locale: Locale;
}

export function RowName({ keys, parts, name, open, locale }: RowNameProps) {
  const shown = <NameParts keys={keys} parts={parts} />;
  if (!open) return shown;
  return (
    <button type="button" className="row-open" aria-label={locale.t('table.open', { name })} onClick={open}>
      {shown}
    </button>
  );
}

interface MenuButtonProps {
  readonly name: string;
  readonly press: (button: HTMLElement) => void;
  readonly locale: Locale;
}

/** At the end of a name; seen where the row is pointed at, and when it has the focus. */
export function MenuButton({ name, press, locale }: MenuButtonProps) {
  return (
    <button
      type="button"
      className="row-menu-button"
      aria-haspopup="menu"
      aria-label={locale.t('table.menu', { name })}
      onClick={(event) => press(event.currentTarget)}
    />
  );
}

interface ColumnsButtonProps {
  readonly press: (button: HTMLElement) => void;
  readonly locale: Locale;
}

/** At the end of the names' header. */
export function ColumnsButton({ press, locale }: ColumnsButtonProps) {
  const label = locale.t('table.columns');
  return (
    <button
      type="button"
      className="row-menu-button columns-button"
      aria-haspopup="dialog"
      title={label}
      aria-label={label}
      onClick={(event) => press(event.currentTarget)}
    />
  );
}

interface FigureCellsProps {
  readonly columns: AllocationResult['columns'];
  readonly row: number;
  readonly view: ColumnView;
  readonly kind: string;
  /** Of a row below another one: its share is of that, so it stands in no column of shares of the whole. */
  readonly isPart?: boolean;
  /** What a press on the total does. */
  readonly explain?: { readonly run: () => void; readonly label: string } | null;
  /** What it cost before: null where it was not there, `unknown` until that is known; undefined where nothing is compared. */
  readonly change?: Compared | 'unknown' | null | undefined;
  readonly locale: Locale;
}

export function FigureCells({
  columns,
  row,
  view,
  kind,
  isPart = false,
  explain = null,
  change,
  locale,
}: FigureCellsProps) {
  const { money, number } = locale;
  const cell = (column: MoneyName, units: Float64Array) => (
    <td key={column} className={`num col-${column}`}>
      {money.cell(units[row] ?? NaN, view.decimals[column])}
    </td>
  );
  return (
    <>
      {view.money.map((column) =>
        column === 'total' && explain ? (
          <td key={column} className="num col-total">
            <button
              type="button"
              className="figure"
              title={explain.label}
              aria-label={`${money.cell(columns.totalCost.units[row] ?? NaN, view.decimals.total)}, ${explain.label}`}
              onClick={explain.run}
            >
              {money.cell(columns.totalCost.units[row] ?? NaN, view.decimals.total)}
            </button>
          </td>
        ) : (
          cell(column, columns[moneyColumns[column]].units)
        ),
      )}
      {change === undefined ? null : change === 'unknown' ? (
        <td className="num col-change" />
      ) : (
        <ChangeCell change={change} decimals={view.decimals.total} locale={locale} />
      )}
      {view.has.share ? (
        <td className="num col-share">{isPart ? '' : number.percent(columns.share[row] ?? NaN)}</td>
      ) : null}
      {view.has.efficiency ? (
        <td className="col-efficiency">
          {kind === 'workload' ? (
            <EfficiencyBar
              ratio={columns.efficiency[row] ?? NaN}
              isKnown={!view.doubtful.includes('efficiency')}
              locale={locale}
            />
          ) : null}
        </td>
      ) : null}
    </>
  );
}

/** Beyond these a change stands out: by so much more, or less. */
const notable = 0.1;
/** Larger ones say nothing more. */
const most = 9.99;

function ratioText(ratio: number, number: NumberFormat): string {
  if (Math.abs(ratio) < 0.0005) return number.percent(0);
  if (ratio > most) return `>+${number.percent(most)}`;
  return `${ratio > 0 ? '+' : ''}${number.percent(ratio)}`;
}

interface ChangeCellProps {
  readonly change: Compared | null;
  readonly decimals: number;
  readonly locale: Locale;
}

/** By how much more or less it costs than before; what it was, and the difference, for who points at it. */
function ChangeCell({ change, decimals, locale }: ChangeCellProps) {
  const { money, number, t } = locale;
  if (change === null) return <td className="num col-change">{number.percent(NaN)}</td>;
  const { first, second, difference, change: ratio } = change;
  const tone = ratio === null || Math.abs(ratio) <= notable ? '' : ratio > 0 ? ' rises' : ' falls';
  const sign = difference.totalCost > 0 ? '+' : '';
  const text =
    ratio === null ? (second.totalCost === 0 ? number.percent(NaN) : t('change.new')) : ratioText(ratio, number);
  const title = t('change.title', {
    before: money.cell(first.totalCost, decimals),
    difference: `${sign}${money.cell(difference.totalCost, decimals)}`,
  });
  return (
    <td className={`num col-change${tone}`} title={title}>
      {text}
    </td>
  );
}
