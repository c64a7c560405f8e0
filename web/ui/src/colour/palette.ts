// Names in, colours out. A colour belongs to a name, never to a rank: sorting or another window must not change it.

/** Distinct in both themes and for colour-blind readers, each at least 3:1 on both surfaces. */
export const slots = ['#4a50e6', '#2e93f0', '#35a367', '#ec6426', '#933cb5', '#306e73', '#ad84bb', '#98510f'] as const;

/** FNV-1a over UTF-16 units; 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}

/** The slot that `name` has wherever no other visible name wants it. */
export function slotOf(name: string): number {
  return hash(name) % slots.length;
}

/** Colours for the names seen together. Clashes are settled in alphabetical order; beyond eight, no colour. */
export function assignColours(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<number>();
  const colours = new Map<string, string>();
  for (const name of [...new Set(names)].sort()) {
    if (taken.size === slots.length) break;
    let slot = slotOf(name);
    while (taken.has(slot)) slot = (slot + 1) % slots.length;
    taken.add(slot);
    colours.set(name, slots[slot] ?? slots[0]);
  }
  return colours;
}

function channel(hex: string, at: number): number {
  const value = parseInt(hex.slice(at, at + 2), 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Relative luminance (WCAG) of `#rrggbb`. */
export function luminance(hex: string): number {
  return 0.2126 * channel(hex, 1) + 0.7152 * channel(hex, 3) + 0.0722 * channel(hex, 5);
}

/** Text colour that is readable on a fill. */
export function inkOn(fill: string): string {
  return luminance(fill) <= 0.18 ? '#ffffff' : '#0b0f14';
}
