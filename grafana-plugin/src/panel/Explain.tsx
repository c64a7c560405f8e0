// Where the total of a row comes from: what each container pays for each resource, at which price, from which data.
import { useStyles2 } from '@grafana/ui';
import type { Derivation, DerivedTerm, Question } from '@prorata/engine';
import { moneyFormat, type MoneyFormat } from '@prorata/ui/format/money.ts';
import React, { useEffect, useState } from 'react';
import type { Lease } from '../engine/pool.ts';
import { problemOf, type Problem } from '../engine/problem.ts';
import { wordOf } from '../output/rows.ts';
import { text } from '../text.ts';
import { Message } from './Message.tsx';
import { Overlay } from './Overlay.tsx';
import { panelStyles } from './styles.ts';

/** Terms that are shown; the rest is one line. */
const kTerms = 20;
/** Changes of a rate that are shown, as on the page. */
const kRates = 2;
/** Decimals of a rate at most, as many as money has. */
const kRateDigits = 9;

type Found =
  | { readonly kind: 'computing' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'found'; readonly derivation: Derivation };

function useDerivation({ lease, of, question }: ExplainProps): Found {
  const [found, setFound] = useState<Found>({ kind: 'computing' });
  useEffect(() => {
    let isCurrent = true;
    const { limit: _limit, ...whole } = question;
    lease.explain(of, whole, kTerms).then(
      (derivation) => {
        if (isCurrent) setFound({ kind: 'found', derivation });
      },
      (thrown: unknown) => {
        if (isCurrent) setFound({ kind: 'failed', problem: problemOf(thrown) });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [lease, of, question]);
  return found;
}

const titles: Readonly<Record<string, string>> = {
  cpu: text.columns.cpuCost,
  ram: text.columns.ramCost,
  gpu: text.columns.gpuCost,
  disk: text.columns.diskCost,
};

function subjectOf({ kind, node, namespace, pod, container, cluster }: DerivedTerm): string {
  if (kind === 'idle') return `${text.idle}, ${node}`;
  const parts = [namespace, pod, container].filter((part) => part !== '').map(wordOf);
  return parts.length > 0 ? parts.join(' / ') : cluster;
}

const amountFormat = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });
const amountText = (amount: number): string => amountFormat.format(amount);

function rateText({ rateLeast, rateMost }: DerivedTerm, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { maximumFractionDigits: kRateDigits });
  const rates = rateLeast === rateMost ? [rateMost] : [rateLeast, rateMost];
  return `${rates.map((rate) => format.format(rate)).join(' to ')} ${currency}`;
}

function factsOf(term: DerivedTerm): readonly string[] {
  const { requested, used, priceSource, intervals, intervalsWithSamples, node, kind } = term;
  const { explain } = text;
  return [
    ...(requested === undefined || used === undefined ? [] : [explain.asked(amountText(requested), amountText(used))]),
    explain.price(priceSource),
    ...(intervals > 0 ? [explain.coverage(intervalsWithSamples, intervals)] : []),
    ...(node === '' || kind === 'idle' ? [] : [explain.node(node)]),
    explain.queries(term.queries.join(', ')),
  ];
}

/** How each rate came about, from the price as it is written on; the engine has put it into words. */
function ratesOf({ rates = [] }: DerivedTerm): readonly string[] {
  const { explain } = text;
  const lines = rates
    .slice(0, kRates)
    .map(({ start, text: said }) => (rates.length > 1 ? explain.rateFrom(start, said) : explain.rate(said)));
  return rates.length > kRates ? [...lines, explain.moreRates(rates.length - kRates)] : lines;
}

interface TermProps {
  readonly term: DerivedTerm;
  readonly currency: string;
  readonly money: MoneyFormat;
}

function Term({ term, currency, money }: TermProps) {
  const styles = useStyles2(panelStyles);
  const { what, amount, unit, ownCost, chargedToContainers: charged, idleReceived: idle, totalCost } = term;
  const formula = `${titles[what] ?? what}: ${amountText(amount)} ${unit} × ${rateText(term, currency)} = ${money.headline(ownCost)}`;
  return (
    <li className={styles.term}>
      <div className={styles.head}>
        <span className={styles.grow}>{subjectOf(term)}</span>
        <strong>{money.headline(totalCost)}</strong>
      </div>
      <div>
        {formula}
        {charged === undefined ? null : ` − ${money.headline(charged)} ${text.explain.charged}`}
        {idle === undefined ? null : ` + ${money.headline(idle)} ${text.explain.idle}`}
      </div>
      <div className={styles.detail}>{factsOf(term).join(' · ')}</div>
      {ratesOf(term).map((line) => (
        <div className={styles.detail} key={line}>
          {line}
        </div>
      ))}
    </li>
  );
}

function Terms({ derivation }: { readonly derivation: Derivation }) {
  const styles = useStyles2(panelStyles);
  const { currency, totalCost, terms, moreTerms = 0, moreCost = 0 } = derivation;
  const money = moneyFormat('en-US', currency, '');
  const exact = new Intl.NumberFormat('en-US', { maximumFractionDigits: kRateDigits }).format(totalCost);
  return (
    <>
      <p>{text.explain.total(money.headline(totalCost), `${exact} ${currency}`)}</p>
      <ol className={styles.terms}>
        {terms.map((term, place) => (
          <Term key={place} term={term} currency={currency} money={money} />
        ))}
      </ol>
      {moreTerms > 0 ? <p>{text.explain.more(moreTerms, money.headline(moreCost))}</p> : null}
    </>
  );
}

export interface ExplainProps {
  /** What the row is called. */
  readonly name: string;
  /** Conditions that it meets, as a filter has them. */
  readonly of: string;
  readonly question: Question;
  readonly lease: Lease;
  readonly onClose: () => void;
}

export function Explain(props: ExplainProps) {
  const found = useDerivation(props);
  return (
    <Overlay title={text.explain.title(props.name)} onClose={props.onClose}>
      {found.kind === 'computing' ? <p role="status">{text.computing}</p> : null}
      {found.kind === 'failed' ? <Message problem={found.problem} /> : null}
      {found.kind === 'found' ? <Terms derivation={found.derivation} /> : null}
    </Overlay>
  );
}
