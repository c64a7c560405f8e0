// Samples -> Prometheus remote write (protobuf in snappy), by hand because both are simple for what is needed:
//
//   WriteRequest { repeated TimeSeries timeseries = 1 }   TimeSeries { repeated Label = 1; repeated Sample = 2 }
//   Label { string name = 1; string value = 2 }           Sample { double value = 1; int64 timestamp = 2 }
//
// Unlike text formats it can carry the staleness marker, a NaN with a payload of its own.

/** @typedef {import('../../examples/generator/metrics/family.mjs').Family} Family */
/** @typedef {import('../../examples/generator/metrics/family.mjs').Series} Series */

const STALE_NAN = 0x7ff0000000000002n;
const REQUEST_BYTES = 1 << 20;

/** @param {number} value non-negative integer below 2^53 @returns {number[]} */
function varint(value) {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  bytes.push(value);
  return bytes;
}

/** A length-delimited field. @param {number} field @param {readonly Buffer[]} parts @returns {Buffer} */
function message(field, parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([field * 8 + 2, ...varint(length)]), ...parts]);
}

/** @param {string} name @param {string} value @returns {Buffer} */
function label(name, value) {
  return message(1, [message(1, [Buffer.from(name)]), message(2, [Buffer.from(value)])]);
}

// Milliseconds of 1971 to 2109 have six.
const TIME_BYTES = 6;
const SAMPLE_BYTES = 2 + 9 + 1 + TIME_BYTES;

/** Samples, and the marker behind them. Millions are written, so each goes straight to its place.
 * @param {readonly import('../../examples/generator/metrics/family.mjs').Point[]} points
 * @param {number | null} staleAt epoch milliseconds @returns {Buffer} */
function sampleMessages(points, staleAt) {
  const count = points.length + (staleAt === null ? 0 : 1);
  const buffer = Buffer.allocUnsafe(count * SAMPLE_BYTES);
  for (let i = 0; i < count; i += 1) {
    const at = i * SAMPLE_BYTES;
    // Field 2 of the series, 16 bytes long; field 1 of the sample, a double.
    buffer[at] = 0x12;
    buffer[at + 1] = SAMPLE_BYTES - 2;
    buffer[at + 2] = 0x09;
    if (i < points.length) buffer.writeDoubleLE(points[i].value, at + 3);
    else buffer.writeBigUInt64LE(STALE_NAN, at + 3);
    buffer[at + 11] = 0x10;
    let rest = i < points.length ? points[i].time : staleAt;
    for (let digit = 0; digit < TIME_BYTES; digit += 1, rest = Math.floor(rest / 128)) {
      buffer[at + 12 + digit] = (rest % 128) + (digit < TIME_BYTES - 1 ? 128 : 0);
    }
  }
  return buffer;
}

/** @type {WeakMap<Series, Buffer>} of series that live on from one range to the next */
const knownLabels = new WeakMap();

/** Labels in name order, as demanded. @param {string} name @param {Series} series @returns {Buffer} */
function labelMessages(name, series) {
  const known = knownLabels.get(series);
  if (known !== undefined) return known;
  const labels = Object.entries({ ...series.labels, __name__: name })
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => label(key, value));
  const all = Buffer.concat(labels);
  knownLabels.set(series, all);
  return all;
}

/** One series as a TimeSeries, null without samples in [from, to).
 * @param {string} name @param {Series} series @param {number} from epoch seconds @param {number} to @returns {Buffer | null} */
function timeSeries(name, series, from, to) {
  const points = series.points(from, to);
  const { staleAt } = series;
  const stale = staleAt !== null && staleAt >= from * 1000 && staleAt < to * 1000 ? staleAt : null;
  if (points.length === 0 && stale === null) return null;
  return message(1, [labelMessages(name, series), sampleMessages(points, stale)]);
}

/** Snappy without compression: the length, then everything as one literal. @param {Buffer} body @returns {Buffer} */
function snappy(body) {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length - 1);
  // 0xfc: a literal whose length stands in the next four bytes.
  return Buffer.concat([Buffer.from([...varint(body.length), 0xfc]), length, body]);
}

/** @param {string} url of the server @param {readonly Buffer[]} parts */
async function post(url, parts) {
  const answer = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-protobuf',
      'Content-Encoding': 'snappy',
      'X-Prometheus-Remote-Write-Version': '0.1.0',
    },
    body: snappy(Buffer.concat(parts)),
  });
  if (!answer.ok) throw new Error(`remote write: ${answer.status} ${await answer.text()}`);
}

/**
 * Sends the samples of [from, to), markers included. A server takes samples up to an hour older than its newest, so
 * callers go forward in ranges of less than that.
 * @param {string} url of a Prometheus with --web.enable-remote-write-receiver
 * @param {readonly Family[]} families @param {number} from epoch seconds @param {number} to
 */
export async function remoteWrite(url, families, from, to) {
  let parts = [];
  let size = 0;
  for (const family of families) {
    const name = family.type === 'counter' ? `${family.name}_total` : family.name;
    for (const series of family.series) {
      const part = timeSeries(name, series, from, to);
      if (part === null) continue;
      parts.push(part);
      size += part.length;
      if (size < REQUEST_BYTES) continue;
      await post(url, parts);
      parts = [];
      size = 0;
    }
  }
  if (parts.length > 0) await post(url, parts);
}
