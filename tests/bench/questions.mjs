// Re-queries through the package, as the page asks them: another price, idle shared or apart, another key. Runs in Node
// and in browsers.
import { clusterOf } from './cluster.mjs';

const kHour = 3_600_000;
const endMs = Date.parse('2026-11-16T00:00:00Z');

const iso = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z');

/** A session with `pods` containers over `hours` hours. */
async function loaded(engine, { pods, hours }) {
  const world = { pods, startMs: endMs - hours * kHour, endMs };
  const window = `${iso(world.startMs)},${iso(world.endMs)}`;
  const session = await engine.open({ window, nowMs: endMs, resolution: '1h', cluster: 'bench' });
  const cluster = clusterOf(world);
  for (let round = await session.plan(); round.length > 0; round = await session.plan()) {
    for (const request of round) {
      const writer = await session.ingest(request.id, request.chunk);
      for (const piece of cluster.answer(request)) await writer.write(piece);
      await writer.end();
    }
  }
  return session;
}

const pricesOf = (cpu) => ({
  format: 'prorata.prices/1',
  currency: 'USD',
  units: { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour' },
  defaults: { cpu: cpu.toFixed(4), memory: '0.0042', gpu: '0.95' },
});

/** What the page would ask in the n-th run: never twice the same, so that no answer can be kept. */
const questions = {
  price: (n) => ({ aggregate: ['namespace'], prices: pricesOf(0.03 + n / 1000) }),
  idle: (n) => ({ aggregate: ['namespace'], idle: n % 2 === 0 ? 'share' : 'separate' }),
  key: (n) => ({ aggregate: [['controller'], ['node'], ['label:team'], ['namespace', 'controller']][n % 4] }),
};

/** Milliseconds of every run, by what changed. */
export async function timeQuestions(engine, { pods, hours, runs }) {
  const session = await loaded(engine, { pods, hours });
  const times = Object.fromEntries(Object.keys(questions).map((name) => [name, []]));
  for (let run = -3; run < runs; run += 1) {
    for (const [name, question] of Object.entries(questions)) {
      const begin = performance.now();
      const answer = await session.allocate({ step: '1d', ...question(run + 4) });
      const took = performance.now() - begin;
      if (answer.remainder.nano[0] !== 0n || answer.steps.length !== hours / 24)
        throw new Error(`a wrong answer: ${name}`);
      if (run >= 0) times[name].push(took); // the first ones warm up
    }
  }
  await session.close();
  return times;
}
