// Language, currency and zone in; every formatter a view needs out, as one value that is passed down.
import { moneyFormat, type MoneyFormat, type OwnRate } from './format/money.ts';
import { numberFormat, type NumberFormat } from './format/number.ts';
import { timeFormat, type TimeFormat } from './format/time.ts';
import { translator, type Translate, type Translated } from './words/translate.ts';
import type { UiWords } from './words/en.ts';

export type Language = 'en' | 'zh-CN';

export interface Locale {
  readonly language: Language;
  readonly t: Translate<UiWords>;
  readonly money: MoneyFormat;
  readonly number: NumberFormat;
  readonly time: TimeFormat;
}

export interface LocaleOptions {
  readonly language: Language;
  readonly words: Translated<UiWords>;
  /** A tag such as `en-GB`; the language where left out. */
  readonly tag?: string;
  readonly currency: string;
  /** To stand beside totals; none where left out. */
  readonly ownRate?: OwnRate | null;
  /** IANA name. */
  readonly timeZone: string;
}

export function locale(options: LocaleOptions): Locale {
  const tag = options.tag ?? options.language;
  const t = translator<UiWords>(options.words, options.language);
  return {
    language: options.language,
    t,
    money: moneyFormat(tag, options.currency, t('unknown'), options.ownRate),
    number: numberFormat(tag),
    time: timeFormat(tag, options.timeZone),
  };
}
