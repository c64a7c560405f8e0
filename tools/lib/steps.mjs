// The steps of `npm test`: each returns how many tests passed and failed. A step that is no test suite counts as one.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { buildClient, buildPage, buildPreset } from './builds.mjs';
import { install } from './packages.mjs';
import { must, root, run } from './shell.mjs';
import { countCtest, countTap } from './tally.mjs';

const kPassed = { passed: 1, failed: 0 };
const kFailed = { passed: 0, failed: 1 };
const kNothing = { passed: 0, failed: 0 };
const output = path.join(root, 'build/test-output');

/** One program as a step. */
async function program(command, args) {
  const { code } = await run(command, args);
  return code === 0 ? kPassed : kFailed;
}

/** Builds a preset and runs its tests; in the WebAssembly build they run in Node. */
async function buildAndTest(preset) {
  await buildPreset(preset);
  const junit = path.join(output, `ctest-${preset}.xml`);
  rmSync(junit, { force: true });
  const { code } = await run(
    'ctest',
    // ctest cuts what a passing test printed to 1 KiB unless told otherwise, and the count stands at its end.
    ['--preset', preset, '-j', '2', '--output-junit', junit, '--test-output-size-passed', '10000000'],
    { env: { UBSAN_OPTIONS: 'print_stacktrace=1' } },
  );
  const count = existsSync(junit) ? countCtest(junit) : kFailed;
  return code === 0 || count.failed > 0 ? count : kFailed;
}

/** Every *.test.mjs below the folders; folders that do not exist hold none. */
function testFiles(folders) {
  return folders
    .map((folder) => path.join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name)))
    .filter((file) => file.endsWith('.test.mjs') && !file.includes('node_modules'))
    .sort();
}

/** What keeps one file from holding up all others, whatever a failed test left open. Node knows it since its 20.11. */
function bounds() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const knows = major > 21 || (major === 21 && minor >= 2) || (major === 20 && minor >= 11);
  return knows ? ['--test-timeout=1200000'] : [];
}

async function nodeTests(name, folders) {
  const files = testFiles(folders);
  if (files.length === 0) return kNothing;
  const tap = path.join(output, `${name}.tap`);
  rmSync(tap, { force: true });
  const reporters = ['spec', 'stdout', 'tap', tap];
  const args = reporters.map((value, index) => `--test-reporter${index % 2 === 0 ? '' : '-destination'}=${value}`);
  // Two test files at a time: they start servers, browsers and sanitised programs.
  const { code } = await run(process.execPath, ['--test', '--test-concurrency=2', ...bounds(), ...args, ...files]);
  const count = existsSync(tap) ? countTap(tap) : kFailed;
  return code === 0 || count.failed > 0 ? count : { ...count, failed: 1 };
}

/** Types of every package, their builds, and the page's size against its budget. */
async function typescript() {
  await buildClient();
  await must('npm', ['run', '--silent', 'check', '--workspaces', '--if-present']);
  await buildPage();
  return program('npm', ['run', '--silent', 'budget', '--workspaces', '--if-present']);
}

const plugin = path.join(root, 'grafana-plugin');

/** The panel: its packages and those of the newest Grafana, types, build, and everything that is tested of it. */
async function panel() {
  const newest = path.join(root, 'tests/grafana-plugin/hosts/13.2');
  await Promise.all([install(plugin), install(path.join(root, '.cache/grafana-hosts/13.2'), newest)]);
  for (const tool of ['make-catalogue', 'make-dashboards']) {
    await must(process.execPath, [`tools/${tool}.mjs`, '--check'], { cwd: plugin });
  }
  await must('npm', ['run', '--silent', 'check'], { cwd: plugin });
  await must(path.join(root, 'node_modules/.bin/eslint'), ['grafana-plugin', 'tests/grafana-plugin']);
  await must('npm', ['run', '--silent', 'build'], { cwd: plugin, quiet: true });
  return nodeTests('panel', ['tests/grafana-plugin']);
}

/** Folders of tests/ that a step below or a command of their own names; the step `node tests` runs all others. */
const kOwnStep = ['wasm', 'cli', 'e2e', 'web', 'engine', 'bench', 'grafana-plugin', 'spark'];

function otherFolders() {
  const folders = readdirSync(path.join(root, 'tests'), { withFileTypes: true });
  return folders
    .filter((entry) => entry.isDirectory() && !kOwnStep.includes(entry.name))
    .map(({ name }) => `tests/${name}`);
}

/** In order. `needs` names steps without which this one makes no sense. */
export const kSteps = [
  { name: 'setup', work: () => program('bash', ['tools/setup.sh']) },
  { name: 'native build and tests', needs: ['setup'], work: () => buildAndTest('native') },
  { name: 'layers', needs: ['setup'], work: () => program(process.execPath, ['tools/check-layers.mjs']) },
  { name: 'banned calls', work: () => program(process.execPath, ['tools/check-banned.mjs']) },
  { name: 'lint', needs: ['setup'], work: () => program(process.execPath, ['tools/lint.mjs']) },
  { name: 'checked build and tests', needs: ['setup'], work: () => buildAndTest('checked') },
  { name: 'wasm build and tests', needs: ['setup'], work: () => buildAndTest('wasm') },
  { name: 'typescript', needs: ['wasm build and tests'], work: typescript },
  { name: 'client tests', needs: ['typescript'], work: () => nodeTests('wasm', ['tests/wasm']) },
  { name: 'node tests', needs: ['setup'], work: () => nodeTests('node', otherFolders()) },
  { name: 'cli tests', needs: ['native build and tests', 'typescript'], work: () => nodeTests('cli', ['tests/cli']) },
  { name: 'end to end', needs: ['native build and tests', 'typescript'], work: () => nodeTests('e2e', ['tests/e2e']) },
  {
    name: 'example made again',
    needs: ['native build and tests'],
    work: () => program(process.execPath, ['tools/make-example.mjs', '--check']),
  },
  { name: 'grafana panel', needs: ['native build and tests', 'typescript'], work: panel },
  { name: 'page in Chromium', needs: ['typescript'], work: () => nodeTests('web', ['tests/web']) },
];

/** What must at least run before a step can: a build that failed is not the same as one whose tests failed. */
export async function runStep(step) {
  mkdirSync(output, { recursive: true });
  try {
    return { ...(await step.work()), broken: false };
  } catch (problem) {
    console.error(`${step.name}: ${problem.message}`);
    return { ...kFailed, broken: true };
  }
}
