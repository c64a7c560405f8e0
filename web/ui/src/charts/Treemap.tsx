// Where the cost goes, as areas. Clicking an area opens its row, as in the table, which has the same figures.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { AllocationResult } from '@prorata/engine';
import { inkOn } from '../colour/palette.ts';
import { decimalsFor } from '../format/money.ts';
import type { Locale } from '../locale.ts';
import { NameParts } from '../parts/NameParts.tsx';
import { fillOf, rowParts } from '../rows.ts';
import { layoutTreemap, type Rect } from './treemap.ts';

/** Width of a digit, in pixels: a figure is shown whole or not at all. */
const digit = 7.4;

export interface TreemapProps {
  readonly result: AllocationResult;
  readonly colours: ReadonlyMap<string, string>;
  readonly onOpen: (row: number) => void;
  readonly canOpen: (row: number) => boolean;
  readonly locale: Locale;
}

export function Treemap({ result, colours, onOpen, canOpen, locale }: TreemapProps) {
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const rects = useMemo(() => layoutTreemap(result, size.width, size.height), [result, size]);
  const decimals = useMemo(() => decimalsFor(result.columns.totalCost.units), [result]);

  // The table is the twin for keyboards and screen readers; areas too small to hit would only be noise there.
  return (
    <div className="treemap" ref={host} role="img" aria-label={locale.t('treemap.summary')}>
      {rects.map((rect) => {
        const name = result.names[rect.row] ?? '';
        const fill = fillOf(result.kinds[rect.row] ?? 'workload', name, colours);
        const parts = rowParts(result, rect.row, locale);
        const cost = locale.money.cell(result.columns.totalCost.units[rect.row] ?? 0, decimals);
        const open = canOpen(rect.row);
        return (
          <div
            key={name + rect.row}
            className={`area area-${fill.kind}${open ? ' area-open' : ''}`}
            style={{
              ...place(rect),
              ...(fill.kind === 'solid' ? { background: fill.colour, color: inkOn(fill.colour) } : {}),
            }}
            title={`${parts.join(' › ')}  ${cost}`}
            onClick={open ? () => onOpen(rect.row) : undefined}
          >
            {rect.width > 54 && rect.height > 22 ? <NameParts keys={result.aggregate} parts={parts} /> : null}
            {rect.width > Math.max(54, cost.length * digit + 14) && rect.height > 40 ? (
              <span className="area-cost">{cost}</span>
            ) : null}
          </div>
        );
      })}
    </div>
  );
}

const place = (rect: Rect) => ({ left: rect.x, top: rect.y, width: rect.width, height: rect.height });
