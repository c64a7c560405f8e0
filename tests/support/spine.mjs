// The small generated cluster behind a real Prometheus, with the window that tests ask about.
import { makeCluster, startPrometheus } from './prometheus.mjs';

/** Eight hours of the world `spine`. Resolves with the server, and `now` and `window` that cover it whole. */
export async function startSpine(options = {}) {
  const { world, dataDir } = await makeCluster('spine');
  const server = await startPrometheus({ dataDir, ...options });
  const hours = Math.round((world.end - world.start) / 3600);
  return { world, dataDir, ...server, now: world.end, nowMs: world.end * 1000, window: `${hours}h` };
}
