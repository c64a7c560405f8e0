// Why a figure is what it is, first part: what was asked, what came back, and what the engine found odd.
import { useEffect } from 'react';
import type { Locale } from '@prorata/ui';
import { countKept, forgetKept, keeping } from '../kept/keep.ts';
import { mostBytes } from '../kept/store.ts';
import { coverageOf, graphAddress } from '../load/asked.ts';
import { phase, queries, recordingBytes } from '../load/loader.ts';
import { isGivenUp, queryTotals, wereAsked, type QueryRecord } from '../load/queries.ts';
import { basis } from '../state/answers.ts';
import { CopyButton } from '../shell/CopyButton.tsx';
import { Icon } from '../shell/icons.tsx';
import { texts } from '../words/words.ts';
import { Diagnostics } from './Diagnostics.tsx';
import { Skeleton } from './Loading.tsx';
import { QueryName } from './Progress.tsx';
import { Unmeasured } from './Unmeasured.tsx';

export function Queries({ locale }: { readonly locale: Locale }) {
  const t = texts.value;
  const log = queries.value;
  const totals = queryTotals(log);
  const now = phase.value;
  const { number } = locale;
  const ended = now.kind === 'ready' || now.kind === 'failed' ? now : null;
  const isServer = ended?.source?.kind === 'prometheus';
  const isPlan = ended !== null && (isServer || wereAsked(log));
  // What is odd stands above what was asked: both come at once.
  if (now.kind === 'ready' && !basis.value) return <Skeleton />;
  const columns = isPlan ? allColumns : (['bytes'] as const);
  const summary = isPlan
    ? [
        t('queries.summary', {
          ...totals,
          bytes: number.bytes(totals.bytes),
          time: number.seconds(ended.milliseconds),
        }),
        totals.kept > 0 ? t('queries.summary.kept', { n: totals.kept }) : '',
      ]
        .filter(Boolean)
        .join(' · ')
    : t('queries.summary.recording', { all: totals.all, bytes: number.bytes(recordingBytes.value) });
  return (
    <>
      {now.kind === 'ready' ? <Diagnosed locale={locale} /> : null}
      <section className="card table-card" aria-labelledby="queries-title">
        <header className="card-head">
          <h2 id="queries-title">{t('queries.title')}</h2>
          <span className="mute">{summary}</span>
        </header>
        <div className="scroll" tabIndex={0} role="group" aria-labelledby="queries-title">
          <table className="plain-table queries-table">
            <thead>
              <tr>
                <th scope="col">{t('queries.feeds')}</th>
                <th scope="col">{t('queries.promql')}</th>
                <th scope="col">{t('queries.status')}</th>
                {columns.map((column) => (
                  <th scope="col" className="num" key={column}>
                    {t(`queries.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {log.map((query) => (
                <QueryRow key={query.key} query={query} columns={columns} locale={locale} />
              ))}
            </tbody>
          </table>
        </div>
      </section>
      {isServer ? <KeptAnswers locale={locale} /> : null}
    </>
  );
}

function Diagnosed({ locale }: { readonly locale: Locale }) {
  const known = basis.value;
  return (
    <>
      {known ? <Unmeasured whole={known.whole} list={known.diagnostics} locale={locale} /> : null}
      <Diagnostics list={known?.diagnostics ?? []} locale={locale} />
    </>
  );
}

/** What this browser keeps of sources, and the way to be rid of it. */
function KeptAnswers({ locale: { number } }: { readonly locale: Locale }) {
  const t = texts.value;
  const { value } = keeping;
  const ready = phase.value.kind === 'ready';
  useEffect(() => void countKept(), [ready]);
  if (value.kind === 'unknown') return null;
  const text =
    value.kind === 'on'
      ? t('kept.text', { n: value.answers, size: number.bytes(value.bytes), most: number.bytes(mostBytes) })
      : t(value.full ? 'kept.full' : 'kept.off');
  return (
    <section className="card kept" aria-labelledby="kept-title">
      <h2 id="kept-title">{t('kept.title')}</h2>
      <p className="mute" role="status">
        {text}
      </p>
      {value.kind === 'off' && !value.full ? null : (
        <button type="button" className="control control-small" onClick={() => void forgetKept()}>
          {t('kept.clear')}
        </button>
      )}
    </section>
  );
}

/** A recording knows nothing but sizes. */
const allColumns = ['series', 'samples', 'coverage', 'bytes', 'time'] as const;
type Column = (typeof allColumns)[number];

interface QueryRowProps {
  readonly query: QueryRecord;
  readonly columns: readonly Column[];
  readonly locale: Locale;
}

function figureOf(query: QueryRecord, column: Column, { number }: Locale): string {
  switch (column) {
    case 'series':
    case 'samples':
      return query[column] === null ? '–' : number.count(query[column]);
    case 'coverage': {
      const part = coverageOf(query);
      return part === null ? '–' : number.percent(part);
    }
    case 'bytes':
      return query.bytes > 0 ? number.bytes(query.bytes) : '–';
    case 'time':
      return query.milliseconds === null ? '–' : number.seconds(query.milliseconds);
  }
}

function QueryRow({ query, columns, locale }: QueryRowProps) {
  const t = texts.value;
  const now = phase.value;
  const graph = 'source' in now && now.source ? graphAddress(query, now.source) : null;
  return (
    <tr>
      <th scope="row">
        <QueryName query={query} />
      </th>
      <td className="query-text">
        <span className="promql">
          <details>
            <summary>
              <code>{query.promql}</code>
            </summary>
            <pre>{query.promql}</pre>
          </details>
          <CopyButton text={() => query.promql} className="icon-button" label={t('queries.copy', { id: query.id })}>
            <Icon name="copy" />
          </CopyButton>
          {graph === null ? null : (
            <a
              className="icon-button"
              href={graph}
              target="_blank"
              rel="noreferrer noopener"
              title={t('queries.graph')}
              aria-label={t('queries.graph.of', { id: query.id })}
            >
              <Icon name="link" />
            </a>
          )}
        </span>
        {query.reason ? (
          <span className="query-warning">
            {t('queries.reason')}: {query.reason}
          </span>
        ) : null}
        {query.warnings.map((warning) => (
          <span className="query-warning" key={warning}>
            {t('queries.warning')}: {warning}
          </span>
        ))}
      </td>
      <td className="query-status">
        <Status query={query} />
      </td>
      {columns.map((column) => (
        <td className="num" key={column} data-label={t(`queries.${column}`)}>
          {figureOf(query, column, locale)}
        </td>
      ))}
    </tr>
  );
}

function Status({ query }: { readonly query: QueryRecord }) {
  const { tone, text } = statusOf(query);
  return (
    <>
      <span className={`chip chip-${tone}`}>{text}</span>
      {query.kept ? <span className="faint query-kept">{texts.value(`queries.kept.${query.kept}`)}</span> : null}
    </>
  );
}

function statusOf(query: QueryRecord): { readonly tone: string; readonly text: string } {
  const t = texts.value;
  if (query.state !== 'done') {
    const tone = isGivenUp(query) ? 'bad' : query.state === 'stopped' ? 'warn' : 'plain';
    const code = query.status === null || query.status === 0 || query.status === 200 ? '' : ` ${query.status}`;
    return { tone, text: t(`queries.${query.state}`) + code };
  }
  if (query.partial) return { tone: 'warn', text: t('queries.partial') };
  if (query.series === 0) return { tone: 'plain', text: t('queries.empty') };
  return { tone: 'good', text: t('queries.ok') };
}
