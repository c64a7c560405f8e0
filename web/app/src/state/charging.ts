// How costs are charged and shared: what the link says, and the price file or config that was opened. Memory only.
import { signal } from '@preact/signals';
import type { Budget, Question } from '@prorata/engine';
import { startEngine } from '../load/loader.ts';
import { initialView, type ViewState } from './view.ts';
import { navigate } from './history.ts';
import { rulesOf } from './url.ts';

export interface OpenedPrices {
  readonly name: string;
  readonly file: unknown;
}
export const openedPrices = signal<OpenedPrices | null>(null);
export const budgets = signal<readonly Budget[]>([]);

/** What of a question is about prices and amounts: the same whoever bears a cost. */
export function pricing({ method, chargeWaiting, prices }: ViewState): Question {
  const file = openedPrices.value?.file ?? (prices === 'builtin' ? 'builtin' : undefined);
  return {
    ...(method === initialView.method ? {} : { method }),
    ...(chargeWaiting ? {} : { chargeWaiting }),
    ...(file === undefined ? {} : { prices: file }),
  };
}

export function sharing({ idle, idleBy, idleSplit, idlePart, share }: ViewState): Question {
  return {
    ...(idleBy === 'auto' || idle === 'hide' ? {} : { idleBy }),
    ...(idle === 'share' ? { idleSplit } : {}),
    ...(idle === 'share' && idlePart !== '' ? { idleCoefficients: idlePart } : {}),
    ...(share.length > 0 ? { share } : {}),
    ...(budgets.value.length > 0 ? { budgets: budgets.value } : {}),
  };
}

const isConfig = (text: string): boolean => /^\s*["']?format["']?\s*:\s*["']?prorata\.config/m.test(text);

/** A price file, or a config file, whose rules go into the link. Rejects where it has a mistake. */
export async function openPrices(file: File): Promise<void> {
  const named = { name: file.name, text: await file.text() };
  if (!isConfig(named.text)) {
    openedPrices.value = { name: file.name, file: named };
    return;
  }
  const engine = await startEngine();
  const { question } = await engine.readConfig(named);
  budgets.value = question.budgets ?? [];
  openedPrices.value = question.prices === undefined ? null : { name: file.name, file: question.prices };
  navigate({
    ...(question.idle ? { idle: question.idle } : {}),
    ...(question.idleBy ? { idleBy: question.idleBy } : {}),
    ...(question.idleSplit ? { idleSplit: question.idleSplit } : {}),
    ...(question.idleCoefficients ? { idlePart: question.idleCoefficients } : {}),
    ...(question.share ? { share: rulesOf(question.share.join(';')) } : {}),
  });
}

export function forgetPrices(): void {
  openedPrices.value = null;
  budgets.value = [];
}
