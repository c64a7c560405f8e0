// What this page cannot do without. Checked before anything else, so that old browsers get one clear sentence.

/** A module that uses a SIMD type and one that uses a wasm exception: valid only where the browser knows them. */
const simd = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];
const exceptions = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11];

/** Names of missing features; empty when everything is there. */
export function missingFeatures(): readonly string[] {
  const missing: string[] = [];
  if (typeof WebAssembly !== 'object') return ['WebAssembly'];
  if (!WebAssembly.validate(new Uint8Array(simd))) missing.push('WebAssembly SIMD');
  if (!WebAssembly.validate(new Uint8Array(exceptions))) missing.push('WebAssembly exceptions');
  if (typeof DecompressionStream !== 'function') missing.push('DecompressionStream');
  return missing;
}
