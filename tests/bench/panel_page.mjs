// In the page: frames of a panel until their table is painted, by the panel's own code with the engine in its worker, and
// by plain JavaScript.
import { loadEngine } from '/wasm/client/dist/index.js';

import { benchFrames, benchRange } from './panel_data.mjs';
import { plainCosts } from './plain_panel.mjs';

/** After what was drawn is on the screen. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

function draw(rows) {
  const table = document.createElement('table');
  for (const cells of rows) {
    const line = table.insertRow();
    for (const cell of cells) line.insertCell().textContent = String(cell);
  }
  document.body.replaceChildren(table);
}

async function timed(work) {
  const begin = performance.now();
  const value = await work();
  return { value, ms: performance.now() - begin };
}

/** Times of each run in milliseconds, and what both found, so that it can be compared. */
export async function timePanel(code, { containers, hours, runs }) {
  const { Pool } = await import(code);
  const engine = await loadEngine();
  const pool = new Pool({ start: async () => ({ ...engine, open: (options) => engine.open(options), close() {} }) });
  const question = { aggregate: ['namespace'] };
  const times = { panel: [], plain: [], option: [] };
  let found;
  for (let run = 0; run < runs; run += 1) {
    // Another name each time: equal data would find the session of the run before.
    const cluster = `bench-${run}`;
    const data = () => ({ frames: benchFrames(containers, hours), range: benchRange(hours), cluster });
    const mine = data();
    let lease;
    const panel = await timed(async () => {
      lease = pool.use(mine);
      const result = await lease.allocate(question);
      const { units } = result.columns.totalCost;
      draw(result.names.map((name, row) => [name, units[row]]));
      await painted();
      return result;
    });
    // A thousand rows, and idle shared among them.
    const pods = { aggregate: ['pod'], limit: 1000 };
    await lease.allocate(pods);
    const option = await timed(() => lease.allocate({ ...pods, idle: 'share' }));
    lease.release();
    const theirs = data();
    const plain = await timed(async () => {
      const result = plainCosts(theirs.frames, theirs.range);
      draw(result.rows);
      await painted();
      return result;
    });
    times.panel.push(panel.ms);
    times.plain.push(plain.ms);
    times.option.push(option.ms);
    found = { panel: panel.value.totals.totalCost.units[0], plain: plain.value };
  }
  engine.close();
  const plainTotal = found.plain.rows.reduce((sum, row) => sum + row[3], found.plain.idle);
  return { times, totals: { panel: found.panel, plain: plainTotal } };
}
