// What to do about what went wrong, for each case.
import type { ReactNode } from 'react';
import { corsFlag, installInventory, portForward } from '../connect/commands.ts';
import type { Known, Trouble } from '../connect/trouble.ts';
import { phase, showLoaded } from '../load/loader.ts';
import { exampleFile, sourceName } from '../load/source.ts';
import { zoneName } from '../load/zone.ts';
import { navigate, view } from '../state/history.ts';
import { tryAgain } from '../state/open.ts';
import { timeouts } from '../state/view.ts';
import { CodeLine, Sentence } from '../shell/Code.tsx';
import { CopyButton } from '../shell/CopyButton.tsx';
import { connectOpen } from '../shell/dialogs.ts';
import { TotalsButton } from '../shell/TotalsButton.tsx';
import { withoutEnd } from '../words/sentence.ts';
import { titleOf } from '../words/trouble.ts';
import { localeNow, texts } from '../words/words.ts';

interface Explained {
  readonly text: string;
  /** A command, a link or a button of this case. */
  readonly action?: ReactNode;
}

/** The engine begins what it says of a window with it. */
const isAboutWindow = (message: string): boolean => message.startsWith('window "');

function explained(trouble: Trouble): Explained {
  const t = texts.value;
  switch (trouble.kind) {
    case 'unreachable':
      return {
        text: t('trouble.unreachable.text', trouble),
        action: (
          <a className="control" href={`${trouble.baseUrl}/-/ready`} target="_blank" rel="noreferrer">
            {t('trouble.unreachable.open', trouble)}
          </a>
        ),
      };
    case 'cors':
      return { text: t('trouble.cors.text'), action: <FileLink /> };
    case 'login':
      return {
        text: t('trouble.login.text'),
        action: <ConnectButton text={t('trouble.login.enter')} />,
      };
    case 'forbidden':
      return { text: t('trouble.forbidden.text') };
    case 'mixed':
      return { text: t('trouble.mixed.text'), action: <FileLink /> };
    case 'localNetwork':
      return { text: t('trouble.localNetwork.text', trouble) };
    case 'webPage':
      return {
        text: t('trouble.webPage.text', { base: trouble.baseUrl }),
      };
    case 'notPrometheus':
      return { text: t('trouble.notPrometheus.text', trouble) };
    case 'noInventory': {
      const found = trouble.found.map((name) => `\`${name}\``).join(', ') || t('trouble.noInventory.none');
      return { text: t('trouble.noInventory.text', { found }), action: <WithoutButton /> };
    }
    case 'empty':
      return {
        text: [t('trouble.empty.text'), trouble.known ? t('trouble.empty.known', knownDays(trouble.known)) : '']
          .filter(Boolean)
          .join(' '),
        action: trouble.known ? <KnownDayButton known={trouble.known} /> : <RecentButton />,
      };
    case 'limit':
      return {
        text: t('trouble.limit.text', { detail: withoutEnd(trouble.detail) }),
        action: (
          <>
            <TotalsButton className="control" />
            {view.value.window === '24h' ? null : <RecentButton />}
          </>
        ),
      };
    case 'timeout':
      return {
        text: t('trouble.timeout.text'),
        action: <LongerButton seconds={trouble.seconds} />,
      };
    case 'refusesAll':
      return {
        text: trouble.detail
          ? t('trouble.refusesAll.text', { detail: withoutEnd(trouble.detail) })
          : t('trouble.refusesAll.silent'),
        action: <WithoutButton />,
      };
    case 'cancelled':
      return {
        text: t('trouble.cancelled.text', trouble),
        action:
          trouble.done > 0 ? (
            <button type="button" className="control" onClick={showLoaded}>
              {t('trouble.cancelled.show')}
            </button>
          ) : null,
      };
    case 'recording':
      return { text: t('trouble.recording.text', trouble) };
    case 'damaged':
      return {
        text: t('trouble.damaged.text', { detail: withoutEnd(trouble.detail) }),
      };
    case 'text':
      return { text: t('trouble.text.text', { detail: withoutEnd(trouble.detail), hint: withoutEnd(trouble.hint) }) };
    case 'onlyRecordings':
      return { text: t('trouble.onlyRecordings.text', { name: `\`${trouble.name}\`` }) };
    case 'apart':
      return { text: `${trouble.detail} ${t('trouble.apart.text')}`.trim() };
    case 'outside': {
      const { startMs, endMs } = trouble.recorded;
      return {
        text: t('trouble.outside.text', {
          window: `\`${trouble.window}\``,
          recorded: localeNow.value.time.window(startMs, endMs),
          zone: zoneName(view.value.timeZone),
        }),
        action: <WindowButton text={t('trouble.outside.all')} />,
      };
    }
    case 'noExample':
      return { text: t('trouble.noExample.text', { file: `\`${exampleFile}\`` }) };
    case 'oldBrowser':
      return { text: t('trouble.oldBrowser.text', trouble) };
    case 'failed':
      if (isAboutWindow(trouble.message)) {
        return {
          text: `${t('refusal.w')} \`${view.value.window}\`. ${t('refusal.w.hint')}`,
          action: <WindowButton text={t('refusal.w.fix')} />,
        };
      }
      return { text: [trouble.message, trouble.hint].filter(Boolean).join(' '), action: <WithoutButton /> };
  }
}

function commandFor(trouble: Trouble): string | null {
  switch (trouble.kind) {
    case 'cors':
      return corsFlag();
    case 'mixed':
      return portForward;
    case 'noInventory':
      return installInventory;
    default:
      return null;
  }
}

export function TroubleText({ trouble }: { readonly trouble: Trouble }) {
  const t = texts.value;
  const { text, action } = explained(trouble);
  const command = commandFor(trouble);
  const details = (): string => {
    const { value } = phase;
    const source = value.kind === 'failed' && value.source ? sourceName(value.source) : '';
    return [
      titleOf(trouble),
      text,
      `case: ${trouble.kind}`,
      `source: ${source}`,
      `page: ${location.origin}`,
      navigator.userAgent,
    ].join('\n');
  };
  return (
    <>
      <p>
        <Sentence text={text} />
      </p>
      {command ? <CodeLine code={command} /> : null}
      <p className="actions">
        {trouble.kind === 'oldBrowser' || trouble.kind === 'outside' ? null : (
          <button type="button" className="control control-primary" onClick={tryAgain}>
            {t(trouble.kind === 'cancelled' ? 'trouble.cancelled.go' : 'trouble.again')}
          </button>
        )}
        {action}
        {trouble.kind === 'oldBrowser' || trouble.kind === 'login' ? null : <ConnectButton text={t('trouble.other')} />}
        <CopyButton text={details}>{t('trouble.details')}</CopyButton>
      </p>
    </>
  );
}

/** The page in one file, opened from a disk, is no page of another site: browsers let it reach more. */
function FileLink() {
  if (location.protocol === 'file:') return null;
  return (
    <a className="control" href="prorata.html" download>
      {texts.value('trouble.file')}
    </a>
  );
}

function ConnectButton({ text }: { readonly text: string }) {
  return (
    <button type="button" className="control" onClick={() => (connectOpen.value = true)}>
      {text}
    </button>
  );
}

/** Tries again with more patience: five times as long, up to the longest wait there is. */
function LongerButton({ seconds }: { readonly seconds: number }) {
  const timeout = Math.min(5 * seconds, timeouts.most);
  if (timeout <= seconds) return null;
  const wait = (): void => {
    navigate({ timeout });
    tryAgain();
  };
  return (
    <button type="button" className="control" onClick={wait}>
      {texts.value('trouble.timeout.longer', { seconds: timeout })}
    </button>
  );
}

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const knownDays = ({ firstMs, lastMs }: Known) => ({ first: dayText(firstMs), last: dayText(lastMs) });

/** The last day on which there were pods. */
function KnownDayButton({ known: { lastMs } }: { readonly known: Known }) {
  const last = dayText(lastMs);
  const next = dayText(lastMs + 24 * 3_600_000);
  const show = (): void => navigate({ window: `${last}T00:00:00Z..${next}T00:00:00Z` });
  return (
    <button type="button" className="control" onClick={show}>
      {texts.value('trouble.empty.show', { last })}
    </button>
  );
}

function RecentButton() {
  return (
    <button type="button" className="control" onClick={() => navigate({ window: '24h' })}>
      {texts.value('trouble.empty.recent')}
    </button>
  );
}

/** To the window of a link without one: of a file, all that it covers. */
function WindowButton({ text }: { readonly text: string }) {
  return (
    <button type="button" className="control control-primary" onClick={() => navigate({ window: '' })}>
      {text}
    </button>
  );
}

/** What somebody wants asked may be what the source cannot answer. */
function WithoutButton() {
  const { resolution, match, weights } = view.value;
  const words = [resolution, match, ...weights].filter(Boolean).join(', ');
  if (words === '') return null;
  return (
    <button type="button" className="control" onClick={() => navigate({ resolution: '', match: '', weights: [] })}>
      {texts.value('trouble.fetch.without', { words })}
    </button>
  );
}
