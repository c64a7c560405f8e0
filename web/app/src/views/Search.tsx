// Everything that has a name, found by typing: views, namespaces, workloads, nodes, pods. Enter goes there.
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { AllocationResult } from '@prorata/engine';
import { conditionsOf, drillInto, type Locale } from '@prorata/ui';
import { basis, questionFor } from '../state/answers.ts';
import { useAnswer } from '../state/asked.ts';
import { navigate, view } from '../state/history.ts';
import { unstepped } from '../state/unstepped.ts';
import { views, type ViewState } from '../state/view.ts';
import { searchOpen } from '../shell/dialogs.ts';
import { texts } from '../words/words.ts';
import '../style/search.css';

/** Lines that are shown; typing more finds the others. */
const kShown = 12;

interface Place {
  readonly name: string;
  /** The namespace of what has one. */
  readonly within: string;
  /** What it is, beside the name. */
  readonly kind: string;
  /** Of the window; null where it is nothing that costs. */
  readonly cost: number | null;
  readonly to: Partial<ViewState>;
}

/** What has names in the data: by which keys, and what a press shows of it. */
const kinds = [
  { by: ['namespace'], word: 'search.namespace' },
  { by: ['namespace', 'controller'], word: 'search.workload' },
  { by: ['node'], word: 'search.node' },
  { by: ['namespace', 'pod'], word: 'search.pod' },
] as const;

function leadsTo(by: readonly string[], keys: readonly string[]): Partial<ViewState> | null {
  if (by[0] === 'node') {
    const filter = conditionsOf({ by, filter: '' }, keys);
    return filter === null ? null : { by: ['namespace'], filter };
  }
  return drillInto({ by, filter: '' }, keys);
}

function placesOf({ kinds: rows, keys, columns, aggregate }: AllocationResult, kind: string): readonly Place[] {
  return keys.flatMap((parts, row) => {
    const to = rows[row] === 'workload' ? leadsTo(aggregate, parts) : null;
    const named = parts.every((part) => !part.startsWith('__'));
    if (!to || !named) return [];
    const cost = columns.totalCost.units[row] ?? null;
    const [within, name] = parts.length > 1 ? parts : ['', ...parts];
    return [{ name: name ?? '', within: within ?? '', kind, cost, to: { view: 'allocation', ...to } }];
  });
}

/** Names that begin with the text, then those of which a part does, then the others that have it, and what stands in such
 * a namespace; else as they came. */
export function found(places: readonly Place[], typed: string): readonly Place[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return places.slice(0, kShown);
  const rank = (place: Place): number => {
    const name = place.name.toLowerCase();
    const at = name.indexOf(text);
    if (at < 0) {
      const all = `${place.within.toLowerCase()} ${name}`;
      return text.split(/\s+/).every((word) => all.includes(word)) ? 3 : Infinity;
    }
    // The kind of a workload stands before its name.
    if (at === 0 || name[at - 1] === ':') return 0;
    return /[\s/._-]/.test(name[at - 1] ?? '') ? 1 : 2;
  };
  return places
    .map((place) => ({ place, rank: rank(place) }))
    .filter((one) => one.rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, kShown)
    .map(({ place }) => place);
}

export function Search({ locale }: { readonly locale: Locale }) {
  const t = texts.value;
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const known = basis.value;
  // What a row is charged does not depend on the filter.
  const question = known ? unstepped(questionFor({ ...view.value, filter: '' }, known.whole.window)) : {};
  const { value: answers } = useAnswer(JSON.stringify(question), (session) =>
    Promise.all(kinds.map(({ by }) => session.allocate({ ...question, aggregate: by }))),
  );
  useEffect(() => input.current?.focus(), []);
  const all = useMemo(() => {
    const seen: readonly Place[] = views.map((to) => ({
      name: t(`view.${to}`),
      within: '',
      kind: t('search.view'),
      cost: null,
      to: { view: to },
    }));
    return [
      ...seen,
      ...(answers ?? []).flatMap((answer, kind) => placesOf(answer, t(kinds[kind]?.word ?? 'search.view'))),
    ];
  }, [answers, t]);
  const some = found(all, typed);
  const chosen = Math.min(at, some.length - 1);

  const go = (place: Place | undefined): void => {
    if (!place) return;
    searchOpen.value = false;
    navigate(place.to);
    window.scrollTo(0, 0);
    document.getElementById('content')?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const by = moves[event.key];
    if (by !== undefined && some.length > 0) setAt((chosen + by + some.length) % some.length);
    else if (event.key === 'Enter') go(some[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        ref={input}
        className="search-input"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={some.length > 0 ? `${id}-${chosen}` : undefined}
        aria-label={t('search.label')}
        placeholder={t('search.label')}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={id} role="listbox" aria-label={t('search.title')} className="search-list">
        {some.map((place, index) => (
          <li
            key={`${place.kind} ${place.within} ${place.name}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen ? 'true' : 'false'}
            onPointerMove={() => setAt(index)}
            onClick={() => go(place)}
          >
            <span className="clip" title={`${place.within} ${place.name}`.trim()}>
              <span>{place.name}</span> <span className="faint">{place.within}</span>
            </span>
            <span className="mute">{place.kind}</span>
            <span className="num">{place.cost === null ? '' : locale.money.headline(place.cost)}</span>
          </li>
        ))}
      </ul>
      {some.length === 0 ? (
        <p className="lead search-none" role="status">
          {t(basis.value && !answers ? 'explain.computing' : 'search.none')}
        </p>
      ) : null}
    </>
  );
}
