// A certificate that nobody trusts, for https servers of tests. Needs `openssl` on the PATH.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Key and certificate for a host name, made anew each time. */
export function selfSigned(host) {
  const folder = mkdtempSync(path.join(tmpdir(), 'prorata-tls-'));
  const file = (name) => path.join(folder, name);
  try {
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
    execFileSync('openssl', ['req', ...kind, ...names, '-keyout', file('key'), '-out', file('cert')], {
      stdio: 'ignore',
    });
    return { key: readFileSync(file('key')), cert: readFileSync(file('cert')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
