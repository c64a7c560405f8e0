// Servers into one session: each is asked on its own, and what they have is put together. One that fails is named and
// costs only its own clusters.
import { runPlan, type Engine, type FetchOptions, type PlanRequest, type Session } from '@prorata/engine';
import { memberName, type Member } from '../connect/address.ts';
import { explain, explainNothing } from '../connect/explain.ts';
import type { Trouble } from '../connect/trouble.ts';
import { bound } from './bound.ts';
import { engineReason, LoadFailure } from './failure.ts';
import { firstFigures, useLast, type FirstFigures } from './first.ts';
import { ofCluster, queryTotals } from './queries.ts';
import type { LiveSource } from './source.ts';
import {
  noTraffic,
  progressInto,
  reasonOf,
  refusedAll,
  refusedWhatIs,
  watchedFetch,
  watchedSession,
  type QueryLog,
  type Traffic,
} from './watch.ts';

export interface Loading {
  readonly engine: Engine;
  /** But for the cluster's name. */
  readonly fetch: Omit<FetchOptions, 'cluster'>;
  readonly log: QueryLog;
  readonly cancelled: AbortSignal;
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
  readonly headersFor: (baseUrl: string) => Readonly<Record<string, string>>;
  readonly agree: (bytes: number) => Promise<void>;
}

/** A server of several without an answer. */
export interface Lost {
  readonly member: Member;
  readonly trouble: Trouble;
}

export interface Loaded {
  /** null where all are lost. */
  readonly session: Session | null;
  readonly lost: readonly Lost[];
}

/** One server on its way. */
interface Part {
  readonly member: Member;
  readonly log: QueryLog;
  readonly session: Session;
  readonly traffic: Traffic;
  /** What stopped it. */
  readonly error: unknown;
}

function openSession({ address, name }: Member, { engine, fetch }: Loading, more: Partial<FetchOptions> = {}) {
  // The name of a cluster whose data has no label for it: without the port, as the command line has it.
  return engine.open({ ...fetch, ...more, cluster: name || new URL(address.baseUrl).hostname });
}

/** What is not in this browser yet; the log says of each request whether it was. */
async function kept(asking: typeof fetch, source: string, log: QueryLog): Promise<typeof fetch> {
  const { keepingFetch } = await import('../kept/keep.ts');
  return keepingFetch(asking, source, (params, found) => {
    const text = params.toString();
    for (const { key, asked } of log.list()) if (asked === text) log.update(key, { kept: found });
  });
}

/** Asks all that the session plans. */
async function run({ member, log, session, traffic }: Part, loading: Loading, first?: FirstFigures): Promise<void> {
  const { baseUrl } = member.address;
  const { cancelled, timeoutMs } = loading;
  const headers = loading.headersFor(baseUrl);
  const asking = watchedFetch(traffic, cancelled);
  const isOpen = Object.keys(headers).length === 0;
  const target = { url: baseUrl, headers, fetch: isOpen ? await kept(asking, baseUrl, log) : asking };
  try {
    const note = progressInto(log);
    await runPlan(watchedSession(useLast(session), log, traffic, loading.agree), target, {
      signal: cancelled,
      timeoutMs,
      onProgress(progress) {
        note(progress);
        if (progress.phase !== 'receiving') first?.look();
      },
    });
    if (traffic.answered === 0 || refusedWhatIs(traffic)) throw new LoadFailure(refusedAll(traffic));
  } catch (error) {
    throw new LoadFailure(reasonOf(error, traffic, timeoutMs / 1000));
  } finally {
    first?.end();
  }
}

/** The part after `work`, with the error that it ended in. */
async function attempted(part: Part, work: (part: Part) => Promise<void>): Promise<Part> {
  if (part.error !== null) return part;
  try {
    await work(part);
    return part;
  } catch (error) {
    return { ...part, error };
  }
}

/** The session as if it planned its first requests only, which tell how large the cluster is. */
function probing(session: Session): Session {
  let asked = false;
  return {
    ...bound(session),
    async plan() {
      if (asked) return [];
      asked = true;
      return session.plan();
    },
  };
}

const stepOf = (plan: readonly PlanRequest[]): number =>
  Number(plan.find(({ id, params }) => id === 'ram_usage' && params['step'])?.params['step'] ?? 0);

/** All in the coarsest of the steps that they would take by themselves: amounts of one grid can be put together. */
async function inOneStep(parts: readonly Part[], loading: Loading): Promise<readonly Part[]> {
  const probed = await Promise.all(
    parts.map((part) =>
      attempted(part, ({ session, ...rest }) => run({ ...rest, session: probing(session) }, loading)),
    ),
  );
  const steps = await Promise.all(
    probed.map(({ error, session }) => (error === null ? session.plan().then(stepOf) : Promise.resolve(0))),
  );
  const step = Math.max(...steps);
  return Promise.all(
    probed.map(async (part, place) => {
      if (part.error !== null || step === 0 || steps[place] === step) return part;
      await part.session.close();
      return { ...part, session: await openSession(part.member, loading, { resolution: `${step}s` }) };
    }),
  );
}

/** It answered, and there is neither a pod nor a node. */
function isEmpty({ log }: Part): boolean {
  const told = log.list().filter(({ id }) => ['pods', 'containers', 'nodes'].includes(id));
  return told.every(({ series }) => (series ?? 0) === 0);
}

async function troubleOf({ member, log, error }: Part): Promise<Trouble> {
  return explain(error, { kind: 'prometheus', members: [member] }, queryTotals(log.list()));
}

/** Puts the sessions of the parts into the first. Those that do not fit are lost. */
async function together(parts: readonly Part[]): Promise<Loaded> {
  const [first, ...others] = parts;
  if (!first) return { session: null, lost: [] };
  const lost: Lost[] = [];
  for (const { member, session } of others) {
    try {
      await first.session.absorb(session);
    } catch (error) {
      const { message, hint } = engineReason(error);
      lost.push({ member, trouble: { kind: 'failed', message, hint } });
    }
  }
  return { session: first.session, lost };
}

async function loadAll(parts: readonly Part[], loading: Loading): Promise<Loaded> {
  const ready = await inOneStep(parts, loading);
  const asked = await Promise.all(ready.map((part) => attempted(part, (each) => run(each, loading))));
  const answered = asked.filter((part) => part.error === null && !isEmpty(part));
  const lost = await Promise.all(
    asked
      .filter((part) => !answered.includes(part))
      .map(async (part) => {
        await part.session.close();
        const { member } = part;
        const trouble =
          part.error === null
            ? await explainNothing(member, loading.headersFor(member.address.baseUrl))
            : await troubleOf(part);
        return { member, trouble };
      }),
  );
  const loaded = await together(answered);
  return { session: loaded.session, lost: [...lost, ...loaded.lost] };
}

/**
 * opened: gets the session as soon as something can be asked of it, also where loading is then stopped. early: gets it,
 * as another value each time, when it has first figures, and better ones. Several servers have theirs at the end.
 */
export async function loadLive(
  { members }: LiveSource,
  loading: Loading,
  opened: (session: Session) => void,
  early: (session: Session) => void,
): Promise<Loaded> {
  const several = members.length > 1;
  const parts = await Promise.all(
    members.map(async (member) => ({
      member,
      log: several ? ofCluster(loading.log, memberName(member)) : loading.log,
      session: await openSession(member, loading),
      traffic: noTraffic(),
      error: null,
    })),
  );
  const [first] = parts;
  if (!several && first) {
    opened(first.session);
    const { log, session } = first;
    await run(
      first,
      loading,
      firstFigures(log, () => early(bound(session))),
    );
    return { session: first.session, lost: [] };
  }
  const loaded = await loadAll(parts, loading);
  if (loaded.session) opened(loaded.session);
  if (loading.cancelled.aborted) throw new LoadFailure({ kind: 'cancelled' });
  return loaded;
}
