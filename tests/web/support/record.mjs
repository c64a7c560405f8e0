// A recording of a live source, for tests of the page: runs the engine's plan in Node and keeps what came back.
import { gzipSync } from 'node:zlib';
import { loadEngine, runPlan } from '@prorata/engine';

/** `manifest`: the first line's settings, as the plan of this window chose them. Returns gzipped bytes. */
export async function record(source, { start, end, ...manifest }) {
  const engine = await loadEngine();
  const session = await engine.open({
    window: `${start}..${end}`,
    nowMs: Date.parse(end),
    resolution: manifest.resolution,
  });
  const requests = new Map();
  const lines = [JSON.stringify({ format: 'prorata.recording', version: 1, window: { start, end }, ...manifest })];
  const watched = {
    plan: async () => {
      const plan = await session.plan();
      for (const request of plan) requests.set(new URLSearchParams(request.params).toString(), request);
      return plan;
    },
    ingest: (id, chunk) => session.ingest(id, chunk),
    refused: (...answer) => session.refused(...answer),
  };
  const keep = async (input, init) => {
    const response = await fetch(input, init);
    const body = await response.text();
    const { id, chunk, path, params } = requests.get(String(init.body));
    const head = JSON.stringify({ query: id, chunk, path, params, status: response.status });
    lines.push(`${head.slice(0, -1)},"body":${body.trim()}}`);
    return new Response(body, { status: response.status, headers: response.headers });
  };
  await runPlan(watched, { url: source, fetch: keep });
  await session.close();
  engine.close();
  return gzipSync(`${lines.join('\n')}\n`);
}
