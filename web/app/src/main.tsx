// Starts the page: what the browser can do, the state of the link, the engine, then the first drawing.
import { effect } from '@preact/signals';
import { createRoot } from 'react-dom/client';
import { missingFeatures } from './connect/browser.ts';
import { keepPage } from './load/parts.ts';
import { fail, startEngine } from './load/loader.ts';
import { App } from './shell/App.tsx';
import { listenToKeys } from './shell/keys.ts';
import { answerQuestions } from './state/answers.ts';
import { followHistory, view } from './state/history.ts';
import { followSource } from './state/open.ts';
import { followTheme } from './state/theme.ts';
import { followLanguage, texts } from './words/words.ts';
import '@prorata/ui/style.css';
import '@prorata/ui/table.css';
import './style/frame.css';
import './style/controls.css';
import './style/cards.css';
import './style/states.css';
import './style/narrow.css';
import './style/print.css';

async function start(): Promise<void> {
  followTheme();
  followHistory();
  await followLanguage();
  const missing = missingFeatures();
  if (missing.length > 0) {
    fail({ kind: 'oldBrowser', missing: missing.join(', ') });
  } else {
    // A failure shows up where its promise is awaited.
    startEngine().catch(() => undefined);
    answerQuestions();
    followSource();
    listenToKeys();
    keepPage();
  }
  effect(() => {
    document.title = `${texts.value(`view.${view.value.view}`)} · prorata`;
  });
  const host = document.getElementById('app');
  if (host) createRoot(host).render(<App />);
}

void start();
