// A recording of a large or an odd cluster for the page: made in memory, never written down, no figures to be checked by
// hand.
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { loadEngine } from '@prorata/engine';
import { clusterOf } from '../../bench/cluster.mjs';

/**
 * pods: each is a row when they are grouped by. hours: as many points has each of its series. rewrite: makes other text
 * of a piece of an answer. Gzipped bytes.
 */
export async function largeRecording({ pods, hours, podsPerNamespace, rewrite = null }) {
  const endMs = Date.parse('2026-11-17T06:00:00Z');
  const startMs = endMs - hours * 3_600_000;
  const [start, end] = [startMs, endMs].map((ms) => new Date(ms).toISOString().replace('.000Z', 'Z'));
  const cluster = clusterOf({ pods, startMs, endMs, podsPerNamespace });
  const engine = await loadEngine();
  const session = await engine.open({ window: `${start},${end}`, nowMs: endMs, resolution: '1h', cluster: 'large' });
  const zip = createGzip({ level: 1 });
  const parts = [];
  zip.on('data', (part) => parts.push(part));
  const put = async (bytes) => {
    if (!zip.write(bytes)) await once(zip, 'drain');
  };
  const settings = { resolution: '1h', scrapeInterval: '1m', lifetimeResolution: '1h', match: '', cluster: 'large' };
  const head = { format: 'prorata.recording', version: 1, window: { start, end }, ...settings };
  await put(`${JSON.stringify(head)}\n`);
  // What is planned next depends on these answers alone.
  const leading = ['probe_metrics', 'probe_scrape', 'probe_containers'];
  for (let round = await session.plan(); round.length > 0; round = await session.plan()) {
    for (const request of round) {
      const { id, chunk, path, params } = request;
      await put(`${JSON.stringify({ query: id, chunk, path, params, status: 200 }).slice(0, -1)},"body":`);
      const writer = await session.ingest(id, chunk);
      for (const piece of cluster.answer(request)) {
        await put(rewrite ? rewrite(new TextDecoder().decode(piece), id) : piece);
        if (leading.includes(id)) await writer.write(piece);
      }
      if (!leading.includes(id)) {
        await writer.write(
          new TextEncoder().encode(`{"status":"success","data":{"resultType":"${request.kind}","result":[]}}`),
        );
      }
      await writer.end();
      await put('}\n');
    }
  }
  await session.close();
  engine.close();
  zip.end();
  await once(zip, 'end');
  return Buffer.concat(parts);
}
