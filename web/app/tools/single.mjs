// The page as one file that opens from a disk: node web/app/tools/single.mjs [OUT]. Scripts, engine and a small example
// stand in it, gzipped, seven bits to a character. Only the first script is read as one; its hash is in the policy.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const here = (place) => fileURLToPath(new URL(`../${place}`, import.meta.url));
const client = (name) => fileURLToPath(new URL(`../../../wasm/client/dist/${name}`, import.meta.url));
const example = fileURLToPath(new URL('../../../examples/mini.prorata.ndjson.gz', import.meta.url));

/** Characters that a page does not keep as they are, or that could end a script, stand 256 higher. */
const unkept = new Set([0, 13, 60]);

/** Bytes as text of seven bits a character: base64 would be a seventh longer. */
export function textOf(bytes) {
  const codes = [];
  let held = 0;
  let bits = 0;
  const put = (code) => codes.push(unkept.has(code) ? code + 256 : code);
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 7) {
      bits -= 7;
      put((held >> bits) & 127);
    }
    held &= (1 << bits) - 1;
  }
  if (bits > 0) put((held << (7 - bits)) & 127);
  let text = '';
  for (let at = 0; at < codes.length; at += 4096) text += String.fromCharCode(...codes.slice(at, at + 4096));
  return text;
}

/** Reads the blocks, unpacks the page's script and starts it. Its text must not change after its hash is taken. */
const first = `
const packed = (name) => {
  const text = document.getElementById(name).textContent;
  const bytes = new Uint8Array(Math.floor((text.length * 7) / 8));
  let held = 0, bits = 0, at = 0;
  for (let i = 0; i < text.length; i += 1) {
    held = ((held << 7) | (text.charCodeAt(i) & 127)) & 0x7fff;
    bits += 7;
    if (bits >= 8) { bits -= 8; bytes[at++] = held >> bits; }
  }
  return bytes;
};
const unpacked = (name) => new Response(new Blob([packed(name)]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
globalThis.prorataInside = { packed, unpacked };
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
});
`;

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

export async function singlePage() {
  const page = await bundle(here('src/main.tsx'), { plugins: [inside] });
  // Browsers load no module into a worker of a page from a disk.
  const worker = await bundle(client('worker.js'), { plugins: [ofWorker], format: 'iife' });
  const gzip = (bytes) => gzipSync(bytes, { level: 9 });
  const blocks = {
    style: gzip(page.css),
    script: gzip(page.script),
    worker: gzip(worker.script),
    engine: gzip(readFileSync(client('prorata.wasm'))),
    files: gzip(readFileSync(client('files.wasm'))),
    example: readFileSync(example),
  };
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
    .replace(/\s*<script type="module"[^>]*><\/script>/, '')
    .replace(
      '</body>',
      () =>
        `${Object.entries(blocks)
          .map(([name, bytes]) => `<script type="text/plain" id="${name}">${textOf(bytes)}</script>`)
          .join('\n')}\n<script>${first}</script></body>`,
    );
  return { html, blocks };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[2] ?? here('dist/prorata.html');
  const { html, blocks } = await singlePage();
  writeFileSync(out, html);
  for (const [name, bytes] of Object.entries(blocks))
    console.log(`${(bytes.length / 1024).toFixed(1).padStart(7)} KiB  ${name}`);
  console.log(`${(Buffer.byteLength(html) / 1024).toFixed(1).padStart(7)} KiB  ${path.basename(out)}`);
}
