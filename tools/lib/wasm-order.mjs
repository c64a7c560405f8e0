// The order of a WebAssembly file's functions: such as are alike beside each other.
import { codeOf, namesOf, sectionsOf, withNames } from './wasm-file.mjs';

/**
 * Orders to try: what is one byte shorter here is ten longer there, so that none is always the best.
 * first: so many functions that are called most come first as they are, as their numbers then take one byte in each call.
 * piece: bytes that are looked at together.
 */
export const orders = [
  { first: 100, piece: 5 },
  { first: 100, piece: 4 },
  { first: 64, piece: 5 },
  { first: 200, piece: 5 },
];
/** In how many functions a piece may stand to say anything. */
const kCommon = 400;

/** The different pieces of a function's code, as numbers. */
function piecesOf(code, length) {
  const pieces = new Set();
  for (let at = 0; at + length <= code.length; at += 1) {
    let piece = 0;
    for (let byte = 0; byte < length; byte += 1) piece = piece * 256 + code[at + byte];
    pieces.add(piece);
  }
  return pieces;
}

/** Places of the functions in a new order, in which each is followed by the one that is most like it. */
function orderOf(functions, { first, piece: length }) {
  const pieces = functions.map((code) => piecesOf(code, length));
  const holders = new Map();
  pieces.forEach((set, place) => {
    for (const piece of set) {
      const places = holders.get(piece);
      if (places) places.push(place);
      else holders.set(piece, [place]);
    }
  });
  const left = new Set(functions.keys());
  const order = [];
  const take = (place) => {
    left.delete(place);
    order.push(place);
  };
  for (let place = 0; place < Math.min(first, functions.length); place += 1) take(place);
  while (left.size > 0) take(mostLike(pieces, holders, left, order.at(-1)));
  return order;
}

/** By common pieces over all pieces of both; the first of equals. */
function mostLike(pieces, holders, left, last) {
  const common = new Map();
  for (const piece of pieces[last] ?? []) {
    const places = holders.get(piece);
    if (places.length >= kCommon) continue;
    for (const place of places) if (left.has(place)) common.set(place, (common.get(place) ?? 0) + 1);
  }
  let best = left.values().next().value;
  let most = -1;
  for (const [place, count] of common) {
    const likeness = count / (pieces[place].size + pieces[last].size - count);
    if (likeness > most || (likeness === most && place < best)) [best, most] = [place, likeness];
  }
  return best;
}

/** wasm-opt orders functions by name, so the place in the order goes in front of each. */
export function ordered(wasm, order) {
  const sections = sectionsOf(wasm);
  const names = namesOf(wasm, sections);
  const { functions, imported } = codeOf(wasm, sections);
  const numbered = new Map(names);
  orderOf(functions, order).forEach((place, rank) => {
    const name = names.get(imported + place) ?? '';
    numbered.set(imported + place, `${String(rank).padStart(6, '0')} ${name}`);
  });
  return withNames(wasm, numbered);
}
