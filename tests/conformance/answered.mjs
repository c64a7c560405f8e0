// The cases that the engine answers; tests/cli/conformance.test.mjs asks them. A case that it cannot answer yet stands in
// awaited.mjs and moves here with the change that makes it true.
import { partsOfCards } from './fractions.mjs';
import { pods } from './pods.mjs';
import { prices } from './prices.mjs';
import { runningTime } from './running-time.mjs';
import { sharing, sharingOfNodes } from './sharing.mjs';
import { traffic } from './traffic.mjs';
import { volumes } from './volumes.mjs';

export const answered = [
  ...runningTime,
  ...prices,
  ...sharingOfNodes,
  ...sharing,
  ...volumes,
  ...traffic,
  ...partsOfCards,
  ...pods,
];
