// What Grafana offers of this panel where data looks like cost data, from release 13 on.
import type { DataFrame } from '@grafana/data';
import { recognise, type Answer } from '../frames/recognise.ts';
import { seriesOf } from '../frames/shape.ts';
import { text } from '../text.ts';
import type { CostOptions, View } from './options.ts';

export interface Suggestion {
  readonly name: string;
  readonly description: string;
  readonly options: Partial<CostOptions>;
  /** How well it fits, 0 to 100. */
  readonly score: number;
}

interface Summary {
  readonly rawFrames?: readonly DataFrame[] | undefined;
}

/** Frames looked at: this runs whenever somebody opens the list of visualisations. */
const kMostFrames = 200;
/** Grafana's "should be a really good option". */
const kGood = 70;

const usage: readonly Answer[] = ['cpu_usage', 'ram_usage', 'ram_usage_bytes', 'requests'];
const objects: readonly Answer[] = ['pods', 'nodes', 'node_capacity', 'node_presence'];

/** Frames of a query stand together: some from all over are of most queries. */
function sampled(frames: readonly DataFrame[]): readonly DataFrame[] {
  const stride = Math.ceil(frames.length / kMostFrames);
  return frames.filter((_, place) => place % stride === 0);
}

function answersIn(frames: readonly DataFrame[]): ReadonlySet<Answer> {
  const found = new Set<Answer>();
  for (const series of seriesOf(sampled(frames), () => undefined)) {
    const recognised = recognise(series);
    if (recognised.kind === 'answer') found.add(recognised.answer);
  }
  return found;
}

const offered: readonly View[] = ['table', 'series', 'treemap'];

/** Only for what is charged together with what is paid for: usage alone is better off in a chart. */
export function suggest({ rawFrames = [] }: Summary): Suggestion[] {
  const found = answersIn(rawFrames);
  const has = (answers: readonly Answer[]): boolean => answers.some((answer) => found.has(answer));
  if (!has(usage) || !has(objects)) return [];
  return offered.map((view) => ({
    name: text.suggestion(text.views[view]),
    description: text.suggestionHint,
    options: { view },
    score: kGood,
  }));
}
