// The parts that the page and a Grafana panel share: values in, markup out. Nothing here fetches, stores or adds money up.
export { assignColours, inkOn, luminance, slotOf, slots } from './colour/palette.ts';
export { conditionsOf, crumbs, drillInto, levelBelow, type Crumb, type Place } from './drill.ts';
export { formatFilter, parseFilter, parseParts, type Condition, type FilterPart } from './filter.ts';
export {
  decimalText,
  decimalsFor,
  moneyFormat,
  none,
  ownRateText,
  parseOwnRate,
  withSign,
  type MoneyFormat,
  type OwnRate,
} from './format/money.ts';
export { decimalsNeeded, numberFormat, type NumberFormat } from './format/number.ts';
export { timeFormat, type TimeFormat } from './format/time.ts';
export { locale, type Language, type Locale } from './locale.ts';
export { en, type UiWords } from './words/en.ts';
export {
  fill,
  translator,
  type Dictionary,
  type Placeholders,
  type Translate,
  type Translated,
} from './words/translate.ts';
export { allRows, coloursOf, fillOf, keyText, keyWord, plainKeys, rowParts, type Fill } from './rows.ts';
export { extent, stack, type ChartKind } from './charts/paint.ts';
export { labelledSteps } from './charts/plot.ts';
export { layersOf, type Layer } from './charts/series.ts';
export { StepTable } from './charts/StepTable.tsx';
export { Treemap } from './charts/Treemap.tsx';
export { layoutTreemap } from './charts/treemap.ts';
export { Trend } from './charts/Trend.tsx';
export { EfficiencyBar } from './parts/EfficiencyBar.tsx';
export { NameParts } from './parts/NameParts.tsx';
export { Swatch } from './parts/Swatch.tsx';
export { Tiles, type Tile, type Tone } from './parts/Tiles.tsx';
export { CompareTable } from './table/CompareTable.tsx';
export { CostTable } from './table/CostTable.tsx';
export {
  changesOf,
  nextSort,
  parseColumns,
  parseSort,
  sortColumns,
  sortedRows,
  sortText,
  tableColumns,
  type Changes,
  type Sort,
  type SortColumn,
  type TableColumn,
} from './table/order.ts';
export { extrasOf } from './table/cells.tsx';
export { keysAt, keysBelow, keysOf, lineKey, pathOf, type Branch, type Line } from './table/tree.ts';
export { layoutFlow, type Flow, type FlowLink, type FlowNode, type PlacedNode } from './charts/flow.ts';
export { sumOf } from './charts/series.ts';
