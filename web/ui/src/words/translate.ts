// A dictionary in, a typed translator out. A wrong key or a missing value does not compile.

/** Names in braces of a text: "{done} of {all}" → "done" | "all". */
export type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

export type Dictionary = Readonly<Record<string, string>>;
/** The same keys in another language. */
export type Translated<Words extends Dictionary> = { readonly [Key in keyof Words]: string };

type Values<Text extends string> = [Placeholders<Text>] extends [never]
  ? []
  : [values: { readonly [Name in Placeholders<Text>]: string | number }];

/** Keys that exist as `key.one` and `key.other`. */
export type PluralKey<Words extends Dictionary> = {
  [Key in keyof Words]: Key extends `${infer Stem}.other` ? Stem : never;
}[keyof Words];

export interface Translate<Words extends Dictionary> {
  <Key extends keyof Words & string>(key: Key, ...values: Values<Words[Key]>): string;
  /** `{n}` is the formatted count; the form follows the language's plural rules. */
  plural(key: PluralKey<Words>, count: number): string;
}

export function fill(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function translator<Words extends Dictionary>(words: Translated<Words>, language: string): Translate<Words> {
  const rules = new Intl.PluralRules(language);
  const counts = new Intl.NumberFormat(language);
  const text = (key: string): string => (words as Dictionary)[key] ?? key;
  const translate = (key: string, values?: Readonly<Record<string, string | number>>): string =>
    fill(text(key), values);
  const plural = (key: string, count: number): string =>
    fill(text(`${key}.${rules.select(count) === 'one' ? 'one' : 'other'}`), { n: counts.format(count) });
  return Object.assign(translate, { plural }) as Translate<Words>;
}
