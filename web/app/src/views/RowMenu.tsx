// What can be done with a row of the cost table: explain it, look into it by any key, filter to it or leave it out, copy it.
import type { KeyboardEvent } from 'react';
import { conditionsOf, formatFilter, keyWord, parseParts, pathOf, rowParts, type Locale } from '@prorata/ui';
import { cliLine } from '../connect/commands.ts';
import { askingNow } from '../state/asking.ts';
import { navigate, view } from '../state/history.ts';
import type { ViewState } from '../state/view.ts';
import { copyText } from '../shell/clipboard.ts';
import { explained } from '../shell/dialogs.ts';
import { groupKeys } from '../shell/GroupPanel.tsx';
import { texts } from '../words/words.ts';
import type { MenuPlace } from './CostCard.tsx';
import { useFloating } from './floating.ts';
import '../style/row-menu.css';

export { ColumnMenu } from './ColumnMenu.tsx';

interface RowMenuProps extends MenuPlace {
  readonly close: () => void;
  readonly locale: Locale;
}

interface Item {
  readonly text: string;
  readonly run: () => void;
  /** The row is gone then, and the keys go on from the content. */
  readonly leaves?: true;
}

/** The filter without the row; null where no condition says that. */
function without(state: ViewState, keys: readonly string[]): string | null {
  const parts = parseParts(state.filter);
  const [key] = state.by;
  const [value] = keys;
  if (!parts || key === undefined || value === undefined || state.by.length !== 1) return null;
  const old = parts.find((part) => !('any' in part) && part.key === key && part.negated && !part.match);
  const values = old && !('any' in old) ? [...old.values, value] : [value];
  return formatFilter([...parts.filter((part) => part !== old), { key, negated: true, values }]);
}

function go(change: Partial<ViewState>): void {
  navigate(change);
  window.scrollTo(0, 0);
}

/** What fits the row, in groups. */
function groupsOf({
  result,
  row,
  locale,
}: RowMenuProps): readonly (readonly [title: string, items: readonly Item[]])[] {
  const t = texts.value;
  const state = view.value;
  const keys = result.keys[row] ?? [];
  const name = rowParts(result, row, locale).join(' › ');
  const of = conditionsOf({ by: result.aggregate, filter: state.filter }, keys);
  const isWorkload = result.kinds[row] === 'workload';
  const rest = isWorkload ? without({ ...state, by: result.aggregate }, keys) : null;
  const asking = askingNow();
  const mine: Item[] = [];
  if (of !== null) mine.push({ text: t('row.explain'), run: () => (explained.value = { of, name }) });
  if (of !== null && isWorkload) mine.push({ text: t('row.only'), run: () => go({ filter: of }), leaves: true });
  if (rest !== null) mine.push({ text: t('row.without'), run: () => go({ filter: rest }), leaves: true });
  const mark = `row:${pathOf(keys)}`;
  const isMarked = state.selected === mark;
  if (result.kinds[row] !== 'other') {
    const selected = isMarked ? '' : mark;
    mine.push({ text: t(isMarked ? 'row.unmark' : 'row.mark'), run: () => navigate({ selected }, 'replace') });
  }
  const split = groupKeys
    .filter((key) => !result.aggregate.includes(key))
    .map((key): Item => ({ text: keyWord(key, locale), run: () => go({ by: [key], filter: of ?? '' }), leaves: true }));
  const copies: Item[] = [{ text: t('row.name'), run: () => void copyText(keys.join('/')) }];
  if (asking && of !== null) {
    const line = cliLine({ ...asking, question: { ...asking.question, filter: of } });
    copies.push({ text: t('row.command'), run: () => void copyText(line) });
  }
  return [
    ['', mine],
    [t('row.split'), of !== null && isWorkload ? split : []],
    [t('row.copy'), copies],
  ];
}

export function RowMenu(props: RowMenuProps) {
  const { result, row, button, close, locale } = props;
  const [menu, place] = useFloating(button, close);
  const groups = groupsOf(props).filter(([, items]) => items.length > 0);

  const leave = (): void => {
    close();
    button.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const items = [...(menu.current?.querySelectorAll('button') ?? [])];
    const now = items.findIndex((item) => item === document.activeElement);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: (now + 1) % items.length,
      ArrowUp: (now + items.length - 1) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    if (event.key === 'Escape' || event.key === 'Tab') leave();
    else if (Object.hasOwn(moves, event.key)) items[moves[event.key] ?? 0]?.focus({ preventScroll: true });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const run = (item: Item): void => {
    if (item.leaves) close();
    else leave();
    item.run();
    if (item.leaves) document.getElementById('content')?.focus({ preventScroll: true });
  };
  return (
    <div
      className="panel row-menu"
      role="menu"
      ref={menu}
      aria-label={locale.t('table.menu', { name: rowParts(result, row, locale).join(' › ') })}
      style={place}
      onKeyDown={onKeyDown}
    >
      {groups.map(([title, items]) => (
        <div key={title} role="group" aria-label={title || undefined}>
          {title ? (
            <p className="panel-title" aria-hidden="true">
              {title}
            </p>
          ) : null}
          {items.map((item) => (
            <button key={item.text} type="button" role="menuitem" tabIndex={-1} onClick={() => run(item)}>
              {item.text}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}
