// A range in pieces whose borders do not move with the clock, so that tomorrow's question finds today's answers; and
// answers to pieces as one answer.

/** What a range query asks, in seconds; both ends are points. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

const hour = 3600;
const day = 24 * hour;
/** Shorter ranges cost less than what a request costs. */
const shortest = day;
const mostWhole = 4;

/** Smallest of 6 h, 12 h, 1 d, 2 d … of which at most four fit into the length. */
function pieceLength(length: number): number {
  let piece = 6 * hour;
  while (length / piece > mostWhole) piece *= 2;
  return piece;
}

/** The span cut at multiples of a length since 1970; itself where it is short or its step fits no piece. */
export function piecesOf({ start, end, step }: Span): readonly Span[] {
  const piece = pieceLength(end - start);
  if (end - start < shortest || piece % step !== 0) return [{ start, end, step }];
  const pieces: Span[] = [];
  for (let from = start; from <= end;) {
    // A point at the border is the last of its piece, as a value stands for what is before it.
    const to = Math.min(end, Math.ceil(from / piece) * piece);
    pieces.push({ start: from, end: to, step });
    from = to + step;
  }
  return pieces;
}

const head = /^\{"status":"success",(?:"isPartial":false,)?"data":\{"resultType":"(?:matrix|vector)","result":\[/;
const tail = /\]\}(?:,"stats":\{[^{}]*\})?\}\s*$/;
const longestHead = 120;
const longestTail = 2000;

/** Where the list of series stands in an answer. Null where it says more than series: such an answer is for now only. */
export function seriesIn(body: Uint8Array): readonly [begin: number, end: number] | null {
  const ascii = new TextDecoder('latin1');
  const opened = head.exec(ascii.decode(body.subarray(0, longestHead)));
  const from = Math.max(0, body.length - longestTail);
  const closed = tail.exec(ascii.decode(body.subarray(from)));
  if (!opened || !closed) return null;
  const begin = opened[0].length;
  const end = from + closed.index;
  return begin <= end ? [begin, end] : null;
}

const before = new TextEncoder().encode('{"status":"success","data":{"resultType":"matrix","result":[');
const between = new TextEncoder().encode(',');
const after = new TextEncoder().encode(']}}');

/** One answer of several to the same query; a series stands in it once per piece. Null where one is not plain. */
export function joined(bodies: readonly Uint8Array<ArrayBuffer>[]): Blob | null {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (const body of bodies) {
    const place = seriesIn(body);
    if (!place) return null;
    if (place[0] === place[1]) continue;
    if (parts.length > 0) parts.push(between);
    parts.push(body.subarray(...place));
  }
  return new Blob([before, ...parts, after]);
}
