// Which metrics hosts this browser has been allowed to read. A link alone must not make it query a server.

const storageKey = 'prorata.hosts';

function read(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(value) ? value.filter((host): host is string => typeof host === 'string') : [];
  } catch {
    return [];
  }
}

export function isAllowed(host: string): boolean {
  return host === location.host || read().includes(host);
}

export function allow(host: string): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify([...new Set([...read(), host])].slice(-50)));
  } catch {
    // Storage may be off; then the question comes again next time.
  }
}
