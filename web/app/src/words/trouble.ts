// The one line that says what a trouble is.
import type { Trouble } from '../connect/trouble.ts';
import { texts } from './words.ts';

export function titleOf(trouble: Trouble): string {
  const t = texts.value;
  return t(`trouble.${trouble.kind}`, {
    host: 'host' in trouble ? trouble.host : '',
    seconds: 'seconds' in trouble ? trouble.seconds : 0,
    status: 'status' in trouble ? trouble.status : 0,
  });
}
