// The desk by keyboard, and what a swap must not lose: the focus, the place in the queue, what was said.
import { commandOf, isField, stepped } from "./keys.js";

const KEYS_OFF = "sk.desk.keys-off";
const one = (selector) => document.querySelector(selector);
const rows = () => [...document.querySelectorAll("[data-row]")];
const areOff = () => localStorage.getItem(KEYS_OFF) === "1";
let busy = 0;

const focus = (element) => {
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
};

const choose = (act) => {
  const choice = one(`[data-act~="${act}"]`);
  if (!choice) return;
  choice.checked = true;
  const first = choice.form.querySelector(`[data-of~="${choice.value}"]`) ?? choice;
  focus(first);
  if (first.type === "text") first.select();
  if (act === "recommend") one("#recommend").checked = true;
};

const step = (command) => {
  const all = rows();
  const at = all.findIndex((row) => row === document.activeElement);
  const open = all.findIndex((row) => row.getAttribute("aria-current") === "true");
  const next = stepped(command, at < 0 ? open : at, all.length);
  if (next >= 0) focus(all[next]);
};

const commands = {
  next: () => step("next"),
  previous: () => step("previous"),
  open: () => document.activeElement.click(),
  mark: () => document.activeElement.closest("li").querySelector("[data-mark]")?.click(),
  approve: () => choose("approve"),
  recommend: () => choose("recommend"),
  return: () => choose("return"),
  refuse: () => choose("refuse"),
  claim: () => one("[data-claim]")?.click(),
  search: () => {
    one("#filters")?.setAttribute("open", "");
    focus(one("#q"));
  },
  help: () => one("#keys-help")?.showModal(),
  leave: () => (one("[data-release]") ?? one("[data-back]"))?.click(),
  leaveField: () => focus(one("[data-act]:checked") ?? one("[data-focus]")),
};

document.addEventListener("keydown", (event) => {
  const at = document.activeElement ?? document.body;
  if (one("dialog[open]")) return;
  const command = commandOf(event, {
    isField: isField(at.tagName, at.type, at.isContentEditable),
    isRow: at.matches("[data-row]"),
    isOff: areOff(),
    isBusy: busy > 0,
  });
  if (!command) return;
  event.preventDefault();
  commands[command]();
});

const showKeys = () => {
  document.documentElement.dataset.keys = areOff() ? "off" : "on";
  const choice = one("#keys-on");
  if (choice) choice.checked = !areOff();
  for (const button of document.querySelectorAll("[data-help]")) button.hidden = false;
};

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) commands.help();
});
document.addEventListener("change", (event) => {
  if (event.target.id === "keys-on") {
    localStorage.setItem(KEYS_OFF, event.target.checked ? "0" : "1");
    showKeys();
  }
  if (event.target.matches("[data-all]")) {
    for (const mark of document.querySelectorAll("[data-mark]")) mark.checked = event.target.checked;
  }
});

let queuePlace = 0;
document.addEventListener("htmx:before:request", () => {
  busy += 1;
  queuePlace = one("[data-queue]")?.scrollTop ?? 0;
  one("#not-sent")?.setAttribute("hidden", "");
});
document.addEventListener("htmx:finally:request", () => {
  busy = Math.max(0, busy - 1);
});
// Nobody answered: the page stays as it is, with all that was typed.
document.addEventListener("htmx:error", () => {
  const note = one("#not-sent");
  note?.removeAttribute("hidden");
  focus(note);
});

// Lives outside of what is swapped, so that readers of the screen hear it.
const said = document.createElement("div");
said.className = "visually-hidden";
said.setAttribute("role", "status");

// The queue where it was, its current case in sight; the page itself stays where it is.
const showCurrent = (queue) => {
  queue.scrollTo({ top: queuePlace, behavior: "instant" });
  const row = one("[data-row][aria-current=true]")?.getBoundingClientRect();
  const pane = queue.getBoundingClientRect();
  const isSeen = row && row.top >= pane.top && row.bottom <= Math.min(pane.bottom, innerHeight);
  if (row && !isSeen) queue.scrollTo({ top: queue.scrollTop + row.top - pane.top - pane.height / 3, behavior: "instant" });
};
const settle = () => {
  showKeys();
  const queue = one("[data-queue]");
  if (queue) showCurrent(queue);
  if (!said.isConnected) document.body.append(said);
  said.textContent = one("[data-said]")?.textContent ?? "";
};
document.addEventListener("htmx:after:swap", () => {
  settle();
  if (!document.activeElement || document.activeElement === document.body) one("[data-focus]")?.focus();
});
settle();
