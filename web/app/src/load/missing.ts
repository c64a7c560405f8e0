// What an answer lacks: queries without an answer, damaged recordings, sources that say so. Diagnostics and log in.
import type { Diagnostic } from '@prorata/engine';
import { isLimit } from '../connect/trouble.ts';
import { effectOf, figuresOf, type Effect, type Figure } from './effects.ts';
import { isGivenUp, isOpen, type QueryRecord } from './queries.ts';

export interface Missing {
  /** Servers without an answer, where there are others. */
  readonly sources: readonly string[];
  /** Queries without an answer, each once. */
  readonly queries: readonly string[];
  /** The source refused them for their size, and they were asked in so many parts: 0 where that is not so. */
  readonly limited: number;
  /** Why the first of them has none, in the words of the source or the reader. */
  readonly reason: string;
  /** What a damaged recording lost, as its reader says; empty where it is whole. */
  readonly damage: readonly string[];
  /** The source answered and said that data is missing. */
  readonly warned: boolean;
  readonly effects: readonly Effect[];
  /** Figures above the table that are not to be trusted. */
  readonly figures: readonly Figure[];
}

/** Their objects are `query: reason`, of a recording `query #chunk: reason`. */
const lostAnswers: readonly string[] = ['query-given-up', 'recorded-error', 'unreadable-answer'];
const damagedRecording = 'recording-damaged';
const told: readonly string[] = [...lostAnswers, damagedRecording, 'source-warned'];

/** True for diagnostics that `missingFrom` speaks of, so that nothing is said twice. */
export const speaksOfMissing = ({ id }: Diagnostic): boolean => told.includes(id);

function split(object: string): readonly [query: string, reason: string] {
  const at = object.indexOf(': ');
  const head = at < 0 ? object : object.slice(0, at);
  return [head.replace(/ #\d+$/, ''), at < 0 ? '' : object.slice(at + 2)];
}

/** Without an answer, now or for good: where the user stopped nobody noticed anything about them. */
const isLacking = (query: QueryRecord): boolean => isGivenUp(query) || isOpen(query) || query.state === 'stopped';

/** What loaded data says about itself. */
interface Loaded {
  readonly diagnostics: readonly Diagnostic[];
  readonly whole: { readonly partial: boolean };
}

const objectsOf = (diagnostics: readonly Diagnostic[], ids: readonly string[]): readonly string[] =>
  diagnostics.filter(({ id }) => ids.includes(id)).flatMap(({ objects }) => objects);

const allFigures: readonly Figure[] = ['total', 'idle', 'efficiency'];

/** Null where nothing is missing. */
export function missingFrom(
  { diagnostics, whole }: Loaded,
  all: readonly QueryRecord[],
  sources: readonly string[] = [],
): Missing | null {
  const log = all.filter(({ cluster }) => !sources.includes(cluster));
  const damages = objectsOf(diagnostics, [damagedRecording]);
  // Either a line that cannot be read, or a query of which answers are missing.
  const damage = damages.filter((object) => effectOf(split(object)[0]) === null);
  const incomplete = damages.filter((object) => !damage.includes(object));
  const lost = [...objectsOf(diagnostics, lostAnswers), ...incomplete].map(split);
  const open = log.filter(isLacking).map(({ id }) => id);
  const queries = [...new Set([...lost.map(([query]) => query), ...open])];
  const explained = queries.length > 0 || damage.length > 0;
  const warned = diagnostics.some(({ id }) => id === 'source-warned') || (whole.partial && !explained);
  if (!explained && !warned && sources.length === 0) return null;
  const effects = [...new Set(queries.map(effectOf))].filter((effect) => effect !== null);
  const reached = effects.flatMap(figuresOf);
  const everywhere = warned || damage.length > 0 || sources.length > 0;
  const figures = everywhere ? allFigures : allFigures.filter((figure) => reached.includes(figure));
  const refused = log.filter((query) => query.state === 'refused' && isLimit(query.reason));
  const parts = log.filter(({ id }) => refused.some((query) => query.id === id)).length;
  return {
    sources,
    limited: refused.length > 0 ? parts : 0,
    queries,
    reason: lost[0]?.[1] ?? '',
    damage,
    warned,
    effects,
    figures,
  };
}
