// The builds that the tools share. Each is incremental: nothing changed means next to no time.
import { existsSync } from 'node:fs';
import path from 'node:path';

import { emscriptenEnv, jobs, must, root } from './shell.mjs';

const has = (...parts) => existsSync(path.join(root, ...parts));

/** Configures (once) and builds a preset: native, checked or wasm. `targets`: none means all. */
export async function buildPreset(preset, targets = []) {
  const wasm = preset === 'wasm';
  const env = wasm ? emscriptenEnv : {};
  if (!has('build', preset, 'build.ninja')) {
    const configure = ['cmake', '--preset', preset];
    if (wasm) configure.unshift('emcmake');
    await must(configure[0], configure.slice(1), { env, quiet: true });
  }
  const chosen = targets.length > 0 ? ['--target', ...targets] : [];
  await must('cmake', ['--build', '--preset', preset, '-j', jobs, ...chosen], { env });
}

/** The npm package of the engine: compiled TypeScript with the WebAssembly build beside it. */
export async function buildClient() {
  await must('npm', ['run', '--silent', 'build', '--workspace', 'wasm/client']);
}

/** The parts of the page that exist, in the order they need each other. */
export async function buildPage() {
  for (const workspace of ['web/ui', 'web/app']) {
    if (has(workspace, 'package.json')) {
      await must('npm', ['run', '--silent', 'build', '--if-present', '--workspace', workspace]);
    }
  }
}

/** Everything that the page needs, from C++ to HTML. */
export async function buildAll() {
  await buildPreset('wasm', ['prorata_wasm']);
  await buildClient();
  await buildPage();
}
