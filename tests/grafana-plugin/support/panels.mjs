// Panels for the host page, with frames from a real Prometheus in the form in which Grafana's server sends them.

/** A frame as JSON: what JSON has no number for is listed beside the values, as entities. */
export function frameJson({ refId, name, meta, fields }) {
  const entities = fields.map(({ values }) => {
    const found = { NaN: [], Inf: [], NegInf: [] };
    values.forEach((value, place) => {
      if (Number.isNaN(value)) found.NaN.push(place);
      if (value === Infinity) found.Inf.push(place);
      if (value === -Infinity) found.NegInf.push(place);
    });
    return Object.values(found).some((places) => places.length > 0) ? found : null;
  });
  return {
    schema: {
      refId,
      ...(name === undefined ? {} : { name }),
      meta,
      fields: fields.map(({ name: title, type, config, labels }) => ({
        name: title,
        type,
        config,
        ...(labels === undefined ? {} : { labels }),
      })),
    },
    data: {
      values: fields.map(({ values }) =>
        values.map((value) => (Number.isFinite(value) || typeof value === 'string' ? value : null)),
      ),
      ...(entities.some(Boolean) ? { entities } : {}),
    },
  };
}

let ids = 0;
const encoded = new Map();

function jsonOf(frames) {
  if (!encoded.has(frames)) encoded.set(frames, frames.map(frameJson));
  return encoded.get(frames);
}

/** A panel of the host page. range: { from, to } as ISO texts. */
export function panelOf(frames, range, { options = {}, fieldConfig = {}, ...more } = {}) {
  ids += 1;
  return {
    id: ids,
    title: `Cost ${ids}`,
    width: 720,
    height: 380,
    timeZone: 'utc',
    frames: jsonOf(frames),
    range: { from: Date.parse(range.from), to: Date.parse(range.to) },
    now: Date.parse(range.to),
    options: { cluster: 'lab', ...options },
    fieldConfig: { defaults: {}, overrides: [], ...fieldConfig },
    ...more,
  };
}
