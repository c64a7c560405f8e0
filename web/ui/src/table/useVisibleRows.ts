// Which rows of a long table the window shows. Fixed row height; the page itself scrolls.
import { useEffect, useState, type RefObject } from 'react';

export interface VisibleRows {
  readonly first: number;
  readonly end: number;
}

const overscan = 12;
/** Shorter tables are drawn whole, so that finding in the page and printing see every row. */
const drawnWhole = 150;

export function useVisibleRows(body: RefObject<HTMLElement | null>, count: number, rowHeight: number): VisibleRows {
  const [range, setRange] = useState<VisibleRows>({ first: 0, end: Math.min(count, drawnWhole) });

  useEffect(() => {
    if (count <= drawnWhole) return;
    let frame = 0;
    const measure = (): void => {
      frame = 0;
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.min(count - 1, Math.floor(-top / rowHeight)) - overscan);
      const end = Math.min(count, Math.ceil((window.innerHeight - top) / rowHeight) + overscan);
      setRange((old) => (old.first === first && old.end === end ? old : { first, end: Math.max(first, end) }));
    };
    const later = (): void => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    window.addEventListener('scroll', later, { passive: true });
    window.addEventListener('resize', later);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', later);
      window.removeEventListener('resize', later);
    };
  }, [body, count, rowHeight]);

  return count <= drawnWhole ? { first: 0, end: count } : range;
}
