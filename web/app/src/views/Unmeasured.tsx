// Use that nobody measures: which exporter is missing, and how much money the figures that lean on it are about.
import type { AllocationResult, Diagnostic } from '@prorata/engine';
import type { Locale } from '@prorata/ui';
import { CodeLine, Sentence } from '../shell/Code.tsx';
import { texts } from '../words/words.ts';

type Use = 'gpu' | 'cpu' | 'ram';

const installGpuExporter =
  'helm install dcgm-exporter dcgm-exporter --repo https://nvidia.github.io/dcgm-exporter/helm-charts';

/** With the money that each is about. The engine says what it charges by request for want of samples. */
function unmeasured({ totals }: AllocationResult, list: readonly Diagnostic[]): readonly (readonly [Use, number])[] {
  const costOf = (id: string): number | null => list.find((one) => one.id === id)?.cost ?? null;
  const found: [Use, number][] = [];
  const gpus = totals.gpuCost.units[0] ?? 0;
  if (gpus > 0 && !((totals.gpuUsageHours[0] ?? 0) > 0)) found.push(['gpu', gpus]);
  const [cpu, ram] = [costOf('missing-cpu-usage'), costOf('missing-memory-usage')];
  if (cpu !== null) found.push(['cpu', cpu]);
  if (ram !== null) found.push(['ram', ram]);
  return found;
}

interface UnmeasuredProps {
  readonly whole: AllocationResult;
  readonly list: readonly Diagnostic[];
  readonly locale: Locale;
}

export function Unmeasured({ whole, list, locale }: UnmeasuredProps) {
  const t = texts.value;
  const found = unmeasured(whole, list);
  if (found.length === 0) return null;
  return (
    <section className="card unmeasured" aria-labelledby="unmeasured-title">
      <header className="card-head">
        <h2 id="unmeasured-title">{t('unmeasured.title')}</h2>
      </header>
      <ul className="diagnostics">
        {found.map(([use, cost]) => (
          <li key={use}>
            <span className="chip chip-warn">{locale.money.headline(cost)}</span>
            <div>
              <p className="diagnostic-text">
                <Sentence text={t(`unmeasured.${use}`, { amount: locale.money.headline(cost) })} />
              </p>
              {use === 'gpu' ? <CodeLine code={installGpuExporter} /> : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
