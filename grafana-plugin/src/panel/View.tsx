// The view that the options name.
import type { PanelProps } from '@grafana/data';
import React from 'react';
import type { CostOptions } from '../options/options.ts';
import type { Look } from '../output/frames.ts';
import { FlowView } from '../views/FlowView.tsx';
import { SeriesView } from '../views/SeriesView.tsx';
import { StatsView } from '../views/StatsView.tsx';
import { TableView } from '../views/TableView.tsx';
import { TreemapView } from '../views/TreemapView.tsx';
import type { RowAction } from '../views/view.ts';
import type { Answer } from './use-data.ts';

export interface ViewProps extends PanelProps<CostOptions> {
  readonly answer: Extract<Answer, { kind: 'ready' }>;
  readonly look: Look;
  readonly actionOf: (row: number) => RowAction | null;
  readonly explainOf: (row: number) => RowAction | null;
}

export function View(props: ViewProps) {
  const { answer, options, look, width, height, actionOf, explainOf, data, onChangeTimeRange } = props;
  const { result, lease, question } = answer;
  const common = { result, look, width, height, actionOf, explainOf };
  switch (options.view) {
    case 'table':
      return <TableView {...common} columns={options.columns} hideEmpty={options.hideEmpty} />;
    case 'series':
      return (
        <SeriesView
          {...common}
          style={options.style}
          legend={options.legend}
          timeRange={data.timeRange}
          onZoom={onChangeTimeRange}
        />
      );
    case 'treemap':
      return <TreemapView {...common} />;
    case 'stats':
      return <StatsView {...common} />;
    case 'flow':
      return <FlowView {...common} from={options.flowFrom} lease={lease} question={question} />;
  }
}
