// The scenario that sliders show, and the link after it.
import { useEffect, useRef, useState } from 'react';
import { navigate, view } from './history.ts';
import { formatScenario, parseScenario, type Scenario } from './scenario.ts';

/** So often the link follows a slider; browsers limit how often an address may change. */
const linkMs = 250;

/** The scenario of the link, and a way to change it that the link follows. */
export function useScenario(): readonly [Scenario, (change: Partial<Scenario>) => void] {
  const inLink = view.value.whatIf;
  const [scenario, setScenario] = useState(() => parseScenario(inLink));
  const written = useRef(formatScenario(scenario));
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef(scenario);
  latest.current = scenario;
  useEffect(() => {
    // Back and forward, or another link.
    if (inLink === written.current) return;
    written.current = inLink;
    setScenario(parseScenario(inLink));
  }, [inLink]);
  const write = (): void => {
    timer.current = null;
    written.current = formatScenario(latest.current);
    navigate({ whatIf: written.current }, 'replace');
  };
  useEffect(
    () => () => {
      if (timer.current !== null) {
        clearTimeout(timer.current);
        write();
      }
    },
    [],
  );
  const change = (part: Partial<Scenario>): void => {
    setScenario((old) => ({ ...old, ...part }));
    timer.current ??= setTimeout(write, linkMs);
  };
  return [scenario, change];
}
