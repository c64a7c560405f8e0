// Options as Grafana's editors show them.
import type { IdlePolicy, Method } from '@prorata/engine';
import type { PanelOptionsEditorBuilder } from '@grafana/data';
import { SetUpQueries } from '../setup/SetUpQueries.tsx';
import { text } from '../text.ts';
import {
  clicks,
  columns,
  defaults,
  flows,
  kMostRows,
  legends,
  steps,
  styles,
  views,
  type CostOptions,
  type View,
} from './options.ts';

interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

const choices = <T extends string>(words: readonly T[], labels: Readonly<Record<T, string>>): Choice<T>[] =>
  words.map((value) => ({ value, label: labels[value] }));

const shows =
  (...wanted: readonly View[]) =>
  ({ view }: CostOptions): boolean =>
    wanted.includes(view ?? defaults.view);

const keyChoices = [
  ...Object.entries(text.keys).map(([value, label]) => ({ value, label })),
  { value: 'label:app.kubernetes.io/name', label: 'label:app.kubernetes.io/name' },
];

/** Grafana's types take the default of a multiple choice for one of its choices. */
const severalOf = <T extends string>(values: readonly T[]): T => [...values] as unknown as T;

const { options: words } = text;
const display = [words.categories.display];

function addDisplay(builder: PanelOptionsEditorBuilder<CostOptions>): void {
  builder
    .addSelect({
      path: 'view',
      name: words.view,
      category: display,
      defaultValue: defaults.view,
      settings: { options: choices(views, text.views) },
    })
    .addMultiSelect({
      path: 'groupBy',
      name: words.groupBy,
      description: words.groupByHint,
      category: display,
      defaultValue: severalOf(defaults.groupBy),
      settings: { options: keyChoices, allowCustomValue: true },
    })
    .addTextInput({
      path: 'filter',
      name: words.filter,
      description: words.filterHint,
      category: display,
      defaultValue: defaults.filter,
    })
    .addRadio({
      path: 'idle',
      name: words.idle,
      description: words.idleHint,
      category: display,
      defaultValue: defaults.idle,
      settings: { options: choices<IdlePolicy>(['separate', 'share', 'hide'], words.idlePolicies) },
    })
    .addSelect({
      path: 'method',
      name: words.method,
      category: display,
      defaultValue: defaults.method,
      settings: { options: choices<Method>(['interval', 'average', 'request', 'usage'], words.methods) },
    });
}

function addView(builder: PanelOptionsEditorBuilder<CostOptions>): void {
  builder
    .addMultiSelect({
      path: 'columns',
      name: words.columns,
      category: display,
      defaultValue: severalOf(defaults.columns),
      settings: { options: choices(columns, text.columns) },
      showIf: shows('table'),
    })
    .addBooleanSwitch({
      path: 'hideEmpty',
      name: words.hideEmpty,
      category: display,
      defaultValue: defaults.hideEmpty,
      showIf: shows('table'),
    })
    .addRadio({
      path: 'step',
      name: words.step,
      category: display,
      defaultValue: defaults.step,
      settings: { options: choices(steps, words.steps) },
      showIf: shows('series'),
    })
    .addRadio({
      path: 'style',
      name: words.style,
      category: display,
      defaultValue: defaults.style,
      settings: { options: choices(styles, words.styles) },
      showIf: shows('series'),
    })
    .addRadio({
      path: 'legend',
      name: words.legend,
      category: display,
      defaultValue: defaults.legend,
      settings: { options: choices(legends, words.legends) },
      showIf: shows('series'),
    })
    .addRadio({
      path: 'flowFrom',
      name: words.flowFrom,
      category: display,
      defaultValue: defaults.flowFrom,
      settings: { options: choices(flows, words.flows) },
      showIf: shows('flow'),
    })
    .addNumberInput({
      path: 'limit',
      name: words.limit,
      description: words.limitHint,
      category: display,
      defaultValue: defaults.limit,
      settings: { min: 1, max: kMostRows, integer: true },
      showIf: shows('series', 'treemap', 'flow'),
    })
    .addRadio({
      path: 'click',
      name: words.click,
      category: display,
      defaultValue: defaults.click,
      settings: { options: choices(clicks, words.clicks) },
      showIf: shows('table', 'treemap'),
    });
}

function addPrices(builder: PanelOptionsEditorBuilder<CostOptions>): void {
  const category = [words.categories.prices];
  builder
    .addTextInput({
      path: 'prices',
      name: words.prices,
      description: words.pricesHint,
      category,
      defaultValue: defaults.prices,
      settings: { useTextarea: true, rows: 8 },
    })
    .addBooleanSwitch({
      path: 'whatIf',
      name: words.whatIf,
      description: words.whatIfHint,
      category,
      defaultValue: defaults.whatIf,
    });
}

function addQueries(builder: PanelOptionsEditorBuilder<CostOptions>): void {
  const category = [words.categories.queries];
  builder
    .addTextInput({
      path: 'cluster',
      name: words.cluster,
      description: words.clusterHint,
      category,
      defaultValue: defaults.cluster,
    })
    .addCustomEditor({
      id: 'setUp',
      path: 'setUp',
      name: '',
      category,
      defaultValue: defaults.setUp,
      editor: SetUpQueries,
    });
}

export function addOptions(builder: PanelOptionsEditorBuilder<CostOptions>): void {
  addDisplay(builder);
  addView(builder);
  addPrices(builder);
  addQueries(builder);
}
