// A small square that says which layer is meant; patterns as in the chart.
import type { Fill } from '../rows.ts';

export function Swatch({ fill }: { readonly fill: Fill }) {
  const style = fill.kind === 'solid' ? { background: fill.colour } : undefined;
  return <i className={`swatch swatch-${fill.kind}`} style={style} aria-hidden="true" />;
}
