// The programs of the engine, each compiled once for all panels of a page. They are fetched; where that fails, as from a
// CDN that the policy does not name, the same bytes come as a script.
import files from 'prorata-built/files.wasm';
import engine from 'prorata-built/prorata.wasm';
import { ForbiddenEngine, OldBrowser, UnreachableEngine } from './problem.ts';

/** The smallest module there is: the magic number and the version. */
const kEmpty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

function checkAllowed(): void {
  try {
    new WebAssembly.Module(kEmpty);
  } catch {
    throw new ForbiddenEngine();
  }
}

async function fetched(url: string): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new UnreachableEngine();
  const isWasm = response.headers.get('content-type')?.startsWith('application/wasm') ?? false;
  return isWasm ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

type Inline = () => Promise<{ readonly default: string }>;

async function fromScript(inline: Inline): Promise<WebAssembly.Module> {
  const { default: uri } = await inline().catch(() => {
    throw new UnreachableEngine();
  });
  const text = atob(uri.slice(uri.indexOf(',') + 1));
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return WebAssembly.compile(bytes).catch(() => {
    throw new OldBrowser();
  });
}

/** Rejects with ForbiddenEngine, UnreachableEngine or OldBrowser; a later call then tries again. */
function compiling(url: string, inline: Inline): () => Promise<WebAssembly.Module> {
  let compiled: Promise<WebAssembly.Module> | null = null;
  return () => {
    compiled ??= (async () => {
      checkAllowed();
      return fetched(url).catch(() => fromScript(inline));
    })();
    compiled.catch(() => (compiled = null));
    return compiled;
  };
}

export const compiledEngine = compiling(engine, () => import('prorata-built/prorata.wasm?inline'));
/** What reads price files and writes reports. */
export const compiledFiles = compiling(files, () => import('prorata-built/files.wasm?inline'));
