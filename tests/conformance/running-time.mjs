// When a container runs, and what that charges. One core-hour costs 0.031611, one GiB-hour 0.004237: OpenCost's default
// rates. Prometheus 2, where nothing else is said.
import { objects } from '../support/tiny_objects.mjs';

const begin = '2026-03-02T12:00:00Z';
const { node, pod } = objects(begin, 60);
const machine = node('n1', { cores: 4, gib: 16 });
const world = (series, more = {}) => ({ begin, minutes: 60, series: { ...machine, ...series }, ...more });

/** A pod of one core that runs from..to (minutes), with the counter of a core that is busy all the time. */
const busy = (name, life, more = {}) =>
  pod(`shop/${name}`, { node: 'n1', life, app: { cores: [1, 1], gib: [null, 0] }, ...more });

const fullHour = {
  name: 'G1, a full hour',
  // 0.5 x 0.031611 = 0.0158055; 1 x 0.004237; (0.25 / 0.5 x 0.0158055 + 0.75 / 1 x 0.004237) / 0.0200425 = 0.5528502
  world: world(pod('shop/web', { node: 'n1', app: { cores: [0.5, 0.25], gib: [1, 0.75] } })),
  expect: [
    {
      aggregate: 'namespace,pod,container',
      row: 'shop/web/app',
      is: {
        cpuCoreHours: 0.5,
        ramByteHours: 2 ** 30,
        cpuCost: 0.0158055,
        ramCost: 0.004237,
        totalCost: 0.0200425,
        cpuEfficiency: 0.5,
        ramEfficiency: 0.75,
        totalEfficiency: 0.5528502,
      },
    },
  ],
  // Each number is rounded on its own, so the total is not the sum of the parts.
  differs: 'numbers',
  opencost: { cpuCost: 0.01581, ramCost: 0.00424, totalCost: 0.02004, totalEfficiency: 0.55285, minutes: 60 },
};

const leftOpenRanges = {
  name: 'G2, the first grid point of a left-open range',
  // OpenCost on Prometheus 3 misses 12:00 and finds 12:05 first: 55/60 of the above.
  world: fullHour.world,
  expect: fullHour.expect,
  differs: 'running time',
  opencost: { minutes: 55, cpuCoreHours: 0.4583333, cpuCost: 0.0144884, ramCost: 0.0038839, totalCost: 0.0183723 },
};

const burst = [
  [0, 30, { rate: 0.2 }],
  [30, 60, { rate: 3 }],
];

const burstAboveRequest = {
  name: 'G3, a burst above the request',
  // Request 1. Each minute costs max(1, 0.2) for half an hour, then max(1, 3): (30 x 1 + 30 x 3) / 60 = 2.0 core-hours.
  // The means are 1 and (0.2 + 3) / 2 = 1.6: `average` charges 1.6.
  world: world(pod('shop/web', { node: 'n1', app: { cores: [1, burst] } })),
  expect: [
    ['interval', 2, 0.063222],
    ['average', 1.6, 0.0505776],
    ['request', 1, 0.031611],
    ['usage', 1.6, 0.0505776],
  ].map(([method, hours, cost]) => ({
    aggregate: 'pod',
    options: ['--method', method],
    row: 'web',
    is: { cpuCoreHours: hours, cpuCost: cost, cpuCoreUsageHours: 1.6, cpuEfficiency: 1.6 },
  })),
  // With its exporter's series it has the first line; without them the burst is free.
  differs: 'request and usage',
  opencost: { cpuCoreHours: 1, cpuCost: 0.031611, cpuCoreUsageAverage: 1.6, cpuEfficiency: 1.6 },
};

const shortPods = {
  name: 'G4, pods shorter than the resolution',
  // 5, 2.5 and 3 minutes of a core: 0.031611 x 5/60 = 0.00263425; x 2.5/60 = 0.001317125; x 3/60 = 0.00158055.
  world: world({
    ...busy('five', [27.5, 32.5], { finished: true }),
    ...busy('first', [0, 2.5], { finished: true }),
    ...busy('three', [31, 34], { finished: true }),
  }),
  expect: [
    { aggregate: 'pod', row: 'five', is: { cpuCoreHours: 5 / 60, cpuCost: 0.00263425 } },
    { aggregate: 'pod', row: 'first', is: { cpuCoreHours: 2.5 / 60, cpuCost: 0.001317125 } },
    { aggregate: 'pod', row: 'three', is: { cpuCoreHours: 0.05, cpuCost: 0.00158055 } },
  ],
  // A single point of the grid stands for five minutes, cut at the window; a pod between two points was never there.
  differs: 'running time',
  opencost: { five: 0.00263425, first: 0.001317125, three: null },
};

/** The same series without the minutes from..to. */
const without = (from, to, series) =>
  Object.fromEntries(
    Object.entries(series).map(([key, steps]) => [
      key,
      steps.flatMap(([begins, ends, value]) =>
        begins < from && ends > to
          ? [
              [begins, from, value],
              [to, ends, value],
            ]
          : [[begins, ends, value]],
      ),
    ]),
  );

const gapOfOnePod = {
  name: 'G5, a gap of one pod',
  // The pod is one, by its uid, and says when it started: nobody looked for 20 minutes, but it ran. 60 minutes.
  world: world(without(20, 40, pod('shop/web', { node: 'n1', app: { cores: [1, null] } }))),
  expect: [{ aggregate: 'pod', row: 'web', is: { cpuCoreHours: 1, cpuCost: 0.031611 } }],
};

const gapOfTwoPods = {
  name: 'G5, a gap between two pods of one name',
  // Two uids, 20 minutes each: 40/60 of a core-hour. Scraped at second 30, so that the first is last seen half a minute
  // before its end and first missed half a minute after it.
  world: world(
    {
      ...busy('web-0', [0, 20], { uid: 'first' }),
      ...busy('web-0', [40, 60], { uid: 'second' }),
    },
    { offset: 30 },
  ),
  expect: [{ aggregate: 'pod', row: 'web-0', is: { cpuCoreHours: 40 / 60, cpuCost: 0.021074 } }],
  // One pod from 12:00 to 13:00.
  differs: 'running time',
  opencost: { minutes: 60, cpuCost: 0.031611 },
};

const busyForTenMinutes = {
  name: 'G6, efficiency of a pod that lived for ten minutes',
  // 600 core-seconds in 600 seconds of one core: all of what it asked for.
  world: world(busy('job', [20, 30], { finished: true })),
  expect: [
    {
      aggregate: 'pod',
      row: 'job',
      is: { cpuCoreHours: 10 / 60, cpuCoreUsageHours: 10 / 60, cpuEfficiency: 1, cpuCost: 0.0052685 },
    },
  ],
  // increase = 600 x 630 / 600 = 630 over the whole hour: 0.175 cores used by a pod of ten minutes.
  differs: 'CPU usage',
  opencost: { minutes: 10, cpuEfficiency: 0.175 },
};

const oldCounter = {
  name: 'G6, a counter that began at 5000',
  // It is the growth within the pod's life that counts, 600 core-seconds, whatever the first sample reads.
  world: world(
    pod('shop/job', {
      node: 'n1',
      life: [20, 30],
      finished: true,
      app: { cores: [1, [[20, 30, { rate: 1, start: 5000 }]]], gib: [null, 0] },
    }),
  ),
  expect: [{ aggregate: 'pod', row: 'job', is: { cpuCoreUsageHours: 10 / 60, cpuEfficiency: 1, cpuCost: 0.0052685 } }],
  // increase = 600 x 660 / 600 = 660 over the hour.
  differs: 'CPU usage',
  opencost: { minutes: 10, cpuEfficiency: 0.1833333 },
};

const scrapedOffTheGrid = {
  name: 'G6, samples at second 30 of each minute',
  // 0.5 cores for an hour, whenever they are read.
  world: { begin, minutes: 60, offset: 30, series: halfACore() },
  expect: [{ aggregate: 'pod', row: 'web', is: { cpuCoreUsageHours: 0.5, cpuCoreHours: 1 } }],
};

function halfACore() {
  const wide = objects(begin, 60);
  const life = [-30, 61];
  return {
    ...wide.node('n1', { cores: 4, gib: 16, life }),
    ...wide.pod('shop/web', { node: 'n1', life, app: { cores: [1, 0.5], gib: [1, 0.5] } }),
  };
}

const twoPodsThatOverlap = {
  name: 'B1, two pods of one controller that overlap by half',
  // Window of 90 minutes. P1 0:00-1:00 requests 1 and uses 0.5, P2 0:30-1:30 requests 2 and uses 1.
  // Requested 1 + 2 = 3 core-hours, used 0.5 + 1 = 1.5; the mean over the 1.5 h in which one of them ran is 2 and 1.
  world: overlap(),
  expect: [
    {
      aggregate: 'controller',
      row: 'job:worker',
      is: { cpuCoreHours: 3, cpuCoreRequestHours: 3, cpuCoreUsageHours: 1.5, cpuEfficiency: 0.5 },
    },
  ],
};

function overlap() {
  const wide = objects(begin, 90);
  const job = { node: 'n1', owner: ['Job', 'worker'], finished: true };
  return {
    begin,
    minutes: 90,
    series: {
      ...wide.node('n1', { cores: 4, gib: 16 }),
      ...wide.pod('shop/worker-a', { ...job, life: [0, 60], app: { cores: [1, 0.5] } }),
      ...wide.pod('shop/worker-b', { ...job, life: [30, 90], app: { cores: [2, 1] } }),
    },
  };
}

export const runningTime = [
  fullHour,
  leftOpenRanges,
  burstAboveRequest,
  shortPods,
  gapOfOnePod,
  gapOfTwoPods,
  busyForTenMinutes,
  oldCounter,
  scrapedOffTheGrid,
  twoPodsThatOverlap,
];
