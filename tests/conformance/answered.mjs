// Every case; tests/cli/conformance.test.mjs asks the command line tool.
import { finops } from './finops.mjs';
import { fractions } from './fractions.mjs';
import { gaps } from './gaps.mjs';
import { plans } from './plans.mjs';
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
  ...fractions,
  ...pods,
  ...gaps,
  ...finops,
  ...plans,
];
