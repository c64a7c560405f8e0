// Runs programs for the tools: output passes through, and is kept for who wants to read it.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Jobs for a build: more than two only where memory allows sanitised units side by side. */
export const jobs = String(Math.max(1, Math.min(availableParallelism(), 8)));

/** Debian's emcc 3.1.6 runs its optimiser on whatever node is first, which finds acorn only by this path. */
// npm puts its packages' programs first in the path, and em++ must not take binaryen's wasm-opt for its own: the two are
// of different ages, and names of imports would be shortened on one side only.
const ownPath = (process.env.PATH ?? '').split(':').filter((folder) => !folder.endsWith('node_modules/.bin'));
export const emscriptenEnv = { NODE_PATH: '/usr/share/nodejs', PATH: ownPath.join(':') };

/**
 * Runs a program in the root folder. Resolves with its exit code and everything it printed; never rejects on a failure
 * of the program. `quiet` keeps the output back unless the program fails.
 */
export function run(command, args, { env = {}, quiet = false, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kept = [];
    const keep = (stream) => (piece) => {
      kept.push(piece);
      if (!quiet) stream.write(piece);
    };
    child.stdout.on('data', keep(process.stdout));
    child.stderr.on('data', keep(process.stderr));
    child.on('error', (problem) => resolve({ code: 127, output: `${command}: ${problem.message}` }));
    child.on('close', (code) => {
      const output = Buffer.concat(kept).toString();
      if (quiet && code !== 0) process.stdout.write(output);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Runs a program and throws where it fails. */
export async function must(command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.slice(0, 4).join(' ')} failed (exit code ${code})`);
  return output;
}
