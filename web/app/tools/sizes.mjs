// What a first visit to the built page loads, compressed: HTML, styles, the scripts it starts with, the worker and the
// engine, and what the diagnostics of its answers say. Other languages come later.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

export const kib = 1024;
/** In KiB, gzip level 9. The sum is what counts; the parts say who took it. */
export const limits = { page: 100, engine: 180, sum: 300 };
export const goals = { sum: 250 };

/** The engine on the main thread is for hosts without workers; this page never asks for it. */
const never = /(^|\/)local-[\w-]+\.js$/;

/** Names in quotes that a file loads before it runs: tags of the page, imports that are no calls, the worker. */
function loadedBy(text) {
  const names = [...text.matchAll(/(?:src|href)="\.\/([^"]+)"|(?:from|import)\s*"\.\/([^"]+)"/g)];
  return names.map(([, tag, script]) => tag ?? `assets/${script}`);
}

/** What the page loads first, whatever it shows; views, languages, readers of files and reports come later. */
function firstFiles(dist, files) {
  const first = new Set(files.filter((name) => /(^|\/)(worker-[\w-]+\.js|prorata-[\w-]+\.wasm)$/.test(name)));
  const walk = (name) => {
    if (first.has(name) || !existsSync(path.join(dist, name))) return;
    first.add(name);
    if (/\.(html|js)$/.test(name)) loadedBy(readFileSync(path.join(dist, name), 'utf8')).forEach(walk);
  };
  walk('index.html');
  return first;
}

/** Loaded with the first answer that has diagnostics, as nearly all have. */
const texts = /(^|\/)notice-texts-[\w-]+\.js$/;

function partOf(name, first) {
  if (texts.test(name)) return 'texts';
  if (!first.has(name) || never.test(name)) return 'later';
  return name.endsWith('.wasm') ? 'engine' : 'page';
}

/** Files, largest first, and what the parts come to, all in KiB. */
export function sizesOf(dist) {
  const names = readdirSync(dist, { recursive: true })
    .map(String)
    .filter((name) => /\.(html|css|js|wasm)$/.test(name));
  const first = firstFiles(dist, names);
  const files = names
    .map((name) => ({
      name,
      part: partOf(name, first),
      size: gzipSync(readFileSync(path.join(dist, name)), { level: 9 }).length / kib,
    }))
    .sort((a, b) => b.size - a.size);
  const sum = (part) => files.filter((file) => file.part === part).reduce((total, file) => total + file.size, 0);
  const [page, engine] = [sum('page'), sum('engine')];
  return { files, page, engine, sum: page + engine + sum('texts') };
}
