// Keeps the forms that were opened, so that they open again without a network; sends what waits when there is one.
// A kept form was fetched without cookies: it names nobody, and holds no key. Pages of whoever is signed in are not kept.
importScripts("OUTBOX_ADDRESS");

const FORMS = "forms-1";
const MOST = 6;
const SECONDS = 6;
const FORM = /^(\/(en|zh|ko|ja))?\/(g\/[^/]+\/[^/]+|cho-gui)$/;
const bare = { credentials: "omit" };

const partsOf = async (page) => [...(await page.text()).matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, address]) => address);
const keepForm = async (path) => {
  const cache = await caches.open(FORMS);
  const page = await fetch(`${path}?giu=1`, bare);
  if (!page.ok || page.redirected) return;
  const parts = await partsOf(page.clone());
  await Promise.all(parts.map(async (part) => (await cache.match(part)) || cache.add(new Request(part, bare))));
  // In place of the one before, at once: it is never missing.
  await cache.put(path, page);
  const all = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  const forms = all.filter((each) => FORM.test(each));
  const kept = forms.slice(-MOST);
  const named = (await Promise.all(kept.map(async (each) => partsOf(await cache.match(each))))).flat();
  // Older forms, and what only these or older releases need.
  const over = all.filter((each) => ![...kept, ...named].includes(each));
  await Promise.all(over.map((each) => cache.delete(each)));
};
// One after the other: what one fetches, no other may find unneeded.
let keeping = Promise.resolve();

const orKept = async (request, path) => {
  const asked = new AbortController();
  const kept = await caches.match(path);
  const timer = kept && setTimeout(() => asked.abort(), SECONDS * 1000);
  try {
    const answer = await fetch(request, { signal: asked.signal });
    if (!kept || answer.status < 500) return answer;
  } catch (error) {
    if (!kept) throw error;
  } finally {
    clearTimeout(timer);
  }
  return kept;
};

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
const sendAll = async () => {
  const milliseconds = await outbox.heldFor();
  await new Promise((resume) => setTimeout(resume, milliseconds + 50));
  return outbox.sendAll();
};
addEventListener("message", (event) => {
  if (event.data === "send") event.waitUntil(sendAll());
  else if (FORM.test(event.data)) event.waitUntil((keeping = keeping.then(() => keepForm(event.data)).catch(() => {})));
});
addEventListener("sync", (event) => event.waitUntil(sendAll()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (request.mode === "navigate" && FORM.test(pathname)) event.respondWith(orKept(request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
});
