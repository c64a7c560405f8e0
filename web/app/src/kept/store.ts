// Answers in this browser's IndexedDB: what they are to, when they came, packed. Bounded; a browser that keeps nothing
// (private windows, full disks, settings) is no trouble for anybody.

const name = 'prorata';
const version = 1;
/** Packed answers; what was used least recently goes first. */
export const mostBytes = 64_000_000;
const mostAge = 30 * 24 * 3_600_000;

/** What is known of an answer without reading it. */
export interface Kept {
  /** Source and request. */
  readonly key: string;
  readonly source: string;
  /** Packed. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly cameAt: number;
  readonly usedAt: number;
}

export interface Store {
  get(key: string): Promise<{ readonly cameAt: number; readonly packed: Blob } | null>;
  put(key: string, source: string, packed: Blob): Promise<void>;
  /** Of one source, or all. */
  forget(source?: string): Promise<void>;
  list(): Promise<readonly Kept[]>;
  /** When a load began that may be gone on with; begins one where there is none so young. */
  loadTime(key: string, nowMs: number, youngerMs: number): Promise<number>;
}

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB'));
  });
}

async function database(): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, version);
  opening.onupgradeneeded = () => {
    const { result } = opening;
    result.createObjectStore('heads', { keyPath: 'key' });
    result.createObjectStore('bodies');
    result.createObjectStore('loads');
  };
  const opened = await settled(opening);
  // Another tab with a newer page, or the user, may want it away.
  opened.onversionchange = () => opened.close();
  return opened;
}

const listed = (db: IDBDatabase): Promise<readonly Kept[]> =>
  settled(db.transaction('heads').objectStore('heads').getAll() as IDBRequest<Kept[]>);

async function drop(db: IDBDatabase, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const transaction = db.transaction(['heads', 'bodies'], 'readwrite');
  for (const key of keys) {
    transaction.objectStore('heads').delete(key);
    transaction.objectStore('bodies').delete(key);
  }
  await finished(transaction);
}

/** What has to go for `more` to fit: the old, then the least recently used. */
export function superfluous(heads: readonly Kept[], more: number, nowMs: number): readonly string[] {
  const old = heads.filter(({ usedAt }) => nowMs - usedAt > mostAge);
  const rest = heads.filter((head) => !old.includes(head)).sort((a, b) => a.usedAt - b.usedAt);
  const gone = old.map(({ key }) => key);
  let sum = rest.reduce((total, { size }) => total + size, more);
  for (const { key, size } of rest) {
    if (sum <= mostBytes) break;
    gone.push(key);
    sum -= size;
  }
  return gone;
}

/** Rejects where the browser gives no storage. */
export async function openStore(): Promise<Store> {
  const db = await database();
  return {
    async get(key) {
      const transaction = db.transaction(['heads', 'bodies'], 'readwrite');
      const heads = transaction.objectStore('heads');
      const [head, packed] = await Promise.all([
        settled(heads.get(key) as IDBRequest<Kept | undefined>),
        settled(transaction.objectStore('bodies').get(key) as IDBRequest<Blob | undefined>),
      ]);
      if (!head || !packed) return null;
      heads.put({ ...head, usedAt: Date.now() });
      return { cameAt: head.cameAt, packed };
    },
    async put(key, source, packed) {
      const now = Date.now();
      const { size } = packed;
      if (size > mostBytes / 2) return;
      const heads = await listed(db);
      await drop(
        db,
        superfluous(
          heads.filter((head) => head.key !== key),
          size,
          now,
        ),
      );
      const transaction = db.transaction(['heads', 'bodies'], 'readwrite');
      transaction.objectStore('bodies').put(packed, key);
      transaction.objectStore('heads').put({ key, source, size, cameAt: now, usedAt: now } satisfies Kept);
      await finished(transaction);
    },
    async forget(source) {
      const heads = await listed(db);
      const gone = heads.filter((head) => source === undefined || head.source === source);
      await drop(
        db,
        gone.map(({ key }) => key),
      );
      const transaction = db.transaction('loads', 'readwrite');
      transaction.objectStore('loads').clear();
      await finished(transaction);
    },
    list: () => listed(db),
    async loadTime(key, nowMs, youngerMs) {
      const loads = db.transaction('loads', 'readwrite').objectStore('loads');
      const before = await settled(loads.get(key) as IDBRequest<number | undefined>);
      if (before !== undefined && before <= nowMs && nowMs - before < youngerMs) return before;
      await settled(loads.put(nowMs, key));
      return nowMs;
    },
  };
}
