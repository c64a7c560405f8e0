// Reads what `xz --format=lzma` wrote. In the page that is one file; its text stands there, so it needs nothing around it.
// Source: the LZMA specification of Igor Pavlov, public domain.

/** size: of what was packed. */
export function unlzma(input, size) {
  const [first = 0] = input;
  const lc = first % 9;
  const lp = Math.floor(first / 9) % 5;
  const pb = Math.floor(first / 45);
  const out = new Uint8Array(size);
  let range = 0xffffffff;
  let code = 0;
  let at = 14; // behind the properties, two sizes and a byte that is always 0
  for (let i = 0; i < 4; i += 1) code = code * 256 + input[at++];

  const bit = (probs, place) => {
    const prob = probs[place];
    const bound = (range >>> 11) * prob;
    const one = code >= bound;
    if (one) {
      range -= bound;
      code -= bound;
      probs[place] = prob - (prob >> 5);
    } else {
      range = bound;
      probs[place] = prob + ((2048 - prob) >> 5);
    }
    if (range < 0x1000000) {
      range *= 256;
      code = code * 256 + input[at++];
    }
    return one ? 1 : 0;
  };
  const direct = (count) => {
    let value = 0;
    for (let i = 0; i < count; i += 1) {
      range >>>= 1;
      const one = code >= range;
      if (one) code -= range;
      value = value * 2 + (one ? 1 : 0);
      if (range < 0x1000000) {
        range *= 256;
        code = code * 256 + input[at++];
      }
    }
    return value;
  };
  const even = (count) => new Uint16Array(count).fill(1024);
  const tree = (probs, base, bits) => {
    let node = 1;
    for (let i = 0; i < bits; i += 1) node = node * 2 + bit(probs, base + node);
    return node - (1 << bits);
  };
  const backwards = (probs, base, bits) => {
    let node = 1;
    let value = 0;
    for (let i = 0; i < bits; i += 1) {
      const next = bit(probs, base + node);
      node = node * 2 + next;
      value |= next << i;
    }
    return value;
  };

  const lengths = () => ({ choice: even(2), low: even(128), mid: even(128), high: even(256) });
  const lengthOf = ({ choice, low, mid, high }, posState) => {
    if (!bit(choice, 0)) return 2 + tree(low, posState * 8, 3);
    if (!bit(choice, 1)) return 10 + tree(mid, posState * 8, 3);
    return 18 + tree(high, 0, 8);
  };
  const slots = even(256);
  const special = even(115);
  const align = even(16);
  const distanceOf = (length) => {
    const slot = tree(slots, Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const start = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return start + backwards(special, start - slot, bits);
    return start + direct(bits - 4) * 16 + backwards(align, 0, 4);
  };

  const literals = even(0x300 << (lc + lp));
  const matchLengths = lengths();
  const repLengths = lengths();
  const isMatch = even(192);
  const isRep = even(12);
  const isRep0 = even(12);
  const isRep0Long = even(192);
  const isRep1 = even(12);
  const isRep2 = even(12);
  let state = 0;
  let reps = [0, 0, 0, 0];
  let pos = 0;

  const literal = () => {
    const before = pos > 0 ? out[pos - 1] : 0;
    const base = 0x300 * (((pos & ((1 << lp) - 1)) << lc) + (before >> (8 - lc)));
    let symbol = 1;
    if (state >= 7) {
      let matched = out[pos - reps[0] - 1];
      while (symbol < 256) {
        const expected = (matched >> 7) & 1;
        matched <<= 1;
        const next = bit(literals, base + ((1 + expected) << 8) + symbol);
        symbol = symbol * 2 + next;
        if (next !== expected) break;
      }
    }
    while (symbol < 256) symbol = symbol * 2 + bit(literals, base + symbol);
    out[pos++] = symbol;
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  };
  /** Which of the last distances is meant; it becomes the last. */
  const again = () => {
    const which = !bit(isRep1, state) ? 1 : !bit(isRep2, state) ? 2 : 3;
    const distance = reps[which];
    reps = [distance, ...reps.filter((_, place) => place !== which)];
  };
  const copy = (length) => {
    for (let left = Math.min(length, size - pos); left > 0; left -= 1, pos += 1) out[pos] = out[pos - reps[0] - 1];
  };

  while (pos < size) {
    const posState = pos & ((1 << pb) - 1);
    if (!bit(isMatch, state * 16 + posState)) {
      literal();
    } else if (!bit(isRep, state)) {
      const length = lengthOf(matchLengths, posState);
      state = state < 7 ? 7 : 10;
      reps = [distanceOf(length), reps[0], reps[1], reps[2]];
      if (reps[0] >= pos) throw new Error('The page is damaged: load it again.');
      copy(length);
    } else {
      const last = !bit(isRep0, state);
      if (last && !bit(isRep0Long, state * 16 + posState)) {
        state = state < 7 ? 9 : 11;
        copy(1);
        continue;
      }
      if (!last) again();
      const length = lengthOf(repLengths, posState);
      state = state < 7 ? 8 : 11;
      copy(length);
    }
  }
  return out;
}
