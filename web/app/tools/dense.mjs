// Bytes as text of UTF-16 and back, in 255 bits to 16 characters: for the page that is one file.

/**
 * Digits are characters that every page keeps as they are: from `lowest` up to the halves of others, and from `behind`
 * those up to the first that is no character. 16 digits hold 255 bits.
 */
export const digits = { lowest: 0xaa, below: 0xd800 - 0xaa, behind: 0xe000, base: 0xd800 - 0xaa + 0xfdd0 - 0xe000 };

const kBits = 255n;

export function textOf(bytes) {
  const { lowest, below, behind } = digits;
  const base = BigInt(digits.base);
  const codes = [];
  const push = (group) => {
    let value = group;
    for (let place = 0; place < 16; place += 1, value /= base) {
      const digit = Number(value % base);
      codes.push(digit < below ? lowest + digit : behind + digit - below);
    }
  };
  let held = 0n;
  let bits = 0n;
  for (const byte of bytes) {
    held |= BigInt(byte) << bits;
    bits += 8n;
    if (bits < kBits) continue;
    push(held & ((1n << kBits) - 1n));
    held >>= kBits;
    bits -= kBits;
  }
  if (bits > 0n) push(held);
  let text = '';
  for (let at = 0; at < codes.length; at += 4096) text += String.fromCharCode(...codes.slice(at, at + 4096));
  return text;
}

/** What was text, with up to 32 bytes of 0 behind it. Its own text stands in the page, so it needs nothing around it. */
export function bytesOf(text, { lowest, below, behind, base }) {
  const bytes = new Uint8Array(text.length * 2);
  let [at, held, bits] = [0, 0, 0];
  for (let begin = 0; begin < text.length; begin += 16) {
    const number = new Uint16Array(16); // in base 65536, the lowest first
    for (let place = begin + 15; place >= begin; place -= 1) {
      const code = text.charCodeAt(place);
      let carry = code < behind ? code - lowest : code - behind + below;
      for (let half = 0; half < 16; half += 1) {
        carry += number[half] * base;
        number[half] = carry;
        carry = Math.floor(carry / 65536);
      }
    }
    for (let half = 0; half < 16; half += 1) {
      held |= number[half] << bits;
      for (bits += half < 15 ? 16 : 15; bits >= 8; bits -= 8, held >>>= 8) bytes[at++] = held;
    }
  }
  return bytes;
}
