// How busy GPUs were over time: a line for each of the pods whose GPUs cost most, light for little and dark for much.
import { useState, type PointerEvent } from 'react';
import type { DerivedHour, DerivedTerm, Session } from '@prorata/engine';
import { conditionsOf, type Locale } from '@prorata/ui';
import { pricing } from '../state/charging.ts';
import { view } from '../state/history.ts';
import { texts } from '../words/words.ts';

const most = 12;
const anHour = 3_600_000;
const aDay = 24 * anHour;
const keys = ['namespace', 'pod'] as const;

export interface GpuLine {
  readonly name: string;
  readonly term: DerivedTerm;
}

/** Terms of GPUs that somebody asks for, of the pods whose GPUs cost most. */
export async function linesOf(session: Session): Promise<readonly GpuLine[]> {
  const { filter } = view.peek();
  const prices = pricing(view.peek());
  const pods = await session.allocate({ ...prices, aggregate: keys, filter, idle: 'hide' });
  const { units } = pods.columns.gpuCost;
  const rows = pods.names
    .map((_, row) => row)
    .filter((row) => pods.kinds[row] === 'workload' && (units[row] ?? 0) > 0)
    .sort((a, b) => (units[b] ?? 0) - (units[a] ?? 0))
    .slice(0, most);
  const found = await Promise.all(
    rows.map(async (row): Promise<readonly GpuLine[]> => {
      const of = conditionsOf({ by: keys, filter }, pods.keys[row] ?? []);
      if (of === null) return [];
      const { terms } = await session.explain(of, prices);
      const name = (pods.keys[row] ?? []).join(' › ');
      return terms
        .filter(({ what, requested }) => what === 'gpu' && (requested ?? 0) > 0)
        .map((term) => ({ name, term }));
    }),
  );
  return found.flat();
}

const levels = [1, 2, 3, 4, 5] as const;

/** As in the table below, a GPU that never did anything is one without samples: null. NaN where nothing was asked for. */
function activityOf({ term }: GpuLine, { requested = 0, used = 0 }: DerivedHour): number | null {
  if (requested <= 0) return NaN;
  return (term.used ?? 0) > 0 ? Math.min(1, used / requested) : null;
}

/** In all of its time; NaN where nobody knows. */
const shareOf = ({ term: { used = 0, requested = NaN } }: GpuLine): number => (used > 0 ? used / requested : NaN);

/** Where nobody knows the colour is left out, and the hatching behind it is seen. */
function colourOf(line: GpuLine, hour: DerivedHour): string {
  const activity = activityOf(line, hour);
  if (activity === null) return 'transparent';
  if (Number.isNaN(activity)) return 'var(--heat-0)';
  return `var(--heat-${Math.min(levels.length, Math.floor(activity * levels.length) + 1)})`;
}

/** Hours as parts of the window, one colour each. */
function gradient(line: GpuLine, startMs: number, endMs: number): string {
  const place = (time: string): string => `${(((Date.parse(time) - startMs) / (endMs - startMs)) * 100).toFixed(3)}%`;
  const parts: string[] = [];
  let at = '0.000%';
  for (const hour of line.term.hours ?? []) {
    const [from, to] = [place(hour.start), place(hour.end)];
    if (from !== at) parts.push(`var(--heat-0) ${at} ${from}`);
    parts.push(`${colourOf(line, hour)} ${from} ${to}`);
    at = to;
  }
  if (at !== '100.000%') parts.push(`var(--heat-0) ${at} 100%`);
  return `linear-gradient(to right, ${parts.join(', ')})`;
}

interface GpuStripProps {
  readonly lines: readonly GpuLine[];
  readonly window: { readonly startMs: number; readonly endMs: number };
  readonly locale: Locale;
}

export function GpuStrip({ lines, window: { startMs, endMs }, locale }: GpuStripProps) {
  const t = texts.value;
  // What the axis names at its ends: days, or hours of less than two.
  const edge = endMs - startMs >= 2 * aDay ? aDay : anHour;
  const [marked, setMarked] = useState<{ readonly line: GpuLine; readonly hour: DerivedHour } | null>(null);
  if (lines.length === 0) return null;
  const mark = (line: GpuLine, event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const at = startMs + ((event.clientX - left) / width) * (endMs - startMs);
    const hour = line.term.hours?.find(({ start, end }) => Date.parse(start) <= at && at < Date.parse(end));
    setMarked(hour ? { line, hour } : null);
  };
  const activity = marked ? activityOf(marked.line, marked.hour) : NaN;
  return (
    <section className="card" aria-labelledby="gpu-strip">
      <header className="card-head">
        <h2 id="gpu-strip">{t('gpu.strip')}</h2>
        <span className="mute clip">
          {marked
            ? `${locale.time.step(Date.parse(marked.hour.start), Date.parse(marked.hour.end))}: ${
                activity === null ? t('gpu.nosamples') : locale.number.percent(activity)
              }`
            : t('gpu.strip.note')}
        </span>
        <span className="space" />
        <span className="heat-legend mute" aria-hidden="true">
          0 %
          {levels.map((level) => (
            <i key={level} style={{ background: `var(--heat-${level})` }} />
          ))}
          100 %<i className="heat-unknown" /> {t('gpu.nosamples')}
        </span>
      </header>
      <ul className="heat" onPointerLeave={() => setMarked(null)}>
        {lines.map((line) => (
          <li key={`${line.name} ${line.term.container} ${line.term.node}`}>
            <span className="clip" title={`${line.name} › ${line.term.container}`}>
              {line.term.pod} <span className="mute">{line.term.namespace}</span>
            </span>
            <i
              className="heat-line"
              role="img"
              aria-label={t('gpu.strip.row', {
                name: line.name,
                share: locale.number.percent(shareOf(line)),
              })}
              onPointerMove={(event) => mark(line, event)}
            >
              <i style={{ backgroundImage: gradient(line, startMs, endMs) }} />
            </i>
            <span className="num">{locale.number.efficiency(shareOf(line))}</span>
          </li>
        ))}
        <li className="heat-axis faint" aria-hidden="true">
          <span>{locale.time.step(startMs, startMs + edge)}</span>
          <span>{locale.time.step(endMs - edge, endMs)}</span>
        </li>
      </ul>
    </section>
  );
}
