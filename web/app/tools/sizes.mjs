// What a first visit to the built page loads, compressed: HTML, styles, the scripts it starts with, the worker and the
// engine. Other languages come later.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

export const kib = 1024;
/** In KiB, gzip level 9. The sum is what counts; the parts say who took it. */
export const limits = { page: 100, engine: 180, sum: 300 };
export const goals = { sum: 250 };

/**
 * The engine on the main thread is for hosts without workers; this page never asks for it. Readers of YAML and of
 * price files, and what writes reports, are loaded when they are needed.
 */
const later = /(^|\/)((zh|zh-diagnostics|local|yaml)-[\w-]+\.js|files-[\w-]+\.wasm)$/;

function partOf(name) {
  if (later.test(name)) return 'later';
  return name.endsWith('.wasm') ? 'engine' : 'page';
}

/** Files, largest first, and what the parts come to, all in KiB. */
export function sizesOf(dist) {
  const files = readdirSync(dist, { recursive: true })
    .map(String)
    .filter((name) => /\.(html|css|js|wasm)$/.test(name))
    .map((name) => ({
      name,
      part: partOf(name),
      size: gzipSync(readFileSync(path.join(dist, name)), { level: 9 }).length / kib,
    }))
    .sort((a, b) => b.size - a.size);
  const sum = (part) => files.filter((file) => file.part === part).reduce((total, file) => total + file.size, 0);
  return { files, page: sum('page'), engine: sum('engine'), sum: sum('page') + sum('engine') };
}
