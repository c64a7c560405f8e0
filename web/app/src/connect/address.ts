// What a user or a link calls the metrics source in, a base address and credentials apart out.

export interface MetricsAddress {
  /** Scheme, host and path prefix; no trailing slash, no credentials, no query. */
  readonly baseUrl: string;
  /** Host and port, for sentences. */
  readonly host: string;
  /** Value of an Authorization header that stood in the address as `user:password@`. Kept in memory only. */
  readonly authorization: string | null;
}

function basic(user: string, password: string): string {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

export const basicAuthorization = basic;

/** Paths that people copy from Prometheus' address bar. */
const ownPages = /\/(graph|query|targets|api\/v1(\/.*)?|-\/(ready|healthy))\/?$/;

/** Relative addresses count from `page`. Null where the text is no http(s) address. */
export function metricsAddress(text: string, page?: string): MetricsAddress | null {
  const trimmed = text.trim();
  const isRelative = trimmed.startsWith('/') && !trimmed.startsWith('//');
  if (isRelative && page === undefined) return null;
  const withScheme = isRelative || /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  let url: URL;
  try {
    url = new URL(withScheme, page);
  } catch {
    return null;
  }
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '' || trimmed === '') return null;
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  const path = url.pathname.replace(ownPages, '').replace(/\/+$/, '');
  return {
    baseUrl: `${url.protocol}//${url.host}${path}`,
    host: url.host,
    authorization: user || password ? basic(user, password) : null,
  };
}

/** One of the sources of a page: the address, and what its cluster is called. */
export interface Member {
  /** Empty where none is given. */
  readonly name: string;
  readonly address: MetricsAddress;
}

/** What sentences call it. */
export const memberName = ({ name, address }: Member): string => name || address.host;

export const memberText = ({ name, address }: Member): string =>
  name ? `${name}=${address.baseUrl}` : address.baseUrl;

/**
 * Addresses with spaces between, each as itself or as NAME=ADDRESS, and each once. Null where there is none, or one is no
 * address.
 */
export function metricsMembers(text: string, page?: string): readonly [Member, ...Member[]] | null {
  const members: Member[] = [];
  // The word for the example is no host; one of that name is http://demo.
  for (const part of text.split(/\s+/).filter((each) => each !== '' && each !== 'demo')) {
    const [, name = '', rest = part] = /^([^=:/?#@]+)=(.*)$/.exec(part) ?? [];
    const address = metricsAddress(rest, page);
    if (!address) return null;
    const member = { name, address };
    if (!members.some((each) => memberText(each) === memberText(member))) members.push(member);
  }
  const [first, ...others] = members;
  return first ? [first, ...others] : null;
}

/** True for hosts on this computer or in a private network, where browsers want to be told so. */
export function isPrivateHost(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isLoopback(name)) return true;
  if (/^(10|192\.168|169\.254)\./.test(name) || /^172\.(1[6-9]|2\d|3[01])\./.test(name)) return true;
  if (/^(fc|fd|fe80)/.test(name) && name.includes(':')) return true;
  return /\.(local|internal|lan|home\.arpa)$/.test(name) || (!name.includes('.') && !name.includes(':'));
}

export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127\./.test(name);
}
