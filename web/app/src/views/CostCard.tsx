// The cost table: rows that lead down, open in place, stand out, and have a menu; columns that can be chosen.
import { useState } from 'react';
import type { AllocationResult } from '@prorata/engine';
import {
  conditionsOf,
  CostTable,
  drillInto,
  lineKey,
  parseSort,
  rowParts,
  sortText,
  type Changes,
  type Line,
  type Locale,
  type Place,
  type SortColumn,
} from '@prorata/ui';
import { useBranches } from '../state/branches.ts';
import { navigate, view } from '../state/history.ts';
import { explained } from '../shell/dialogs.ts';
import { loadChange, loadRowMenu } from '../shell/later.ts';
import { Part } from '../shell/Part.tsx';
import { texts } from '../words/words.ts';

/** A row whose menu is open, at its button. */
export interface MenuPlace {
  readonly result: AllocationResult;
  readonly row: number;
  readonly button: HTMLElement;
}

interface CostCardProps {
  readonly result: AllocationResult;
  readonly colours: ReadonlyMap<string, string>;
  readonly changes: Changes | null;
  readonly doubtful: readonly SortColumn[];
  /** Change is asked for, of what is charged now. */
  readonly hasBefore: boolean;
  readonly locale: Locale;
}

/** Leads to a place one level further down. */
export function goTo(place: Place): void {
  navigate({ by: place.by, filter: place.filter });
  window.scrollTo(0, 0);
  // The button that was pressed is gone; keyboards go on from the content.
  document.getElementById('content')?.focus({ preventScroll: true });
}

export const placeBelow = (result: AllocationResult, row: number): Place | null =>
  result.kinds[row] === 'workload'
    ? drillInto({ by: result.aggregate, filter: view.value.filter }, result.keys[row] ?? [])
    : null;

export function CostCard({ result, colours, changes, doubtful, hasBefore, locale }: CostCardProps) {
  const t = texts.value;
  const { columns, filter, opened, selected, sort } = view.value;
  const branches = useBranches(result);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const [chooser, setChooser] = useState<HTMLElement | null>(null);
  const partsOf = ({ result: of, row }: Line) =>
    of.kinds[row] === 'other' ? null : conditionsOf({ by: of.aggregate, filter }, of.keys[row] ?? []);
  const explain = (line: Line): void => {
    const of = partsOf(line);
    if (of !== null) explained.value = { of, name: rowParts(line.result, line.row, locale).join(' › ') };
  };
  const open = ({ result: of, row }: Line): void => {
    const place = placeBelow(of, row);
    if (place) goTo(place);
  };
  const twist = (line: Line): void => {
    const path = lineKey(line);
    // With a row those below it are closed.
    const others = opened.filter((other) => other !== path && !other.startsWith(`${path}/`));
    navigate({ opened: opened.includes(path) ? others : [...opened, path] }, 'replace');
  };
  const isShown = (of: AllocationResult): boolean =>
    of === result || [...branches.values()].some((branch) => branch.result === of);
  return (
    <section className="card table-card" aria-label={t('table.title')}>
      <CostTable
        result={result}
        colours={colours}
        sort={parseSort(sort) ?? { column: 'total', descending: true }}
        onSort={(next) => navigate({ sort: sortText(next) }, 'replace')}
        onOpen={open}
        canOpen={({ result: of, row }) => placeBelow(of, row) !== null}
        onExplain={explain}
        canExplain={(line) => partsOf(line) !== null}
        doubtful={doubtful}
        changes={changes}
        columns={columns}
        onColumns={setChooser}
        branches={branches}
        onTwist={twist}
        marked={selected.startsWith('row:') ? selected.slice(4) : ''}
        onMenu={({ result: of, row }, button) => setMenu({ result: of, row, button })}
        locale={locale}
      />
      {menu && isShown(menu.result) ? (
        <Part load={loadRowMenu}>
          {({ RowMenu }) => <RowMenu key={menu.row} {...menu} close={() => setMenu(null)} locale={locale} />}
        </Part>
      ) : null}
      {chooser ? (
        <Part load={loadRowMenu}>
          {({ ColumnMenu }) => (
            <ColumnMenu result={result} hasChange={changes !== null} button={chooser} close={() => setChooser(null)} />
          )}
        </Part>
      ) : null}
      {hasBefore ? (
        <Part load={loadChange}>{({ ChangeNote }) => <ChangeNote result={result} locale={locale} />}</Part>
      ) : null}
    </section>
  );
}
