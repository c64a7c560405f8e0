// GPUs: what they cost, how much of them is asked for and used, by whom, and which nodes have them.
import { useMemo } from 'react';
import type { AllocationResult, AssetsResult } from '@prorata/engine';
import {
  coloursOf,
  decimalsFor,
  decimalsNeeded,
  fillOf,
  NameParts,
  rowParts,
  Swatch,
  Tiles,
  type Locale,
  type Tile,
} from '@prorata/ui';
import { basis, questionFor } from '../state/answers.ts';
import { useAnswer } from '../state/asked.ts';
import { pricing } from '../state/charging.ts';
import { view } from '../state/history.ts';
import { FilterBar } from '../shell/FilterBar.tsx';
import { unstepped } from '../state/unstepped.ts';
import { term } from '../words/terms.ts';
import { texts } from '../words/words.ts';
import type { ViewProps } from './Later.tsx';
import { GpuStrip, linesOf, type GpuLine } from './GpuStrip.tsx';
import { Skeleton } from './Loading.tsx';
import { Refusal } from './Refusal.tsx';
import '../style/gpu.css';

interface Answers {
  readonly result: AllocationResult;
  readonly nodes: AllocationResult;
  readonly assets: AssetsResult;
  readonly lines: readonly GpuLine[];
}

export function Gpu({ locale }: ViewProps) {
  const known = basis.value;
  const state = view.value;
  const question = known ? unstepped(questionFor(state, known.whole.window)) : {};
  const { value, problem } = useAnswer<Answers>(JSON.stringify(question), async (session) => {
    const [result, nodes, assets, lines] = await Promise.all([
      session.allocate(question),
      session.allocate({ ...pricing(view.peek()), aggregate: ['cluster', 'node'], idle: 'separate' }),
      session.assets(pricing(view.peek())),
      // Without them the rest of the view is still what it is; why they fail the press on a figure says.
      linesOf(session).catch(() => []),
    ]);
    return { result, nodes, assets, lines };
  });
  return (
    <>
      <FilterBar result={value?.result ?? null} locale={locale} />
      <Refusal reason={problem} />
      {value ? <Board {...value} locale={locale} /> : problem === null ? <Skeleton /> : null}
    </>
  );
}

function Board({ result, nodes, assets, lines, locale }: Answers & { readonly locale: Locale }) {
  const t = texts.value;
  const colours = useMemo(() => coloursOf(result), [result]);
  const rows = result.names.map((_, row) => row).filter((row) => result.columns.gpuCost.nano[row] !== 0n);
  const machines = assets.names.map((_, row) => row).filter((row) => (assets.gpus[row] ?? 0) > 0);
  if (rows.length === 0 && machines.length === 0) {
    return (
      <section className="card answer gpu-none">
        <h2>{t('gpu.none')}</h2>
        <p className="mute">{t('gpu.none.text')}</p>
      </section>
    );
  }
  return (
    <div className="answer">
      <Tiles tiles={tilesOf(result, nodes, locale)} busy={false} />
      <GpuStrip lines={lines} window={result.window} locale={locale} />
      <section className="card table-card" aria-labelledby="gpu-rows">
        <header className="card-head">
          <h2 id="gpu-rows">{t('gpu.who')}</h2>
          <span className="mute clip">{t('gpu.who.note')}</span>
        </header>
        <div className="scroll" tabIndex={0} role="group" aria-labelledby="gpu-rows">
          <UserTable result={result} rows={rows} colours={colours} locale={locale} />
        </div>
      </section>
      <section className="card table-card" aria-labelledby="gpu-nodes">
        <header className="card-head">
          <h2 id="gpu-nodes">{t('gpu.nodes')}</h2>
          <span className="mute">{locale.number.count(machines.length)}</span>
        </header>
        <div className="scroll" tabIndex={0} role="group" aria-labelledby="gpu-nodes">
          <MachineTable assets={assets} nodes={nodes} rows={machines} locale={locale} />
        </div>
      </section>
    </div>
  );
}

/** A part as per cent; a dash where nobody knows the whole. */
const partText = (part: number, whole: number, { number }: Locale): string =>
  number.percent(whole > 0 ? part / whole : NaN);

function tilesOf({ totals, window }: AllocationResult, nodes: AllocationResult, locale: Locale): readonly Tile[] {
  const t = texts.value;
  const idleRows = nodes.kinds.map((kind, row) => (kind === 'idle' ? row : -1)).filter((row) => row >= 0);
  const whole = basis.value?.whole;
  const idle = whole ? whole.kinds.indexOf('idle') : -1;
  const idleCost = idle < 0 ? 0 : (whole?.columns.gpuCost.units[idle] ?? 0);
  const hours = nodes.totals.gpuHours[0] ?? 0;
  const requested = totals.gpuRequestHours[0] ?? 0;
  const used = totals.gpuUsageHours[0] ?? NaN;
  return [
    {
      label: t('gpu.cost'),
      value: locale.money.headline(totals.gpuCost.units[0] ?? NaN),
      title: locale.money.exact(totals.gpuCost.nano[0] ?? 0n, basis.value?.whole.digits ?? 9),
      note: locale.time.window(window.startMs, window.endMs),
    },
    {
      label: t('gpu.requested'),
      value: locale.number.amount(requested, 1),
      unit: t('gpu.hours'),
      note:
        idleRows.length > 0 && hours > 0 ? t('gpu.requested.note', { share: partText(requested, hours, locale) }) : '',
    },
    {
      label: t('gpu.active'),
      value: used > 0 ? partText(used, requested, locale) : t('tile.unknown'),
      note: used > 0 ? t('gpu.active.note', { hours: locale.number.amount(used, 1) }) : t('gpu.active.unknown'),
    },
    {
      label: t('gpu.idle'),
      value: locale.money.headline(idleCost),
      note: t('gpu.idle.note'),
    },
  ];
}

interface UserTableProps {
  readonly result: AllocationResult;
  readonly rows: readonly number[];
  readonly colours: ReadonlyMap<string, string>;
  readonly locale: Locale;
}

function UserTable({ result, rows, colours, locale }: UserTableProps) {
  const t = texts.value;
  const { gpuCost, gpuHours, gpuRequestHours, gpuUsageHours } = result.columns;
  const sorted = [...rows].sort((a, b) => (gpuCost.units[b] ?? 0) - (gpuCost.units[a] ?? 0));
  const decimals = decimalsFor(sorted.map((row) => gpuCost.units[row] ?? NaN));
  const hours = (column: Float64Array, row: number): string => locale.number.amount(column[row] ?? NaN, 2);
  const whole = result.totals.gpuCost.units[0] ?? NaN;
  return (
    <table className="plain-table gpu-table">
      <thead>
        <tr>
          <th scope="col">{t('overview.name')}</th>
          <th scope="col" className="num">
            {t('gpu.cost')}
          </th>
          <th scope="col" className="num">
            {locale.t('column.share')}
          </th>
          <th scope="col" className="num">
            {t('gpu.requestedhours')}
          </th>
          <th scope="col" className="num">
            {t('gpu.charged')}
          </th>
          <th scope="col" className="num">
            {t('gpu.used')}
          </th>
          <th scope="col">{t('gpu.active')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((row) => {
          const kind = result.kinds[row] ?? 'workload';
          const used = gpuUsageHours[row] ?? 0;
          const asked = gpuRequestHours[row] ?? 0;
          return (
            <tr key={row}>
              <th scope="row">
                <span className="row-name">
                  <Swatch fill={fillOf(kind, result.names[row] ?? '', colours)} />
                  <NameParts keys={result.aggregate} parts={rowParts(result, row, locale)} />
                </span>
              </th>
              <td className="num strong">{locale.money.cell(gpuCost.units[row] ?? NaN, decimals)}</td>
              <td className="num mute">{partText(gpuCost.units[row] ?? NaN, whole, locale)}</td>
              <td className="num">{hours(gpuRequestHours, row)}</td>
              <td className="num">{hours(gpuHours, row)}</td>
              <td className="num">{hours(gpuUsageHours, row)}</td>
              <td>
                {kind !== 'workload' ? null : used > 0 && asked > 0 ? (
                  <Activity part={used / asked} locale={locale} />
                ) : (
                  <span className="faint">{t(asked > 0 ? 'gpu.nosamples' : 'tile.unknown')}</span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Activity({ part, locale }: { readonly part: number; readonly locale: Locale }) {
  const tone = part < 0.25 ? 'bad' : part < 0.5 ? 'warn' : 'good';
  return (
    <span className="efficiency">
      <i className="meter" aria-hidden="true">
        <i className={`meter-${tone}`} style={{ width: `${Math.min(1, part) * 100}%` }} />
      </i>
      <span className="num">{locale.number.efficiency(part)}</span>
    </span>
  );
}

interface MachineTableProps {
  readonly assets: AssetsResult;
  readonly nodes: AllocationResult;
  readonly rows: readonly number[];
  readonly locale: Locale;
}

/** Nodes with GPUs; how many of them, or which slices of one, pods asked for. */
function MachineTable({ assets, nodes, rows, locale }: MachineTableProps) {
  const t = texts.value;
  const sorted = [...rows].sort((a, b) => (assets.gpuCost.units[b] ?? 0) - (assets.gpuCost.units[a] ?? 0));
  const decimals = decimalsFor(sorted.map((row) => assets.gpuCost.units[row] ?? NaN));
  const digits = decimalsNeeded(
    sorted.map((row) => assets.gpus[row] ?? NaN),
    3,
  );
  const rowOf = (row: number): number =>
    nodes.keys.findIndex(
      ([cluster, node], at) =>
        nodes.kinds[at] === 'workload' && cluster === assets.clusters[row] && node === assets.names[row],
    );
  return (
    <table className="plain-table gpu-table">
      <thead>
        <tr>
          <th scope="col">{t('assets.name')}</th>
          <th scope="col">{t('assets.type')}</th>
          <th scope="col" className="num">
            {t('assets.gpus')}
          </th>
          <th scope="col" className="num">
            {t('assets.hours')}
          </th>
          <th scope="col" className="num">
            {t('gpu.cost')}
          </th>
          <th scope="col" className="num">
            {t('gpu.requestedhours')}
          </th>
          <th scope="col" className="num">
            {t('gpu.used')}
          </th>
          <th scope="col">{t('assets.source')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((row) => {
          const at = rowOf(row);
          const hours = (column: Float64Array): string => locale.number.amount(at < 0 ? 0 : (column[at] ?? NaN), 2);
          return (
            <tr key={row}>
              <th scope="row">
                <span className="clip gpu-node" title={assets.names[row]}>
                  {assets.names[row]}
                </span>
              </th>
              <td>
                {assets.instanceTypes[row] || '–'}
                {assets.spot[row] ? <span className="chip chip-spot">{t('assets.spot')}</span> : null}
              </td>
              <td className="num">{locale.number.amount(assets.gpus[row] ?? NaN, digits)}</td>
              <td className="num">{locale.number.amount(assets.hours[row] ?? NaN, 1)}</td>
              <td className="num strong">{locale.money.cell(assets.gpuCost.units[row] ?? NaN, decimals)}</td>
              <td className="num">{hours(nodes.columns.gpuRequestHours)}</td>
              <td className="num">{hours(nodes.columns.gpuUsageHours)}</td>
              <td className="mute">{term(assets.priceSources[row] ?? '', locale.language)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
