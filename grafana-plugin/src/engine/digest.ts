// A number for the contents of arrays, so that panels with the same data find each other.

/** Two lanes of 32 bits: that two different sets of one page agree is as likely as one in 2^64. */
export class Digest {
  #a = 0x811c9dc5;
  #b = 0x9e3779b9;

  add(view: ArrayBufferView): void {
    const words = new Uint32Array(view.buffer, view.byteOffset, view.byteLength >> 2);
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < words.length; i += 1) {
      const word = words[i] ?? 0;
      a = Math.imul(a ^ word, 0x01000193);
      b = Math.imul((b << 13) | (b >>> 19), 5) ^ Math.imul(word, 0xcc9e2d51);
    }
    this.#a = a ^ words.length;
    this.#b = b ^ words.length;
  }

  addText(text: string): void {
    this.add(Uint32Array.from(text, (letter) => letter.codePointAt(0) ?? 0));
  }

  get text(): string {
    return `${(this.#a >>> 0).toString(16)}${(this.#b >>> 0).toString(16).padStart(8, '0')}`;
  }
}
