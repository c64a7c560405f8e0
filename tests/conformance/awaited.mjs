// Cases that are right and that the engine cannot answer yet; no test reads them. `how` is a question in words, for
// which there is no option yet, and names of fields are OpenCost's. Each moves to answered.mjs with what makes it true.
import { fractions } from './fractions.mjs';

export const awaited = [...fractions];
