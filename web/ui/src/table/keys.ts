// Arrow keys in the rows of a table: up and down to the same thing in another row, right and left open and close.
import type { KeyboardEvent } from 'react';

const reached = 'button:not([tabindex="-1"])';

/** The same place in another row, or what there is of it. */
function focusIn(row: Element | null | undefined, place: number): boolean {
  const there = [...(row?.querySelectorAll<HTMLElement>(reached) ?? [])];
  const one = there[Math.min(place, there.length - 1)];
  one?.focus();
  return one !== undefined;
}

/** The next row in a direction that something can be done with. */
function beside(row: Element, way: 'nextElementSibling' | 'previousElementSibling', place: number): boolean {
  for (let other = row[way]; other; other = other[way]) if (focusIn(other, place)) return true;
  return false;
}

const levelOf = (row: Element): number => Number(row.getAttribute('aria-level') ?? 1);

function parentOf(row: Element): Element | null {
  for (let other = row.previousElementSibling; other; other = other.previousElementSibling) {
    if (levelOf(other) < levelOf(row)) return other;
  }
  return null;
}

export function moveByKeys(event: KeyboardEvent, isTree: boolean): void {
  const { key, target, shiftKey, ctrlKey, metaKey, altKey } = event;
  if (!(target instanceof HTMLElement) || shiftKey || ctrlKey || metaKey || altKey) return;
  const row = target.closest('tr');
  if (!row) return;
  const place = Math.max(0, [...row.querySelectorAll(reached)].indexOf(target));
  const twist = (): boolean => {
    row.querySelector<HTMLElement>('button.row-twist')?.click();
    return true;
  };
  const expanded = row.getAttribute('aria-expanded');
  const done = ((): boolean => {
    switch (key) {
      case 'ArrowDown':
        return beside(row, 'nextElementSibling', place);
      case 'ArrowUp':
        return beside(row, 'previousElementSibling', place);
      case 'ArrowRight':
        if (!isTree || expanded === null) return false;
        return expanded === 'true' ? beside(row, 'nextElementSibling', place) : twist();
      case 'ArrowLeft':
        if (!isTree) return false;
        return expanded === 'true' ? twist() : focusIn(parentOf(row), place);
      default:
        return false;
    }
  })();
  if (done) event.preventDefault();
}
