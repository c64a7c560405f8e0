#!/usr/bin/env node
// Costs as a Parquet file: prorata-parquet SOURCE -o FILE [options]. docs/formats.md says what stands in it.
import { createReadStream, openSync, readFileSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';

import { loadEngine, loadRecording, ProrataError, runPlan, timeZoneValue } from '../dist/node.js';
import { parquetOf } from '../dist/parquet.js';

const kUsage = `prorata-parquet SOURCE --output FILE [options]
  SOURCE             a recording, or the address of a Prometheus-compatible server
  -o, --output FILE  the Parquet file to write
  --window TEXT      of a server; default 24h
  --tz ZONE          for windows and steps; default UTC
  --aggregate KEYS   comma list; default namespace,pod,container, as OpenCost's exporter has it
  --step TEXT        1h, 1d, …; default 1h; window for one row of each key
  --filter TEXT      conditions, as everywhere in prorata
  --idle TEXT        separate, share, hide; default separate
  --share RULE       repeatable
  --prices FILE      a price file, or builtin`;

/** What is asked, or an error that says what is wrong with it. */
function readArguments() {
  const text = { type: 'string' };
  const options = {
    ...{ output: { ...text, short: 'o' }, window: { ...text, default: '24h' }, tz: { ...text, default: 'UTC' } },
    ...{ aggregate: { ...text, default: 'namespace,pod,container' }, step: { ...text, default: '1h' }, filter: text },
    ...{ idle: text, share: { ...text, multiple: true }, prices: text, help: { type: 'boolean' } },
  };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [source, ...more] = positionals;
  if (values.help) return { help: true };
  if (!source || more.length > 0) throw new TypeError('give one source: a recording, or the address of a server');
  if (!values.output) throw new TypeError('give the file to write: --output FILE');
  return { ...values, source };
}

/** Offsets for whatever time a recording is of. */
const zoneOf = ({ tz }) => timeZoneValue(tz, Date.UTC(2015, 0), Date.now());

async function open(engine, asked) {
  if (!/^https?:/.test(asked.source)) {
    // Opened first: a file that is not there is a clear error.
    const session = await engine.open();
    await loadRecording(session, Readable.toWeb(createReadStream('', { fd: openSync(asked.source, 'r') })));
    return session;
  }
  const nowMs = Date.now();
  const session = await engine.open({ window: asked.window, nowMs, timeZone: zoneOf(asked) });
  await runPlan(session, { url: asked.source });
  return session;
}

function questionOf({ aggregate, step, filter, idle, share, prices, tz }) {
  const file =
    prices === undefined || prices === 'builtin' ? prices : { name: prices, text: readFileSync(prices, 'utf8') };
  return {
    ...{ aggregate: aggregate.split(','), step, timeZone: zoneOf({ tz }) },
    ...(filter === undefined ? {} : { filter }),
    ...(idle === undefined ? {} : { idle }),
    ...(share === undefined ? {} : { share }),
    ...(file === undefined ? {} : { prices: file }),
  };
}

async function main() {
  const asked = readArguments();
  if (asked.help) return console.log(kUsage);
  const question = questionOf(asked);
  const session = await open(await loadEngine(), asked);
  writeFileSync(asked.output, new Uint8Array(await parquetOf(session, question)));
  for (const { id, severity, message } of (await session.allocate(question)).diagnostics) {
    if (severity !== 'info') console.error(`${severity}: ${id}: ${message}`);
  }
}

/** Exit codes are those of `prorata`. */
const kCodes = { 'bad-usage': 2, unreachable: 3, refused: 3 };
main().catch((problem) => {
  const hint = problem instanceof ProrataError && problem.hint ? `\n  ${problem.hint}` : '';
  console.error(`prorata-parquet: ${problem.message}${hint}`);
  const usage = problem instanceof TypeError || problem.code === 'ENOENT';
  process.exitCode = usage ? 2 : (kCodes[problem.code] ?? 1);
});
