// One row of the cost table: name, figures, trend, and what can be done with it.
import { Spark } from '../parts/Spark.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import type { Locale } from '../locale.ts';
import { fillOf, rowParts } from '../rows.ts';
import { FigureCells, MenuButton, RowName, type ColumnView } from './cells.tsx';
import type { Line } from './tree.ts';

export interface RowActions {
  /** Goes into a row; rows that cannot be opened are plain text. */
  readonly onOpen: (line: Line) => void;
  readonly canOpen: (line: Line) => boolean;
  /** Shows where a row's total comes from; rows that nobody can explain show it as text. */
  readonly onExplain?: (line: Line) => void;
  readonly canExplain?: (line: Line) => boolean;
  /** Opens what else can be done with a row, at the button that was pressed. */
  readonly onMenu?: (line: Line, button: HTMLElement) => void;
}

interface TableRowProps extends RowActions {
  readonly line: Line;
  readonly index: number;
  readonly view: ColumnView;
  readonly colours: ReadonlyMap<string, string>;
  /** Opens and closes it in place; null where there is nothing below it, undefined where no row has that. */
  readonly twist?: (() => void) | null;
  readonly isOpen: boolean;
  /** The table sets rows against what they cost before. */
  readonly hasChange: boolean;
  readonly isMarked: boolean;
  readonly locale: Locale;
}

export function TableRow({
  line,
  index,
  view,
  colours,
  twist,
  isOpen,
  hasChange,
  isMarked,
  locale,
  ...on
}: TableRowProps) {
  const { result, row, level, changes } = line;
  const kind = result.kinds[row] ?? 'workload';
  const fill = fillOf(kind, result.names[row] ?? '', colours);
  const steps = result.steps.length;
  const parts = rowParts(result, row, locale);
  const name = parts.join(' › ');
  const isTree = twist !== undefined;
  return (
    <tr
      className={`row-${kind}${isMarked ? ' row-marked' : ''}`}
      aria-rowindex={index + 3}
      {...(isMarked ? { 'aria-current': 'true' as const } : {})}
      {...(isTree ? { 'aria-level': level + 1 } : {})}
      {...(twist ? { 'aria-expanded': isOpen } : {})}
    >
      <th scope="row">
        <span className="row-name" style={level > 0 ? { paddingInlineStart: `${level * 18}px` } : undefined}>
          {twist ? (
            <button
              type="button"
              className="row-twist"
              tabIndex={-1}
              title={locale.t(isOpen ? 'table.fold' : 'table.unfold')}
              aria-label={`${name}: ${locale.t(isOpen ? 'table.fold' : 'table.unfold')}`}
              onClick={twist}
            />
          ) : isTree ? (
            <span className="row-twist" />
          ) : null}
          {level > 0 ? null : <Swatch fill={fill} />}
          <RowName
            keys={level > 0 ? result.aggregate.slice(-1) : result.aggregate}
            parts={level > 0 ? parts.slice(-1) : parts}
            name={name}
            open={on.canOpen(line) ? () => on.onOpen(line) : null}
            locale={locale}
          />
          {on.onMenu && kind !== 'other' ? (
            <MenuButton name={name} press={(button) => on.onMenu?.(line, button)} locale={locale} />
          ) : null}
        </span>
      </th>
      <FigureCells
        columns={result.columns}
        row={row}
        view={view}
        kind={kind}
        isPart={level > 0}
        change={hasChange ? (changes ? (changes.rows[row] ?? null) : 'unknown') : undefined}
        explain={
          on.onExplain && on.canExplain?.(line)
            ? { run: () => on.onExplain?.(line), label: locale.t('table.explain', { name }) }
            : null
        }
        locale={locale}
      />
      {view.has.trend ? (
        <td className="col-spark">
          <Spark
            values={result.stepCost.units.subarray(row * steps, (row + 1) * steps)}
            colour={level === 0 && fill.kind === 'solid' ? fill.colour : 'var(--ink-3)'}
          />
        </td>
      ) : null}
    </tr>
  );
}
