// The form with scripts: counts, reads amounts back, says what is wrong at once, keeps what is typed, and hands what is
// sent to the outbox. Without scripts the same form posts itself.
import { amountOf, grouped, inWords } from "./amounts.js";
import { Draft, fill, valuesOf } from "./draft.js";

const form = document.querySelector("[data-form]");
const after = document.querySelector("[data-after]");
const HOLD_SECONDS = 8;
const { keep, edit, records, whoIs, sendAll, sendSoon, sendLeaving, undo, hearers, language } = outbox;

const dayOf = (moment) => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh" }).format(moment);
const dayAgo = (days) => dayOf(Date.now() - days * 864e5);
const appliedOn = ({ applied, applied_on: on }) => ({ today: dayAgo(0), yesterday: dayAgo(1), date: on })[applied] || null;
const fieldOf = ({ field, field_text: text }) => (field && field !== "other" ? field : text).trim();
const length = (text) => [...text.normalize("NFC").trim()].length;
const segments = globalThis.Intl?.Segmenter && new Intl.Segmenter();
const graphemes = (text) => (segments ? [...segments.segment(text.normalize("NFC"))].length : length(text));

// The request itself, with today and amounts resolved: these very bytes are sent, however often.
const bodyOf = (values) => {
  const body = {
    programme: form.dataset.programme,
    unit: form.dataset.unit,
    title: values.title.normalize("NFC").trim(),
    summary: values.summary.normalize("NFC").trim(),
    kind: values.kind,
    field: fieldOf(values).normalize("NFC"),
    confidential: values.confidential === "1",
    claimed_benefit_vnd: amountOf(values.benefit),
    first_applied_on: appliedOn(values),
    submit: true,
  };
  return JSON.stringify(body, (_name, value) => value ?? undefined);
};
const valuesOfBody = (body) => ({
  ...body,
  confidential: body.confidential ? "1" : "",
  field: form.querySelector(`[name=field][value="${CSS.escape(body.field)}"]`) ? body.field : "other",
  field_text: body.field,
  benefit: body.claimed_benefit_vnd == null ? "" : grouped(body.claimed_benefit_vnd),
  applied: body.first_applied_on ? "date" : "",
  applied_on: body.first_applied_on ?? "",
});

// [field, which of its sentences]
const wrongOf = (values) => {
  const wrong = [];
  for (const [name, most] of [["title", 300], ["summary", 1000]]) {
    const size = length(values[name]);
    if (size < 3) wrong.push([name, "short"]);
    else if (size > most) wrong.push([name, "long"]);
  }
  if (!values.kind) wrong.push(["kind", "none"]);
  if (!fieldOf(values)) wrong.push(["field", "none"]);
  if (amountOf(values.benefit) === undefined) wrong.push(["benefit", "unclear"]);
  if (values.applied === "date" && !values.applied_on) wrong.push(["applied", "none"]);
  else if (appliedOn(values) > dayAgo(0)) wrong.push(["applied", "future"]);
  return wrong;
};

const place = (name) => form.querySelector(`[data-field="${name}"]`);
const problems = document.querySelector("[data-problems]");
const TITLE = document.title.replace(`${problems.dataset.error} `, "");
// Sentences by field ("" is the whole form), on top with links and at each field, as the portal writes them.
const show = (sentences) => {
  document.querySelectorAll("#problems, .why").forEach((old) => old.remove());
  form.querySelectorAll(".wrong").forEach((field) => field.classList.remove("wrong"));
  form.querySelectorAll("[aria-invalid]").forEach((input) => {
    input.removeAttribute("aria-invalid");
    input.setAttribute("aria-describedby", `${input.name}-hint`);
  });
  document.title = TITLE;
  if (!sentences.length) return;
  const summary = problems.content.cloneNode(true);
  for (const [name, sentence] of sentences) {
    const field = place(name);
    const line = document.createElement("li");
    line.append(sentence);
    if (field) {
      const link = Object.assign(document.createElement("a"), { href: `#${name}`, textContent: field.dataset.label });
      line.prepend(link, ": ");
      const why = Object.assign(document.createElement("p"), { className: "why", id: `${name}-why`, textContent: sentence });
      field.classList.add("wrong");
      (field.querySelector("legend") ?? field.querySelector("input, textarea")).after(why);
      field.querySelectorAll("input, textarea").forEach((each) => {
        each.setAttribute("aria-invalid", "true");
        each.setAttribute("aria-describedby", `${name}-hint ${why.id}`);
      });
    }
    summary.querySelector("ul").append(line);
  }
  form.before(summary);
  document.title = `${problems.dataset.error} ${TITLE}`;
  document.getElementById("problems").focus();
};

const count = (input) => {
  const counter = form.querySelector(`[data-count="${input.name}"]`);
  if (counter) counter.textContent = `${graphemes(input.value)}/${counter.dataset.most}`;
};
const readBack = () => {
  const line = form.querySelector("[data-read]");
  const amount = amountOf(form.elements.benefit.value);
  line.hidden = !Number.isInteger(amount);
  if (!line.hidden) line.textContent = `= ${amount.toLocaleString(line.dataset.read)} đồng${line.dataset.read === "vi" ? ` · ${inWords(amount)} đồng` : ""}`;
};

const draft = new Draft(form, form.dataset.path);
draft.tell = (isKept) => (document.querySelector("[data-unkept]").hidden = isKept);
let editing = null;
let held = null;
let ticking = 0;

const say = (state, seconds = "") => {
  after.querySelector("[data-state]").textContent = after.dataset[state].replace("{}", seconds);
  after.querySelector("[data-undo]").hidden = after.querySelector("[data-now]").hidden = state !== "held";
  after.querySelector("[data-queue]").hidden = ["held", "sending", "made"].includes(state);
};
const swap = (isSent) => {
  after.hidden = !isSent;
  form.hidden = isSent;
  document.querySelectorAll("[data-with-form]").forEach((each) => (each.hidden = isSent));
  (isSent ? after.querySelector("h1") : form.elements.title).focus();
  if (isSent) scrollTo(0, 0);
};

const letGo = () => {
  clearInterval(ticking);
  const record = held;
  held = null;
  return record;
};
const sendNow = async () => {
  const record = letGo();
  if (!record) return;
  say("sending");
  await records.change(record.key, record.rev, { hold: 0 });
  await sendAll();
};
const hold = (record) => {
  held = record;
  const tick = () => {
    const left = Math.ceil((record.hold - Date.now()) / 1000);
    if (left > 0 && left <= HOLD_SECONDS) say("held", left);
    else sendNow();
  };
  tick();
  ticking = setInterval(tick, 500);
  sendSoon();
};

const send = async (values) => {
  const account = draft.account;
  const key = editing?.key ?? draft.key ?? crypto.randomUUID();
  // Should the form have to post itself after all, it is the same initiative.
  form.elements.key.value = key;
  const body = bodyOf(values);
  const now = Date.now();
  const record = { key, body, account, state: account ? "held" : "waiting", hold: now + HOLD_SECONDS * 1000, at: now, path: form.dataset.path, rev: 0, tries: 0, edits: 0, problem: null };
  if (editing) {
    if (!(await edit(records, editing, body))) return location.assign(`${language}/cho-gui`);
  } else {
    const kept = await keep(records, record);
    if (kept === "taken") {
      draft.key = crypto.randomUUID();
      return show([["", form.dataset.taken]]);
    }
  }
  await draft.forget();
  show([]);
  after.querySelector("[data-title]").textContent = values.title;
  swap(true);
  if (account && !editing) return hold(record);
  if (account) {
    say("sending");
    return sendAll();
  }
  const who = await whoIs();
  if (who === undefined) return say("nobody");
  location.assign(who.account ? `${language}/cho-gui` : `${language}/dang-nhap?next=${encodeURIComponent(`${language}/cho-gui`)}`);
};

hearers.add(async ({ key, kind }) => {
  if (after.hidden || held) return;
  const record = await records.get(key);
  if (record?.state === "sent") return location.assign(`${language}${record.page}?vua-gui=1`);
  if (record?.state === "fix") {
    editing = record;
    swap(false);
    return show(record.problem.fields.length ? record.problem.fields.map(({ field, message }) => [field, message]) : [["", record.problem.title]]);
  }
  if (after.dataset[kind]) say(kind);
});

// Where the device keeps nothing (a private window, no room left), the form posts itself as it does without scripts, if
// anybody is there to take it: else the text would be gone.
const sendWithoutStore = async () => ((await whoIs()) ? form.submit() : show([["", form.dataset.unsent]]));

form.noValidate = true;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!after.hidden) return;
  const values = valuesOf(form);
  const sentences = wrongOf(values).map(([name, which]) => [name, place(name).dataset[which]]);
  show(sentences);
  if (!sentences.length) send(values).catch(sendWithoutStore);
});
form.addEventListener("input", (event) => {
  if (event.target.name) count(event.target);
  readBack();
  if (event.isTrusted && !editing) draft.save();
});
after.querySelector("[data-undo]").addEventListener("click", async () => {
  const record = letGo();
  if (!record || !(await undo(records, record.key))) return say("sending");
  draft.key = record.key;
  draft.write();
  swap(false);
});
after.querySelector("[data-now]").addEventListener("click", sendNow);
addEventListener("pagehide", () => {
  const record = letGo();
  if (record) sendLeaving(record);
  else if (draft.timer) draft.write();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden && held) {
    const record = letGo();
    say("sending");
    sendLeaving(record);
  }
});

const begin = async () => {
  const wanted = new URLSearchParams(location.search).get("sua");
  const record = wanted && (await records.get(wanted).catch(() => null));
  if (record?.body && (record.account === null || record.account === draft.account)) {
    editing = record;
    fill(form, valuesOfBody(JSON.parse(record.body)));
    if (record.problem) show(record.problem.fields.map(({ field, message }) => [field, message]));
  } else if (await draft.restore()) {
    const note = document.querySelector("[data-restored]");
    note.hidden = false;
    note.querySelector("button").addEventListener("click", async () => {
      await draft.forget();
      form.reset();
      note.hidden = true;
    });
  }
  ["title", "summary"].forEach((name) => count(form.elements[name]));
  readBack();
  document.getElementById("problems")?.focus();
};
begin();
addEventListener("load", () => {
  navigator.serviceWorker?.register("/sw.js").then(() => navigator.serviceWorker.ready).then(({ active }) => {
    active.postMessage(location.pathname);
    active.postMessage(`${language}/cho-gui`);
  }).catch(() => {});
});
