// Numbers of repeated runs, and how they are written.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Of an odd number of runs the middle one, else the upper of the two in the middle: always a run that happened. */
export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** What is kept of repeated runs. */
export function statsOf(values) {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values), runs: values.length };
}

/** Ratios of runs that were made in pairs. */
export const ratiosOf = (over, under) => statsOf(over.map((value, run) => value / under[run]));

export function writeJson(file, value) {
  if (file === undefined) return;
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Three digits or four, or all before the point. */
export function short(value) {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 1000 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
