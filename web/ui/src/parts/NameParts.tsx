// A row's name, one part per key. Where room is short, parents and kinds give way before the name itself.
import { splitKind } from '../rows.ts';

export interface NamePartsProps {
  /** Keys of the question, one per part; other names have one part and no key. */
  readonly keys: readonly string[];
  readonly parts: readonly string[];
}

export function NameParts({ keys, parts }: NamePartsProps) {
  return (
    <span className="name" title={parts.join(' › ')}>
      {parts.map((part, index) => {
        const [kind, name] = splitKind(keys[index] ?? '', part);
        const isLast = index === parts.length - 1;
        return (
          <span key={index} className={isLast ? 'name-last' : 'name-parent'}>
            {kind ? <span className="name-parent name-kind">{kind}</span> : null}
            <span className="name-text">{name}</span>
            {isLast ? null : <i aria-hidden="true">›</i>}
          </span>
        );
      })}
    </span>
  );
}
