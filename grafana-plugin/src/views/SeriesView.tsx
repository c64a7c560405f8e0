// Cost over time, stacked, in Grafana's own chart with its legend and tooltip.
import {
  dateTimeFormat,
  formattedValueToString,
  getFieldDisplayName,
  type DataFrame,
  type TimeRange,
} from '@grafana/data';
import type { LegendDisplayMode, LegendPlacement, VizLegendOptions } from '@grafana/schema';
import type { AllocationResult } from '@prorata/engine';
import { SeriesTable, TimeSeries, TooltipPlugin2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import type { Legend, SeriesStyle } from '../options/options.ts';
import { stepsFrame } from '../output/frames.ts';
import type { ViewProps } from './view.ts';

// Grafana's numbers. Its enumerations are not shared with plugins, and would be a second copy here.
const kBarsAround = 0;
const kHoverAll = 1;

function drawn(style: SeriesStyle): Record<string, unknown> {
  return {
    drawStyle: style === 'bars' ? 'bars' : 'line',
    lineInterpolation: 'linear',
    lineWidth: style === 'bars' ? 0 : 1,
    fillOpacity: { bars: 90, area: 60, lines: 0 }[style],
    gradientMode: 'none',
    barAlignment: kBarsAround,
    barWidthFactor: 0.9,
    showPoints: 'never',
    spanNulls: false,
    stacking: { mode: style === 'lines' ? 'none' : 'normal', group: 'A' },
    axisPlacement: 'auto',
    axisSoftMin: 0,
    scaleDistribution: { type: 'linear' },
    hideFrom: { legend: false, tooltip: false, viz: false },
  };
}

function legendOf(legend: Legend): VizLegendOptions {
  return {
    showLegend: legend !== 'hidden',
    displayMode: 'list' as LegendDisplayMode.List,
    placement: (legend === 'right' ? 'right' : 'bottom') as LegendPlacement,
    calcs: [],
  };
}

interface TipProps {
  readonly steps: AllocationResult['steps'];
  readonly frame: DataFrame;
  readonly places: readonly (number | null)[];
  readonly focused: number | null;
  readonly timeZone: string;
}

/** All series at one step, in the order of the answer; those with nothing there are left out. */
function Tip({ steps, frame, places, focused, timeZone }: TipProps) {
  const at = places.find((place) => place !== null) ?? 0;
  const [, ...fields] = frame.fields;
  const step = steps[at];
  const timestamp = step ? [step.startMs, step.endMs].map((ms) => dateTimeFormat(ms, { timeZone })).join(' – ') : '';
  const series = fields.flatMap((field, index) => {
    const value: unknown = field.values[at];
    if (typeof value !== 'number' || value === 0 || !field.display) return [];
    const shown = field.display(value);
    return [
      {
        label: getFieldDisplayName(field, frame),
        value: formattedValueToString(shown),
        color: shown.color ?? '',
        isActive: focused === index + 1,
      },
    ];
  });
  return <SeriesTable timestamp={timestamp} series={series} />;
}

export interface SeriesViewProps extends ViewProps {
  readonly style: SeriesStyle;
  readonly legend: Legend;
  readonly timeRange: TimeRange;
  readonly onZoom: (range: { from: number; to: number }) => void;
}

export function SeriesView({ result, look, width, height, style, legend, timeRange, onZoom }: SeriesViewProps) {
  const frames = useMemo(() => [stepsFrame(result, drawn(style), look)], [result, style, look]);
  const legendOptions = useMemo(() => legendOf(legend), [legend]);
  return (
    <TimeSeries
      frames={frames}
      width={width}
      height={height}
      timeRange={timeRange}
      timeZone={look.timeZone}
      legend={legendOptions}
    >
      {(config, aligned) => (
        <TooltipPlugin2
          config={config}
          hoverMode={kHoverAll}
          queryZoom={onZoom}
          render={(_plot, places, focused) => (
            <Tip steps={result.steps} frame={aligned} places={places} focused={focused} timeZone={look.timeZone} />
          )}
        />
      )}
    </TimeSeries>
  );
}
