// B2. Words for windows at 2024-10-24T15:37:20Z, a Thursday, in UTC. OpenCost's words count the present, unfinished unit
// as one of the N and weeks begin on Sunday; prorata's end now and weeks begin on Monday. null: no such word.
export const now = '2024-10-24T15:37:20Z';

export const windows = [
  // word, prorata's dialect, OpenCost's dialect
  ['today', ['2024-10-24T00:00:00Z', now], ['2024-10-24T00:00:00Z', '2024-10-25T00:00:00Z']],
  ['yesterday', ['2024-10-23T00:00:00Z', '2024-10-24T00:00:00Z'], ['2024-10-23T00:00:00Z', '2024-10-24T00:00:00Z']],
  ['7d', ['2024-10-17T15:37:20Z', now], ['2024-10-18T00:00:00Z', '2024-10-25T00:00:00Z']],
  ['2h', ['2024-10-24T13:37:20Z', now], ['2024-10-24T14:00:00Z', '2024-10-24T16:00:00Z']],
  ['45m', ['2024-10-24T14:52:20Z', now], ['2024-10-24T14:53:00Z', '2024-10-24T15:38:00Z']],
  ['1w', ['2024-10-17T15:37:20Z', now], ['2024-10-18T00:00:00Z', '2024-10-25T00:00:00Z']],
  ['week', ['2024-10-21T00:00:00Z', now], ['2024-10-20T00:00:00Z', now]],
  ['lastweek', ['2024-10-14T00:00:00Z', '2024-10-21T00:00:00Z'], ['2024-10-13T00:00:00Z', '2024-10-20T00:00:00Z']],
  ['month', ['2024-10-01T00:00:00Z', now], ['2024-10-01T00:00:00Z', now]],
  ['lastmonth', ['2024-09-01T00:00:00Z', '2024-10-01T00:00:00Z'], ['2024-09-01T00:00:00Z', '2024-10-01T00:00:00Z']],
  ['1h offset 1d', null, ['2024-10-23T14:37:20Z', '2024-10-23T15:37:20Z']],
];
