// `npm test`: every check there is, in order; a step that fails does not keep the others from running.
//   npm test -- --only lint,cli     only the steps whose names contain one of these words
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

import { kSteps, runStep } from './lib/steps.mjs';

function chosenSteps() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const words = values.only?.split(',').map((word) => word.trim());
  return words ? kSteps.filter(({ name }) => words.some((word) => name.includes(word))) : kSteps;
}

/** Runs the steps; one whose needs are broken is not run and counts as failed. */
async function runAll(steps) {
  const rows = [];
  const broken = new Set();
  for (const step of steps) {
    const missing = step.needs?.find((need) => broken.has(need));
    console.log(`\n=== ${step.name}${missing ? `: not run, because "${missing}" could not be built` : ''}`);
    const begin = performance.now();
    const result = missing ? { passed: 0, failed: 1, broken: true } : await runStep(step);
    if (result.broken) broken.add(step.name);
    rows.push({ name: step.name, seconds: (performance.now() - begin) / 1000, ...result });
  }
  return rows;
}

function table(rows) {
  const line = (name, seconds, passed, failed, note) =>
    `${name.padEnd(26)}${seconds.padStart(9)}${passed.padStart(9)}${failed.padStart(9)}  ${note}`.trimEnd();
  return [
    line('step', 'seconds', 'passed', 'failed', ''),
    ...rows.map(({ name, seconds, passed, failed }) =>
      line(name, seconds.toFixed(1), String(passed), String(failed), failed > 0 ? 'FAILED' : ''),
    ),
  ].join('\n');
}

const rows = await runAll(chosenSteps());
const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
const failing = rows.filter(({ failed }) => failed > 0).map(({ name }) => name);
console.log(`\n${table(rows)}\n`);
console.log(
  `${(total('seconds') / 60).toFixed(1)} minutes${failing.length > 0 ? `; failing: ${failing.join(', ')}` : ''}`,
);
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = failing.length > 0 ? 1 : 0;
