// What went wrong: the case in one line, then what to do about it.
import type { Trouble } from '../connect/trouble.ts';
import { Icon } from '../shell/icons.tsx';
import { loadTrouble } from '../shell/later.ts';
import { Part } from '../shell/Part.tsx';
import { titleOf } from '../words/trouble.ts';

export function TroubleView({ trouble }: { readonly trouble: Trouble }) {
  return (
    <section className="card trouble" role="alert">
      <Icon name="warning" />
      <div>
        <h2>{titleOf(trouble)}</h2>
        <Part load={loadTrouble}>{({ TroubleText }) => <TroubleText trouble={trouble} />}</Part>
      </div>
    </section>
  );
}
