// A zip file of a folder, the same bytes for the same files: entries by name, no times, no owners.
import { crc32, deflateRawSync } from 'node:zlib';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// 1980-01-01, the first day that a zip knows.
const kDate = (1 << 5) | 1;
const kVersion = 20;
const kDeflated = 8;

// Node 20 has no crc32 of its own.
const kTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
function checksum(bytes) {
  if (crc32) return crc32(bytes);
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ kTable[(crc ^ byte) & 255];
  return (crc ^ -1) >>> 0;
}

const numbers = (...fields) =>
  Buffer.concat(
    fields.map(([value, size]) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUIntLE(value, 0, size);
      return bytes;
    }),
  );

/** What a local entry and its line in the directory have in common. */
const common = ({ name, bytes, packed }) =>
  numbers(
    [kVersion, 2],
    [0x0800, 2], // names are UTF-8
    [kDeflated, 2],
    [0, 2],
    [kDate, 2],
    [checksum(bytes), 4],
    [packed.length, 4],
    [bytes.length, 4],
    [Buffer.byteLength(name), 2],
    [0, 2],
  );

/** Files below `folder` as a zip, all below one folder `root` in it. */
export function zipOf(folder, root) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
  const parts = [];
  const directory = [];
  let at = 0;
  for (const file of names) {
    const bytes = readFileSync(path.join(folder, file));
    const name = `${root}/${file.split(path.sep).join('/')}`;
    const entry = { name, bytes, packed: deflateRawSync(bytes, { level: 9 }) };
    const local = Buffer.concat([numbers([0x04034b50, 4]), common(entry), Buffer.from(name), entry.packed]);
    directory.push(
      Buffer.concat([
        numbers([0x02014b50, 4], [kVersion, 2]),
        common(entry),
        numbers([0, 2], [0, 2], [0, 2], [(0o100644 << 16) >>> 0, 4], [at, 4]),
        Buffer.from(name),
      ]),
    );
    parts.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const end = numbers(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [names.length, 2],
    [names.length, 2],
    [list.length, 4],
    [at, 4],
    [0, 2],
  );
  return Buffer.concat([...parts, list, end]);
}
