// What webpack.config.ts makes of the engine's files.

declare module 'prorata-built/prorata.wasm' {
  /** Where the file lies, below the plugin's public path. */
  const url: string;
  export default url;
}

declare module 'prorata-built/prorata.wasm?inline' {
  /** The same bytes as a data URI. */
  const uri: string;
  export default uri;
}

declare module 'prorata-built/files.wasm' {
  const url: string;
  export default url;
}

declare module 'prorata-built/files.wasm?inline' {
  const uri: string;
  export default uri;
}

declare module 'prorata-built/worker.inline.txt' {
  const source: string;
  export default source;
}

declare module 'prorata-built/local.mjs' {
  import type { Engine } from '@prorata/engine';
  export function loadLocalEngine(programs: {
    readonly engine: WebAssembly.Module;
    readonly files: () => Promise<WebAssembly.Module>;
  }): Promise<Engine>;
}
