// Where a figure comes from: what each container pays for each resource, at which price, from which data.
import { useEffect, useState } from 'react';
import type { Derivation, DerivedQuery, DerivedTerm } from '@prorata/engine';
import { decimalsNeeded, keyText, parseFilter, type Locale } from '@prorata/ui';
import { explainCommand } from '../connect/commands.ts';
import { asRecorded } from '../state/view.ts';
import { engineReason } from '../load/failure.ts';
import { phase } from '../load/loader.ts';
import { sourceTexts } from '../load/source.ts';
import { basis } from '../state/answers.ts';
import { askedWindow, shownQuestion } from '../state/asking.ts';
import { openedPrices } from '../state/charging.ts';
import { view } from '../state/history.ts';
import { CodeLine } from '../shell/Code.tsx';
import { explained, type Explained } from '../shell/dialogs.ts';
import { term as named } from '../words/terms.ts';
import { localeNow, texts } from '../words/words.ts';
import { HourSelect } from './HourSelect.tsx';
import { finePrice, rateLine } from './rates.ts';
import { fineMoney, receivedLines } from './received.ts';

/** Terms that are shown; the rest is one line. */
const shownTerms = 20;
/** Changes of a rate that are shown. */
const shownRates = 2;

type Found = { readonly derivation: Derivation } | { readonly problem: string };

function useDerivation(what: Explained): Found | null {
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    const known = basis.peek();
    if (!known) return;
    let wanted = true;
    setFound(null);
    known.session
      .explain(what.of, shownQuestion(view.peek(), known.whole.window), shownTerms, what.atMs)
      .then((derivation) => (wanted ? setFound({ derivation }) : undefined))
      .catch((error: unknown) => (wanted ? setFound({ problem: engineReason(error).message }) : undefined));
    return () => {
      wanted = false;
    };
  }, [what]);
  return found;
}

export function Explanation({ what }: { readonly what: Explained }) {
  const t = texts.value;
  const found = useDerivation(what);
  return (
    <>
      <HourSelect atMs={what.atMs} choose={(atMs) => (explained.value = { name: what.name, of: what.of, ...atMs })} />
      {found === null ? <p className="lead">{t('explain.computing')}</p> : null}
      {found && 'problem' in found ? (
        <p className="notice notice-warn" role="alert">
          {found.problem}
        </p>
      ) : null}
      {found && 'derivation' in found ? (
        <Terms derivation={found.derivation} atMs={what.atMs} locale={localeNow.value} />
      ) : null}
    </>
  );
}

function commandFor(of: string, atMs: number | undefined): string | null {
  const now = phase.peek();
  const known = basis.peek();
  if (now.kind !== 'ready' || !known) return null;
  const question = shownQuestion(view.peek(), known.whole.window);
  const prices = openedPrices.peek()?.name;
  const live = now.source.kind === 'prometheus';
  return explainCommand(
    sourceTexts(now.source),
    askedWindow(now.source, view.peek()),
    question,
    atMs,
    of.startsWith('asset:') ? of : parseFilter(of),
    prices,
    live ? view.peek() : asRecorded,
  );
}

interface TermsProps {
  readonly derivation: Derivation;
  readonly atMs: number | undefined;
  readonly locale: Locale;
}

function Terms({ derivation, atMs, locale }: TermsProps) {
  const t = texts.value;
  const command = commandFor(derivation.of, atMs);
  const more = derivation.moreTerms ?? 0;
  const exact = new Intl.NumberFormat(locale.language, { maximumFractionDigits: 9 }).format(derivation.totalCost);
  return (
    <>
      <p className="lead">
        <b className="explain-total">{locale.money.headline(derivation.totalCost)}</b>{' '}
        {t('explain.exactly', { amount: `${exact} ${derivation.currency}` })}
      </p>
      <p className="faint">{t('explain.rule')}</p>
      <ol className="explain-terms">
        {derivation.terms.map((term, index) => (
          <Term key={index} term={term} asked={derivation.queries} locale={locale} />
        ))}
      </ol>
      {more > 0 ? (
        <p className="explain-more">
          {t('explain.more', { n: locale.number.count(more) })}
          <b className="num">{locale.money.headline(derivation.moreCost ?? NaN)}</b>
        </p>
      ) : null}
      {command === null ? null : (
        <>
          <p className="faint">{t('explain.command')}</p>
          <CodeLine code={command} />
        </>
      )}
      <Asked queries={derivation.queries} locale={locale} />
    </>
  );
}

/** The queries behind the terms, to be sent again by whoever doubts them. */
function Asked({
  queries,
  locale: { number },
}: {
  readonly queries: readonly DerivedQuery[];
  readonly locale: Locale;
}) {
  const t = texts.value;
  const asked = queries.filter(({ promql }) => promql !== undefined);
  if (asked.length === 0) return null;
  return (
    <details className="explain-asked">
      <summary>{t('explain.queries', { n: asked.length })}</summary>
      {asked.map(({ query, promql, samples }) => (
        <div key={query}>
          <p className="faint">
            <b>{query}</b> · {t('explain.samples', { n: number.count(samples) })}
          </p>
          <CodeLine code={promql ?? ''} />
        </div>
      ))}
    </details>
  );
}

const resources = ['cpu', 'ram', 'gpu', 'disk'] as const;

function whatOf(term: DerivedTerm, locale: Locale): string {
  const resource = resources.find((name) => name === term.what);
  if (term.what === 'shared cost') return texts.value('explain.shared');
  return resource ? locale.t(`column.${resource}`) : named(term.what, locale.language);
}

function subjectOf(term: DerivedTerm, locale: Locale): string {
  if (term.kind === 'idle') return `${keyText('__idle__', locale)} · ${term.node}`;
  const parts = [term.namespace, term.pod, term.container].filter((part) => part !== '');
  return parts.length > 0 ? parts.map((part) => keyText(part, locale)).join(' / ') : term.cluster;
}

interface TermProps {
  readonly term: DerivedTerm;
  readonly asked: readonly DerivedQuery[];
  readonly locale: Locale;
}

function Term({ term, asked, locale }: TermProps) {
  const t = texts.value;
  const money = fineMoney(locale);
  const amount = (value: number): string => locale.number.amount(value, Math.min(4, decimalsNeeded([value], 4)));
  const price = finePrice(locale);
  const rate =
    term.rateLeast === term.rateMost ? price(term.rateMost) : `${price(term.rateLeast)} – ${price(term.rateMost)}`;
  const facts = [
    term.requested === undefined || term.used === undefined
      ? null
      : t('explain.asked', { requested: amount(term.requested), used: amount(term.used) }),
    term.priceSource === '' ? null : t('explain.price', { source: named(term.priceSource, locale.language) }),
    term.intervals > 0
      ? t('explain.coverage', {
          known: locale.number.count(term.intervalsWithSamples),
          all: locale.number.count(term.intervals),
        })
      : null,
    term.node !== '' && term.kind !== 'idle' ? t('explain.node', { node: term.node }) : null,
  ].filter((fact) => fact !== null);
  return (
    <li>
      <p className="explain-head">
        <span className="clip">{subjectOf(term, locale)}</span>
        <b className="num">{money(term.totalCost)}</b>
      </p>
      <p className="num explain-formula">
        {whatOf(term, locale)}
        {term.unit === ''
          ? null
          : `: ${amount(term.amount)} ${named(term.unit, locale.language)} × ${rate} = ${money(term.ownCost)}`}
        {term.chargedToContainers === undefined
          ? null
          : ` − ${money(term.chargedToContainers)} ${t('explain.charged')}`}
        {term.idleReceived === undefined || term.received
          ? null
          : ` + ${money(term.idleReceived)} ${t('explain.idle')}`}
      </p>
      {(term.rates ?? []).slice(0, shownRates).map((each) => {
        const line = rateLine(each, term.unit, locale, t);
        return line === null ? null : (
          <p className="num explain-formula" key={each.start}>
            {line}
          </p>
        );
      })}
      {receivedLines(term, locale, t).map((line) => (
        <p className="num explain-formula" key={line}>
          {line}
        </p>
      ))}
      <p className="faint">{facts.join(' · ')}</p>
      <p className="explain-queries">
        {term.queries.map((query) => (
          <code key={query} title={asked.find((each) => each.query === query)?.promql}>
            {query}
          </code>
        ))}
      </p>
    </li>
  );
}
