// `npm run lint`: layout of every file, ESLint, and clang-tidy on the C++ files that differ from the last push.
//   --all   clang-tidy on every C++ file (minutes)
//   --fix   lets the formatters write
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { buildPreset } from './lib/builds.mjs';
import { jobs, root, run } from './lib/shell.mjs';

const fix = process.argv.includes('--fix');
const all = process.argv.includes('--all');

async function lines(command, args) {
  const { code, output } = await run(command, args, { quiet: true });
  return code === 0 ? output.split('\n').filter(Boolean) : [];
}

const isCpp = (file) => /^(engine|wasm|tests|examples)\/.*\.(h|cpp)$/.test(file) && existsSync(path.join(root, file));

/** Every C++ file that git knows or would add. */
async function cppFiles() {
  return (await lines('git', ['ls-files', '--cached', '--others', '--exclude-standard'])).filter(isCpp);
}

/** Files that differ from where this branch left its upstream; with no upstream, from the last commit. */
async function changedFiles() {
  const [base = 'HEAD'] = await lines('git', ['merge-base', 'HEAD', '@{upstream}']);
  const differing = await lines('git', ['diff', '--name-only', base]);
  return [...differing, ...(await lines('git', ['ls-files', '--others', '--exclude-standard']))];
}

/** Sources among `files` that the native build compiles; the rest has no flags to be read with. */
function compiled(files) {
  const commands = JSON.parse(readFileSync(path.join(root, 'build/native/compile_commands.json'), 'utf8'));
  const known = new Set(commands.map((entry) => path.relative(root, path.resolve(entry.directory, entry.file))));
  return files.filter((file) => known.has(file) && !file.startsWith('tests/'));
}

async function clangTidy(files) {
  if (!existsSync(path.join(root, 'build/native/compile_commands.json'))) await buildPreset('native', ['prorata_core']);
  const waiting = compiled(files);
  let failed = false;
  const worker = async () => {
    for (let file = waiting.pop(); file; file = waiting.pop()) {
      const { code, output } = await run('clang-tidy', ['-p', 'build/native', '--quiet', file], { quiet: true });
      failed ||= code !== 0;
      if (code === 0 && output.includes('warning:')) process.stdout.write(output);
    }
  };
  await Promise.all(Array.from({ length: Number(jobs) }, worker));
  return !failed;
}

async function passes(name, command, args) {
  const { code } = await run(command, args, { quiet: true });
  console.log(`lint: ${name} ${code === 0 ? 'ok' : 'FAILED'}`);
  return code === 0;
}

const cpp = await cppFiles();
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const results = [
  await passes('clang-format', 'clang-format', [...(fix ? ['-i'] : ['--dry-run', '-Werror']), ...cpp]),
  await passes('prettier', bin('prettier'), [fix ? '--write' : '--check', '--log-level=warn', '--cache', '.']),
  await passes('eslint', bin('eslint'), [
    '--cache',
    '--cache-location',
    'node_modules/.cache/eslint/',
    ...(fix ? ['--fix'] : []),
    '.',
  ]),
];
if (!fix) {
  const files = all ? cpp : [...new Set((await changedFiles()).filter(isCpp))];
  const ok = await clangTidy(files.filter((file) => file.endsWith('.cpp')));
  console.log(`lint: clang-tidy on ${all ? 'every file' : 'changed files'} ${ok ? 'ok' : 'FAILED'}`);
  results.push(ok);
}
process.exitCode = results.every(Boolean) ? 0 : 1;
