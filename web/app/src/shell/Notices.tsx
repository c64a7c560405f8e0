// Lines above a view: what stands there is an example, lacks data, or rests on data with mistakes in it.
import { signal } from '@preact/signals';
import { memberName } from '../connect/address.ts';
import type { Diagnostic } from '@prorata/engine';
import { cancel, phase, queries } from '../load/loader.ts';
import type { Effect } from '../load/effects.ts';
import type { Lost } from '../load/live.ts';
import { speaksOfMissing, type Missing } from '../load/missing.ts';
import type { Source } from '../load/source.ts';
import { titleOf } from '../words/trouble.ts';
import { queryTotals } from '../load/queries.ts';
import { basis } from '../state/answers.ts';
import { navigate, view } from '../state/history.ts';
import { leavesOut } from '../state/view.ts';
import { missing, pending } from '../state/missing.ts';
import { tryAgain } from '../state/open.ts';
import { withoutEnd } from '../words/sentence.ts';
import { diagnosticText, localeNow, texts } from '../words/words.ts';
import { Sentence } from './Code.tsx';
import { connectOpen } from './dialogs.ts';
import { Icon } from './icons.tsx';
import { loadNotes } from './later.ts';
import { Part } from './Part.tsx';
import { TotalsButton } from './TotalsButton.tsx';

const online = signal(navigator.onLine);
addEventListener('online', () => (online.value = true));
addEventListener('offline', () => (online.value = false));

export function Notices() {
  const now = phase.value;
  const lacks = missing.value;
  const left = leavesOut(view.value);
  const errors = basis.value?.diagnostics.filter((one) => one.severity === 'error' && !speaksOfMissing(one)) ?? [];
  const [worst] = view.value.view === 'queries' ? [] : errors;
  const unpriced = basis.value?.diagnostics.find(({ id }) => id === 'unpriced');
  const isExample = (now.kind === 'ready' || now.kind === 'loading') && now.source.kind === 'example';
  return (
    <>
      {online.value || now.kind !== 'ready' || now.source.kind !== 'prometheus' ? null : (
        <p className="notice notice-warn" role="status">
          {texts.value('notice.offline')}
        </p>
      )}
      {isExample && !view.value.embedded ? <ExampleNotice /> : null}
      {lacks && lacks.sources.length > 0 && now.kind === 'ready' ? (
        <LostNotice lost={now.lost} source={now.source} />
      ) : null}
      {pending.value ? <FirstNotice /> : lacks && causes(lacks).length > 0 ? <PartialNotice missing={lacks} /> : null}
      {basis.value?.whole.mode === 'totals' ? <TotalsNotice /> : null}
      {basis.value && basis.value.sinceMs !== null ? <ShortNotice sinceMs={basis.value.sinceMs} /> : null}
      {basis.value && (left.scenario || left.filter || left.fetch !== '') ? (
        <Part load={loadNotes}>{({ LeftOut }) => <LeftOut />}</Part>
      ) : null}
      {unpriced ? <UnpricedNotice unpriced={unpriced} /> : null}
      {worst ? <ErrorNotice worst={worst} more={errors.length - 1} /> : null}
    </>
  );
}

/** Over the content, so that nothing moves when it goes. */
function FirstNotice() {
  const t = texts.value;
  const { done, all } = queryTotals(queries.value);
  return (
    <section className="notice first" aria-labelledby="first-title">
      <p id="first-title" role="status">
        <b>{t('first.title')}</b> {t('first.text')}
      </p>
      <span className="mute">{t('loading.done', { done, all })}</span>
      <button type="button" className="control control-small" onClick={cancel}>
        {t('loading.cancel')}
      </button>
      <progress className="bar" aria-labelledby="first-title" max={all} value={done} />
    </section>
  );
}

function ExampleNotice() {
  const t = texts.value;
  return (
    <p className="notice" role="note">
      <span>{t('notice.example')}</span>
      <button type="button" className="link" onClick={() => (connectOpen.value = true)}>
        {t('notice.connect')}
      </button>
    </p>
  );
}

/** Servers of several that gave nothing, each with what happened. */
function LostNotice({ lost, source }: { readonly lost: readonly Lost[]; readonly source: Source }) {
  const t = texts.value;
  const names = source.kind === 'prometheus' ? source.members.map(memberName) : [];
  const gone = lost.map(({ member }) => memberName(member));
  const shown = names.filter((name) => !gone.includes(name));
  return (
    <div className="notice notice-warn notice-partial" role="note" aria-label={t('lost.title')}>
      <Icon name="warning" />
      <p>
        <b>{t('lost.title')}</b>{' '}
        {lost.map(({ member, trouble }) => (
          <span key={memberName(member)}>
            <Sentence text={`\`${memberName(member)}\``} />:{' '}
            <Sentence text={`${withoutEnd(trouble.kind === 'failed' ? trouble.message : titleOf(trouble))}. `} />
          </span>
        ))}
        <br />
        <Sentence text={t('lost.effect', { shown: shown.join(', '), gone: gone.join(', ') })} />
      </p>
      <p className="notice-actions">
        <button type="button" className="link" onClick={tryAgain}>
          {t('trouble.again')}
        </button>
        {view.value.view === 'queries' ? null : <SeeQueries />}
      </p>
    </div>
  );
}

const queriesNamed = 4;

/** What is missing, and why. */
function causes({ sources, queries: lost, limited, reason, damage, warned }: Missing): readonly string[] {
  const t = texts.value;
  const log = queries.value.filter(({ cluster }) => !sources.includes(cluster));
  const said: string[] = [];
  if (log.some((query) => query.state === 'stopped')) {
    const { done, all } = queryTotals(log);
    said.push(t('partial.stopped', { done, all }));
  }
  if (damage[0] !== undefined) said.push(t('partial.damage', { detail: withoutEnd(damage[0]) }));
  if (lost.length > 0) {
    const named = lost.slice(0, queriesNamed).map((query) => `\`${query}\``);
    const more = lost.length - named.length;
    const list = named.join(', ') + (more > 0 ? ` ${t('notice.more', { n: more })}` : '');
    said.push(t('partial.queries', { list }));
  }
  if (reason) said.push(t('partial.reason', { reason: withoutEnd(reason) }));
  if (limited > 0) said.push(t('partial.limit', { n: limited }));
  if (warned) said.push(t('partial.warned'));
  return said;
}

/** Idle that use may be hidden in, by what is missing. */
const doubted = { 'cpu-usage': 'cpuCost', 'memory-usage': 'ramCost', requests: 'totalCost' } as const;

function inDoubt(effect: Effect): string {
  const whole = basis.value?.whole;
  const row = whole?.kinds.indexOf('idle') ?? -1;
  if (!whole || row < 0 || !(effect === 'cpu-usage' || effect === 'memory-usage' || effect === 'requests')) return '';
  const amount = localeNow.value.money.headline(whole.columns[doubted[effect]].units[row] ?? NaN);
  return ` ${texts.value('partial.doubt', { amount })}`;
}

function PartialNotice({ missing: lacks }: { readonly missing: Missing }) {
  const t = texts.value;
  const now = phase.value;
  const canAskAgain = now.kind === 'ready' && now.source.kind === 'prometheus';
  return (
    <div className="notice notice-warn notice-partial" role="note" aria-label={t('partial.title')}>
      <Icon name="warning" />
      <p>
        <b>{t('partial.title')}</b> <Sentence text={causes(lacks).join(' ')} />
        <br />
        {lacks.effects.map((effect) => t(`effect.${effect}`) + inDoubt(effect)).join(' ')}
      </p>
      <p className="notice-actions">
        {canAskAgain ? (
          <button type="button" className="link" onClick={tryAgain}>
            {t('trouble.again')}
          </button>
        ) : null}
        {lacks.limited > 0 ? <TotalsButton className="link" /> : null}
        {lacks.limited > 0 && view.value.window !== '24h' ? (
          <button type="button" className="link" onClick={() => navigate({ window: '24h' })}>
            {t('trouble.empty.recent')}
          </button>
        ) : null}
        {view.value.view === 'queries' ? null : <SeeQueries />}
      </p>
    </div>
  );
}

/** Nodes whose cost is not counted, for want of a price. */
function UnpricedNotice({ unpriced }: { readonly unpriced: Diagnostic }) {
  const t = texts.value;
  const { objects, count } = unpriced;
  const named = objects.slice(0, queriesNamed).map((node) => `\`${node}\``);
  const more = count - named.length;
  const list = named.join(', ') + (more > 0 ? ` ${t('notice.more', { n: more })}` : '');
  return (
    <div className="notice notice-warn" role="note" aria-label={t('unpriced.title')}>
      <span>
        <b>{t('unpriced.title')}</b> <Sentence text={t('unpriced.text', { list })} />
      </span>
      {view.value.view === 'prices' ? null : (
        <button type="button" className="link" onClick={() => navigate({ view: 'prices' })}>
          {t('unpriced.see')}
        </button>
      )}
    </div>
  );
}

/** How the figures came about, and the way to all that there is. A recording has no other. */
function TotalsNotice() {
  const t = texts.value;
  return (
    <p className="notice" role="note" aria-label={t('totals.title')}>
      <span>
        <b>{t('totals.title')}</b> {t('totals.text')}
      </span>
      {view.value.mode === 'totals' ? (
        <button type="button" className="link" onClick={() => navigate({ mode: 'stepped' })}>
          {t('totals.leave')}
        </button>
      ) : null}
    </p>
  );
}

/** The source knows nothing of the window's beginning. */
function ShortNotice({ sinceMs }: { readonly sinceMs: number }) {
  const known = basis.value;
  if (!known) return null;
  const { startMs, endMs } = known.whole.window;
  const { time, number } = localeNow.value;
  return (
    <p className="notice" role="note" aria-label={texts.value('short.title')}>
      <span>
        <b>{texts.value('short.title')}</b>{' '}
        {texts.value('short.text', {
          since: time.instant(sinceMs),
          part: number.percent((endMs - sinceMs) / (endMs - startMs)),
        })}
      </span>
    </p>
  );
}

function ErrorNotice({ worst, more }: { readonly worst: Diagnostic; readonly more: number }) {
  return (
    <p className="notice notice-warn" role="note">
      <span>
        {diagnosticText(worst).message} {more > 0 ? texts.value('notice.more', { n: more }) : ''}
      </span>
      <SeeQueries />
    </p>
  );
}

function SeeQueries() {
  return (
    <button type="button" className="link" onClick={() => navigate({ view: 'queries' })}>
      {texts.value('notice.seequeries')}
    </button>
  );
}
