// Copies a text and says so for a moment.
import { useEffect, useState, type ReactNode } from 'react';
import { texts } from '../words/words.ts';
import { copyText } from './clipboard.ts';

export interface CopyButtonProps {
  readonly text: () => string;
  readonly className?: string;
  readonly label?: string;
  readonly children: ReactNode;
}

export function CopyButton({ text, className = 'control', label, children }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className={className}
      aria-label={copied ? texts.value('top.copied') : label}
      title={label}
      onClick={() => void copyText(text()).then(setCopied)}
    >
      {copied ? <span role="status">{label ? '✓' : texts.value('top.copied')}</span> : children}
    </button>
  );
}
