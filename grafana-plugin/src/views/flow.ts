// Where cost comes from and where it goes, as bands between two columns. Only for drawing: heights follow the figures of
// the engine, and none of them is shown from here.

export interface Link {
  readonly from: string;
  readonly to: string;
  /** Currency units; what is not above 0 has no band. */
  readonly value: number;
}

export interface Bar {
  readonly name: string;
  readonly y: number;
  readonly height: number;
}

export interface Band {
  readonly from: string;
  readonly to: string;
  readonly value: number;
  readonly fromY: number;
  readonly toY: number;
  readonly height: number;
}

export interface Flow {
  readonly from: readonly Bar[];
  readonly to: readonly Bar[];
  readonly bands: readonly Band[];
}

const none: Flow = { from: [], to: [], bands: [] };

function sizes(links: readonly Link[], side: 'from' | 'to'): Map<string, number> {
  const size = new Map<string, number>();
  for (const link of links) size.set(link[side], (size.get(link[side]) ?? 0) + link.value);
  return size;
}

/** Bars below each other in the order in which they are first named, with `gap` between them. */
function stacked(size: ReadonlyMap<string, number>, scale: number, gap: number): readonly Bar[] {
  let y = 0;
  return [...size].map(([name, value]) => {
    const bar = { name, y, height: value * scale };
    y += bar.height + gap;
    return bar;
  });
}

/** height, gap: pixels. Links are drawn in their order; bars begin with the first of them. */
export function layoutFlow(all: readonly Link[], height: number, gap: number): Flow {
  const links = all.filter(({ value }) => value > 0);
  const [from, to] = [sizes(links, 'from'), sizes(links, 'to')];
  const total = [...from.values()].reduce((sum, value) => sum + value, 0);
  const room = height - gap * (Math.max(from.size, to.size) - 1);
  if (total <= 0 || room <= 0) return none;
  const scale = room / total;
  const bars = { from: stacked(from, scale, gap), to: stacked(to, scale, gap) };
  const next = {
    from: new Map(bars.from.map(({ name, y }) => [name, y])),
    to: new Map(bars.to.map(({ name, y }) => [name, y])),
  };
  const bands = links.map((link) => {
    const thick = link.value * scale;
    const fromY = next.from.get(link.from) ?? 0;
    const toY = next.to.get(link.to) ?? 0;
    next.from.set(link.from, fromY + thick);
    next.to.set(link.to, toY + thick);
    return { ...link, fromY, toY, height: thick };
  });
  return { ...bars, bands };
}

/** A band between two columns as the path of an SVG. */
export function bandPath({ fromY, toY, height }: Band, left: number, right: number): string {
  const middle = (left + right) / 2;
  const curve = (y: number, end: number, to: number) => `C${middle} ${y} ${middle} ${end} ${to} ${end}`;
  const over = `M${left} ${fromY}${curve(fromY, toY, right)}`;
  const back = `L${right} ${toY + height}${curve(toY + height, fromY + height, left)}Z`;
  return over + back;
}
