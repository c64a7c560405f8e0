// Rows in, rectangles out. Areas are costs; negative and zero rows have no area.
import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import type { AllocationResult } from '@prorata/engine';

export interface Rect {
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Leaf {
  readonly row: number;
  readonly cost: number;
}
interface Root {
  readonly children: readonly Leaf[];
}

/** At most `limit` rectangles: smaller rows would be slivers nobody can hit. */
export function layoutTreemap(result: AllocationResult, width: number, height: number, limit = 60): readonly Rect[] {
  const { units } = result.columns.totalCost;
  const leaves = result.names
    .map((_, row) => ({ row, cost: units[row] ?? 0 }))
    .filter((leaf) => leaf.cost > 0)
    .slice(0, limit);
  if (leaves.length === 0 || width <= 0 || height <= 0) return [];
  const root = hierarchy<Root | Leaf>({ children: leaves }, (node) =>
    'children' in node ? node.children : undefined,
  ).sum((node) => ('cost' in node ? node.cost : 0));
  const placed = treemap<Root | Leaf>()
    .size([width, height])
    .paddingInner(2)
    .tile(treemapSquarify.ratio(1.3))
    .round(true)(root);
  return placed.leaves().map(({ data, x0, y0, x1, y1 }) => ({
    row: 'row' in data ? data.row : 0,
    x: x0,
    y: y0,
    width: x1 - x0,
    height: y1 - y0,
  }));
}
