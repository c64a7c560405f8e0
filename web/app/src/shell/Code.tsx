// A sentence with parts in backticks as code, and a line of code that can be copied. Text nodes only.
import { texts } from '../words/words.ts';
import { CopyButton } from './CopyButton.tsx';

export function Sentence({ text }: { readonly text: string }) {
  return <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}

export function CodeLine({ code }: { readonly code: string }) {
  return (
    <p className="code-line">
      <code>{code}</code>
      <CopyButton text={() => code} className="link">
        {texts.value('connect.copy')}
      </CopyButton>
    </p>
  );
}
