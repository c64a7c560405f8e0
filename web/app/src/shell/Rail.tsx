// Left side: views, and below them the connection card.
import { basis } from '../state/answers.ts';
import { navigate, view } from '../state/history.ts';
import { prepare } from '../state/loaded.ts';
import { missing } from '../state/missing.ts';
import type { View } from '../state/view.ts';
import { phase, queries, recordingBytes } from '../load/loader.ts';
import { queryTotals } from '../load/queries.ts';
import { sourceName } from '../load/source.ts';
import { localeNow, texts } from '../words/words.ts';
import { connectOpen, keysOpen } from './dialogs.ts';
import { Icon, Mark, type IconName } from './icons.tsx';
import { loadConnect } from './later.ts';

const prepareConnect = (): void => prepare(loadConnect);

interface NavItem {
  readonly view: View;
  readonly icon: IconName;
}

const groups = [
  {
    title: 'nav.see',
    items: [
      { view: 'overview', icon: 'overview' },
      { view: 'allocation', icon: 'allocation' },
      { view: 'flow', icon: 'flow' },
      { view: 'assets', icon: 'assets' },
      { view: 'gpu', icon: 'gpu' },
    ],
  },
  { title: 'nav.act', items: [{ view: 'prices', icon: 'prices' }] },
  { title: 'nav.trust', items: [{ view: 'queries', icon: 'queries' }] },
] as const satisfies readonly {
  readonly title: 'nav.see' | 'nav.act' | 'nav.trust';
  readonly items: readonly NavItem[];
}[];

/** In a narrow window the views are a strip that scrolls. */
function seen(link: HTMLElement | null): void {
  const strip = link?.closest('nav');
  if (link && strip && strip.scrollWidth > strip.clientWidth) {
    strip.scrollLeft = Math.max(0, link.offsetLeft - strip.offsetLeft - strip.clientWidth / 2);
  }
}

/** A cluster without GPUs has no use for their view. */
const isUseful = (item: NavItem): boolean =>
  item.view !== 'gpu' || view.value.view === 'gpu' || (basis.value?.whole.totals.gpuCost.nano[0] ?? 0n) !== 0n;

export function Rail() {
  const t = texts.value;
  const attention = basis.value?.diagnostics.filter((one) => one.severity !== 'info').length ?? 0;
  const go = (event: { preventDefault(): void }, to: View): void => {
    event.preventDefault();
    navigate({ view: to });
    window.scrollTo(0, 0);
  };
  return (
    <div className="rail">
      <nav aria-label={t('nav.label')}>
        <div className="brand">
          <Mark />
          <span>prorata</span>
        </div>
        {groups.map((group) => (
          <div className="nav-group" key={group.title}>
            <p className="nav-title">{t(group.title)}</p>
            {group.items.filter(isUseful).map((item: NavItem) => (
              <a
                key={item.view}
                ref={view.value.view === item.view ? seen : undefined}
                href={`?v=${item.view}`}
                aria-current={view.value.view === item.view ? 'page' : undefined}
                onClick={(event) => go(event, item.view)}
              >
                <Icon name={item.icon} />
                <span>{t(`view.${item.view}`)}</span>
                {item.view === 'queries' && attention > 0 ? <span className="count">{attention}</span> : null}
              </a>
            ))}
          </div>
        ))}
      </nav>
      <button type="button" className="link rail-keys" onClick={() => (keysOpen.value = true)}>
        {t('keys.title')} <kbd>?</kbd>
      </button>
      <ConnectionCard />
    </div>
  );
}

function ConnectionCard() {
  const t = texts.value;
  const { number } = localeNow.value;
  const now = phase.value;
  const totals = queryTotals(queries.value);
  if (now.kind === 'starting') return null;
  const { source } = now;
  const isPlan = source?.kind === 'prometheus';
  const whole = now.kind === 'ready' && !now.pending;
  const tone = whole ? (missing.value ? 'warn' : 'good') : now.kind === 'failed' ? 'bad' : 'idle';
  const part = totals.all > 0 ? (totals.done / totals.all) * 100 : 0;
  return (
    <section className="connection" aria-label={t('connection.label')}>
      <p className="connection-name">
        <i className={`dot dot-${tone}`} aria-hidden="true" />
        <b title={source ? sourceName(source) : ''}>{(source && sourceName(source)) || t('connection.example')}</b>
      </p>
      {now.kind === 'ready' || now.kind === 'loading' ? (
        <>
          <div className="connection-bar" aria-hidden="true">
            <i style={{ width: `${!isPlan && now.kind === 'ready' ? 100 : part}%` }} />
          </div>
          <p>{t('connection.answered', { done: totals.done, all: totals.all })}</p>
          <p>
            {isPlan
              ? t('connection.series', {
                  series: number.count(totals.series),
                  time: whole ? number.seconds(now.milliseconds) : '…',
                })
              : t('connection.recording', { bytes: number.bytes(recordingBytes.value) })}
          </p>
        </>
      ) : null}
      <p className="faint">{t(now.kind === 'failed' ? 'connection.none' : 'connection.local')}</p>
      <button
        type="button"
        className="control control-small"
        onPointerEnter={prepareConnect}
        onFocus={prepareConnect}
        onClick={() => (connectOpen.value = true)}
      >
        <Icon name="plug" />
        {isPlan ? t('connection.change') : t('connection.connect')}
      </button>
    </section>
  );
}
