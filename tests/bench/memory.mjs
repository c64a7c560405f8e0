// How much memory a run takes: of WebAssembly exactly, of a native program its largest resident set.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Call before an engine is loaded. Returns a function: bytes of all WebAssembly memories made since; they never shrink. */
export function watchWebAssembly() {
  const memories = new Set();
  const instantiate = WebAssembly.instantiate.bind(WebAssembly);
  WebAssembly.instantiate = async (...call) => {
    const made = await instantiate(...call);
    const { exports } = made.instance ?? made;
    for (const value of Object.values(exports)) if (value instanceof WebAssembly.Memory) memories.add(value);
    return made;
  };
  return () => [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
}

const kPollMs = 5;

/** Runs a program to its end: milliseconds, and the largest resident set in bytes (Linux; read while it runs). */
export function runWatched(command, args) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    let peak = 0;
    child.stderr.on('data', (text) => (said += text));
    const poll = setInterval(() => {
      try {
        const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
        if (kib) peak = Math.max(peak, Number(kib) * 1024);
      } catch {
        // It has ended.
      }
    }, kPollMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(poll);
      if (code === 0) resolve({ ms: performance.now() - begin, peak });
      else reject(new Error(`${command} ended with ${code}: ${said}`));
    });
  });
}
