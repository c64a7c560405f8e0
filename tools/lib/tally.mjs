// Counts tests from what test runners print or write: the numbers behind the last line of `npm test`.
import { readFileSync } from 'node:fs';

const sum = (matches) => [...matches].reduce((total, [, number]) => total + Number(number), 0);

/**
 * Counts of a ctest run from its JUnit file. A GoogleTest program counts its cases; any other test counts as one.
 * A program that crashed counts the cases it never reported as one failure.
 */
export function countCtest(junitFile) {
  const text = readFileSync(junitFile, 'utf8');
  const count = { passed: 0, failed: 0 };
  for (const [element] of text.matchAll(/<testcase [\s\S]*?<\/testcase>/g)) {
    const ran = /status="run"/.test(element);
    if (/status="(disabled|notrun)"/.test(element)) continue;
    const passed = sum(element.matchAll(/^\[ {2}PASSED {2}\] (\d+) tests?/gm));
    const failed = sum(element.matchAll(/^\[ {2}FAILED {2}\] (\d+) tests?/gm));
    count.passed += passed > 0 || !ran ? passed : failed > 0 ? 0 : 1;
    count.failed += failed > 0 || ran ? failed : 1;
  }
  return count;
}

/** Counts of a `node --test` run from its TAP output. */
export function countTap(tapFile) {
  const text = readFileSync(tapFile, 'utf8');
  return {
    passed: sum(text.matchAll(/^# pass (\d+)$/gm)),
    failed: sum(text.matchAll(/^# (?:fail|cancelled) (\d+)$/gm)),
  };
}
