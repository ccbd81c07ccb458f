// What was written and not yet answered with a 201: the rules, over a store and a sender, without a page or a network.
// A record: {key, body, account, state, rev, at, path, hold, tries, edits, problem, page, receipt, later}. `body` is the
// request exactly as it is sent and sent again; `rev` counts its changes, and nothing is written over a newer one.
// A record's `account` is whose it is; one written by nobody in particular (null) is sent for nobody until it is bound.

// Sent when `hold` has passed, unless it is undone before.
export const HELD = "held";
export const WAITING = "waiting";
// Refused: something in it has to be changed.
export const FIX = "fix";
// Refused: the programme has ended.
export const LATE = "late";
// Answered with a 201: its body is gone, its page and receipt stay.
export const SENT = "sent";

export const keep = async (store, record) => {
  const known = await store.get(record.key);
  if (known) return known.body === record.body ? "again" : "taken";
  return (await store.add({ rev: 0, tries: 0, edits: 0, hold: 0, problem: null, ...record })) ? "kept" : "taken";
};

// How long it is still held. One that would be held for longer than anything is was written before the clock went back.
const LONGEST_HOLD = 60000;
export const heldLeft = (record, now) => {
  const left = record.state === HELD ? record.hold - now : 0;
  return left > 0 && left <= LONGEST_HOLD ? left : 0;
};

export const isDue = (record, account, now) =>
  record.account !== null && record.account === account && (record.state === WAITING || record.state === HELD) && !heldLeft(record, now);

const RESULTS = {
  made: (record, answer) => ({ state: SENT, page: answer.page, receipt: answer.receipt, body: null, later: null }),
  // Made by this very account with this very key: as it was first sent, so what was changed since is kept to be seen.
  reused: (record, answer) => ({ state: SENT, page: answer.page, receipt: null, body: null, later: record.edits ? record.body : null }),
  fix: (record, answer) => ({ state: FIX, problem: answer.problem }),
  late: (record, answer) => ({ state: LATE, problem: answer.problem }),
};

// Write down what was answered to the record as it was sent. It may have been changed or deleted meanwhile.
export const settle = async (store, sent, answer) => {
  const result = RESULTS[answer.kind];
  if (!result) return;
  if (await store.change(sent.key, sent.rev, result(sent, answer))) return;
  if (answer.kind !== "made" && answer.kind !== "reused") return;
  for (;;) {
    const now = await store.get(sent.key);
    if (now?.state === SENT) return;
    const changes = result(sent, answer);
    if (now && now.body !== sent.body) changes.later = now.body;
    if (now ? await store.change(now.key, now.rev, changes) : await store.add({ ...sent, ...changes })) return;
  }
};

// Send what is due, oldest first, once each; stops when nothing answers. `account` is whoever is signed in, or null.
export const replay = async (store, send, { account, now, tell = () => {} }) => {
  const due = (await store.all()).filter((record) => isDue(record, account, now)).sort((a, b) => a.at - b.at);
  for (const one of due) {
    const record = await store.get(one.key);
    if (!record || !isDue(record, account, now)) continue;
    // Counted before it is sent: whatever was tried may have arrived.
    if (!(await store.change(record.key, record.rev, { state: WAITING, tries: record.tries + 1 }))) continue;
    const sent = { ...record, state: WAITING, tries: record.tries + 1, rev: record.rev + 1 };
    tell(sent.key, "sending");
    const answer = await send(sent);
    await settle(store, sent, answer);
    tell(sent.key, answer.kind);
    if (!RESULTS[answer.kind]) return answer.kind;
  }
  return "done";
};

export const bind = (store, record, account) => record.account === null && store.change(record.key, record.rev, { account });

// Under the key it had: had it arrived before, nothing is made twice.
export const edit = (store, record, body) =>
  record.state !== SENT && store.change(record.key, record.rev, { body, state: WAITING, hold: 0, problem: null, edits: record.edits + 1 });

export const again = (store, record) => store.change(record.key, record.rev, { state: WAITING, hold: 0, problem: null });

export const remove = (store, record) => store.remove(record.key, record.rev);

// Take back what is held: true only when it was never sent.
export const undo = async (store, key) => {
  const record = await store.get(key);
  return Boolean(record && record.state === HELD && record.tries === 0 && (await store.remove(key, record.rev)));
};
