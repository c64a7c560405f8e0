// A config file as values to spread into options and questions.
import { ConfigPrices } from './prices.js';
import type { Budget, Config, GpuResource, NamedPrices, Question } from './types.js';

/** wasm/src/files.cpp: texts are empty where the file does not say. */
interface Said {
  readonly gpuResources: readonly GpuResource[];
  readonly weights: readonly string[];
  readonly aliases: readonly string[];
  readonly budgets: readonly Budget[];
  readonly share: readonly string[];
  readonly unused: readonly string[];
  readonly idle: string;
  readonly idleBy: string;
  readonly idleSplit: string;
  readonly idleCoefficients: string;
  readonly pricesFile: string;
  readonly hasPrices: boolean;
}

/** json: the engine wrote it, so its shape is trusted. */
export function configOf(json: string, file: NamedPrices): Config {
  const { gpuResources, weights, aliases, budgets, share, unused, pricesFile, hasPrices, ...idle } = JSON.parse(
    json,
  ) as Said;
  const question = {
    ...Object.fromEntries(Object.entries(idle).filter(([, value]) => value !== '')),
    ...(share.length > 0 ? { share } : {}),
    ...(budgets.length > 0 ? { budgets } : {}),
    ...(aliases.length > 0 ? { aliases: Object.fromEntries(aliases.map((text) => text.split(/=(.*)/s, 2))) } : {}),
    ...(pricesFile === 'builtin' ? { prices: 'builtin' } : {}),
    ...(hasPrices ? { prices: new ConfigPrices({ ...file, config: true }) } : {}),
  } as Question;
  return {
    fetch: { ...(gpuResources.length > 0 ? { gpuResources } : {}), ...(weights.length > 0 ? { weights } : {}) },
    question,
    ...(pricesFile === '' || pricesFile === 'builtin' ? {} : { pricesFile }),
    unused,
  };
}
