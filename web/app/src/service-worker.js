// Keeps the page for times without a network: its own files, and nothing of anybody else. No answer of a metrics source
// passes through here, not even of one on the page's own host.
/* global kVersion, kFiles */
const cacheName = `prorata-${kVersion}`;
const root = new URL('./', self.location.href).href;
const own = new Set(kFiles.map((name) => root + name));
const isPage = ({ mode, url }) => {
  const { origin, pathname } = new URL(url);
  const place = origin + pathname;
  return mode === 'navigate' && (place === root || place === `${root}index.html`);
};

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([root, ...own])));
  self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  const forget = (name) => (name.startsWith('prorata-') && name !== cacheName ? caches.delete(name) : null);
  event.waitUntil(caches.keys().then((names) => Promise.all(names.map(forget))));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  if (isPage(request)) {
    // The newest page where there is a network; whatever its address asks for, the file is the same.
    event.respondWith(fetch(request).catch(() => caches.match(root)));
  } else if (own.has(request.url)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
