// `npm run test:spark`: PySpark in a venv below .cache (made once), then tests/spark. Not part of `npm test`: Spark is
// half a gigabyte. Needs Python 3; a Java runtime and Debian's venv are installed where they are missing.
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { must, root, run } from './lib/shell.mjs';

const venv = path.join(root, '.cache/spark');
const wanted = path.join(root, 'examples/spark/requirements.txt');
const installed = path.join(venv, 'requirements.txt');

async function installPackages() {
  const probes = [
    ['java', ['-version'], 'default-jre-headless'],
    ['python3', ['-c', 'import ensurepip'], 'python3-venv'],
  ];
  const missing = [];
  for (const [command, args, name] of probes) {
    if ((await run(command, args, { quiet: true })).code !== 0) missing.push(name);
  }
  if (missing.length === 0) return;
  const apt = ['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...missing];
  const [command, ...args] = process.getuid?.() === 0 ? apt : ['sudo', ...apt];
  await must(command, args);
}

async function installSpark() {
  if (existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(wanted, 'utf8')) return;
  console.log('installing PySpark into .cache/spark');
  await must('python3', ['-m', 'venv', venv]);
  await must(path.join(venv, 'bin/pip'), ['install', '-q', '-r', wanted]);
  copyFileSync(wanted, installed);
}

await installPackages();
await installSpark();
await must(process.execPath, ['tools/build.mjs', 'native']);
const { code } = await run(process.execPath, ['--test', '--test-timeout=1200000', 'tests/spark/fleet.test.mjs'], {
  env: { PRORATA_SPARK_VENV: venv },
});
process.exitCode = code;
