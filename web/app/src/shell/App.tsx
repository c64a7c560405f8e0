// The page: rail, top bar, the view that fits the phase, dialogs.
import type { Trouble } from '../connect/trouble.ts';
import { phase, queries } from '../load/loader.ts';
import { basis, outside, recorded } from '../state/answers.ts';
import { addressWith, view } from '../state/history.ts';
import { Allocation } from '../views/Allocation.tsx';
import { Consent } from '../views/Consent.tsx';
import { ExplainDialog } from '../views/ExplainDialog.tsx';
import { Later } from '../views/Later.tsx';
import { Loading, Skeleton } from '../views/Loading.tsx';
import { TroubleView } from '../views/TroubleView.tsx';
import { localeNow, texts } from '../words/words.ts';
import { ConnectDialog } from './ConnectDialog.tsx';
import { FileDrop } from './FileDrop.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { Notices } from './Notices.tsx';
import { PrintHead } from './PrintHead.tsx';
import { sourceHosts } from '../load/source.ts';
import { SearchDialog } from './SearchDialog.tsx';
import { Rail } from './Rail.tsx';
import { TopBar } from './TopBar.tsx';

export function App() {
  return (
    <>
      <a className="skip" href="#content">
        {texts.value('skip')}
      </a>
      <PrintHead />
      <div className={view.value.embedded ? 'page embedded' : 'page'}>
        {view.value.embedded ? null : (
          <>
            <Rail />
            <TopBar />
          </>
        )}
        <main id="content" tabIndex={-1}>
          {view.value.embedded ? <h1 className="hidden">{texts.value(`view.${view.value.view}`)}</h1> : null}
          <Notices />
          <Content />
          {view.value.embedded ? <OpenWhole /> : null}
        </main>
      </div>
      <ConnectDialog />
      <ExplainDialog />
      <KeysDialog />
      <SearchDialog />
      <FileDrop />
    </>
  );
}

/** From the frame of another page to a page of its own. */
function OpenWhole() {
  return (
    <a
      className="link embed-open"
      href={view.value.embedded ? addressWith({ embedded: false }) : ''}
      target="_blank"
      rel="noopener"
    >
      {texts.value('embed.open')}
    </a>
  );
}

function Content() {
  const now = phase.value;
  switch (now.kind) {
    case 'starting':
      return <Skeleton />;
    case 'asking':
      return <Consent host={sourceHosts(now.source)} />;
    case 'loading':
      return <Loading source={now.source} />;
    case 'failed':
      return <Failed trouble={now.trouble} />;
    case 'ready':
      return <ReadyView />;
  }
}

/** What was asked helps to find out what went wrong. */
function Failed({ trouble }: { readonly trouble: Trouble }) {
  const asked = view.value.view === 'queries' && queries.value.length > 0;
  return (
    <>
      <TroubleView trouble={trouble} />
      {asked ? <Later load={loaders.queries} locale={localeNow.value} /> : null}
    </>
  );
}

function ReadyView() {
  const known = basis.value;
  const locale = localeNow.value;
  const { view: shown, window } = view.value;
  if (outside.value && recorded.value) {
    return <TroubleView trouble={{ kind: 'outside', window, recorded: recorded.value }} />;
  }
  if (shown !== 'allocation') return <Later load={loaders[shown]} locale={locale} />;
  return known ? <Allocation basis={known} locale={locale} /> : <Skeleton />;
}

const loaders = {
  overview: () => import('../views/Overview.tsx').then((part) => ({ View: part.Overview })),
  flow: () => import('../views/Flow.tsx').then((part) => ({ View: part.Flow })),
  gpu: () => import('../views/Gpu.tsx').then((part) => ({ View: part.Gpu })),
  prices: () => import('../views/Prices.tsx').then((part) => ({ View: part.Prices })),
  assets: () => import('../views/Assets.tsx').then((part) => ({ View: part.Assets })),
  queries: () => import('../views/Queries.tsx').then((part) => ({ View: part.Queries })),
} as const;
