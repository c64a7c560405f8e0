// The numbers of finops.json, and which of them a case has taken.
import { readFileSync } from 'node:fs';

const { cases } = JSON.parse(readFileSync(new URL('finops.json', import.meta.url), 'utf8'));
const taken = new Set();

/** Input and expected numbers of one case. @param {string} id */
export function numbers(id) {
  const found = cases.find((each) => each.id === id);
  if (found === undefined) throw new Error(`finops.json has no ${id}`);
  taken.add(id);
  return found;
}

/** Ids that no case has asked for. */
export const untaken = () => cases.map(({ id }) => id).filter((id) => !taken.has(id));
