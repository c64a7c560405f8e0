// The chart of the view as a PNG: title, window and link above and below it, twice as many pixels as on the screen.
import type { Locale } from '@prorata/ui';
import { basis } from '../state/answers.ts';
import { view } from '../state/history.ts';
import { texts } from '../words/words.ts';

export function download(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const scale = 2;
const pad = 24;
const font = (size: number, weight = 400): string => `${weight} ${size}px Inter, system-ui, sans-serif`;

/** Styles that a picture of an SVG needs; its sheet stays behind. */
const kept = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-linejoin',
  'paint-order',
  'font-size',
  'font-weight',
  'font-family',
] as const;

async function svgImage(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll('*');
  copy.querySelectorAll<SVGElement>('*').forEach((element, index) => {
    const original = originals[index];
    if (!original) return;
    const style = getComputedStyle(original);
    for (const name of kept) element.setAttribute(name, style.getPropertyValue(name));
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

/** What the readout beside the chart says: names and amounts. */
function legend(): readonly (readonly [string, string, string])[] {
  return [...document.querySelectorAll('.readout li')].map((line) => {
    const swatch = line.querySelector('.swatch');
    return [
      swatch ? getComputedStyle(swatch).backgroundColor : '',
      line.querySelector('.name-last .name-text, .name-text')?.textContent ?? '',
      line.querySelector('.num')?.textContent ?? '',
    ] as const;
  });
}

export async function pictureOf(locale: Locale): Promise<Blob> {
  const plot = document.querySelector<HTMLCanvasElement>('.trend-plot canvas');
  const svg = document.querySelector<SVGSVGElement>('.flow svg');
  const shown = svg ?? plot;
  const known = basis.peek();
  if (!shown || !known) throw new Error('no picture');
  const image = svg ? await svgImage(svg) : plot;
  const box = shown.getBoundingClientRect();
  const lines = svg ? [] : legend();
  const side = lines.length > 0 ? 220 : 0;
  const width = box.width + side + 2 * pad;
  const height = Math.max(box.height, lines.length * 21) + 2 * pad + 74;
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  pen.scale(scale, scale);
  pen.fillStyle = colour('--panel');
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = colour('--ink');
  pen.font = font(16, 650);
  const total = locale.money.headline(known.whole.totals.totalCost.units[0] ?? NaN);
  pen.fillText(`${texts.peek()(`view.${view.peek().view}`)} · ${total}`, pad, pad + 16);
  pen.fillStyle = colour('--ink-3');
  pen.font = font(12);
  const { startMs, endMs } = known.whole.window;
  const where = [known.clusters.join(', '), locale.time.window(startMs, endMs), known.whole.currency];
  pen.fillText(where.filter(Boolean).join(' · '), pad, pad + 36);
  const top = pad + 50;
  if (image) pen.drawImage(image, pad, top, box.width, box.height);
  lines.forEach(([swatch, name, amount], index) => {
    const y = top + 14 + index * 21;
    const x = pad + box.width + 16;
    pen.fillStyle = swatch;
    pen.fillRect(x, y - 9, 10, 10);
    pen.fillStyle = colour('--ink-2');
    pen.fillText(name, x + 18, y, side - 100);
    pen.fillStyle = colour('--ink');
    pen.textAlign = 'end';
    pen.fillText(amount, width - pad, y);
    pen.textAlign = 'start';
  });
  pen.fillStyle = colour('--ink-3');
  pen.font = font(10);
  pen.fillText(location.href, pad, height - 12, width - 2 * pad);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  );
}
