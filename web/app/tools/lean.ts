// What two libraries can do and the page never asks for: writing YAML, its types, and Parquet's columns of shapes and
// variants. They stand in files of their own, but cannot be left out by a bundler, because methods mention them. In the
// page each of their functions says that it is missing; tests read YAML and Parquet through the built page.
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const unused = [
  /\/yaml\/browser\/dist\/(stringify\/\w+|doc\/(applyReviver|createNode))\.js$/,
  /\/hyparquet-writer\/src\/(delta|geospatial|splitstream|variant|wkb)\.js$/,
  /\/hyparquet\/src\/bloom\.js$/,
];
/** Every scalar is the text that was written (`wasm/client/src/yaml.ts`), so these are all types there are. */
const failsafe = `
import { map } from './common/map.js';
import { seq } from './common/seq.js';
import { string } from './common/string.js';
export const coreKnownTags = {};
export const getTags = () => [map, seq, string];
`;

/** Names that a module of one of the two libraries exports. */
function exportedNames(code: string): readonly string[] {
  const listed = [...code.matchAll(/^export \{([^}]*)\};?$/gm)].flatMap(([, names = '']) => names.split(','));
  const declared = [...code.matchAll(/^export (?:async )?(?:function|class|const|let)\*? (\w+)/gm)].map(
    ([, name = '']) => name,
  );
  return [...listed, ...declared].map((name) => name.trim()).filter((name) => name !== '');
}

export const lean: Plugin = {
  name: 'lean-libraries',
  enforce: 'pre',
  load(id) {
    if (/\/yaml\/browser\/dist\/schema\/tags\.js$/.test(id)) return failsafe;
    if (!unused.some((pattern) => pattern.test(id))) return null;
    const names = exportedNames(readFileSync(id, 'utf8'));
    const missing = `function missing() { throw new Error(${JSON.stringify(`not in this build: ${id.split('/node_modules/').at(-1)}`)}); }`;
    return `${missing}\nexport { ${names.map((name) => `missing as ${name}`).join(', ')} };`;
  },
};
