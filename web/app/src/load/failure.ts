// Why loading stopped, before anyone has looked into it.
export type FailureReason =
  /** fetch() itself failed; browsers do not say why. */
  | { readonly kind: 'network' }
  | { readonly kind: 'status'; readonly status: number; readonly body: string }
  /** Not one query was answered. */
  | { readonly kind: 'refusedAll'; readonly status: number; readonly detail: string }
  /** 200 with a web page. */
  | { readonly kind: 'page' }
  /** 200 with something that is no Prometheus answer. */
  | { readonly kind: 'answer'; readonly message: string }
  | { readonly kind: 'timeout'; readonly seconds: number }
  | { readonly kind: 'cancelled' }
  /** `damaged`: it is one, and nothing of it could be used. */
  | { readonly kind: 'recording'; readonly message: string; readonly damaged: boolean }
  /** Text metrics that are broken, or that no cost can be computed from. */
  | { readonly kind: 'text'; readonly message: string; readonly hint: string }
  /** The page in one file has no reader of text. */
  | { readonly kind: 'onlyRecordings'; readonly name: string }
  /** Files that cannot be one answer; why, where that does not show. */
  | { readonly kind: 'apart'; readonly message: string }
  | {
      readonly kind: 'engine';
      readonly code: string;
      readonly message: string;
      readonly hint: string;
      readonly where: string;
    };

export type EngineReason = Extract<FailureReason, { kind: 'engine' }>;

export class LoadFailure extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason) {
    super(reason.kind);
    this.name = 'LoadFailure';
    this.reason = reason;
  }
}

function textOf(error: object, field: string): string {
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? value : '';
}

/** What the engine says when a promise of it rejects: `{code, message, hint}`. */
export function engineReason(error: unknown): EngineReason {
  if (typeof error !== 'object' || error === null) {
    return { kind: 'engine', code: 'internal', message: String(error), hint: '', where: '' };
  }
  return {
    kind: 'engine',
    code: textOf(error, 'code') || 'internal',
    message: textOf(error, 'message') || String(error),
    hint: textOf(error, 'hint'),
    where: textOf(error, 'where'),
  };
}
