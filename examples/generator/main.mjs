// node examples/generator/main.mjs --world spine --out DIR [--scrape SECONDS] [--from TIME] [--to TIME]
//
// Writes DIR/metrics-NNN.om, one file per two-hour block, and DIR/truth.json. --from and --to (ISO 8601) only
// choose the window of the truth; the metrics always cover the whole world.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeBlocks } from './blocks.mjs';
import { truth } from './truth.mjs';
import { instant } from './world.mjs';
import { WORLDS } from './worlds.mjs';

const { values } = parseArgs({
  options: {
    world: { type: 'string' },
    out: { type: 'string' },
    scrape: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
  },
});

const make = WORLDS[values.world ?? ''];
const scrape = values.scrape === undefined ? undefined : Number(values.scrape);
if (make === undefined || values.out === undefined || (scrape !== undefined && !(scrape >= 10 && scrape % 2 === 0))) {
  const worlds = Object.keys(WORLDS).join('|');
  console.error(`usage: main.mjs --world ${worlds} --out DIR [--scrape SECONDS] [--from TIME] [--to TIME]`);
  console.error('An even number of SECONDS, at least 10; TIME as in 2026-03-02T01:00:00Z.');
  process.exit(2);
}

const world = make(scrape === undefined ? {} : { scrape });
const from = values.from === undefined ? world.start : instant(values.from);
const to = values.to === undefined ? world.end : instant(values.to);

mkdirSync(values.out, { recursive: true });
let samples = 0;
for await (const block of writeBlocks(world, values.out)) samples += block.samples;
writeFileSync(join(values.out, 'truth.json'), `${JSON.stringify(truth(world, from, to), null, 1)}\n`);
console.error(`${world.name}: ${world.pods.length} pods, ${samples} samples in ${values.out}`);
