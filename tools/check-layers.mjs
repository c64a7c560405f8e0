// Fails where a stage of the engine includes a stage that its NEEDS do not name.
// Reads layers.txt, which CMake writes into the build folder: one `stage=need,need` per line.
// Usage: node tools/check-layers.mjs [build/native/layers.txt]
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { root } from './lib/shell.mjs';

/** Faces are no stages: they see what the pipeline gives and takes. */
const kFaces = { cli: ['query', 'plan', 'ingest', 'promql', 'pricing', 'config', 'insights', 'report', 'pipeline'] };

function readLayers(file) {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const stages = lines.map((line) => line.split('='));
  return new Map([
    ...stages.map(([stage, needs]) => [stage, needs.split(',').filter(Boolean)]),
    ...Object.entries(kFaces),
  ]);
}

/** Every `#include "folder/…"` of a file, with its line. */
function* includesOf(file) {
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    const found = /^\s*#\s*include\s*"([^"/]+)\/[^"]*"/.exec(line);
    if (found) yield { stage: found[1], line: index + 1 };
  }
}

function wrongIncludes(engine, layers) {
  const wrong = [];
  for (const entry of readdirSync(engine, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(h|cpp)$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const own = path.relative(engine, file).split(path.sep)[0];
    const needs = layers.get(own);
    if (!needs) {
      wrong.push(`${file}: no CMake stage is named ${own}`);
      continue;
    }
    for (const { stage, line } of includesOf(file)) {
      if (stage !== own && stage !== 'core' && !needs.includes(stage)) {
        wrong.push(
          `${file}:${line}: ${own} includes ${stage}, which is not in its NEEDS (${needs.join(' ') || 'none'})`,
        );
      }
    }
  }
  return wrong;
}

const file = process.argv[2] ?? path.join(root, 'build/native/layers.txt');
const wrong = wrongIncludes(path.join(root, 'engine'), readLayers(file));
for (const sentence of wrong) console.error(path.relative(root, sentence));
console.log(wrong.length === 0 ? 'layers: every include points backwards' : `layers: ${wrong.length} wrong`);
process.exitCode = wrong.length === 0 ? 0 : 1;
