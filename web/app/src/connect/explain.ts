// A failed load in, a case the page can explain out; probes where the error itself says nothing.
import { engineReason, LoadFailure } from '../load/failure.ts';
import type { QueryTotals } from '../load/queries.ts';
import type { Source } from '../load/source.ts';
import type { Member } from './address.ts';
import { daysWithPods, familiesFound, observe } from './probe.ts';
import { classify, classifyNetwork, type Trouble } from './trouble.ts';

export async function explain(error: unknown, source: Source, totals: QueryTotals): Promise<Trouble> {
  const failure = error instanceof LoadFailure ? error : new LoadFailure(engineReason(error));
  const { reason } = failure;
  if (reason.kind === 'cancelled') return { kind: 'cancelled', done: totals.done, all: totals.all };
  if (source.kind === 'example' && reason.kind === 'recording' && reason.message === '') return { kind: 'noExample' };
  if (source.kind !== 'prometheus') return classify(reason, { host: '', baseUrl: '' }) ?? failedWith(error);

  const { host, baseUrl } = source.members[0].address;
  const known = classify(reason, { host, baseUrl });
  return known ?? classifyNetwork(await observe(baseUrl), { host, baseUrl });
}

function failedWith(error: unknown): Trouble {
  const { message, hint } = engineReason(error);
  return { kind: 'failed', message, hint };
}

async function nothingAt({ address }: Member, headers: Readonly<Record<string, string>>): Promise<Trouble | null> {
  const [known, found] = await Promise.all([
    daysWithPods(address.baseUrl, headers),
    familiesFound(address.baseUrl, headers),
  ]);
  if (known) return { kind: 'empty', known };
  if (found === null) return null;
  return found.includes('kube_pod_info') ? { kind: 'empty', known } : { kind: 'noInventory', found };
}

/** A server that answered every query with nothing. */
export const explainNothing = async (member: Member, headers: Readonly<Record<string, string>>): Promise<Trouble> =>
  (await nothingAt(member, headers)) ?? { kind: 'empty', known: null };

/** The engine found nothing to charge: is there no Kubernetes inventory, or no pod in this window? */
export async function explainNoData(
  error: unknown,
  source: Source,
  headers: Readonly<Record<string, string>>,
): Promise<Trouble> {
  const reason = engineReason(error);
  if (reason.code !== 'no-data' || source.kind !== 'prometheus') return failedWith(error);
  return (await nothingAt(source.members[0], headers)) ?? failedWith(error);
}
