// Price files as users have them → what the engine reads: JSON of texts with their lines. YAML's reader is loaded when a
// question needs it.
import type { AskedQuestion, NamedPrices, Question } from './types.js';

/** The engine reads these as one text: the name of its own list, and OpenCost's CSV price sheet, which is no YAML. */
const isPlain = (text: string): boolean => text === 'builtin' || /^[^\n]*InstanceID[^\n]*,/.test(text);

async function readText(text: string, name: string): Promise<NamedPrices> {
  if (isPlain(text)) return { name, file: text };
  const { yamlToJson } = await import('./yaml.js');
  return { name, file: yamlToJson(text, name) };
}

function isNamed(file: unknown): file is { readonly name: string; readonly text: string } {
  if (typeof file !== 'object' || file === null || !('name' in file && 'text' in file)) return false;
  return typeof file.name === 'string' && typeof file.text === 'string';
}

/** Prices that stand in a config file. */
export class ConfigPrices {
  constructor(readonly read: NamedPrices) {}
}

/** What is no text is taken for JSON of a file; the engine says what is wrong with it. */
export async function readFile(file: unknown, name = 'prices'): Promise<NamedPrices> {
  if (file instanceof ConfigPrices) return file.read;
  if (typeof file === 'string') return readText(file, name);
  return isNamed(file) ? readText(file.text, file.name) : { name, file };
}

/** Reads the prices of questions, each file once as long as it is asked with again and again. */
export class PriceReader {
  #last: { readonly file: unknown; readonly read: Promise<NamedPrices> } | null = null;

  async asked({ prices: file, ...rest }: Question): Promise<AskedQuestion> {
    if (file === undefined || file === null) return rest;
    const last = this.#last?.file === file ? this.#last : { file, read: readFile(file) };
    this.#last = last;
    try {
      return { ...rest, prices: await last.read };
    } catch (problem) {
      // A reader that could not be loaded is tried again.
      if (this.#last === last) this.#last = null;
      throw problem;
    }
  }
}
