// Amounts of the engine as text, where the user has chosen no unit: full amounts with the sign of the currency, which
// Grafana's own currency units would shorten to thousands and millions.
import { getDisplayProcessor, type DisplayProcessor, type Field, type GrafanaTheme2 } from '@grafana/data';
import { decimalsFor, moneyFormat } from '@prorata/ui/format/money.ts';

/** Decimals that the largest of these amounts needs: figures that stand together have the same. */
export function decimalsOf(fields: readonly Field[]): number {
  return decimalsFor(fields.flatMap(({ values }) => values.filter((value: unknown) => typeof value === 'number')));
}

/** How exactly nothing is written: in a table a dash is easier to pass over. */
export type Zero = 'dash' | 'figure';

export interface MoneyLook {
  readonly currency: string;
  /** Unless the user chose some. */
  readonly decimals: number;
  readonly zero: Zero;
}

/** A display that writes money; what mappings, thresholds and colours say stays. */
export function moneyDisplay(
  field: Field,
  { currency, decimals: usual, zero }: MoneyLook,
  base: DisplayProcessor,
  theme: GrafanaTheme2,
): DisplayProcessor {
  const decimals = field.config.decimals ?? usual;
  const format = moneyFormat('en-US', currency, '');
  const write = (value: number): string =>
    value === 0 && zero === 'figure' ? format.price(0, decimals) : format.cell(value, decimals);
  const isMapping = (field.config.mappings?.length ?? 0) > 0;
  const unmapped = isMapping
    ? getDisplayProcessor({ field: { ...field, config: { ...field.config, mappings: [] } }, theme })
    : base;
  return (value: unknown) => {
    const shown = base(value);
    const isMapped = isMapping && unmapped(value).text !== shown.text;
    if (typeof value !== 'number' || !Number.isFinite(value) || isMapped) return shown;
    const { prefix: _prefix, suffix: _suffix, ...rest } = shown;
    return { ...rest, text: write(value) };
  };
}
