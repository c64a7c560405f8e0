// The headline figures of an answer. Every amount is one that the engine gave.
import type { AllocationResult } from '@prorata/engine';
import { allRows, type Locale, type Tile, type Translate } from '@prorata/ui';
import type { Effect, Figure } from '../load/effects.ts';
import type { Missing } from '../load/missing.ts';
import type { Basis } from '../state/answers.ts';
import type { AppWords } from '../words/en.ts';

type Words = Translate<AppWords>;

function total(result: AllocationResult, locale: Locale, t: Words): Tile {
  const { totalCost } = result.totals;
  return {
    label: t('tile.total'),
    value: locale.money.headline(totalCost.units[0] ?? NaN),
    unit: locale.money.beside(totalCost.units[0] ?? NaN),
    title: locale.money.exact(totalCost.nano[0] ?? 0n, result.digits),
    note: result.filtered
      ? t(result.kinds.includes('idle') ? 'tile.total.part' : 'tile.total.filtered')
      : locale.time.window(result.window.startMs, result.window.endMs),
  };
}

/** Idle of the whole cluster, whatever the view does with it. */
function idle({ whole }: Basis, locale: Locale, t: Words): Tile {
  const row = whole.kinds.indexOf('idle');
  const units = row < 0 ? 0 : (whole.columns.totalCost.units[row] ?? NaN);
  const share = whole.columns.share[row] ?? NaN;
  return {
    label: t('tile.idle'),
    value: locale.money.headline(units),
    title: locale.money.exact(whole.columns.totalCost.nano[row] ?? 0n, whole.digits),
    note: row < 0 ? t('tile.idle.none') : t('tile.idle.note', { share: locale.number.percent(share) }),
  };
}

function efficiency({ totals }: AllocationResult, missing: Missing | null, locale: Locale, t: Words): Tile {
  const percent = (column: Float64Array): string => locale.number.percent(column[0] ?? NaN);
  const part = (column: Float64Array, usage: Effect): string =>
    missing?.effects.includes(usage) ? t('tile.unknown') : percent(column);
  return {
    label: t('tile.efficiency'),
    value: percent(totals.efficiency),
    note: t('tile.efficiency.note', {
      cpu: part(totals.cpuEfficiency, 'cpu-usage'),
      ram: part(totals.ramEfficiency, 'memory-usage'),
    }),
  };
}

/** Rows and idle against what nodes cost. A filter or hidden idle leaves the rest outside, which is no mistake. */
function addsUp(result: AllocationResult, idleHidden: boolean, locale: Locale, t: Words): Tile {
  const nano = result.remainder.nano[0] ?? 0n;
  const partial = result.filtered || idleHidden;
  const tile = {
    label: t('tile.addsup'),
    value: locale.money.headline(result.remainder.units[0] ?? NaN),
    title: locale.money.exact(nano, result.digits),
    note: t('tile.addsup.bill', { amount: locale.money.headline(result.assetCost.units[0] ?? NaN) }),
  };
  if (partial) return { ...tile, unit: t('tile.addsup.filtered') };
  return {
    ...tile,
    unit: t('tile.addsup.unit'),
    chip:
      nano === 0n ? { tone: 'good', text: `✓ ${t('tile.addsup.exact')}` } : { tone: 'bad', text: t('tile.addsup.off') },
  };
}

function resolutionText(milliseconds: number, t: Words): string {
  const minutes = milliseconds / 60_000;
  return minutes >= 60 ? t('tile.hours', { n: minutes / 60 }) : t('tile.minutes', { n: minutes });
}

function rows(result: AllocationResult, locale: Locale, t: Words): Tile {
  const count = result.kinds.filter((kind) => kind === 'workload').length;
  return {
    label: t('tile.rows'),
    value: locale.number.count(count),
    title: allRows(result.aggregate, count, locale),
    note: t('tile.rows.note', { resolution: resolutionText(result.resolutionMs, t) }),
  };
}

export interface TilesInput {
  readonly result: AllocationResult;
  readonly basis: Basis;
  readonly idleHidden: boolean;
  readonly missing: Missing | null;
  /** What is missing is on its way. */
  readonly pending: boolean;
}

export function tilesOf(
  { result, basis, idleHidden, missing, pending }: TilesInput,
  locale: Locale,
  t: Words,
): readonly Tile[] {
  const isDoubtful = (figure: Figure): boolean => missing?.figures.includes(figure) ?? false;
  const marked = (doubtful: boolean, tile: Tile): Tile =>
    doubtful ? { ...tile, chip: { tone: 'warn', text: t(pending ? 'tile.first' : 'tile.partial') } } : tile;
  // Costs that move between rows and idle leave the sum of all alone, and no part of it.
  const isPart = result.filtered || idleHidden;
  return [
    marked(isDoubtful('total') || (isPart && isDoubtful('idle')), total(result, locale, t)),
    marked(isDoubtful('idle'), idle(basis, locale, t)),
    marked(isDoubtful('efficiency'), efficiency(result, missing, locale, t)),
    addsUp(result, idleHidden, locale, t),
    rows(result, locale, t),
  ];
}
