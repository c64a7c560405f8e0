// The question of views that show no steps.
import type { Question } from '@prorata/engine';

/**
 * Without steps where they change no figure. What is shared is shared step by step, so that what a row bears depends on
 * them: there they stay, and every view has the figures of the table.
 */
export function unstepped(question: Question): Question {
  const { step: _step, ...flat } = question;
  return question.idle === 'share' || question.share ? question : flat;
}
