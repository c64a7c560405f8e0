// The language now, its words loaded when first needed, and the formatters for currency and zone of the view.
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Diagnostic } from '@prorata/engine';
import {
  en as uiEnglish,
  locale,
  parseOwnRate,
  translator,
  type Language,
  type Locale,
  type Translate,
  type Translated,
  type UiWords,
} from '@prorata/ui';
import { zoneName } from '../load/zone.ts';
import { allocation, assets, basis } from '../state/answers.ts';
import { view } from '../state/history.ts';
import { en, type AppWords } from './en.ts';

interface Words {
  readonly language: Language;
  readonly page: Translated<AppWords>;
  readonly parts: Translated<UiWords>;
  /** Of diagnostics, by id; the engine's own words where there are none. */
  readonly diagnostics: Readonly<Record<string, readonly [message: string, fix: string]>>;
}

/** Without those of later parts, which come with the first of them. */
const firstWords: Words = { language: 'en', page: en as Translated<AppWords>, parts: uiEnglish, diagnostics: {} };
const words = signal<Words>(firstWords);

function preferred(): Language {
  return navigator.languages
    .find((tag) => /^(zh|en)\b/i.test(tag))
    ?.toLowerCase()
    .startsWith('zh')
    ? 'zh-CN'
    : 'en';
}

export const language: ReadonlySignal<Language> = computed(() => view.value.language ?? preferred());

async function chinese(): Promise<Words> {
  const [page, parts, diagnostics] = await Promise.all([
    import('./zh.ts'),
    import('@prorata/ui/words/zh'),
    import('./zh-diagnostics.ts'),
  ]);
  return { language: 'zh-CN', page: page.zh, parts: parts.zh, diagnostics: diagnostics.zhDiagnostics };
}

async function english(): Promise<Words> {
  const { later } = await import('./en-later.ts');
  return { ...firstWords, page: { ...en, ...later } };
}

/** Resolves when parts that are loaded later have their words. Other languages come whole. */
export async function laterWords(): Promise<void> {
  if (words.peek() !== firstWords) return;
  const all = await english();
  if (words.peek() === firstWords) words.value = all;
}

/** Call once, before the first drawing: resolves when the words are there. */
export async function followLanguage(): Promise<void> {
  const set = (next: Words): void => {
    words.value = next;
    document.documentElement.lang = next.language;
  };
  if (language.peek() === 'zh-CN') set(await chinese());
  effect(() => {
    const wanted = language.value;
    if (wanted === words.peek().language) return;
    const loading = wanted === 'en' ? english() : chinese();
    void loading.then((next) => (language.peek() === wanted ? set(next) : undefined));
  });
}

const translate = computed(() => translator<AppWords>(words.value.page, words.value.language));
/** The page's translator; reading it in a component follows the language. */
export const texts: ReadonlySignal<Translate<AppWords>> = translate;

/** A diagnostic in the language of the page: what was noticed, and what to do. */
export function diagnosticText({ id, message, fix }: Diagnostic): { readonly message: string; readonly fix: string } {
  const known = words.value.diagnostics[id];
  return known ? { message: known[0], fix: known[1] } : { message, fix };
}

/** English dates and numbers as the reader's region writes them. */
function tag(of: Language): string {
  return of === 'en' ? (navigator.languages.find((name) => /^en\b/i.test(name)) ?? 'en') : of;
}

// Texts of their own, so that the formatters are made anew only where one of them is another.
const currency = computed(
  () => allocation.value?.currency ?? assets.value?.currency ?? basis.value?.whole.currency ?? 'USD',
);
const ownRate = computed(() => view.value.ownRate);
const timeZone = computed(() => zoneName(view.value.timeZone));

export const localeNow: ReadonlySignal<Locale> = computed(() =>
  locale({
    language: words.value.language,
    words: words.value.parts,
    tag: tag(words.value.language),
    currency: currency.value,
    ownRate: parseOwnRate(ownRate.value),
    timeZone: timeZone.value,
  }),
);
