// The engine's queries as the panel needs them: their PromQL with Grafana's macros where the engine writes times.
// Writes src/queries/catalogue.ts; `--check` compares instead. Needs the built engine.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { loadEngine } from '../../wasm/client/dist/node.js';

const target = fileURLToPath(new URL('../src/queries/catalogue.ts', import.meta.url));

// Lengths that no query has of its own, so that each can be told from the others.
const kWindow = { text: '1d5h', seconds: 29 * 3600 };
const kGrid = '12m';
const kTotal = '7h';
const kScrapes = 15; // in ten minutes: every 40 s, which the engine also takes as the step of lifetimes
const kLifetime = '40s';
const kMatch = 'the="matcher"';
const kEnd = 1772427600;

const kVector = 'vector';
const answer = (result, resultType) =>
  new TextEncoder().encode(JSON.stringify({ status: 'success', data: { resultType, result } }));
const number = (metric, value) => ({ metric, value: [kEnd, String(value)] });

/** Names that a pattern with at most one group in each alternative stands for: `a|b_(c|d)_e` → a, b_c_e, b_d_e. */
function namesOf(pattern) {
  const alternatives = pattern.match(/(?:\([^)]*\)|[^|(])+/g) ?? [];
  return alternatives.flatMap((name) => {
    const [, before, group, after] = /^(.*)\((.*)\)(.*)$/.exec(name) ?? [];
    return group === undefined ? [name] : group.split('|').map((part) => `${before}${part}${after}`);
  });
}

/** Every recording rule that the engine looks for is there. */
function allMetrics({ params }) {
  const [, pattern] = /__name__=~"([^"]*)"/.exec(params.query) ?? [];
  if (pattern === undefined) throw new Error(`no names in ${params.query}`);
  return namesOf(pattern).map((name) => number({ __name__: name }, 1));
}

/** What makes the engine ask for everything it may ask for. */
const kAnswers = {
  probe_scrape: [number({}, kScrapes)],
  probe_containers: [number({}, 10)],
  requests_changed: [{ metric: { namespace: 'a', pod: 'b' }, values: [[kEnd, '1']] }],
  price_cpu: [
    {
      metric: { node: 'n' },
      values: [
        [kEnd - 3600, '1'],
        [kEnd, '2'],
      ],
    },
  ],
};

/** mode: stepped, totals, or rules: totals where all recording rules are there. */
async function plannedRequests(mode) {
  const engine = await loadEngine();
  const session = await engine.open({
    window: `${kEnd - kWindow.seconds},${kEnd}`,
    nowMs: kEnd * 1000,
    resolution: mode === 'stepped' ? kGrid : kTotal,
    mode: mode === 'stepped' ? 'stepped' : 'totals',
    match: kMatch,
  });
  const all = [];
  for (let round = await session.plan(); round.length > 0; round = await session.plan()) {
    for (const request of round) {
      all.push(request);
      const writer = await session.ingest(request.id, request.chunk);
      const found =
        request.id === 'probe_metrics' ? (mode === 'rules' ? allMetrics(request) : []) : kAnswers[request.id];
      await writer.write(answer(found ?? [], request.kind));
      await writer.end();
    }
  }
  await session.close();
  engine.close();
  return all;
}

const kMinutes = { '12m': 'grid', '1h': 'hour' };

/** How a query is evaluated: the words of docs/queries.md. */
function cadenceOf({ id, kind, params }) {
  if (id.startsWith('probe_')) return 'probe';
  if (id.endsWith('_fine')) return 'fine';
  if (kind === kVector) return 'window';
  return kMinutes[`${Number(params.step) / 60}m`] ?? 'hour';
}

function withMacros(promql, cadence) {
  const text = promql
    .replaceAll(`,${kMatch}`, ',$sel')
    .replaceAll(kMatch, '$sel')
    .replaceAll(`[${kWindow.text}`, '[$__range')
    // Within an hour, a query that is asked every hour has no macro for anything finer.
    .replaceAll(`:${kLifetime}]`, cadence === 'hour' ? ':1m]' : ':$__interval]')
    .replaceAll(`[${kLifetime}]`, '[$__interval]')
    .replaceAll(`[${kGrid}]`, '[$__interval]')
    .replaceAll(cadence === 'hour' ? '[1h' : '\0', '[$__interval');
  const left = text.match(/\[\d[^\]]*\]/g) ?? [];
  if (cadence !== 'probe' && left.length > 0) throw new Error(`a time without a macro: ${left} in ${text}`);
  return text;
}

/** The labels by which a query tells its series apart: those of its outermost `by`, or all but those of its `without`. */
function identityOf(promql) {
  const found = /\b(by|without) \(([^)]*)\)/.exec(promql);
  if (!found) return { keep: [] };
  return { [found[1] === 'by' ? 'keep' : 'drop']: found[2].split(',') };
}

/** PromQL of what is asked at every grid point, for the whole range. */
function overRange(requests) {
  const found = new Map();
  for (const { id, kind, params } of requests) {
    if (kind === kVector || found.has(id)) continue;
    const promql = params.query.replaceAll(`,${kMatch}`, ',$sel').replaceAll(kMatch, '$sel');
    if (!promql.includes(`[${kTotal}`)) continue;
    found.set(id, promql.replaceAll(`[${kTotal}`, '[$__range'));
  }
  return found;
}

const kUnused = new Set(['probe_metrics', 'probe_containers']);

function catalogueOf(requests, totals, rules) {
  const queries = new Map();
  for (const request of requests) {
    const cadence = cadenceOf(request);
    if (kUnused.has(request.id)) continue;
    // A request at the end of a cut window is the same query with another range.
    if (queries.has(request.id) && request.kind === kVector) continue;
    const promql = withMacros(request.params.query, cadence);
    queries.set(request.id, { id: request.id, cadence, feeds: request.feeds, promql, ...identityOf(promql) });
  }
  // Of the mode of totals alone, or asked otherwise in it.
  for (const [id, promql] of totals) {
    const known = queries.get(id) ?? { id, cadence: 'total', feeds: 'charged', promql, ...identityOf(promql) };
    const rule = rules.get(id);
    queries.set(id, { ...known, totals: promql, ...(rule === promql ? {} : { rule }) });
  }
  return [...queries.values()];
}

function sourceOf(catalogue) {
  const quote = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const list = (words) => `[${words.map(quote).join(', ')}]`;
  const entry = ({ id, cadence, feeds, promql, totals, rule, keep, drop }) =>
    [
      '  {',
      `    id: ${quote(id)},`,
      `    cadence: ${quote(cadence)},`,
      `    feeds: ${quote(feeds)},`,
      `    promql: ${quote(promql)},`,
      ...(totals && totals !== promql ? [`    totals: ${quote(totals)},`] : []),
      ...(rule ? [`    rule: ${quote(rule)},`] : []),
      keep ? `    keep: ${list(keep)},` : `    drop: ${list(drop ?? [])},`,
      '  },',
    ].join('\n');
  return `// What the engine asks of a source, with Grafana's macros in place of times. Made by tools/make-catalogue.mjs from the
// engine's own plan: change the queries there, and run it again. \`$sel\` stands for extra matchers.
// prettier-ignore
export const catalogue = [
${catalogue.map(entry).join('\n')}
] as const;
`;
}

const [stepped, totals, rules] = await Promise.all(['stepped', 'totals', 'rules'].map(plannedRequests));
const made = sourceOf(catalogueOf(stepped, overRange(totals), overRange(rules)));
if (!process.argv.includes('--check')) {
  writeFileSync(target, made);
} else if (readFileSync(target, 'utf8') !== made) {
  console.error(`${path.relative('.', target)} is not what the engine asks: run node tools/make-catalogue.mjs`);
  process.exitCode = 1;
}
