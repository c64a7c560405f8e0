// Piecewise-constant functions of time. Usage in a world is one of these, so that integrals (the truth) are
// sums of rectangles and counters are their prefix sums: no sampling, no rounding in between.

/**
 * value[i] holds from at[i] (included) to at[i + 1] (excluded); the first value also holds before at[0],
 * the last one for ever. `area[i]` is the integral from at[0] to at[i].
 * @typedef {object} Steps
 * @property {readonly number[]} at epoch seconds, ascending, at least one
 * @property {readonly number[]} value
 * @property {readonly number[]} area
 */

/** @param {readonly number[]} at @param {readonly number[]} value @returns {Steps} */
export function steps(at, value) {
  const area = [0];
  for (let i = 1; i < at.length; i += 1) area.push(area[i - 1] + value[i - 1] * (at[i] - at[i - 1]));
  return { at, value, area };
}

/** @param {number} value @returns {Steps} */
export function constant(value) {
  return steps([0], [value]);
}

/** @param {readonly number[]} at @param {number} time @returns {number} index of the step that holds at `time` */
function stepAt(at, time) {
  let low = 0;
  let high = at.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at[middle] <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @param {Steps} f @param {number} time epoch seconds @returns {number} */
export function valueAt(f, time) {
  return f.value[stepAt(f.at, time)];
}

/** Integral by prefix sums, for counters: constant time in the number of steps passed.
 * @param {Steps} f @param {number} from @param {number} to @returns {number} value x seconds */
export function integralBetween(f, from, to) {
  const first = stepAt(f.at, from);
  const last = stepAt(f.at, to);
  if (first === last) return f.value[first] * (to - from);
  return f.area[last] + f.value[last] * (to - f.at[last]) - f.area[first] - f.value[first] * (from - f.at[first]);
}

/** Integral of max(floor, f), rectangle by rectangle.
 * @param {Steps} f @param {number} floor @param {number} from @param {number} to @returns {number} value x seconds */
export function integralOfMax(f, floor, from, to) {
  let sum = 0;
  for (let i = stepAt(f.at, from), start = from; start < to; i += 1) {
    const end = i + 1 < f.at.length ? Math.min(to, f.at[i + 1]) : to;
    sum += Math.max(floor, f.value[i]) * (end - start);
    start = end;
  }
  return sum;
}
