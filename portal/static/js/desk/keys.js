// Which key asks for what at the desk. Pure: a key and where it was pressed, to the name of a command or null.
const COMMANDS = {
  j: "next", k: "previous", enter: "open", " ": "mark",
  a: "approve", r: "return", x: "refuse", e: "recommend", c: "claim",
  "/": "search", "?": "help", escape: "leave",
};
const STEPS = new Set(["next", "previous"]);
const ON_A_ROW = new Set(["open", "mark"]);
const TEXT = /^(text|search|date|number|email|tel|url|password)$/;

// Where letters are typed: Telex types a, r and x all day.
export const isField = (tag, type = "", editable = false) =>
  editable || tag === "TEXTAREA" || tag === "SELECT" || (tag === "INPUT" && TEXT.test(type));

// `place`: {isField, isRow, isOff, isBusy}. `?` is the one that needs Shift; a row is a case of the queue with the focus.
export const commandOf = (event, place) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return null;
  const command = COMMANDS[event.key.toLowerCase()] ?? null;
  if (place.isField) return command === "leave" && !place.isOff ? "leaveField" : null;
  if (place.isBusy || (event.shiftKey && event.key !== "?")) return null;
  if (place.isOff && command !== "help") return null;
  if (ON_A_ROW.has(command) && !place.isRow) return null;
  return event.repeat && !STEPS.has(command) ? null : command;
};

// The place after a step, from where one is (-1: nowhere yet); it stops at both ends.
export const stepped = (command, index, count) =>
  count === 0 ? -1 : Math.max(0, Math.min(count - 1, index + (command === "next" ? 1 : -1)));
