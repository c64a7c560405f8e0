// What prices and sharing would be, as the link has it (`spot:35,cpu:-10,idle:50`), and the question that asks for it.
import { signal } from '@preact/signals';
import type { Question, WhatIf } from '@prorata/engine';

/** In per cent; `least` and `most` are what the page offers, the engine takes more. */
export const sliders = {
  spot: { least: 0, most: 100 },
  cpu: { least: -50, most: 100 },
  ram: { least: -50, most: 100 },
  gpu: { least: -50, most: 100 },
  disk: { least: -50, most: 100 },
  committed: { least: 0, most: 100 },
  saving: { least: 0, most: 75 },
  idle: { least: 0, most: 100 },
} as const;
export type SliderName = keyof typeof sliders;
export const sliderNames = Object.keys(sliders) as readonly SliderName[];
export type Scenario = Readonly<Record<SliderName, number>>;

/** What a year without prepayment takes off; it counts only with something committed. */
const usualSaving = 30;
export const noScenario: Scenario = {
  spot: 0,
  cpu: 0,
  ram: 0,
  gpu: 0,
  disk: 0,
  committed: 0,
  saving: usualSaving,
  idle: 0,
};

/** Names and numbers that mean nothing are left out, numbers beyond the slider's ends are its ends. */
export function parseScenario(text: string): Scenario {
  const scenario: Record<SliderName, number> = { ...noScenario };
  for (const part of text.split(',')) {
    const [name, number] = part.split(':');
    const known = sliderNames.find((slider) => slider === name);
    const value = Number(number);
    if (!known || number === undefined || number === '' || !Number.isFinite(value)) continue;
    const { least, most } = sliders[known];
    scenario[known] = Math.min(most, Math.max(least, Math.round(value)));
  }
  return scenario;
}

/** Without what changes nothing; equal scenarios give equal texts. */
export function formatScenario(scenario: Scenario): string {
  return sliderNames
    .filter((name) => (name === 'saving' ? scenario.committed > 0 : scenario[name] !== 0))
    .map((name) => `${name}:${scenario[name]}`)
    .join(',');
}

/** What of it changes prices; null where nothing does. */
export function pricesOf({ idle: _idle, ...prices }: Scenario): WhatIf | null {
  return formatScenario({ ...prices, idle: 0 }) === '' ? null : prices;
}

/** What an hour of a kind of node would cost, by what the kind is called: `m6i.2xlarge`, `c6i.2xlarge/spot`. */
export type PriceEdits = ReadonlyMap<string, string>;

export const nodeKind = (type: string, spot: boolean): string => type + (spot ? '/spot' : '');

/** As it was typed, without what changes nothing; null for what is no price above 0 that the engine takes. */
export function priceText(typed: string): string | null {
  const price = /^0*(\d{0,6})(?:\.(\d{1,9}))?$/.exec(typed.trim());
  const part = price?.[2]?.replace(/0+$/, '') ?? '';
  const text = price && (price[1] || '0') + (part === '' ? '' : `.${part}`);
  return text === '0' ? null : text;
}

/** `m6i.2xlarge:0.4,c6i.2xlarge/spot:0.12`; what means nothing is left out, and the last price of a kind is meant. */
export function parseEdits(text: string): PriceEdits {
  const edits = new Map<string, string>();
  for (const part of text.split(',')) {
    const at = part.lastIndexOf(':');
    const price = at < 0 ? null : priceText(part.slice(at + 1));
    if (price !== null) edits.set(part.slice(0, at), price);
  }
  return edits;
}

export const formatEdits = (edits: PriceEdits): string =>
  [...edits]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, price]) => `${kind}:${price}`)
    .join(',');

/** The price file that edits make; null where there are none, or not yet. */
export const editedPrices = signal<{ readonly name: string; readonly text: string } | null>(null);

/** A view of some workloads has no idle of its own: to charge a part of it would leave the rest of all in the scenario alone. */
export const hasIdle = ({ idle, filter }: Question): boolean => idle !== 'hide' && !filter;

/** rules: of the scenario, instead of those of the view where there are any. prices: the file that edits make. */
export function scenarioQuestion(
  question: Question,
  scenario: Scenario,
  rules: readonly string[],
  prices: unknown = null,
): Question {
  const whatIf = pricesOf(scenario);
  const part = (scenario.idle / 100).toFixed(2);
  return {
    ...question,
    ...(whatIf ? { whatIf } : {}),
    ...(scenario.idle > 0 && hasIdle(question)
      ? { idle: 'share', idleCoefficients: ['cpu', 'ram', 'gpu', 'disk'].map((name) => `${name}=${part}`).join(',') }
      : {}),
    ...(rules.length > 0 ? { share: rules } : {}),
    ...(prices === null ? {} : { prices }),
  };
}

/** A scenario that the link keeps. */
export interface NamedScenario {
  readonly name: string;
  /** As `formatScenario` has it. */
  readonly text: string;
}

/** Longer lists make links that nobody sends. */
export const mostScenarios = 8;
const longestName = 40;

/** Without what separates names in a link. */
export const scenarioName = (text: string): string =>
  text
    .replaceAll(/[|~\s]+/g, ' ')
    .trim()
    .slice(0, longestName);

/** `spot:35|Arm~cpu:-10|Half spot~spot:50`: what the sliders show, and what is kept. The last of one name is meant. */
export function parseScenarios(text: string): { readonly shown: string; readonly kept: readonly NamedScenario[] } {
  const clean = (part: string): string => formatScenario(parseScenario(part));
  const parts = text.split('|').map((part) => part.split('~'));
  const kept = parts.flatMap(([name = '', rest]) =>
    rest === undefined || clean(rest) === '' || scenarioName(name) === ''
      ? []
      : [{ name: scenarioName(name), text: clean(rest) }],
  );
  const last = kept.filter(({ name }, place) => !kept.slice(place + 1).some((each) => each.name === name));
  return {
    shown: clean(parts.find(([, rest]) => rest === undefined)?.[0] ?? ''),
    kept: last.slice(-mostScenarios),
  };
}

export function formatScenarios(shown: string, kept: readonly NamedScenario[]): string {
  return [...(shown ? [shown] : []), ...kept.map(({ name, text }) => `${name}~${text}`)].join('|');
}
