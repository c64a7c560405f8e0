// Prices of nodes that are changed in the table: the price file that they make, for the engine and for whoever wants it.
import { effect } from '@preact/signals';
import type { AssetsResult } from '@prorata/engine';
import { basis } from './answers.ts';
import { openedPrices, pricing } from './charging.ts';
import { view } from './history.ts';
import { editedPrices, nodeKind, parseEdits, type PriceEdits } from './scenario.ts';
import type { ViewState } from './view.ts';

/** Each node by its name, with the price of its kind. */
function pricesOf({ names, kinds, instanceTypes, spot }: AssetsResult, edits: PriceEdits): readonly [string, string][] {
  return names.flatMap((name, row): [string, string][] => {
    const price = edits.get(nodeKind(instanceTypes[row] ?? '', spot[row] ?? false));
    return kinds[row] === 'node' && price !== undefined ? [[name, price]] : [];
  });
}

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * Nothing but these nodes is priced otherwise. A sheet leaves what it does not name to exported prices and the built-in
 * rates, a file that extends the built-in list to that.
 */
export function fileOf(prices: readonly [string, string][], list: ViewState['prices']): { name: string; text: string } {
  if (list === 'builtin') {
    const nodes = prices.map(([name, price]) => ({ name, price }));
    const file = { format: 'prorata.prices/1', currency: 'USD', extends: 'builtin', units: { node: 'hour' }, nodes };
    return { name: 'edited-prices.json', text: JSON.stringify(file, null, 1) };
  }
  const rows = prices.map(([name, price]) => `,${cell(name)},,node,metadata.name,,${price},v1\n`);
  const head = 'EndTimestamp,InstanceID,Region,AssetClass,InstanceIDField,InstanceType,MarketPriceHourly,Version\n';
  return { name: 'edited-prices.csv', text: head + rows.join('') };
}

let asked = '';
let session: unknown = null;

effect(() => {
  const known = basis.value;
  const state = view.value;
  const edits = openedPrices.value ? new Map<string, string>() : parseEdits(state.whatIfPrices);
  const question = pricing(state);
  const text = JSON.stringify([[...edits], question]);
  if (text === asked && known?.session === session) return;
  asked = text;
  session = known?.session ?? null;
  if (!known || edits.size === 0) {
    editedPrices.value = null;
    return;
  }
  known.session.assets(question).then(
    (assets) => {
      const prices = pricesOf(assets, edits);
      if (asked === text) editedPrices.value = prices.length > 0 ? fileOf(prices, state.prices) : null;
    },
    // Whatever is wrong with the question is said where it is answered.
    () => undefined,
  );
});
