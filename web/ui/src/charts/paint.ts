// Layers in, pixels out: stacked bars, stacked areas or lines on the plot of a uPlot instance. No state.
import type uPlot from 'uplot';
import type { Fill } from '../rows.ts';
import type { Layer } from './series.ts';

export type ChartKind = 'bar' | 'area' | 'line';

/** Colours of the theme, read from the style sheet. */
export interface Paints {
  readonly surface: string;
  readonly rest: string;
  readonly hatch: string;
  readonly hatchGround: string;
  readonly ink: string;
  readonly mark: string;
}

export function paintsOf(element: Element): Paints {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    surface: read('--panel'),
    rest: read('--rest'),
    hatch: read('--hatch'),
    hatchGround: read('--hatch-ground'),
    ink: read('--ink-3'),
    mark: read('--ink'),
  };
}

function pattern(ctx: CanvasRenderingContext2D, paints: Paints, kind: 'idle' | 'unallocated'): CanvasPattern | string {
  const size = Math.round(6 * devicePixelRatio);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (!pen) return paints.hatchGround;
  pen.fillStyle = paints.hatchGround;
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = paints.hatch;
  pen.fillStyle = paints.hatch;
  if (kind === 'unallocated') {
    pen.arc(size / 2, size / 2, size / 6, 0, 2 * Math.PI);
    pen.fill();
  } else {
    pen.lineWidth = 1.3 * devicePixelRatio;
    for (const shift of [-size, 0, size]) {
      pen.moveTo(shift, size);
      pen.lineTo(shift + size, 0);
    }
    pen.stroke();
  }
  return ctx.createPattern(tile, 'repeat') ?? paints.hatchGround;
}

function styleOf(ctx: CanvasRenderingContext2D, paints: Paints, fill: Fill): CanvasPattern | string {
  switch (fill.kind) {
    case 'solid':
      return fill.colour;
    case 'rest':
      return paints.rest;
    case 'idle':
    case 'unallocated':
      return pattern(ctx, paints, fill.kind);
  }
}

/** Where each layer of each step begins and ends. Negative idle hangs below zero. */
export function stack(layers: readonly Layer[], steps: number): readonly (readonly (readonly [number, number])[])[] {
  const up = new Float64Array(steps);
  const down = new Float64Array(steps);
  return layers.map((layer) =>
    Array.from({ length: steps }, (_, step) => {
      const value = layer.perStep[step] ?? 0;
      const side = value < 0 ? down : up;
      const from = side[step] ?? 0;
      side[step] = from + value;
      return [from, from + value] as const;
    }),
  );
}

/** Lowest and highest value that the chart shows. */
export function extent(layers: readonly Layer[], steps: number, kind: ChartKind): readonly [number, number] {
  const values = kind === 'line' ? layers.flatMap((layer) => [...layer.perStep]) : stack(layers, steps).flat(2);
  return values.reduce<[number, number]>(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [0, 0]);
}

function bars(u: uPlot, layers: readonly Layer[], steps: number, paints: Paints): void {
  const { ctx } = u;
  const slot = u.valToPos(1, 'x', true) - u.valToPos(0, 'x', true);
  const width = Math.max(1, Math.min(slot - Math.max(1, slot * 0.24), 64 * devicePixelRatio));
  const gap = slot > 6 ? devicePixelRatio : 0;
  stack(layers, steps).forEach((spans, index) => {
    const layer = layers[index];
    if (!layer) return;
    ctx.fillStyle = styleOf(ctx, paints, layer.fill);
    spans.forEach(([from, to], step) => {
      const top = Math.round(u.valToPos(Math.max(from, to), 'y', true));
      const bottom = Math.round(u.valToPos(Math.min(from, to), 'y', true));
      const height = Math.max(bottom - top - gap, bottom - top > 0 ? 1 : 0);
      if (height > 0)
        ctx.fillRect(Math.round(u.valToPos(step, 'x', true) - width / 2), top + gap, Math.round(width), height);
    });
  });
}

function areas(u: uPlot, layers: readonly Layer[], steps: number, paints: Paints): void {
  const { ctx } = u;
  stack(layers, steps).forEach((spans, index) => {
    const layer = layers[index];
    if (!layer) return;
    ctx.beginPath();
    spans.forEach(([, to], step) => ctx.lineTo(u.valToPos(step, 'x', true), u.valToPos(to, 'y', true)));
    [...spans]
      .reverse()
      .forEach(([from], back) => ctx.lineTo(u.valToPos(steps - 1 - back, 'x', true), u.valToPos(from, 'y', true)));
    ctx.closePath();
    ctx.fillStyle = styleOf(ctx, paints, layer.fill);
    ctx.fill();
    ctx.strokeStyle = paints.surface;
    ctx.lineWidth = devicePixelRatio;
    ctx.stroke();
  });
}

function lines(u: uPlot, layers: readonly Layer[], paints: Paints): void {
  const { ctx } = u;
  ctx.lineJoin = 'round';
  for (const layer of layers) {
    ctx.beginPath();
    layer.perStep.forEach((value, step) => ctx.lineTo(u.valToPos(step, 'x', true), u.valToPos(value, 'y', true)));
    const dashed = layer.fill.kind === 'idle' || layer.fill.kind === 'unallocated';
    ctx.setLineDash(dashed ? [4 * devicePixelRatio, 3 * devicePixelRatio] : []);
    ctx.strokeStyle = layer.fill.kind === 'solid' ? layer.fill.colour : paints.ink;
    ctx.lineWidth = 1.75 * devicePixelRatio;
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

/** What the steps came to before: a dashed mark above each. */
function marks(u: uPlot, baseline: Float64Array, paints: Paints): void {
  const { ctx } = u;
  const slot = u.valToPos(1, 'x', true) - u.valToPos(0, 'x', true);
  const half = Math.max(1, Math.min(slot * 0.46, 40 * devicePixelRatio));
  ctx.beginPath();
  baseline.forEach((value, step) => {
    const x = u.valToPos(step, 'x', true);
    const y = Math.round(u.valToPos(value, 'y', true));
    ctx.moveTo(x - half, y);
    ctx.lineTo(x + half, y);
  });
  ctx.setLineDash([3 * devicePixelRatio, 2 * devicePixelRatio]);
  ctx.strokeStyle = paints.mark;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.stroke();
  ctx.setLineDash([]);
}

/** What is drawn over the steps; baseline: of each step, null for none. */
export interface Picture {
  readonly layers: readonly Layer[];
  readonly steps: number;
  readonly kind: ChartKind;
  readonly baseline: Float64Array | null;
}

export function paint(u: uPlot, { layers, steps, kind, baseline }: Picture, paints: Paints): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  if (kind === 'bar' || steps === 1) bars(u, layers, steps, paints);
  else if (kind === 'area') areas(u, layers, steps, paints);
  else lines(u, layers, paints);
  if (baseline) marks(u, baseline, paints);
  ctx.restore();
}
