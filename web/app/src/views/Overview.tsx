// The first look: how much, where it goes, what moved, what is not used, what needs attention. Every line leads on.
import { useMemo } from 'react';
import type { AllocationResult, AssetsResult, Diagnostic, Session } from '@prorata/engine';
import {
  coloursOf,
  conditionsOf,
  decimalsFor,
  drillInto,
  EfficiencyBar,
  fillOf,
  layersOf,
  NameParts,
  rowParts,
  Swatch,
  Tiles,
  Trend,
  type Locale,
} from '@prorata/ui';
import { basis, questionFor, type Basis } from '../state/answers.ts';
import { pricing } from '../state/charging.ts';
import { useAnswer } from '../state/asked.ts';
import { view } from '../state/history.ts';
import { unstepped } from '../state/unstepped.ts';
import { missing, pending } from '../state/missing.ts';
import { theme } from '../state/theme.ts';
import type { ViewState } from '../state/view.ts';
import { diagnosticText, texts } from '../words/words.ts';
import type { ViewProps } from './Later.tsx';
import { Lines, go, type Line } from './Lines.tsx';
import { Skeleton } from './Loading.tsx';
import { Refusal } from './Refusal.tsx';
import { tilesOf } from './tiles.ts';
import '../style/overview.css';

/** Lines of a list. */
const shown = 5;
/** Of how many large workloads the least efficient are sought. */
const weighty = 25;

interface Answers {
  readonly byNamespace: AllocationResult;
  readonly byWorkload: AllocationResult;
  readonly byTeam: AllocationResult;
  readonly byCluster: AllocationResult;
  readonly assets: AssetsResult;
}

async function askAll(session: Session, state: ViewState, { whole }: Basis): Promise<Answers> {
  const { filter: _filter, ...asked } = questionFor({ ...state, by: ['namespace'], filter: '' }, whole.window);
  const flat = unstepped(asked);
  const [byNamespace, byWorkload, byTeam, byCluster, assets] = await Promise.all([
    session.allocate(asked),
    session.allocate({ ...flat, aggregate: ['namespace', 'controller'], limit: weighty }),
    session.allocate({ ...flat, aggregate: ['team'], limit: shown }),
    session.allocate({ ...flat, aggregate: ['cluster'] }),
    session.assets(pricing(state)),
  ]);
  return { byNamespace, byWorkload, byTeam, byCluster, assets };
}

export function Overview({ locale }: ViewProps) {
  const known = basis.value;
  const state = view.value;
  const question = known ? questionFor({ ...state, by: ['namespace'], filter: '' }, known.whole.window) : null;
  const key = JSON.stringify(question);
  const { value, problem, busy } = useAnswer(key, (session) =>
    known ? askAll(session, view.peek(), known) : Promise.reject(new Error('no data')),
  );
  if (problem !== null && value === null) return <Refusal reason={problem} />;
  if (!known || !value) return <Skeleton />;
  return <Board basis={known} answers={value} busy={busy} locale={locale} />;
}

interface BoardProps {
  readonly basis: Basis;
  readonly answers: Answers;
  readonly busy: boolean;
  readonly locale: Locale;
}

function Board({ basis: known, answers, busy, locale }: BoardProps) {
  const t = texts.value;
  const { byNamespace, byCluster, byTeam } = answers;
  const colours = useMemo(() => coloursOf(byNamespace), [byNamespace]);
  const layers = useMemo(() => layersOf(byNamespace, colours, locale), [byNamespace, colours, locale]);
  const tiles = tilesOf(
    {
      result: byNamespace,
      basis: known,
      idleHidden: view.value.idle === 'hide',
      missing: missing.value,
      pending: pending.value,
    },
    locale,
    t,
  );
  const teams = workloads(byTeam);
  return (
    <div className={busy ? 'answer answer-busy' : 'answer'}>
      <Tiles tiles={tiles} busy={busy} />
      <div className="charts">
        <section className="card" aria-labelledby="overview-trend">
          <header className="card-head">
            <h2 id="overview-trend">{t('chart.title')}</h2>
            <span className="mute clip">{t('overview.bynamespace')}</span>
          </header>
          <Trend result={byNamespace} layers={layers} kind="bar" locale={locale} theme={theme.value} />
        </section>
        <Components result={byNamespace} locale={locale} />
      </div>
      <div className="boards">
        <Movers result={byNamespace} colours={colours} locale={locale} />
        <Workloads result={answers.byWorkload} locale={locale} />
        <Attention list={known.diagnostics} locale={locale} />
        <IdleNodes assets={answers.assets} locale={locale} />
        <LeastUsed result={answers.byWorkload} locale={locale} />
        {workloads(byCluster).length > 1 || teams.length === 0 ? (
          <Groups id="clusters" title={t('overview.clusters')} result={byCluster} locale={locale} />
        ) : (
          <Groups id="teams" title={t('overview.teams')} result={byTeam} locale={locale} />
        )}
      </div>
    </div>
  );
}

const rowsOf = (result: AllocationResult): readonly number[] => result.names.map((_, row) => row);
const workloads = (result: AllocationResult): readonly number[] =>
  rowsOf(result).filter((row) => result.kinds[row] === 'workload');

const components = {
  cpu: 'cpuCost',
  ram: 'ramCost',
  gpu: 'gpuCost',
  disk: 'diskCost',
  volumes: 'pvCost',
  network: 'networkCost',
  balancers: 'loadBalancerCost',
  overhead: 'overheadCost',
} as const;

/** What is paid for: the totals of the engine's columns, largest first. */
function Components({ result, locale }: { readonly result: AllocationResult; readonly locale: Locale }) {
  const t = texts.value;
  const { totals } = result;
  const names = (Object.keys(components) as (keyof typeof components)[]).filter(
    (name) => totals[components[name]].nano[0] !== 0n,
  );
  const cost = (name: keyof typeof components): number => totals[components[name]].units[0] ?? NaN;
  const decimals = decimalsFor(names.map(cost));
  const whole = totals.totalCost.units[0] ?? NaN;
  const lines = [...names]
    .sort((a, b) => cost(b) - cost(a))
    .map((name): Line => {
      const part = cost(name) / whole;
      return {
        key: name,
        name: locale.t(`column.${name}`),
        part,
        figures: [locale.money.cell(cost(name), decimals), <Faint key="share" text={locale.number.percent(part)} />],
      };
    });
  return (
    <Lines
      id="overview-components"
      title={t('overview.components')}
      lines={lines}
      columns={[t('overview.component'), t('assets.cost'), locale.t('column.share')]}
      empty={t('overview.none')}
      className="components"
    />
  );
}

const Faint = ({ text }: { readonly text: string }) => <span className="mute">{text}</span>;

function nameOf(result: AllocationResult, row: number, locale: Locale) {
  const parts = rowParts(result, row, locale);
  if (parts.length < 2) return <NameParts keys={result.aggregate} parts={parts} />;
  // A list has no room for a path: the workload, and its namespace in a whisper.
  const [parent = '', name = ''] = parts;
  return (
    <span className="line-pair" title={parts.join(' › ')}>
      <span className="clip">{name.replace(/^[a-z]+:/i, '')}</span>
      <span className="clip faint">{parent}</span>
    </span>
  );
}

/** The rows of the allocation view that a row stands for. */
function placeOf(result: AllocationResult, row: number): Partial<ViewState> | null {
  const place = drillInto({ by: result.aggregate, filter: '' }, result.keys[row] ?? []);
  if (place) return { view: 'allocation', ...place };
  const filter = conditionsOf({ by: result.aggregate, filter: '' }, result.keys[row] ?? []);
  return filter === null ? null : { view: 'allocation', filter };
}

/** Whole steps only: what is cut off says nothing of a change. */
function wholeSteps({ steps }: AllocationResult): readonly number[] {
  return steps.map((_, step) => step).filter((step) => !steps[step]?.partial);
}

/** Namespaces whose first and last whole step differ most, with both as the engine has them. */
function Movers({ result, colours, locale }: GroupProps & { readonly colours: ReadonlyMap<string, string> }) {
  const t = texts.value;
  const whole = wholeSteps(result);
  const first = whole[0] ?? 0;
  const last = whole[whole.length - 1] ?? 0;
  const at = (row: number, step: number): number => result.stepCost.units[row * result.steps.length + step] ?? NaN;
  const moved = (row: number): number => Math.abs(at(row, last) - at(row, first));
  const rows = whole.length < 3 ? [] : [...rowsOf(result)].sort((a, b) => moved(b) - moved(a)).slice(0, shown);
  const decimals = decimalsFor(rows.flatMap((row) => [at(row, first), at(row, last)]));
  const name = (step: number): string => {
    const found = result.steps[step];
    return found ? locale.time.step(found.startMs, found.endMs) : '';
  };
  const lines = rows.map((row): Line => {
    const rose = at(row, last) > at(row, first);
    const kind = result.kinds[row] ?? 'workload';
    return {
      key: result.names[row] ?? '',
      name: (
        <>
          <Swatch fill={fillOf(kind, result.names[row] ?? '', colours)} />
          {nameOf(result, row, locale)}
        </>
      ),
      to: kind === 'workload' ? placeOf(result, row) : null,
      figures: [
        <Faint key="from" text={locale.money.cell(at(row, first), decimals)} />,
        <span key="arrow" className="mute" role="img" aria-label={t(rose ? 'overview.rose' : 'overview.fell')}>
          {rose ? '↗' : '↘'}
        </span>,
        locale.money.cell(at(row, last), decimals),
      ],
    };
  });
  return (
    <Lines
      id="overview-movers"
      title={t('overview.movers')}
      note={rows.length > 0 ? t('overview.movers.note', { first: name(first), last: name(last) }) : ''}
      lines={lines}
      columns={[t('overview.name'), name(first), t('overview.direction'), name(last)]}
      empty={t('overview.movers.none')}
    />
  );
}

interface GroupProps {
  readonly result: AllocationResult;
  readonly locale: Locale;
}

function Groups({ id, title, result, locale }: GroupProps & { readonly id: string; readonly title: string }) {
  const t = texts.value;
  const rows = rowsOf(result).slice(0, shown);
  const { units } = result.columns.totalCost;
  const decimals = decimalsFor(units);
  const lines = rows.map((row): Line => {
    const share = result.columns.share[row] ?? NaN;
    return {
      key: result.names[row] ?? '',
      name: nameOf(result, row, locale),
      to: result.kinds[row] === 'workload' ? placeOf(result, row) : null,
      part: share,
      tone: result.kinds[row] === 'idle' ? 'idle' : 'accent',
      figures: [
        locale.money.cell(units[row] ?? NaN, decimals),
        <Faint key="share" text={locale.number.percent(share)} />,
      ],
    };
  });
  return (
    <Lines
      id={`overview-${id}`}
      title={title}
      lines={lines}
      columns={[t('overview.name'), t('assets.cost'), locale.t('column.share')]}
      empty={t('overview.none')}
    />
  );
}

function Workloads({ result, locale }: GroupProps) {
  const t = texts.value;
  const rows = workloads(result).slice(0, shown);
  const { units } = result.columns.totalCost;
  const decimals = decimalsFor(rows.map((row) => units[row] ?? NaN));
  const lines = rows.map((row): Line => ({
    key: result.names[row] ?? '',
    name: nameOf(result, row, locale),
    to: placeOf(result, row),
    part: (units[row] ?? NaN) / (units[rows[0] ?? 0] ?? NaN),
    figures: [locale.money.cell(units[row] ?? NaN, decimals)],
  }));
  return (
    <Lines
      id="overview-workloads"
      title={t('overview.workloads')}
      lines={lines}
      columns={[t('overview.name'), t('assets.cost')]}
      empty={t('overview.none')}
    />
  );
}

/** Of the largest workloads those that use least of what they ask for. */
function LeastUsed({ result, locale }: GroupProps) {
  const t = texts.value;
  const { units } = result.columns.totalCost;
  const { efficiency } = result.columns;
  const rows = [...workloads(result)]
    .filter((row) => Number.isFinite(efficiency[row] ?? NaN))
    .sort((a, b) => (efficiency[a] ?? 0) - (efficiency[b] ?? 0))
    .slice(0, shown);
  const decimals = decimalsFor(rows.map((row) => units[row] ?? NaN));
  const lines = rows.map((row): Line => ({
    key: result.names[row] ?? '',
    name: nameOf(result, row, locale),
    to: placeOf(result, row),
    figures: [
      <EfficiencyBar key="bar" ratio={efficiency[row] ?? NaN} isKnown={true} locale={locale} />,
      locale.money.cell(units[row] ?? NaN, decimals),
    ],
  }));
  return (
    <Lines
      id="overview-leastused"
      title={t('overview.leastused')}
      note={t('overview.leastused.note')}
      lines={lines}
      columns={[t('overview.name'), locale.t('column.efficiency'), t('assets.cost')]}
      empty={t('overview.none')}
    />
  );
}

function IdleNodes({ assets, locale }: { readonly assets: AssetsResult; readonly locale: Locale }) {
  const t = texts.value;
  const idle = (row: number): number => assets.idleCost.units[row] ?? NaN;
  const rows = assets.names
    .map((_, row) => row)
    .filter((row) => assets.kinds[row] === 'node')
    .sort((a, b) => idle(b) - idle(a))
    .slice(0, shown);
  const decimals = decimalsFor(rows.map(idle));
  const lines = rows.map((row): Line => {
    const part = idle(row) / (assets.totalCost.units[row] ?? NaN);
    return {
      key: `${assets.clusters[row]}/${assets.names[row]}`,
      name: <span className="clip">{assets.names[row]}</span>,
      title: `${assets.names[row] ?? ''} ${assets.instanceTypes[row] ?? ''}`.trim(),
      to: { view: 'assets' },
      part,
      tone: 'idle',
      figures: [
        locale.money.cell(idle(row), decimals),
        <Faint key="part" text={Number.isFinite(part) ? locale.number.percent(part) : ''} />,
      ],
    };
  });
  return (
    <Lines
      id="overview-idle"
      title={t('overview.idle')}
      note={t('overview.idle.note')}
      lines={lines}
      columns={[t('assets.name'), t('assets.idle'), locale.t('column.share')]}
      empty={t('assets.none')}
    />
  );
}

const severities = ['error', 'warning', 'info'] as const;
const tones = { error: 'bad', warning: 'warn', info: 'plain' } as const;

/** What was found odd, the worst first, with the money that it concerns. */
function Attention({ list, locale }: { readonly list: readonly Diagnostic[]; readonly locale: Locale }) {
  const t = texts.value;
  const order = (one: Diagnostic): number => severities.indexOf(one.severity);
  const worst = [...list]
    .sort((a, b) => order(a) - order(b) || Math.abs(b.cost ?? 0) - Math.abs(a.cost ?? 0))
    .slice(0, shown);
  return (
    <section className="card lines" aria-labelledby="overview-attention">
      <header className="card-head">
        <h2 id="overview-attention">{t('overview.attention')}</h2>
        <span className="space" />
        {list.length > shown ? (
          <button type="button" className="link" onClick={() => go({ view: 'queries' })}>
            {t('overview.all', { n: locale.number.count(list.length) })}
          </button>
        ) : null}
      </header>
      {worst.length === 0 ? <p className="lines-empty">{t('queries.clean')}</p> : null}
      <ul className="attention">
        {worst.map((one) => (
          <li key={one.id}>
            <span className={`chip chip-${tones[one.severity]}`}>{t(`severity.${one.severity}`)}</span>
            <button
              type="button"
              className="row-open"
              title={diagnosticText(one).message}
              onClick={() => go({ view: 'queries' })}
            >
              {diagnosticText(one).message}
            </button>
            <span className="num">{one.cost === null ? '' : locale.money.headline(one.cost)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
