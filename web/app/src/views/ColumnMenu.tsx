// Which columns the cost table has: a box for each that there is something for.
import type { KeyboardEvent } from 'react';
import type { AllocationResult } from '@prorata/engine';
import { extrasOf, tableColumns, type TableColumn } from '@prorata/ui';
import { navigate, view } from '../state/history.ts';
import { localeNow, texts } from '../words/words.ts';
import { useFloating } from './floating.ts';

interface ColumnMenuProps {
  readonly result: AllocationResult;
  readonly hasChange: boolean;
  readonly button: HTMLElement;
  readonly close: () => void;
}

export function ColumnMenu({ result, hasChange, button, close }: ColumnMenuProps) {
  const t = texts.value;
  const words = localeNow.value.t;
  const [panel, place] = useFloating(button, close);
  const { columns } = view.value;
  const chosen = columns.length === 0 ? tableColumns : columns;
  const extras: readonly TableColumn[] = extrasOf(result);
  const offered = tableColumns.filter((column) => {
    if (column === 'total') return false;
    if (column === 'change') return hasChange;
    if (column === 'trend') return result.steps.length > 2;
    return ['cpu', 'ram', 'share', 'efficiency'].includes(column) || extras.includes(column);
  });
  // Columns that there is nothing for stay wanted: costs that come later are not hidden by this.
  const set = (column: TableColumn, shown: boolean): void => {
    const next = tableColumns.filter((other) => (other === column ? shown : chosen.includes(other)));
    navigate({ columns: next.length === tableColumns.length ? [] : next }, 'replace');
  };
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
    button.focus({ preventScroll: true });
  };
  return (
    <div
      className="panel row-menu column-menu"
      role="dialog"
      ref={panel}
      aria-label={t('columns.title')}
      style={place}
      onKeyDown={leave}
    >
      <p className="panel-title">{t('columns.title')}</p>
      {offered.map((column) => (
        <label key={column}>
          <input
            type="checkbox"
            checked={chosen.includes(column)}
            onChange={(event) => set(column, event.currentTarget.checked)}
          />
          {column === 'change' ? words('compare.change') : words(`column.${column}`)}
        </label>
      ))}
      <p className="faint column-note">{t('columns.note')}</p>
      <button
        type="button"
        className="link"
        disabled={columns.length === 0}
        onClick={() => navigate({ columns: [] }, 'replace')}
      >
        {t('columns.all')}
      </button>
    </div>
  );
}
