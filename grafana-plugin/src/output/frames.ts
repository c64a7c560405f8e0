// Answers of the engine → data frames, so that Grafana's field options work on them: names, units, decimals, thresholds,
// mappings, links and overrides. Figures pass through as they came.
import {
  applyFieldOverrides,
  FieldColorModeId,
  FieldType,
  type DataFrame,
  type Field,
  type FieldConfig,
  type FieldConfigOptionsRegistry,
  type FieldConfigSource,
  type GrafanaTheme2,
  type InterpolateFunction,
  type TimeZone,
} from '@grafana/data';
import type { AllocationResult, RowKind } from '@prorata/engine';
import { assignColours, slots } from '@prorata/ui/colour/palette.ts';
import { none } from '@prorata/ui/format/money.ts';
import type { Column } from '../options/options.ts';
import { text } from '../text.ts';
import { known, type Kind } from './columns.ts';
import { decimalsOf, moneyDisplay, type Zero } from './money.ts';
import { keyTitle, rowTitle, shortTitles, shownPartsOf } from './rows.ts';

/** What Grafana needs to apply field options. */
export interface Look {
  readonly fieldConfig: FieldConfigSource;
  readonly registry: FieldConfigOptionsRegistry;
  readonly theme: GrafanaTheme2;
  readonly timeZone: TimeZone;
  readonly replaceVariables: InterpolateFunction;
}

/** Unknown is no number: Grafana shows what "No value" says. */
const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The user's default unit is for money; ratios and amounts have their own, which an override can still change. */
function configOf(kind: Kind): FieldConfig {
  if (kind === 'ratio') return { unit: 'percentunit', decimals: 1, custom: { kind } };
  if (kind === 'amount') return { unit: 'none', decimals: 2, custom: { kind } };
  return { custom: { kind } };
}

const numberField = (name: string, kind: Kind, values: (number | null)[], more: Partial<Field> = {}): Field => ({
  name,
  type: FieldType.number,
  config: configOf(kind),
  values,
  ...more,
});

const kindOf = (field: Field): Kind | undefined => (field.config.custom as { kind?: Kind } | undefined)?.kind;
const isMoney = (field: Field): boolean => kindOf(field) === 'money';

/** Field options applied; money without a unit is written out in full. zero: how nothing is written. */
function shown(frame: DataFrame, currency: string, look: Look, zero: Zero = 'figure'): DataFrame {
  const { fieldConfig, registry, theme, timeZone, replaceVariables } = look;
  const [made = frame] = applyFieldOverrides({
    data: [frame],
    fieldConfig,
    fieldConfigRegistry: registry,
    theme,
    timeZone,
    replaceVariables,
  });
  const unitless = made.fields.filter((field) => isMoney(field) && field.config.unit === undefined);
  const decimals = decimalsOf(unitless);
  for (const field of unitless) {
    if (field.display) field.display = moneyDisplay(field, { currency, decimals, zero }, field.display, theme);
  }
  if (zero === 'dash') made.fields.forEach(dashForNothing);
  return made;
}

/** In a table a dash is easier to pass over than 0.00. */
function dashForNothing(field: Field): void {
  const { display } = field;
  if (!display || kindOf(field) !== 'amount') return;
  field.display = (value: unknown) => {
    const shown = display(value);
    return value === 0 && (field.config.mappings?.length ?? 0) === 0 ? { ...shown, text: none } : shown;
  };
}

/** Rows of an answer: a text column for each key, then the chosen figures. */
export function tableFrame(result: AllocationResult, columns: readonly Column[], look: Look): DataFrame {
  const keys = result.aggregate.map((key, place): Field => ({
    name: keyTitle(key),
    type: FieldType.string,
    config: { custom: { key } },
    values: result.names.map((_, row) => shownPartsOf(result, row)[place] ?? ''),
  }));
  const figures = columns.map((column) =>
    numberField(text.columns[column], known[column].kind, Array.from(known[column].values(result.columns), orNull)),
  );
  return shown({ length: result.rowCount, fields: [...keys, ...figures] }, result.currency, look, 'dash');
}

/** All rows together, in the columns of the table. Nothing of it is added up here. */
export function totalsFrame(result: AllocationResult, columns: readonly Column[], look: Look): DataFrame {
  const figures = columns.map((column) =>
    numberField(text.columns[column], known[column].kind, Array.from(known[column].values(result.totals), orNull)),
  );
  return shown({ length: 1, fields: figures }, result.currency, look, 'dash');
}

/** Labels of a row, for links such as `${__field.labels.namespace}`. */
function labelsOf(result: AllocationResult, row: number): Record<string, string> {
  const parts = result.keys[row] ?? [];
  return Object.fromEntries(result.aggregate.map((key, place) => [key.replace(/^label:/, ''), parts[place] ?? '']));
}

/** Of rows that are nobody's, and of what has no room of its own. */
const kColours: Readonly<Record<Exclude<RowKind, 'workload'>, string>> = {
  idle: 'gray',
  unallocated: 'text',
  unmounted: 'light-purple',
  overhead: 'light-yellow',
  other: 'light-blue',
};

const fixed = (fixedColor: string): FieldConfig => ({ color: { mode: FieldColorModeId.Fixed, fixedColor } });

/** Colours by name are ours for the largest rows: Grafana's may be the same for two. Others are what the user chose.
 * Rows that are nobody's are grey. An override of a row's name stands above all of it. */
function coloursOf(result: AllocationResult, { fieldConfig }: Look): (row: number) => FieldConfig {
  const mode = fieldConfig.defaults.color?.mode ?? FieldColorModeId.PaletteClassicByName;
  const workloads = result.names.filter((_, row) => result.kinds[row] === 'workload');
  const isOurs = String(mode) === String(FieldColorModeId.PaletteClassicByName);
  const colours = assignColours(isOurs ? workloads.slice(0, slots.length) : []);
  return (row) => {
    const kind = result.kinds[row] ?? 'workload';
    if (kind !== 'workload') return fixed(kColours[kind]);
    const colour = colours.get(result.names[row] ?? '');
    return colour === undefined ? {} : fixed(colour);
  };
}

/** Rows as they are drawn: what is somebody's, then the rest of it, then what is nobody's, idle last. */
export function drawingOrder({ kinds }: AllocationResult): readonly number[] {
  const rows = kinds.map((_, row) => row);
  return (['workload', 'other', 'unallocated', 'unmounted', 'overhead', 'idle'] as const).flatMap((kind) =>
    rows.filter((row) => kinds[row] === kind),
  );
}

/** A column for each row, with what `values` gives for it: one figure, or one for each step. */
function rowFields(result: AllocationResult, look: Look, values: (row: number) => (number | null)[]): Field[] {
  const colourOf = coloursOf(result, look);
  const short = shortTitles(result);
  return drawingOrder(result).map((row) => {
    const title = rowTitle(result, row);
    const field = numberField(title, 'money', values(row), { labels: labelsOf(result, row) });
    // Labels are for links; a row is called what it is called everywhere.
    return { ...field, config: { ...field.config, ...colourOf(row), displayNameFromDS: short[row] ?? title } };
  });
}

/** Cost over time. custom: how a series is drawn. */
export function stepsFrame(result: AllocationResult, custom: Record<string, unknown>, look: Look): DataFrame {
  const steps = result.steps.length;
  const { units } = result.stepCost;
  const time: Field = {
    name: text.time,
    type: FieldType.time,
    config: {},
    // In the middle, so that a bar covers its step and the pointer finds it from both sides.
    values: result.steps.map(({ startMs, endMs }) => (startMs + endMs) / 2),
  };
  const fields = rowFields(result, look, (row) => Array.from(units.subarray(row * steps, (row + 1) * steps), orNull));
  for (const field of fields) field.config = { ...field.config, custom: { ...custom, kind: 'money' } };
  return shown({ length: steps, fields: [time, ...fields] }, result.currency, look);
}

/** The cost of each row as a column of its own, so that overrides by a row's name give it its colour. By row. */
export function rowColumns(result: AllocationResult, look: Look): readonly Field[] {
  const { units } = result.columns.totalCost;
  const fields = rowFields(result, look, (row) => [orNull(units[row] ?? NaN)]);
  const made = shown({ length: 1, fields }, result.currency, look).fields;
  const byRow: Field[] = [];
  drawingOrder(result).forEach((row, place) => {
    const field = made[place];
    if (field) byRow[row] = field;
  });
  return byRow;
}

export interface Figure {
  readonly name: string;
  readonly kind: Kind;
  readonly value: number;
}

/** Single figures side by side. */
export function figuresFrame(figures: readonly Figure[], currency: string, look: Look): DataFrame {
  const fields = figures.map(({ name, kind, value }) => numberField(name, kind, [orNull(value)]));
  return shown({ length: 1, fields }, currency, look);
}
