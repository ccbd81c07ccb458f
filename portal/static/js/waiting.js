// The outbox on a page: every record in words, with what can be done about it; another account's only as one that waits.
const list = document.querySelector("[data-records]");
const empty = document.querySelector("[data-none]");
const shape = document.querySelector("[data-record]");
const words = list.dataset;
const { records, whoIs, sendAll, bind, again, remove, hearers, language } = outbox;

const fail = () => (document.querySelector("[data-unkept]").hidden = false);

let who;
const underWay = new Map();
const stateOf = (record) => {
  if (record.state !== "waiting" && record.state !== "held") return record.state;
  if (record.account === null) return who?.account ? "ask" : who ? "signin" : "nobody";
  return underWay.get(record.key) ?? (who && !who.account ? "signin" : "away");
};
const clock = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
// A record that was damaged is shown without its text, and hides no other.
const textOf = (record) => {
  try {
    return JSON.parse(record.body ?? record.later);
  } catch {
    return null;
  }
};
const TONES = { sent: "good", fix: "bad", late: "bad" };

const copied = (record) => {
  const body = textOf(record);
  return navigator.clipboard.writeText(body ? `${body.title}\n\n${body.summary}` : record.body ?? record.later);
};
const ACTS = {
  send: async (record) => {
    if (record.account === null) await bind(records, record, who.account);
    else await again(records, record);
    await sendAll();
  },
  edit: async (record) => location.assign(`${language}${record.path}?sua=${record.key}`),
  copy: async (record, button) => {
    await copied(record);
    button.textContent = words.copied;
  },
  remove: async (record) => {
    const question = record.tries && record.state !== "sent" ? words.removeTried : words.removeAsked;
    if (record.state === "sent" || confirm(question)) await remove(records, record);
  },
};
const can = (record, state) => ({
  send: state === "ask" || state === "away" || state === "late",
  edit: record.state !== "sent" && Boolean(textOf(record)),
  copy: Boolean((record.body ?? record.later) && navigator.clipboard),
  remove: true,
});

const entry = (record) => {
  const isOther = record.account !== null && record.account !== who?.account;
  const state = isOther && record.state !== "sent" ? "other" : stateOf(record);
  const part = shape.content.cloneNode(true);
  const slot = (name) => part.querySelector(`[data-slot=${name}]`);
  const body = isOther ? null : textOf(record);
  slot("title").textContent = body?.title ?? words[{ other: "hidden", sent: "done" }[state] ?? "damaged"];
  slot("state").textContent = words[state];
  slot("state").className = `state ${TONES[state] ?? "wait"}`;
  slot("when").textContent = clock.format(Number(record.at) || 0).replace(",", "");
  slot("summary").textContent = body?.summary ?? "";
  slot("later").hidden = !record.later;
  slot("why").textContent = record.problem && !isOther ? [record.problem.title, ...record.problem.fields.map(({ message }) => message)].filter(Boolean).join(" · ") : "";
  slot("receipt").textContent = isOther ? "" : record.receipt ?? "";
  if (record.page && !isOther) slot("page").href = language + record.page;
  else slot("page").remove();
  if (state !== "signin") slot("signin").remove();
  const allowed = isOther ? {} : can(record, state);
  for (const button of part.querySelectorAll("[data-do]")) {
    const act = button.dataset.do;
    if (!allowed[act]) button.remove();
    else if (act === "edit" && state === "fix") button.classList.add("main");
    else if (act === "send" && state === "ask") button.textContent = words.sendAs.replace("{}", () => who.name);
    button.addEventListener("click", () => ACTS[act](record, button).then(() => act === "copy" || draw()).catch(fail));
  }
  return part;
};

const MOST_SENT = 20;
const draw = async () => {
  const all = (await records.all()).sort((a, b) => b.at - a.at);
  const old = all.filter((record) => record.state === "sent" && !record.later).slice(MOST_SENT);
  await Promise.all(old.map((record) => remove(records, record)));
  list.replaceChildren(...all.map(entry));
  empty.hidden = all.length > 0;
};

hearers.add(({ key, kind }) => {
  underWay.set(key, kind === "made" || kind === "reused" ? undefined : kind);
  draw();
});
const look = async () => {
  who = await whoIs();
  await draw();
};
addEventListener("online", () => look().catch(fail));
look().catch(fail);
