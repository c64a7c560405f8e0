// What more there is to know about a request that was sent: how full its answer is, and where else it can be looked at.
import { memberName, type Member } from '../connect/address.ts';
import type { QueryRecord } from './queries.ts';
import type { Source } from './source.ts';

type Asked = Pick<QueryRecord, 'asked' | 'series' | 'samples'>;

/** Of the grid points of all its series, how many have a value; null for what has no grid, or no series. */
export function coverageOf({ asked, series, samples }: Asked): number | null {
  const params = new URLSearchParams(asked);
  const number = (name: string): number => Number(params.get(name) ?? NaN);
  const points = Math.floor((number('end') - number('start')) / number('step')) + 1;
  return points > 0 && series !== null && series > 0 && samples !== null ? samples / (series * points) : null;
}

function memberOf(members: readonly Member[], cluster: string): Member | undefined {
  return members.length === 1 ? members[0] : members.find((member) => memberName(member) === cluster);
}

/** The page of Prometheus that shows the query, over the same time; null where nobody was asked. */
export function graphAddress(query: Pick<QueryRecord, 'asked' | 'cluster' | 'promql'>, source: Source): string | null {
  const member = source.kind === 'prometheus' ? memberOf(source.members, query.cluster) : undefined;
  if (!member || query.promql === '' || !/^https?:/.test(member.address.baseUrl)) return null;
  const params = new URLSearchParams(query.asked);
  const [start, end] = [Number(params.get('start') ?? NaN), Number(params.get('end') ?? params.get('time') ?? NaN)];
  const graph = new URLSearchParams({ 'g0.expr': query.promql, 'g0.tab': start < end ? '0' : '1' });
  if (Number.isFinite(end)) {
    const at = new Date(end * 1000).toISOString().slice(0, 19).replace('T', ' ');
    graph.set(start < end ? 'g0.end_input' : 'g0.moment_input', at);
  }
  if (start < end) graph.set('g0.range_input', `${end - start}s`);
  return `${member.address.baseUrl}/graph?${graph}`;
}
