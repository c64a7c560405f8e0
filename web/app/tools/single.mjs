// The page as one file that opens from a disk: node web/app/tools/single.mjs [OUT]. Scripts, engine and a small example
// stand in it, packed by xz, 255 bits to 16 characters of UTF-16. Only the first script is read as one; its hash is in the policy.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { build, minifySync } from 'vite';
import { bytesOf, digits, textOf } from './dense.mjs';
import { unlzma } from './unlzma.mjs';

const here = (place) => fileURLToPath(new URL(`../${place}`, import.meta.url));
const client = (name) => fileURLToPath(new URL(`../../../wasm/client/dist/${name}`, import.meta.url));
const example = fileURLToPath(new URL('../../../examples/mini.prorata.ndjson.gz', import.meta.url));

/** Denser by a sixth than gzip, and one window over both programs; browsers have no reader of it, so the page brings one. */
function packed(bytes) {
  try {
    return execFileSync('xz', ['--format=lzma', '--lzma1=preset=9e,lc=4,pb=0', '--stdout'], {
      input: bytes,
      maxBuffer: 1 << 26,
    });
  } catch (problem) {
    if (problem.code !== 'ENOENT') throw problem;
    throw new Error('The page in one file is packed by `xz` (Debian: xz-utils), which is not on the PATH.', {
      cause: problem,
    });
  }
}

const small = (script) => minifySync('script.js', script).code;

/** Runs in a worker, so that the page stays free: text of 255 bits to 16 characters → parts. */
const unpacker = small(`
const unlzma = ${unlzma};
const bytesOf = ${bytesOf};
onmessage = ({ data: { text, parts } }) => {
  const bytes = bytesOf(text, ${JSON.stringify(digits)});
  const all = unlzma(bytes, parts.reduce((sum, [, size]) => sum + size, 0));
  let begin = 0;
  const each = parts.map(([, size]) => all.slice(begin, begin += size).buffer);
  postMessage(each, each);
};`);

/** Has the block unpacked, and starts the page's script. Its text must not change after its hash is taken. */
const first = small(`
const textOf = (id) => document.getElementById(id).textContent;
const parts = JSON.parse(document.getElementById('parts').dataset.parts);
const worker = new Worker(URL.createObjectURL(new Blob([textOf('unpacker')])));
const ready = new Promise((resolve) => worker.onmessage = ({ data }) => {
  worker.terminate();
  resolve(data);
});
worker.postMessage({ text: textOf('parts'), parts });
const unpacked = (name) => ready.then((all) => all[parts.findIndex(([part]) => part === name)]);
globalThis.prorataInside = { unpacked };
unpacked('style').then((style) => {
  const sheet = document.createElement('style');
  sheet.textContent = new TextDecoder().decode(style);
  document.head.append(sheet);
});
unpacked('script').then((script) => {
  const page = document.createElement('script');
  page.type = 'module';
  page.src = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  document.head.append(page);
});`);

async function bundle(input, { plugins = [], format = 'es' } = {}) {
  const outDir = mkdtempSync(path.join(tmpdir(), 'prorata-single-'));
  try {
    await build({
      configFile: here('vite.config.ts'),
      root: here('.'),
      logLevel: 'warn',
      plugins,
      build: {
        outDir,
        emptyOutDir: true,
        rolldownOptions: { input, output: { format, codeSplitting: false, entryFileNames: 'entry.js' } },
        cssCodeSplit: false,
        assetsInlineLimit: 0,
      },
    });
    const assets = readdirSync(outDir, { recursive: true }).map(String);
    const css = assets
      .filter((name) => name.endsWith('.css'))
      .map((name) => readFileSync(path.join(outDir, name), 'utf8'));
    return { script: readFileSync(path.join(outDir, 'entry.js')), css: css.join('') };
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

/** The parts that stand in the page take the place of those beside it. */
const inside = {
  name: 'parts-inside',
  enforce: 'pre',
  resolveId: (source) => (source.endsWith('/parts.ts') ? here('src/load/parts-inside.ts') : null),
};

/** A script that is no module has no address of its own, and what it is asked for comes from the page. */
const ofWorker = {
  name: 'address-of-worker',
  enforce: 'pre',
  transform: (code) => code.replaceAll('import.meta.url', '"file:///"'),
};

/** Without the queries that were asked, which the engine has, and the list by which it knows that a file is whole. */
const lean = (recording) =>
  recording.replace(/,"answers":\{[^}]*\}/, '').replaceAll(/("params": ?\{"query": ?")(?:[^"\\]|\\.)*"/g, '$1"');

export async function singlePage() {
  const page = await bundle(here('src/main.tsx'), { plugins: [inside] });
  // Browsers load no module into a worker of a page from a disk.
  const worker = await bundle(client('worker.js'), { plugins: [ofWorker], format: 'iife' });
  const parts = {
    style: Buffer.from(page.css),
    script: page.script,
    worker: worker.script,
    engine: readFileSync(client('prorata.wasm')),
    files: readFileSync(client('files.wasm')),
    example: Buffer.from(lean(gunzipSync(readFileSync(example)).toString())),
  };
  const sizes = JSON.stringify(Object.entries(parts).map(([name, bytes]) => [name, bytes.length]));
  const text = textOf(packed(Buffer.concat(Object.values(parts))));
  const hash = createHash('sha256').update(first).digest('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' 'strict-dynamic' 'wasm-unsafe-eval'`,
    'worker-src blob:',
    'connect-src http: https: data: blob:',
    'img-src data: blob:',
    `style-src 'sha256-${createHash('sha256').update(page.css).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const html = readFileSync(here('index.html'), 'utf8')
    .replace(/content="default-src[^"]+"/, () => `content="${policy}"`)
    .replace(/\s*<meta charset="[^"]+" \/>/, '')
    .replace(/\s*<script type="module"[^>]*><\/script>/, '')
    .replace('</body>', () =>
      [
        `<script type="text/plain" id="unpacker">${unpacker}</script>`,
        `<script type="text/plain" id="parts" data-parts='${sizes}'>${text}</script>`,
        `<script>${first}</script></body>`,
      ].join('\n'),
    );
  return { html, parts };
}

/** Its first character says that it is UTF-16, whatever a server says. */
const encoded = (html) => Buffer.from(`\ufeff${html}`, 'utf16le');

const kib = (bytes) => `${(bytes / 1024).toFixed(1).padStart(7)} KiB`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[2] ?? here('dist/prorata.html');
  const { html, parts } = await singlePage();
  const file = encoded(html);
  writeFileSync(out, file);
  for (const [name, bytes] of Object.entries(parts)) console.log(`${kib(bytes.length)}  ${name}, unpacked`);
  console.log(`${kib(file.length)}  ${path.basename(out)}`);
}
