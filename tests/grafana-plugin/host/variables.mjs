// Variables of a dashboard, interpolated as Grafana does: `$name`, `${name}`, `${name:format}`, `[[name]]`.
const kPattern = /\$(\w+)|\$\{(\w+)(?::\w+)?\}|\[\[(\w+)\]\]/g;

const glob = (value) => (Array.isArray(value) ? (value.length === 1 ? value[0] : `{${value.join(',')}}`) : value);

export const replaceVariables = (variables) => (text, _scoped, format) =>
  String(text ?? '').replaceAll(kPattern, (whole, ...found) => {
    const name = found.slice(0, 3).find((one) => one !== undefined);
    if (!Object.hasOwn(variables, name)) return whole;
    const value = variables[name];
    return typeof format === 'function' ? format(value, { name }) : glob(value);
  });
