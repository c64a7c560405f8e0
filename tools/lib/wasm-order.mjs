// The order of a WebAssembly file's functions: such as are alike near each other, because gzip looks back 32 KiB and no
// farther.
import { codeOf, namesOf, sectionsOf, withNames } from './wasm-file.mjs';

/**
 * Orders to try: what is one byte shorter here is ten longer there, so that none is always the best.
 * first: so many functions that are called most come first as they are, as their numbers then take one byte in each call.
 * piece: bytes that are looked at together.
 */
export const orders = [
  { first: 100, piece: 6 },
  { first: 64, piece: 6 },
  { first: 80, piece: 6 },
  { first: 100, piece: 7 },
];
/** What gzip finds again, in bytes. */
const kWindow = 32_000;
/** In how many functions a piece may stand to say anything. */
const kCommon = 400;
/** What a function of no length costs: else the next is always one of the shortest. */
const kLeast = 20;

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

/** Which functions hold each piece, and what it is worth to one of them that another stands before it: less where many do. */
function holdersOf(pieces) {
  const holders = new Map();
  pieces.forEach((set, place) => {
    for (const piece of set) {
      const held = holders.get(piece);
      if (held) held.places.push(place);
      else holders.set(piece, { places: [place], seen: 0, worth: 0 });
    }
  });
  for (const [piece, held] of holders) {
    const { length } = held.places;
    if (length < 2 || length > kCommon) holders.delete(piece);
    else held.worth = 1 / Math.sqrt(length - 1);
  }
  return holders;
}

/** Places of the functions in a new order: next is always the one of which most stands in what gzip still sees. */
function orderOf(functions, { first, piece: length }) {
  const pieces = functions.map((code) => piecesOf(code, length));
  const holders = holdersOf(pieces);
  const known = new Float64Array(functions.length);
  const count = (place, by) => {
    for (const piece of pieces[place]) {
      const held = holders.get(piece);
      if (held === undefined) continue;
      held.seen += by;
      const changes = by > 0 ? held.seen === 1 : held.seen === 0;
      if (changes) for (const holder of held.places) known[holder] += by * held.worth;
    }
  };
  const left = new Set(functions.keys());
  const order = [];
  let [bytes, oldest] = [0, 0];
  const take = (place) => {
    left.delete(place);
    order.push(place);
    count(place, 1);
    bytes += functions[place].length;
    for (; bytes > kWindow && oldest < order.length - 1; oldest += 1) {
      bytes -= functions[order[oldest]].length;
      count(order[oldest], -1);
    }
  };
  for (let place = 0; place < Math.min(first, functions.length); place += 1) take(place);
  while (left.size > 0) take(best(left, (place) => known[place] / (functions[place].length + kLeast)));
  return order;
}

/** The first of those with the highest value. */
function best(places, valueOf) {
  let [found, most] = [-1, -Infinity];
  for (const place of places) {
    const value = valueOf(place);
    if (value > most) [found, most] = [place, value];
  }
  return found;
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
