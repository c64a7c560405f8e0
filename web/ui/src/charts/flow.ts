// Bands between columns of names, laid out. Widths are money; d3-sankey places them, painting is done elsewhere.
import { sankey, sankeyJustify, type SankeyGraph } from 'd3-sankey';

export interface FlowNode {
  readonly id: string;
}
export interface FlowLink {
  readonly source: string;
  readonly target: string;
  /** Currency units, above zero. */
  readonly value: number;
}

export interface PlacedNode {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Column, from 0. */
  readonly layer: number;
}
export interface PlacedLink {
  readonly source: string;
  readonly target: string;
  readonly width: number;
  /** An SVG path through the middle of the band. */
  readonly path: string;
}
export interface Flow {
  readonly nodes: readonly PlacedNode[];
  readonly links: readonly PlacedLink[];
}

const nodeWidth = 10;

/** nodes: in the order that they keep within their columns. */
export function layoutFlow(
  nodes: readonly FlowNode[],
  links: readonly FlowLink[],
  width: number,
  height: number,
): Flow {
  if (nodes.length === 0 || links.length === 0 || width <= 0 || height <= 0) return { nodes: [], links: [] };
  const graph: SankeyGraph<FlowNode, object> = {
    nodes: nodes.map((node) => ({ ...node })),
    links: links.map((link) => ({ ...link })),
  };
  const placed = sankey<FlowNode, object>()
    .nodeId(({ id }) => id)
    .nodeAlign(sankeyJustify)
    .nodeWidth(nodeWidth)
    .nodePadding(13)
    .nodeSort(null)
    .iterations(6)
    .extent([
      [0, 1],
      [width, height - 1],
    ])(graph);
  const columns = [...new Set(placed.nodes.map(({ x0 = 0 }) => x0))].sort((a, b) => a - b);
  const idOf = (end: unknown): string =>
    typeof end === 'object' && end !== null ? String(Reflect.get(end, 'id')) : '';
  return {
    nodes: placed.nodes.map(({ id, x0 = 0, x1 = 0, y0 = 0, y1 = 0 }) => ({
      id,
      x: x0,
      y: y0,
      width: x1 - x0,
      height: y1 - y0,
      layer: columns.indexOf(x0),
    })),
    links: placed.links.map((link) => {
      const { source, target, y0 = 0, y1 = 0, width: band = 0 } = link;
      const from = typeof source === 'object' ? (source.x1 ?? 0) : 0;
      const to = typeof target === 'object' ? (target.x0 ?? 0) : 0;
      const middle = (from + to) / 2;
      return {
        source: idOf(source),
        target: idOf(target),
        width: band,
        path: `M${from.toFixed(1)},${y0.toFixed(1)}C${middle.toFixed(1)},${y0.toFixed(1)} ${middle.toFixed(1)},${y1.toFixed(1)} ${to.toFixed(1)},${y1.toFixed(1)}`,
      };
    }),
  };
}
