// What Grafana's Prometheus data source does with a panel's queries: macros, steps, aligned ranges, and answers as data
// frames. Written from its published behaviour; the shapes are those that a panel of Grafana 11 to 13 receives.

const kSecond = 1000;
const kMinute = 60 * kSecond;
const kHour = 60 * kMinute;
const kDay = 24 * kHour;

/** Steps that Grafana rounds to, each with the largest length that becomes it. */
const kRoundSteps = [
  [10, 15],
  [20, 35],
  [50, 75],
  [100, 150],
  [200, 350],
  [500, 750],
  [kSecond, 1500],
  [2 * kSecond, 3500],
  [5 * kSecond, 7500],
  [10 * kSecond, 12500],
  [15 * kSecond, 17500],
  [20 * kSecond, 25000],
  [30 * kSecond, 45000],
  [kMinute, 90000],
  [2 * kMinute, 210000],
  [5 * kMinute, 450000],
  [10 * kMinute, 750000],
  [15 * kMinute, 1050000],
  [20 * kMinute, 1500000],
  [30 * kMinute, 2700000],
  [kHour, 5400000],
  [2 * kHour, 9000000],
  [3 * kHour, 16200000],
  [6 * kHour, 32400000],
  [12 * kHour, 86400000],
  [kDay, 604800000],
];
const kLongestStep = 7 * kDay;
const kScrapeInterval = 15 * kSecond;
const kMostPoints = 11000;

const kUnits = { ms: 1, s: kSecond, m: kMinute, h: kHour, d: kDay };

function milliseconds(text) {
  const found = /^(\d+)(ms|s|m|h|d)$/.exec(text);
  return Number(found[1]) * kUnits[found[2]];
}

function durationText(ms) {
  const unit = ['d', 'h', 'm', 's', 'ms'].find((name) => ms >= kUnits[name]);
  return `${Math.floor(ms / kUnits[unit])}${unit}`;
}

const rounded = (ms) => kRoundSteps.find(([, largest]) => ms <= largest)?.[0] ?? kLongestStep;

/** The step of a query: as fine as the points of the panel allow, but never below its own minimum. */
export function stepOf({ minStep }, { fromMs, toMs, maxDataPoints }) {
  const least = minStep ? milliseconds(minStep) : kScrapeInterval;
  const wanted = (toMs - fromMs) / maxDataPoints;
  const step = wanted < least ? least : rounded(wanted);
  return Math.max(step, rounded((toMs - fromMs) / kMostPoints));
}

function interpolate(expr, stepMs, { fromMs, toMs }) {
  const seconds = Math.round((toMs - fromMs) / kSecond);
  return expr
    .replaceAll('$__interval_ms', String(stepMs))
    .replaceAll('$__interval', durationText(stepMs))
    .replaceAll('$__range_ms', String(toMs - fromMs))
    .replaceAll('$__range_s', String(seconds))
    .replaceAll('$__range', `${seconds}s`);
}

async function ask(url, path, params) {
  const answer = await fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(params) });
  const body = await answer.json();
  if (body.status !== 'success') throw new Error(`${body.error}: ${params.query}`);
  return body.data;
}

function decoded(text) {
  const special = { NaN: NaN, '+Inf': Infinity, '-Inf': -Infinity };
  return text in special ? special[text] : Number(text);
}

const field = (name, type, values, extra = {}) => ({ name, type, config: {}, values, ...extra });

/** One frame per series, as the format "Time series" has it. */
function framesOf(refId, stepMs, executed, { resultType, result }) {
  const range = resultType === 'matrix';
  return result.map(({ metric, value, values }, place) => {
    const points = values ?? [value];
    const time = field(
      'Time',
      'time',
      points.map(([seconds]) => Math.round(seconds * kSecond)),
      { config: { interval: stepMs } },
    );
    const name = metric.__name__ ?? 'Value';
    const numbers = field(
      name,
      'number',
      points.map(([, text]) => decoded(text)),
      { labels: metric, config: { displayNameFromDS: name } },
    );
    return {
      refId,
      name,
      length: points.length,
      fields: [time, numbers],
      meta: {
        type: range ? 'timeseries-multi' : 'numeric-multi',
        typeVersion: [0, 1],
        custom: { resultType },
        preferredVisualisationType: 'graph',
        ...(place === 0 ? { executedQueryString: executed } : {}),
      },
    };
  });
}

/** All series of a query as the rows of one frame, as the format "Table" has it. */
export function tableOf(frames, several = true) {
  const [first] = frames;
  if (!first) return [];
  const names = [...new Set(frames.flatMap((frame) => Object.keys(frame.fields[1].labels)))].sort();
  const rows = frames.flatMap(({ fields: [time, value] }) =>
    value.values.map((number, place) => ({ time: time.values[place], number, labels: value.labels })),
  );
  const texts = names.map((name) =>
    field(
      name,
      'string',
      rows.map(({ labels }) => labels[name] ?? ''),
      { config: { filterable: true } },
    ),
  );
  return [
    {
      refId: first.refId,
      length: rows.length,
      meta: { ...first.meta, preferredVisualisationType: 'rawPrometheus' },
      fields: [
        field(
          'Time',
          'time',
          rows.map(({ time }) => time),
        ),
        ...texts,
        field(
          several ? `Value #${first.refId}` : 'Value',
          'number',
          rows.map(({ number }) => number),
        ),
      ],
    },
  ];
}

/** Range and instant answers to one query of a panel, as frames. utcOffsetMs: of the dashboard's time zone. */
export async function runQuery(url, query, range, { utcOffsetMs = 0 } = {}) {
  const stepMs = stepOf(query, range);
  const expr = interpolate(query.expr, stepMs, range);
  const executed = `Expr: ${expr}\nStep: ${stepMs / kSecond}s`;
  const seconds = (ms) => String(ms / kSecond);
  const aligned = (ms) => Math.floor((ms + utcOffsetMs) / stepMs) * stepMs - utcOffsetMs;
  const frames = [];
  if (query.type !== 'range') {
    const answer = await ask(url, '/api/v1/query', { query: expr, time: seconds(range.toMs) });
    frames.push(...framesOf(query.refId, stepMs, executed, answer));
  }
  if (query.type !== 'instant') {
    const times = { start: seconds(aligned(range.fromMs)), end: seconds(aligned(range.toMs)), step: seconds(stepMs) };
    frames.push(
      ...framesOf(query.refId, stepMs, executed, await ask(url, '/api/v1/query_range', { query: expr, ...times })),
    );
  }
  return query.format === 'table' ? tableOf(frames) : frames;
}

/** All queries of a panel; `data.series` as the panel gets it. */
export async function runPanel(url, queries, range, options) {
  const answers = await Promise.all(queries.map((query) => runQuery(url, query, range, options)));
  return answers.flat();
}
