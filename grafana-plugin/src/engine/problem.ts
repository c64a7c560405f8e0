// Anything that goes wrong with the engine, as what a user of Grafana can do about it.

export interface Problem {
  readonly title: string;
  readonly message: string;
  /** What to change; may be empty. */
  readonly hint: string;
  /** Whether doing the same again may help. */
  readonly canRetry: boolean;
}

/** The policy of the page forbids WebAssembly. */
export class ForbiddenEngine extends Error {
  override readonly name = 'ForbiddenEngine';
}

/** WebAssembly is there, but not all of it that the engine needs. */
export class OldBrowser extends Error {
  override readonly name = 'OldBrowser';
}

/** A failure of the plugin's own files on their way here. */
export class UnreachableEngine extends Error {
  override readonly name = 'UnreachableEngine';
}

const forbidden: Problem = {
  title: 'This Grafana does not allow WebAssembly',
  message: 'Its content security policy (CSP) forbids what this panel computes with.',
  hint: "Ask an administrator to add 'wasm-unsafe-eval' to the script-src directive of content_security_policy_template in Grafana's configuration, in the section [security].",
  canRetry: false,
};

const unreachable: Problem = {
  title: 'The panel could not be loaded whole',
  message: 'A file of the plugin did not arrive.',
  hint: 'Check the connection to Grafana. If the plugin comes from a CDN, its files must be readable from here.',
  canRetry: true,
};

const oldBrowser: Problem = {
  title: 'This browser cannot run the panel',
  message: 'It lacks parts of WebAssembly: SIMD or exceptions.',
  hint: 'Use Chrome or Edge 95, Firefox 113, Safari 16.4, or newer.',
  canRetry: false,
};

const textOf = (thrown: object, field: string): string => {
  const value: unknown = Reflect.get(thrown, field);
  return typeof value === 'string' ? value : '';
};

/** Whether the engine itself broke: what it holds cannot be trusted any more. */
export function isDefect(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && textOf(thrown, 'code') === 'internal';
}

/** Errors of the engine are told by their fields, because the engine's code may be loaded twice. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ForbiddenEngine) return forbidden;
  if (thrown instanceof UnreachableEngine) return unreachable;
  if (thrown instanceof OldBrowser) return oldBrowser;
  if (typeof thrown !== 'object' || thrown === null) {
    return { title: 'The panel failed', message: String(thrown), hint: '', canRetry: true };
  }
  const code = textOf(thrown, 'code');
  return {
    title: code === 'no-data' ? 'No cost in this data' : 'The cost could not be computed',
    message: textOf(thrown, 'message'),
    hint: textOf(thrown, 'hint'),
    canRetry: code === 'internal' || code === '',
  };
}
