// Fails where the engine uses what would make two builds differ, or touches the world outside its arguments.
// Comments and texts do not count. engine/cli is the face that meets the world, so only the first group binds it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { root } from './lib/shell.mjs';

const call = (names) => new RegExp(`(?:\\bstd::|\\B::|(?<![\\w.:>]))(?:${names})\\s*\\(`);
const kBits = [
  {
    pattern: call(
      '(?:exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot|erf|erfc|tgamma|lgamma|fma)[fl]?',
    ),
    why: 'differs between C libraries',
  },
  { pattern: call('strto[dfl]d?|stod|stof|stold|atof|sscanf'), why: 'reads numbers by the locale; use parse_number' },
  { pattern: /\bstd::\w+_distribution\b/, why: 'differs between standard libraries' },
];
const kWorld = [
  {
    pattern: /\b(?:system|steady|high_resolution|utc|file)_clock::now\b/,
    why: 'reads the clock; take the time as an argument',
  },
  { pattern: call('time|clock|gettimeofday|clock_gettime|localtime(?:_r)?|gmtime(?:_r)?'), why: 'reads the clock' },
  { pattern: call('getenv|secure_getenv|setenv'), why: 'reads the environment' },
  { pattern: call('rand|srand|random'), why: 'is not repeatable' },
  { pattern: /\bstd::random_device\b/, why: 'is not repeatable' },
  { pattern: /\bstd::(?:cout|cerr|clog|cin|[io]?fstream|filesystem)\b/, why: 'touches files or streams' },
  { pattern: call('fopen|f?printf|puts|fputs|exit|abort|quick_exit'), why: 'touches the process' },
  { pattern: /\bstd::(?:locale|setlocale)\b/, why: 'depends on the locale' },
];

/** The code without comments and texts; lines keep their numbers. */
function codeOnly(text) {
  const pattern =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|R"([^(\s]{0,16})\([\s\S]*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![\da-fA-F])'(?:\\.|[^'\\\n])+'/g;
  return text.replace(pattern, (found) => found.replace(/[^\n]/g, ' '));
}

function banned(file, rules) {
  return codeOnly(readFileSync(file, 'utf8'))
    .split('\n')
    .flatMap((line, index) =>
      rules
        .filter(({ pattern }) => pattern.test(line))
        .map(({ pattern, why }) => `${path.relative(root, file)}:${index + 1}: ${pattern.exec(line)[0].trim()} ${why}`),
    );
}

const engine = path.join(root, 'engine');
const found = readdirSync(engine, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(h|cpp)$/.test(entry.name))
  .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
  .flatMap((file) => banned(file, file.startsWith(path.join(engine, 'cli')) ? kBits : [...kBits, ...kWorld]));
for (const sentence of found) console.error(sentence);
console.log(found.length === 0 ? 'banned: nothing' : `banned: ${found.length} found`);
process.exitCode = found.length === 0 ? 0 : 1;
