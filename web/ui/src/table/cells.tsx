// Cells of the cost table: headers that sort, names that open, figures in the decimals of their column.
import type { AllocationResult, Compared } from '@prorata/engine';
import { decimalsFor } from '../format/money.ts';
import type { NumberFormat } from '../format/number.ts';
import type { Locale } from '../locale.ts';
import { EfficiencyBar } from '../parts/EfficiencyBar.tsx';
import { NameParts } from '../parts/NameParts.tsx';
import { extraColumns, extraNames, nextSort, type ExtraColumn, type Sort, type SortColumn } from './order.ts';

/** Columns of money, by what their cells are called. */
export type MoneyName = 'cpu' | 'ram' | 'total' | ExtraColumn;

export interface ColumnView {
  /** Kinds of cost that there are, besides CPU and memory. */
  readonly extra: readonly ExtraColumn[];
  readonly hasSteps: boolean;
  readonly doubtful: readonly SortColumn[];
  readonly decimals: Readonly<Record<MoneyName, number>>;
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
  return Math.max(...figures.map((length) => length + 0.3), labelWidth(locale.t(`column.${name}`)) + signs);
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
}

export function HeadCell({ column, label, width, sort, onSort, view, locale }: HeadCellProps) {
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

interface FigureCellsProps {
  readonly columns: AllocationResult['columns'];
  readonly row: number;
  readonly view: ColumnView;
  readonly kind: string;
  /** What a press on the total does. */
  readonly explain?: { readonly run: () => void; readonly label: string } | null;
  /** What it cost before; undefined where nothing is compared. */
  readonly change?: Compared | null | undefined;
  readonly locale: Locale;
}

export function FigureCells({ columns, row, view, kind, explain = null, change, locale }: FigureCellsProps) {
  const { money, number } = locale;
  const cell = (column: MoneyName, units: Float64Array) => (
    <td key={column} className={`num col-${column}`}>
      {money.cell(units[row] ?? NaN, view.decimals[column])}
    </td>
  );
  return (
    <>
      {cell('cpu', columns.cpuCost.units)}
      {cell('ram', columns.ramCost.units)}
      {view.extra.map((column) => cell(column, columns[extraColumns[column]].units))}
      {explain ? (
        <td className="num col-total">
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
        cell('total', columns.totalCost.units)
      )}
      {change === undefined ? null : <ChangeCell change={change} decimals={view.decimals.total} locale={locale} />}
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
