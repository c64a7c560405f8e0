// Which rows of a long table the window shows. Fixed row height; the page itself scrolls.
import { useEffect, useState, type RefObject } from 'react';

export interface VisibleRows {
  readonly first: number;
  readonly end: number;
  /** For paper, which has no window: the first rows of the table. */
  readonly printed: boolean;
}

const overscan = 10;
/** Shorter tables are drawn whole, so that finding in the page and printing see every row. */
const drawnWhole = 150;
/** Rows on paper. */
const mostPrinted = 500;

/** What the window shows of `body`. */
function visible(body: HTMLElement | null, count: number, rowHeight: number): VisibleRows {
  const top = body?.getBoundingClientRect().top ?? 0;
  const first = Math.max(0, Math.min(count - 1, Math.floor(-top / rowHeight)) - overscan);
  const end = Math.min(count, Math.ceil((window.innerHeight - top) / rowHeight) + overscan);
  return { first, end: Math.max(first, end), printed: false };
}

export function useVisibleRows(body: RefObject<HTMLElement | null>, count: number, rowHeight: number): VisibleRows {
  const [range, setRange] = useState<VisibleRows>({ first: 0, end: Math.min(count, 2 * overscan), printed: false });

  useEffect(() => {
    if (count <= drawnWhole) return;
    let frame = 0;
    const measure = (): void => {
      frame = 0;
      const next = visible(body.current, count, rowHeight);
      setRange((old) => (!old.printed && old.first === next.first && old.end === next.end ? old : next));
    };
    const later = (): void => {
      frame ||= requestAnimationFrame(measure);
    };
    const print = (): void => setRange({ first: 0, end: Math.min(count, mostPrinted), printed: true });
    measure();
    window.addEventListener('scroll', later, { passive: true });
    window.addEventListener('resize', later);
    window.addEventListener('beforeprint', print);
    window.addEventListener('afterprint', measure);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', later);
      window.removeEventListener('resize', later);
      window.removeEventListener('beforeprint', print);
      window.removeEventListener('afterprint', measure);
    };
  }, [body, count, rowHeight]);

  return count <= drawnWhole ? { first: 0, end: count, printed: false } : range;
}
