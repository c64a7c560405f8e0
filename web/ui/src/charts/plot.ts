// One uPlot instance with axes and a cursor over steps; what it draws comes from `paint`. No framework.
import uPlot from 'uplot';
import type { Step } from '@prorata/engine';
import type { Locale } from '../locale.ts';
import { extent, paint, paintsOf, type ChartKind } from './paint.ts';
import type { Layer } from './series.ts';

export interface PlotInput {
  readonly layers: readonly Layer[];
  readonly steps: readonly Step[];
  readonly kind: ChartKind;
  /** What each step came to before, as marks; null for none. */
  readonly baseline?: Float64Array | null;
  readonly locale: Locale;
}

export interface Plot {
  show(input: PlotInput): void;
  /** Marks steps from one to another, in any order, or none. */
  mark(step: number | null, other?: number): void;
  /** Colours may have changed with the theme. */
  repaint(): void;
  close(): void;
}

const labelWidth = 64;

/** Every n-th step gets a label, so that labels never touch. */
export function labelledSteps(count: number, width: number): number[] {
  const every = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(width / labelWidth))));
  return Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every);
}

export function createPlot(host: HTMLElement, first: PlotInput, onStep: (step: number | null) => void): Plot {
  let input = first;
  const font = '11.5px Inter, system-ui, sans-serif';
  const ink = (): string => getComputedStyle(host).getPropertyValue('--ink-3').trim();
  const grid = (): string => getComputedStyle(host).getPropertyValue('--grid').trim();
  const stepLength = (): number => {
    const [step] = input.steps.length > 2 ? input.steps.slice(1) : input.steps;
    return step ? step.endMs - step.startMs : 0;
  };

  const band = document.createElement('div');
  band.className = 'plot-band';
  band.hidden = true;

  let marked: readonly [from: number, to: number] | null = null;
  /** Where it is changes with the size. */
  const placeBand = (u: uPlot): void => {
    band.hidden = marked === null;
    if (!marked) return;
    const left = u.valToPos(marked[0] - 0.5, 'x');
    band.style.transform = `translateX(${left}px)`;
    band.style.width = `${u.valToPos(marked[1] + 0.5, 'x') - left}px`;
  };

  const data = (): uPlot.AlignedData => {
    const xs = input.steps.map((_, index) => index);
    return [xs, xs.map(() => 0)];
  };
  const range = (): uPlot.Range.MinMax => {
    const [low, top] = extent(input.layers, input.steps.length, input.kind);
    const high = Math.max(top, ...(input.baseline ?? []));
    const pad = (high - low) * 0.06;
    return high > low ? [low < 0 ? low - pad : 0, high + pad] : [0, 1];
  };

  const options: uPlot.Options = {
    width: Math.max(1, host.clientWidth),
    height: Math.max(1, host.clientHeight),
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, x: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
    scales: {
      x: { time: false, range: () => [-0.5, Math.max(0.5, input.steps.length - 0.5)] },
      y: { range },
    },
    series: [{}, { paths: () => null, points: { show: false } }],
    axes: [
      {
        font,
        stroke: ink,
        size: 26,
        gap: 6,
        grid: { show: false },
        ticks: { show: false },
        splits: (u) => labelledSteps(input.steps.length, u.bbox.width / devicePixelRatio),
        values: (_, marks) =>
          marks.map((mark) => {
            const step = input.steps[mark];
            return step ? input.locale.time.axis(step.startMs, stepLength()) : '';
          }),
      },
      {
        font,
        stroke: ink,
        size: (_, values) => 14 + 6.6 * Math.max(3, ...(values ?? []).map((value) => value.length)),
        gap: 6,
        space: 38,
        grid: { stroke: grid, width: 1 },
        ticks: { show: false },
        values: (_, marks) => input.locale.money.axis(marks),
      },
    ],
    hooks: {
      draw: [
        (u) => {
          placeBand(u);
          const { layers, steps, kind, baseline = null } = input;
          paint(u, { layers, steps: steps.length, kind, baseline }, paintsOf(host));
        },
      ],
      setCursor: [
        (u) => {
          const inside = (u.cursor.left ?? -1) >= 0;
          onStep(inside ? (u.cursor.idx ?? null) : null);
        },
      ],
    },
  };

  const plot = new uPlot(options, data(), host);
  plot.under.append(band);
  const resize = new ResizeObserver(() => {
    if (host.clientWidth > 0) plot.setSize({ width: host.clientWidth, height: host.clientHeight });
  });
  resize.observe(host);

  return {
    show(next) {
      input = next;
      plot.setData(data());
    },
    mark(step, other = step ?? 0) {
      marked = step === null ? null : [Math.min(step, other), Math.max(step, other)];
      placeBand(plot);
    },
    repaint: () => plot.redraw(false, true),
    close() {
      resize.disconnect();
      plot.destroy();
    },
  };
}
