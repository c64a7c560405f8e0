// Writes what tests/golden expects: `node tools/update-golden.mjs [CASE …]`, with the native build in place.
//   --record     makes the recordings again too, from the generated cluster
//
// Only after the new numbers were checked by hand: a golden file that was written by a wrong engine proves nothing.
// tests/golden/README.md has the arithmetic; bring it up to date together with the files.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { argumentsOf, cases } from '../tests/e2e/golden.mjs';
import { prorata, withWorld } from './lib/recording.mjs';

/** What became of answers, by query: a recording of a bad day. */
const kFaults = {
  // The server gave up, and answered the next query.
  cpu_usage: (text) =>
    JSON.stringify({
      ...JSON.parse(text),
      status: 503,
      body: { status: 'error', errorType: 'timeout', error: 'query timed out in expression evaluation' },
    }),
  // The connection broke in the middle of an answer, and what came is kept as a text.
  ram_usage: (text) => {
    const line = JSON.parse(text);
    return JSON.stringify({ ...line, body: JSON.stringify(line.body).slice(0, 4000) });
  },
  // The file was cut and glued, right behind a brace.
  pod_labels: (text) => text.slice(0, text.lastIndexOf('}', text.length / 2) + 1),
};

function damaged(recording) {
  const [manifest, ...answers] = recording.trimEnd().split('\n');
  const lines = answers.map((text) => (kFaults[JSON.parse(text).query] ?? String)(text));
  return `${[manifest, ...lines].join('\n')}\n`;
}
const kAfterwards = { 'lost-answers': damaged };

async function makeRecordings(chosen) {
  await withWorld('spine', 'lab', async ({ record }) => {
    for (const { name, asked, recording } of chosen) {
      const text = await record(asked.recording);
      writeFileSync(recording, (kAfterwards[name] ?? ((whole) => whole))(text));
    }
  });
}

const { values, positionals } = parseArgs({ options: { record: { type: 'boolean' } }, allowPositionals: true });
const chosen = cases().filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (values.record) await makeRecordings(chosen);
for (const golden of chosen) {
  writeFileSync(golden.expected, await prorata(...argumentsOf(golden)));
  console.log(golden.expected);
}
