// The form of the dialog that asks where data shall come from.
import { useEffect, useRef, useState } from 'react';
import { corsFlag, portForward } from '../connect/commands.ts';
import { basicAuthorization, metricsMembers } from '../connect/address.ts';
import { openAddresses, openExample, openFiles } from '../state/open.ts';
import { view } from '../state/history.ts';
import { autoIsNone } from '../state/url.ts';
import { texts } from '../words/words.ts';
import { CodeLine, Sentence } from './Code.tsx';

export function ConnectForm({ close }: { readonly close: () => void }) {
  const t = texts.value;
  const { metrics, ...shown } = view.value;
  const [text, setText] = useState(metrics && metrics !== 'demo' ? metrics : '');
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [token, setToken] = useState('');
  const [resolution, setResolution] = useState(shown.resolution);
  const [match, setMatch] = useState(shown.match);
  const [bad, setBad] = useState<'connect.bad' | 'connect.onelogin' | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const address = useRef<HTMLInputElement>(null);
  // The dialog may have been open for a while.
  useEffect(() => address.current?.focus(), []);

  const submit = (event: { preventDefault(): void }): void => {
    event.preventDefault();
    if (text.trim() === 'demo') {
      openExample();
      close();
      return;
    }
    const members = metricsMembers(text, location.href);
    const secret = token ? `Bearer ${token}` : user || password ? basicAuthorization(user, password) : null;
    // One login goes to one server.
    const mistake = members === null ? 'connect.bad' : secret && members.length > 1 ? 'connect.onelogin' : null;
    setBad(mistake);
    if (!members || mistake) return;
    openAddresses(members, secret, { resolution: autoIsNone(resolution), match: match.trim() });
    close();
  };
  return (
    <>
      <p className="lead">{t('connect.lead')}</p>
      <form onSubmit={submit}>
        <label htmlFor="address">{t('connect.address')}</label>
        <div className="connect-line">
          <input
            id="address"
            ref={address}
            autoFocus
            value={text}
            placeholder="http://localhost:9090"
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="url"
            inputMode="url"
            aria-describedby="address-help"
            aria-invalid={bad !== null}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" className="control control-primary">
            {t('connect.open')}
          </button>
        </div>
        <p id="address-help" className={bad ? 'bad' : 'faint'} role={bad ? 'alert' : undefined}>
          <Sentence text={t(bad ?? 'connect.works')} />
        </p>
        <details>
          <summary>{t('connect.login')}</summary>
          <div className="login">
            <Field label={t('connect.user')} type="text" value={user} set={setUser} />
            <Field label={t('connect.password')} type="password" value={password} set={setPassword} />
            <Field label={t('connect.token')} type="password" value={token} set={setToken} />
          </div>
          <p className="faint">{t('connect.secret')}</p>
        </details>
        <details open={shown.resolution + shown.match !== ''}>
          <summary>{t('connect.fetch')}</summary>
          <div className="login">
            <Field label={t('connect.resolution')} type="text" value={resolution} set={setResolution} hint="auto" />
            <Field label={t('connect.match')} type="text" value={match} set={setMatch} hint='cluster="prod"' />
          </div>
        </details>
      </form>
      <div className="connect-other">
        <button
          type="button"
          className="control"
          onClick={() => {
            openExample();
            close();
          }}
        >
          {t('connect.example')}
        </button>
        <button type="button" className="control" onClick={() => file.current?.click()}>
          {t('connect.file')}
        </button>
        <input
          ref={file}
          type="file"
          hidden
          multiple
          aria-label={t('connect.file')}
          onChange={(event) => {
            openFiles(event.currentTarget.files ?? []);
            close();
          }}
        />
        <span className="faint">{t('connect.drop')}</span>
      </div>
      <dl className="connect-help">
        <dt>{t('connect.forward')}</dt>
        <dd>
          <CodeLine code={portForward} />
        </dd>
        <dt>{t('connect.cors')}</dt>
        <dd>
          <CodeLine code={corsFlag()} />
        </dd>
      </dl>
      <p className="connect-foot">{t('connect.private')}</p>
    </>
  );
}

interface FieldProps {
  readonly label: string;
  readonly type: 'text' | 'password';
  readonly value: string;
  readonly set: (value: string) => void;
  readonly hint?: string;
}

function Field({ label, type, value, set, hint = '' }: FieldProps) {
  return (
    <label>
      {label}
      <input
        type={type}
        value={value}
        autoComplete="off"
        placeholder={hint}
        spellCheck={false}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </label>
  );
}
