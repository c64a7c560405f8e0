// A row's cost over the steps as a small line; the figures stand in the chart and its table.
export interface SparkProps {
  readonly values: Float64Array;
  readonly colour: string;
}

const width = 60;
const height = 18;

export function Spark({ values, colour }: SparkProps) {
  if (values.length < 3) return null;
  const high = Math.max(...values);
  // Half of the height at most is left out below, so that small waves do not look like storms.
  const low = Math.min(...values, high / 2);
  const y = (value: number): number => height - 2 - ((value - low) / (high - low || 1)) * (height - 4);
  const points = Array.from(values, (value, index) => {
    const x = 1 + (index / (values.length - 1)) * (width - 2);
    return `${x.toFixed(1)},${y(value).toFixed(1)}`;
  });
  return (
    <svg className="spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <polyline points={points.join(' ')} fill="none" stroke={colour} strokeWidth="1.4" strokeLinejoin="round" />
    </svg>
  );
}
