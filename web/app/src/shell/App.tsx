// The page: rail, top bar, the view that fits the phase, dialogs.
import { phase } from '../load/loader.ts';
import { basis } from '../state/answers.ts';
import { navigate, view } from '../state/history.ts';
import { Allocation } from '../views/Allocation.tsx';
import { Assets } from '../views/Assets.tsx';
import { Consent } from '../views/Consent.tsx';
import { Loading, Skeleton } from '../views/Loading.tsx';
import { Queries } from '../views/Queries.tsx';
import { TroubleView } from '../views/TroubleView.tsx';
import { localeNow, texts } from '../words/words.ts';
import { ConnectDialog } from './ConnectDialog.tsx';
import { connectOpen } from './dialogs.ts';
import { FileDrop } from './FileDrop.tsx';
import { Rail } from './Rail.tsx';
import { TopBar } from './TopBar.tsx';

export function App() {
  return (
    <>
      <a className="skip" href="#content">
        {texts.value('skip')}
      </a>
      <div className="page">
        <Rail />
        <TopBar />
        <main id="content" tabIndex={-1}>
          <Notices />
          <Content />
        </main>
      </div>
      <ConnectDialog />
      <FileDrop />
    </>
  );
}

function Content() {
  const now = phase.value;
  switch (now.kind) {
    case 'starting':
      return <Skeleton />;
    case 'asking':
      return <Consent host={now.source.address.host} />;
    case 'loading':
      return <Loading source={now.source} />;
    case 'failed':
      return <TroubleView trouble={now.trouble} />;
    case 'ready':
      return <ReadyView />;
  }
}

function ReadyView() {
  const known = basis.value;
  const locale = localeNow.value;
  switch (view.value.view) {
    case 'allocation':
      return known ? <Allocation basis={known} locale={locale} /> : <Skeleton />;
    case 'assets':
      return <Assets locale={locale} />;
    case 'queries':
      return <Queries locale={locale} />;
  }
}

function Notices() {
  const t = texts.value;
  const now = phase.value;
  const errors = basis.value?.diagnostics.filter((one) => one.severity === 'error') ?? [];
  const worst = view.value.view === 'queries' ? undefined : errors[0];
  const isExample = (now.kind === 'ready' || now.kind === 'loading') && now.source.kind === 'example';
  return (
    <>
      {isExample ? (
        <p className="notice" role="note">
          <span>{t('notice.example')}</span>
          <button type="button" className="link" onClick={() => (connectOpen.value = true)}>
            {t('notice.connect')}
          </button>
        </p>
      ) : null}
      {worst ? (
        <p className="notice notice-warn" role="note">
          <span>
            {worst.message} {errors.length > 1 ? t('notice.more', { n: errors.length - 1 }) : ''}
          </span>
          <button type="button" className="link" onClick={() => navigate({ view: 'queries' })}>
            {t('notice.seequeries')}
          </button>
        </p>
      ) : null}
      {basis.value?.whole.partial ? (
        <p className="notice notice-warn" role="note">
          <span>{t('notice.partial')}</span>
          <button type="button" className="link" onClick={() => navigate({ view: 'queries' })}>
            {t('notice.seequeries')}
          </button>
        </p>
      ) : null}
    </>
  );
}
