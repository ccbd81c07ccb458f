// Sends what the outbox holds: on load, when the network or the page comes back, one tab at a time.
import { HELD, SENT, WAITING, again, bind, edit, heldLeft, isDue, keep, remove, replay, undo } from "./outbox.js";
import { drafts, forget, records } from "./keep.js";

const PLACE = "/cho-gui";
const SECONDS = 20;
const RETRY_SECONDS = 15;
const LATE_SLUGS = ["programme-not-open"];

// Whose session this browser has just now: {account, name}, or nulls; undefined while nobody answers.
export const whoIs = async () => {
  try {
    const answer = await fetch(`${PLACE}/ai`, { signal: AbortSignal.timeout?.(SECONDS * 1000) });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
};

const languageOf = (path) => /^(\/(?:en|zh|ko|ja))?\//.exec(path)?.[1] ?? "";
const problemOf = (body) => ({ title: body.title, fields: Array.isArray(body.fields) ? body.fields : [] });
// Gateways, and networks that ask for a password first, answer too: only what our pages say decides about a record.
const isOurs = (body) => typeof body.title === "string" && typeof (body.slug ?? body.type) === "string";
export const post = async (record, more = {}) => {
  try {
    const answer = await fetch(languageOf(record.path) + PLACE, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": record.key, "Sangkien-Account": record.account },
      body: record.body,
      ...more,
    });
    const body = await answer.json();
    if (body.page?.startsWith?.("/cua-toi/")) {
      if (answer.status === 201) return { kind: "made", page: body.page, receipt: body.receipt };
      if (body.slug === "idempotency-key-reused") return { kind: "reused", page: body.page };
    }
    if (answer.status === 401) return { kind: "signin" };
    if (body.slug === "other-account") return { kind: "other" };
    if (answer.status < 400 || answer.status >= 500 || answer.status === 429 || answer.status === 408 || !isOurs(body)) return { kind: "away" };
    return { kind: LATE_SLUGS.includes(body.slug) ? "late" : "fix", problem: problemOf(body) };
  } catch {
    return { kind: "away" };
  }
};
const send = (record) => post(record, { signal: AbortSignal.timeout?.(SECONDS * 1000) });

// Pages that show records hear what becomes of each: sending, made, fix, late, away, signin, other.
const channel = globalThis.BroadcastChannel && new BroadcastChannel("outbox");
const hearers = new Set();
const hear = (told) => hearers.forEach((each) => each(told));
const tell = (key, kind) => {
  channel?.postMessage({ key, kind });
  hear({ key, kind });
};
if (channel) channel.onmessage = ({ data }) => hear(data);

const alone = (act) => (navigator.locks ? navigator.locks.request("outbox", act) : act());
const sendDue = async () => {
  const due = (await records.all()).filter((one) => isDue(one, one.account, Date.now()));
  if (!due.length) return "done";
  const who = await whoIs();
  if (who?.account) return replay(records, send, { account: who.account, now: Date.now(), tell });
  due.forEach(({ key }) => tell(key, who ? "signin" : "away"));
  return who ? "signin" : "away";
};
let queued = null;
let timer = 0;
const againIn = (milliseconds) => {
  clearTimeout(timer);
  timer = setTimeout(() => sendAll().catch(() => {}), milliseconds);
};
// Until what is held longest may go: 0 when nothing is held.
export const heldFor = async () => Math.max(0, ...(await records.all()).map((one) => heldLeft(one, Date.now())));
export const sendAll = () => {
  queued ??= alone(async () => {
    queued = null;
    const result = await sendDue();
    const held = await heldFor();
    if (result === "away") againIn(RETRY_SECONDS * 1000);
    else if (held) againIn(held + 50);
    return result;
  });
  return queued;
};

// The page is left while something is held: it goes out with the page, and stays written down until it is answered.
export const sendLeaving = (record) => {
  records.change(record.key, record.rev, { state: WAITING, hold: 0, tries: record.tries + 1 }).catch(() => {});
  post(record, { keepalive: true });
};

// The service worker sends too: what is held goes out although its page was closed.
const sendSoon = () => {
  sendAll().catch(() => {});
  navigator.serviceWorker?.ready.then((worker) => {
    worker.active.postMessage("send");
    return worker.sync?.register("outbox");
  }).catch(() => {});
};
if (globalThis.document) {
  const noteWaiting = async () => {
    const note = document.querySelector("[data-waiting]");
    if (note) note.hidden = !(await records.all()).some((one) => one.state !== SENT && one.state !== HELD);
  };
  hearers.add(noteWaiting);
  noteWaiting().catch(() => {});
  const erased = document.querySelector("[data-forget]");
  if (erased) forget(erased.dataset.forget).catch(() => {});
  addEventListener("online", sendSoon);
  addEventListener("pageshow", sendSoon);
  document.addEventListener("visibilitychange", () => document.hidden || sendSoon());
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-signs-out]");
    if (!form || form.dataset.asked) return;
    event.preventDefault();
    records.all().catch(() => []).then((all) => {
      const waits = all.some((one) => one.state !== SENT);
      if (waits && !confirm(form.dataset.signsOut)) return;
      form.dataset.asked = "1";
      form.submit();
    });
  });
}
const language = globalThis.document ? languageOf(location.pathname) : "";
globalThis.outbox = { records, drafts, keep, edit, bind, again, remove, undo, whoIs, sendAll, sendSoon, heldFor, sendLeaving, hearers, language };
